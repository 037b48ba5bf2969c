"""Sleep summary: when and how long this person sleeps, and in which stages."""

import math
import statistics
from collections.abc import Callable, Sequence
from datetime import date

from ml.conclusion import Conclusion
from ml.enough import sleep_nights
from ml.history import Floats, History
from ml.insight import Insight
from ml.recent_sleep import recent_nights, usual_times
from ml.regimes import STAGING_CHANGED_ON
from schema.answer import Basis, CaveatCode
from schema.arguments import NoArguments
from schema.sleep_summary import (
    NightlyMean,
    SleepAmounts,
    SleepStage,
    SleepStageMean,
    SleepSummary,
)

# One of each weekday: the fewest that a week can be described by.
FEWEST_NIGHTS = 7

Averager = Callable[[Sequence[float]], NightlyMean]


def plain_mean(values: Sequence[float]) -> NightlyMean:
    """Return the mean and SD of two or more values, without an interval."""
    return NightlyMean(
        mean=round(statistics.fmean(values), 2),
        sd=round(statistics.stdev(values), 2),
        interval90=None,
        nights=len(values),
    )


def describe(history: History, average: Averager = plain_mean) -> SleepSummary | None:
    """Return times and amounts of the last 90 nights, without comparing weekdays."""
    nights, places = history.nights, recent_nights(history)
    if not places:
        return None
    usual, measured = usual_times(history, places), one_definition(history, places)
    return SleepSummary(
        nights=len(places),
        usual_bedtime=usual.bedtime.clock,
        bedtime_sd_minutes=usual.bedtime.sd_minutes,
        usual_wake_time=usual.wake_time.clock,
        wake_sd_minutes=usual.wake_time.sd_minutes,
        around_the_clock=usual.around_the_clock,
        amounts=_amounts(history, measured, average),
        left_out_nights=len(places) - len(measured),
        nap_days=sum(nights.nap_minutes[place] > 0 for place in places),
        asleep_by_weekday=None,
        bedtime_by_weekday=None,
    )


def one_definition(history: History, places: list[int]) -> list[int]:
    """Return those of the nights that were staged as the newest of them was."""
    day, changed = history.nights.day, STAGING_CHANGED_ON.toordinal()
    if day[places[-1]] < changed:
        return places
    return [place for place in places if day[place] >= changed]


def rule(history: History, arguments: NoArguments) -> Conclusion[SleepSummary]:
    """Describe, without intervals and weekdays."""
    del arguments
    return Conclusion(describe(history), Basis.RULE, caveats=(CaveatCode.WRIST_ESTIMATE,))


def headline(conclusion: Conclusion[SleepSummary]) -> str:
    """Say when and how long the person usually sleeps."""
    finding = conclusion.finding
    if finding is None:
        return "No night with a time of falling asleep and of waking is known yet."
    times = (
        "your sleep was spread around the clock"
        if finding.around_the_clock
        else f"you usually slept from {finding.usual_bedtime} to {finding.usual_wake_time} (give "
        f"or take {finding.bedtime_sd_minutes:.0f} and {finding.wake_sd_minutes:.0f} minutes)"
    )
    return f"Over your last {finding.nights} nights {times}{_long(finding.amounts)}."


def _amounts(history: History, places: list[int], average: Averager) -> SleepAmounts | None:
    nights = history.nights

    def mean(column: Floats) -> NightlyMean | None:
        known = [column[place] for place in places if not math.isnan(column[place])]
        return average(known) if len(known) >= FEWEST_NIGHTS else None

    if len(places) < FEWEST_NIGHTS:
        return None
    asleep = mean(nights.asleep_minutes)
    of_stages = {
        SleepStage.LIGHT: mean(nights.light_sleep_minutes),
        SleepStage.DEEP: mean(nights.deep_sleep_minutes),
        SleepStage.REM: mean(nights.rem_sleep_minutes),
        SleepStage.AWAKE: mean(nights.awake_minutes),
    }
    return SleepAmounts(
        first_on=date.fromordinal(nights.day[places[0]]),
        asleep_minutes=asleep,
        in_bed_minutes=mean(nights.in_bed_minutes),
        efficiency_percent=mean(nights.sleep_efficiency_percent),
        stages=[
            SleepStageMean(stage=stage, minutes=minutes, share=_share(stage, minutes, asleep))
            for stage, minutes in of_stages.items()
            if minutes is not None
        ],
    )


def _share(stage: SleepStage, minutes: NightlyMean, asleep: NightlyMean | None) -> float | None:
    if stage is SleepStage.AWAKE or asleep is None or asleep.mean <= 0:
        return None
    # Nights with stages may be others than those with a time asleep.
    return round(min(1.0, minutes.mean / asleep.mean), 3)


def _long(amounts: SleepAmounts | None) -> str:
    asleep = amounts.asleep_minutes if amounts else None
    if asleep is None:
        return ""
    interval = asleep.interval90
    between = (
        f" (90 % interval of the mean {_duration(interval.low)} to {_duration(interval.high)}; "
        f"{asleep.nights} nights)"
        if interval
        else ""
    )
    return f", asleep for {_duration(asleep.mean)} on average{between}"


def _duration(minutes: float) -> str:
    hours, left = divmod(round(minutes), 60)
    return f"{hours} h {left:02d} min"


INSIGHT = Insight(
    stem="sleep_summary",
    about="When and how long this person sleeps, and in which stages, over the last 90 nights.",
    finding=SleepSummary,
    arguments=NoArguments,
    have=sleep_nights,
    need=FEWEST_NIGHTS,
    unit="nights with falling asleep and waking known",
    rule=rule,
    headline=headline,
    cost_ms=6,
    learned=False,
)
