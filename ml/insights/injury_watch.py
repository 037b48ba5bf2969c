"""Injury watch: plain facts of load and recovery by the own past, and no injury prediction."""

import math

from ml.conclusion import Conclusion
from ml.history import History
from ml.insight import Insight
from ml.insights.recovery_prediction import RED_AT_MOST
from ml.insights.strain_tolerance import lived_strains
from ml.state import lately
from ml.wording import counted
from schema.answer import Basis, CaveatCode
from schema.arguments import NoArguments
from schema.injury_watch import FlagState, InjuryWatch, WatchFlag

NEED_DAYS = 28
WEEK_DAYS, FIVE_NIGHTS, LOW_OF_FIVE = 7, 5, 3
FEWEST_OF_A_WEEK = 5
# Of the rule: a week half as hard again as the three before it; judgement.
SPIKE = 1.5
CAVEATS = (
    CaveatCode.NO_INJURY_PREDICTION,
    CaveatCode.NOT_MEDICAL,
    CaveatCode.TRUST_YOURSELF,
)
NO_PREDICTION = "This is not an injury prediction."
NONE = "NONE"


def have(history: History) -> int:
    """Return the number of days with a known strain."""
    return len(lived_strains(history))


def low_recoveries(count: int | None, low_at_most: float) -> FlagState:
    """Return the flag of three low recoveries in five nights.

    Parameters
    ----------
    count
        Low recoveries of the last 5 nights; None where they are not known.
    low_at_most
        Recovery up to which a night is low.
    """
    known = count is not None
    return FlagState(
        flag=WatchFlag.LOW_RECOVERIES,
        raised=count >= LOW_OF_FIVE if known else None,
        value=float(count) if known else None,
        threshold=float(LOW_OF_FIVE) if known else None,
        unit="nights",
        text=f"{count} of your last {FIVE_NIGHTS} recoveries {'was' if count == 1 else 'were'} "
        f"{low_at_most:.0f} or less."
        if known
        else f"Fewer than {LOW_OF_FIVE} of your last {FIVE_NIGHTS} recoveries are known.",
    )


def rule(history: History, arguments: NoArguments) -> Conclusion[InjuryWatch]:
    """Flag a week of strain half as hard again as those before, and three reds in five nights."""
    del arguments
    known = lately(history, history.nights.recovery_percent, FIVE_NIGHTS)
    reds = sum(recovery <= RED_AT_MOST for recovery in known)
    flags = [
        _spike(history),
        low_recoveries(reds if len(known) >= LOW_OF_FIVE else None, RED_AT_MOST),
    ]
    finding = InjuryWatch(
        days=have(history),
        flags_raised=sum(bool(each.raised) for each in flags),
        flags=flags,
        combinations=None,
        diary=None,
    )
    return Conclusion(finding, Basis.RULE, caveats=CAVEATS)


def _spike(history: History) -> FlagState:
    """Return whether the last 7 days of strain were half as hard again as the 21 before."""
    nights = history.nights
    last = nights.day[-1] if nights.day else 0
    known = [
        (last - day, strain)
        for day, strain in zip(nights.day, nights.strain, strict=True)
        if last - day < NEED_DAYS and not math.isnan(strain)
    ]
    week = [strain for ago, strain in known if ago < WEEK_DAYS]
    before = [strain for ago, strain in known if ago >= WEEK_DAYS]
    if len(week) < FEWEST_OF_A_WEEK or len(before) < 3 * FEWEST_OF_A_WEEK:
        return FlagState(
            flag=WatchFlag.HIGH_LOAD,
            raised=None,
            value=None,
            threshold=None,
            unit="strain",
            text="Too few of your last 28 days have a known strain.",
        )
    mean, threshold = sum(week) / len(week), SPIKE * sum(before) / len(before)
    return FlagState(
        flag=WatchFlag.HIGH_LOAD,
        raised=mean >= threshold > 0,
        value=round(mean, 1),
        threshold=round(threshold, 1),
        unit="strain",
        text=f"Your strain averaged {mean:.1f} over the last 7 days; half as much again as over "
        f"the 21 before would be {threshold:.1f}.",
    )


def headline(conclusion: Conclusion[InjuryWatch]) -> str:
    """Count the flags, tell those raised, and how often the same have been before."""
    finding = conclusion.finding
    if finding is None:
        return f"No day of load is known yet. {NO_PREDICTION}"
    known = [each for each in finding.flags if each.raised is not None]
    if not known:
        return f"No flag can be told yet ({finding.days} days). {NO_PREDICTION}"
    count = f"{finding.flags_raised} of {counted(len(known), 'flag')}"
    verb = "is" if 1 in {finding.flags_raised, len(known)} else "are"
    told = [each.text for each in known if each.raised]
    return " ".join(
        [
            f"{count} {verb} raised ({counted(finding.days, 'day')}).",
            *told,
            *_base_rate(finding),
            NO_PREDICTION,
        ]
    )


def _base_rate(finding: InjuryWatch) -> list[str]:
    past = finding.combinations
    if past is None or not finding.flags_raised:
        return []
    days = f"{past.today_days} of {past.days_known} days of yours"
    return [f"Exactly this has been so on {days}, today among them."]


INSIGHT = Insight(
    stem="injury_watch",
    about="Four plain facts of load and recovery by the person's own past, how often they have "
    "occurred together before, and the load before each injury or illness that was logged, as a "
    "diary. It is no injury prediction, and gives no probability of one.",
    finding=InjuryWatch,
    arguments=NoArguments,
    have=have,
    need=NEED_DAYS,  # 90 for the flags that go by own percentiles
    unit="days with a known strain",
    rule=rule,
    headline=headline,
    cost_ms=15,
    learned=False,
)
