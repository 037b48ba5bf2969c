"""Circadian rhythm: when this person sleeps, how regularly, and how free days differ."""

from ml.conclusion import Conclusion
from ml.enough import sleep_nights
from ml.history import History
from ml.insight import Insight
from ml.recent_sleep import recent_nights, usual_times
from ml.wording import signed
from schema.answer import Basis, CaveatCode
from schema.circadian_rhythm import WEEKEND, CircadianRhythm, CircadianRhythmArguments
from schema.weekday import WEEKDAYS


def free_days(arguments: CircadianRhythmArguments) -> frozenset[int]:
    """Return the free weekdays, Monday 0."""
    names = arguments.free_days or WEEKEND
    return frozenset(place for place, day in enumerate(WEEKDAYS) if day.name in names)


def describe(history: History, arguments: CircadianRhythmArguments) -> CircadianRhythm | None:
    """Return times and their spread, without regularity and free days' differences."""
    nights, places = history.nights, recent_nights(history)
    if not places:
        return None
    usual, free = usual_times(history, places), free_days(arguments)
    return CircadianRhythm(
        nights=len(places),
        free_nights=sum((nights.day[place] - 1) % 7 in free for place in places),
        usual_bedtime=usual.bedtime.clock,
        bedtime_sd_minutes=usual.bedtime.sd_minutes,
        usual_wake_time=usual.wake_time.clock,
        wake_sd_minutes=usual.wake_time.sd_minutes,
        mid_sleep=usual.mid_sleep.clock,
        mid_sleep_sd_minutes=usual.mid_sleep.sd_minutes,
        around_the_clock=usual.around_the_clock,
        sleep_regularity_index=None,
        days_compared=0,
        mid_sleep_on_working_days=None,
        mid_sleep_on_free_days=None,
        chronotype_mid_sleep=None,
        social_jetlag_hours=None,
        social_jetlag_interval90=None,
        recent_change=None,
        effort_by_hour=None,
    )


def rule(history: History, arguments: CircadianRhythmArguments) -> Conclusion[CircadianRhythm]:
    """Describe the usual times alone."""
    return Conclusion(
        describe(history, arguments), Basis.RULE, caveats=(CaveatCode.WRIST_ESTIMATE,)
    )


def headline(conclusion: Conclusion[CircadianRhythm]) -> str:
    """Say when the person sleeps, how regularly, and how free days differ."""
    finding = conclusion.finding
    if finding is None:
        return "No night with a time of falling asleep and of waking is known yet."
    return f"{_times(finding)}{_regularity(finding)}{_free_days(finding)}."


def _times(finding: CircadianRhythm) -> str:
    if finding.around_the_clock:
        return (
            f"Over {finding.nights} nights your sleep was spread around the clock, so that no "
            "usual time describes it"
        )
    return (
        f"Over {finding.nights} nights you usually slept from {finding.usual_bedtime} to "
        f"{finding.usual_wake_time}, with a mid-sleep of {finding.mid_sleep} (give or take "
        f"{finding.mid_sleep_sd_minutes:.0f} minutes)"
    )


def _regularity(finding: CircadianRhythm) -> str:
    if finding.sleep_regularity_index is None:
        return ""
    return f"; regularity was {round(finding.sleep_regularity_index)} of 100"


def _free_days(finding: CircadianRhythm) -> str:
    hours, interval = finding.social_jetlag_hours, finding.social_jetlag_interval90
    if hours is None or interval is None or finding.around_the_clock:
        return ""
    later, low, high = (round(each * 60) for each in (hours, interval.low, interval.high))
    if low <= 0 <= high:
        return (
            "; mid-sleep on free and on working days cannot be told apart (90 % interval of the "
            f"difference {signed(low)} to {signed(high)} minutes)"
        )
    size = (low, high) if later > 0 else (-high, -low)
    return (
        f"; on free days mid-sleep was {abs(later)} minutes {'later' if later > 0 else 'earlier'} "
        f"than on working days (social jetlag; 90 % interval {size[0]} to {size[1]})"
    )


INSIGHT = Insight(
    stem="circadian_rhythm",
    about="When this person sleeps, how regularly, and how free days differ (social jetlag, "
    "chronotype). No peaks of readiness by the hour: from one HRV a night they cannot be known.",
    finding=CircadianRhythm,
    arguments=CircadianRhythmArguments,
    have=sleep_nights,
    need=14,  # of which 4 free and 4 working for what compares them
    unit="nights with falling asleep and waking known",
    rule=rule,
    headline=headline,
    cost_ms=5,
    learned=False,
)
