"""Finding: where the levels of the night's signals stand, and whether they moved."""

from datetime import date
from enum import Enum

import strawberry

from schema.interval import Interval
from schema.signal import Signal


@strawberry.enum(description="Where the last week's mean lies in the band of chance.")
class BandPlace(Enum):
    """Where a week's mean lies."""

    BELOW = strawberry.enum_value("BELOW", description="Below the band.")
    WITHIN = strawberry.enum_value("WITHIN", description="Within it, as five weeks in six are.")
    ABOVE = strawberry.enum_value("ABOVE", description="Above it.")


@strawberry.type(
    description="Where a week's mean lies by chance while nothing changes, told from the 60 "
    "nights before the last 7, in the signal's unit."
)
class BaselineBand:
    """Where a week's mean lies by chance."""

    middle: float = strawberry.field(description="Mean of the 60 nights before.")
    normal: Interval = strawberry.field(
        description="Mean plus or minus 1.65 standard errors of a week's mean, allowing for nights "
        "that resemble the nights before them; about one week in six leaves it by chance."
    )
    smallest_worthwhile: Interval = strawberry.field(
        description="Half a standard deviation of single nights either way, as sports science "
        "draws it."
    )
    left_by_chance_share: float = strawberry.field(
        description="Share (0 to 1) of weeks whose mean leaves `smallestWorthwhile` by chance, "
        "about a third."
    )
    nights: int = strawberry.field(description="Nights that it is told from.")
    week_mean: float = strawberry.field(description="Mean of the last 7 nights.")
    week_nights: int = strawberry.field(description="Nights of it, 3 to 7.")
    place: BandPlace = strawberry.field(description="Where that mean lies in `normal`.")


@strawberry.type(
    description="The last 28 nights against the 28 before them: HRV in percent, all else in the "
    "signal's unit."
)
class BaselineChange:
    """The last 28 nights against the 28 before them."""

    estimate: float = strawberry.field(description="The difference.")
    interval90: Interval = strawberry.field(
        description="90 % interval of it, allowing for nights that resemble the nights before."
    )
    unit: str = strawberry.field(description="Unit of the difference.")
    nights: int = strawberry.field(description="Known nights of the last 28.")
    nights_before: int = strawberry.field(description="Known nights of the 28 before.")
    night_to_night_correlation: float = strawberry.field(
        description="Lag-1 autocorrelation of the nights, 0 to .9, corrected for its bias."
    )
    beyond_noise: bool = strawberry.field(
        description="Whether the interval leaves out no change. Of five signals without any, two "
        "people in five see one such."
    )


@strawberry.type(
    description="Drift over the medians of the last 8 weeks: HRV in percent, all else in the "
    "signal's unit. Weeks with under 3 nights are left out."
)
class BaselineTrend:
    """Drift over the medians of the last 8 weeks."""

    per_month: float = strawberry.field(
        description="Theil-Sen slope of the weekly medians, a month of 30 days."
    )
    interval90: Interval = strawberry.field(description="90 % interval of the slope.")
    unit: str = strawberry.field(description="Unit of the slope, a month.")
    p_value: float = strawberry.field(
        description="Of no trend (Mann-Kendall on weekly medians), 0 to 1; nothing is decided by "
        "it."
    )
    weeks: int = strawberry.field(description="Weeks with a median, 6 to 8.")


@strawberry.type(
    description="For plotting: the last 26 weeks at most, night by night; lists run in parallel, "
    "at most 182 long."
)
class BaselineSeries:
    """A signal, night by night."""

    on: list[date] = strawberry.field(description="Morning of each known night.")
    values: list[float] = strawberry.field(description="Value of the night, in the signal's unit.")
    level7: list[float] = strawberry.field(
        description="Running mean with the weight of 7 nights (exponential, 2 / 8)."
    )
    level60: list[float] = strawberry.field(
        description="Running mean with the weight of 60 nights (exponential, 2 / 61)."
    )


@strawberry.type(description="Where one signal stands.")
class SignalBaseline:
    """Where one signal stands."""

    signal: Signal = strawberry.field(description="The signal.")
    unit: str = strawberry.field(description="Its unit.")
    since_on: date = strawberry.field(
        description="Since when it has meant what it means now: the first night, another strap, "
        "or a change of WHOOP's definitions. Nothing here runs across it."
    )
    nights: int = strawberry.field(description="Known nights since then.")
    level: float = strawberry.field(
        description="Its level in the last four weeks: mean of the last 28 nights, or their "
        "median in a rule's answer."
    )
    level_interval90: Interval | None = strawberry.field(
        description="90 % interval of that mean, allowing for nights that resemble the nights "
        "before them; null in a rule's answer, and with under 14 nights in the last 90."
    )
    level_nights: int = strawberry.field(
        description="Known nights of these 28; in a rule's answer those of the median."
    )
    band: BaselineBand | None = strawberry.field(
        description="Null in a rule's answer, with under 3 nights in the last 7, or under 14 in "
        "the 60 before."
    )
    change: BaselineChange | None = strawberry.field(
        description="Null under 56 nights, or with under 12 in either 28."
    )
    trend: BaselineTrend | None = strawberry.field(
        description="Null with under 6 of the last 8 weeks known."
    )
    series: BaselineSeries | None = strawberry.field(description="Null in a rule's answer.")
    text: str = strawberry.field(description="Level and change in a sentence.")


@strawberry.type(
    description="Levels of HRV, resting heart rate, respiratory rate, recovery and sleep, and "
    "whether they moved by more than nights do by chance."
)
class AdaptiveBaselines:
    """Levels of the night's signals."""

    signals: list[SignalBaseline] = strawberry.field(
        description="Those with enough nights, at most 5."
    )
