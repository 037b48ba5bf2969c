"""Sleep quality: what longer, sounder and more regular sleep goes with."""

import math
import statistics
from array import array

from ml.conclusion import Conclusion
from ml.enough import recovery_nights
from ml.history import History
from ml.insight import Insight
from ml.wording import as_claimed, between, time_to_answer, withdrawal
from schema.answer import Basis, CaveatCode, Claim
from schema.arguments import NoArguments
from schema.interval import Interval
from schema.sleep_quality import SleepChange, SleepDifference, SleepOutcome, SleepQuality

# One curve on one outcome; little of the whole .10.
ERROR_BUDGET = 0.010
# Fewer carry no curve.
CURVE_NIGHTS = 30
# Four weeks: today's habit, with as many of each weekday.
LATELY_NIGHTS = 28
# Differences of HRV for an hour more sleep, as shares of it, for which the wait is told.
SMALL_SHARE, LARGE_SHARE = 0.05, 0.10
# Never less is suggested, whatever the nights say (adults are advised 7 to 9 hours).
LEAST_SUGGESTED_MINUTES = 420.0
# An hour is a range to aim at, half an hour the narrowest that anybody can.
RANGE_MINUTES, NARROWEST_MINUTES = 60.0, 30.0


def lately(column: "array[float]") -> list[float]:
    """Return the known values of the last 28 nights that have one."""
    return [value for value in column if not math.isnan(value)][-LATELY_NIGHTS:]


def described(history: History) -> SleepQuality:
    """Return how long the person sleeps lately, and how long they would need to."""
    asleep = lately(history.nights.asleep_minutes)
    needed = lately(history.nights.sleep_need_minutes)
    return SleepQuality(
        usual_asleep_minutes=round(statistics.median(asleep), 1) if asleep else None,
        needed_minutes=round(statistics.fmean(needed), 1) if needed else None,
        differences=[],
        curves=[],
        diminishing_from_minutes=None,
        suggested_minutes=None,
        efficiency_depends_on_duration=False,
        e_value=None,
        days_to_answer_small=None,
        days_to_answer_large=None,
        usual_hrv_ms=None,
        withdrawn=False,
    )


def suggested(finding: SleepQuality, claim: Claim) -> Interval | None:
    """Return a time asleep worth trying, in minutes: within what was lived, never under 7 h.

    It begins where half an hour more goes with under 1 point of recovery or, where that is not
    reached, with the last hour lived. An early signal suggests nothing.
    """
    longer = difference_of(finding, SleepOutcome.HRV)
    lived = [
        m for curve in finding.curves for m in (curve.asleep_minutes[0], curve.asleep_minutes[-1])
    ]
    if claim is not Claim.ESTABLISHED or longer is None or longer.estimate <= 0:
        return None
    least, most = min(lived), max(lived)
    start = finding.diminishing_from_minutes or most - RANGE_MINUTES
    low = max(LEAST_SUGGESTED_MINUTES, least, start)
    high = min(most, low + RANGE_MINUTES)
    return Interval(low=low, high=high) if high - low >= NARROWEST_MINUTES else None


def difference_of(finding: SleepQuality, outcome: SleepOutcome) -> SleepDifference | None:
    """Return what half an hour more asleep goes with, for one outcome."""
    return next(
        (
            difference
            for difference in finding.differences
            if difference.outcome is outcome and difference.change is SleepChange.HALF_HOUR_LONGER
        ),
        None,
    )


def rule(history: History, arguments: NoArguments) -> Conclusion[SleepQuality]:
    """Describe the sleep, beside what is advised to everybody."""
    del arguments
    return Conclusion(described(history), Basis.RULE, caveats=(CaveatCode.POPULATION,))


def headline(conclusion: Conclusion[SleepQuality]) -> str:
    """Say what half an hour more sleep goes with, or that it cannot be told."""
    finding = conclusion.finding
    if finding is None or finding.usual_asleep_minutes is None:
        return "No night with a time asleep is known yet; adults are advised 7 to 9 hours."
    told = withdrawal("that your HRV differs with your time asleep") if finding.withdrawn else ""
    hrv = difference_of(finding, SleepOutcome.HRV)
    if conclusion.basis is Basis.RULE or hrv is None:
        return f"{told} {_advice(finding, finding.usual_asleep_minutes)}".strip()
    recovery = difference_of(finding, SleepOutcome.RECOVERY)
    usual = duration(finding.usual_asleep_minutes)
    longer = f"half an hour more than the {usual} usual of your last {LATELY_NIGHTS} known nights"
    if conclusion.claim in {Claim.ESTABLISHED, Claim.EMERGING}:
        sentence = _claimed(finding, longer, hrv, recovery)
        return f"{told} {as_claimed(conclusion.claim, sentence)}".strip()
    return f"{told} {_open(finding, longer, hrv, recovery)}".strip()


def duration(minutes: float) -> str:
    """Return minutes as hours and minutes.

    >>> duration(429.6), duration(420.4), duration(59.7)
    ('7 h 10 min', '7 h 00 min', '1 h 00 min')
    """
    hours, rest = divmod(round(minutes), 60)
    return f"{hours} h {rest:02d} min"


def _claimed(
    finding: SleepQuality, longer: str, hrv: SleepDifference, recovery: SleepDifference | None
) -> str:
    points = f", and a recovery {_sized(recovery, 'points', 0)}" if recovery is not None else ""
    start = finding.diminishing_from_minutes
    beyond = (
        f" From {duration(start)} on, half an hour more goes with under 1 point of recovery."
        if start is not None
        else ""
    )
    return (
        f"Your HRV differs with your time asleep: {longer} goes with an HRV "
        f"{_sized(hrv, 'ms', 1)}{points} ({hrv.nights} nights, comparing similar days).{beyond}"
    )


def _open(
    finding: SleepQuality, longer: str, hrv: SleepDifference, recovery: SleepDifference | None
) -> str:
    points = f", of recovery {between(recovery.interval90)} points" if recovery is not None else ""
    excludes_none = hrv.interval90.low * hrv.interval90.high > 0
    chance = ", which weekly looks still bring by chance" if excludes_none else ""
    # The shares are of an hour more; told is half an hour throughout.
    sizes = [
        round((finding.usual_hrv_ms or 0) * share / 2, 1) for share in (LARGE_SHARE, SMALL_SHARE)
    ]
    return (
        f"No reliable difference with time asleep can be seen yet: that of HRV for {longer} is "
        f"probably {between(hrv.interval90, 1)} ms{points} ({hrv.nights} nights){chance}. "
        + time_to_answer(
            # Of a line, where the interval is of the curve at the usual time alone.
            (
                f"a difference of {sizes[0]:g} ms at every length of sleep",
                finding.days_to_answer_large,
            ),
            (f"one of {sizes[1]:g} ms", finding.days_to_answer_small),
        )
    )


def _sized(difference: SleepDifference, unit: str, digits: int) -> str:
    lower, interval = difference.estimate < 0, difference.interval90
    low, high = (-interval.high, -interval.low) if lower else (interval.low, interval.high)
    return (
        f"{abs(difference.estimate):.{digits}f} {unit} {'lower' if lower else 'higher'} "
        f"(90 % interval {_plain(low, digits)} to {_plain(high, digits)})"
    )


def _plain(number: float, digits: int) -> str:
    """Return a rounded number, never -0."""
    return f"{round(number, digits) + 0.0:.{digits}f}"


def _advice(finding: SleepQuality, asleep: float) -> str:
    need = finding.needed_minutes
    reckoned = f", and your need is reckoned at {duration(need)}" if need is not None else ""
    return (
        f"You have slept about {duration(asleep)} a night lately{reckoned}; adults are advised 7 "
        f"to 9 hours. What longer sleep goes with needs {CURVE_NIGHTS} comparable nights."
    )


INSIGHT = Insight(
    stem="sleep_quality",
    about="What half an hour more asleep, a higher efficiency and a more regular bedtime go with, "
    "on HRV and resting heart rate first, since recovery is computed from sleep.",
    finding=SleepQuality,
    arguments=NoArguments,
    have=recovery_nights,
    need=21,  # for a description; a curve needs 30
    unit="nights with a recovery",
    rule=rule,
    headline=headline,
    cost_ms=45,
    learned=True,
    error_budget=ERROR_BUDGET,
)
