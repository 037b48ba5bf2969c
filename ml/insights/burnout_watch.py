"""Burnout watch: whether signals have stayed worse than their own level, and no probability."""

import math

from ml.conclusion import Conclusion
from ml.enough import recovery_nights
from ml.history import History
from ml.insight import Insight
from ml.level_signals import BY_SIGNAL
from ml.state import lately
from ml.wording import signed
from schema.answer import Basis, CaveatCode
from schema.arguments import NoArguments
from schema.burnout_watch import BurnoutWatch, LowState, WatchedSignal

# Four weeks: 21 nights to tell the own level from, and the week that is held against it.
FEWEST_NIGHTS = 28
WEEK_NIGHTS = 7
# WHOOP's red.
RED_AT_MOST_PERCENT = 33
# The rule of the first weeks: a week that is red on average, or three red of the last four.
LOW_WEEK_UNDER_PERCENT = 34
LAST_NIGHTS, RED_OF_THEM = 4, 3
CAVEATS = (CaveatCode.NOT_MEDICAL, CaveatCode.TRUST_YOURSELF, CaveatCode.CLINICAL)


def rule(history: History, arguments: NoArguments) -> Conclusion[BurnoutWatch]:
    """Tell a low week from the mean of 7 nights, and from reds."""
    del arguments
    week = lately(history, history.nights.recovery_percent, WEEK_NIGHTS)
    if not week:
        return Conclusion(None, Basis.RULE, caveats=CAVEATS)
    mean = math.fsum(week) / len(week)
    reds = [recovery <= RED_AT_MOST_PERCENT for recovery in week]
    low = mean < LOW_WEEK_UNDER_PERCENT or sum(reds[-LAST_NIGHTS:]) >= RED_OF_THEM
    finding = BurnoutWatch(
        state=LowState.WATCH if low else LowState.NORMAL,
        since_on=None,
        days_in_state=None,
        red_nights=next((n for n, red in enumerate(reversed(reds)) if not red), len(reds)),
        week_recovery_percent=round(mean, 1),
        signals=[],
        own_history=None,
    )
    return Conclusion(finding, Basis.RULE, caveats=CAVEATS)


def headline(conclusion: Conclusion[BurnoutWatch]) -> str:
    """Say the state, the differences with their intervals, and the own base rate."""
    finding = conclusion.finding
    if finding is None:
        return "No recovery of the last 7 nights is known."
    if not finding.signals:
        return (
            f"Your mean recovery over the last {WEEK_NIGHTS} nights is "
            f"{finding.week_recovery_percent:.0f}, {_reds(finding.red_nights)}; "
            f"{_RULED[finding.state]}."
        )
    told = ", ".join(_difference(each) for each in finding.signals)
    own = f" {finding.own_history.text}" if finding.own_history is not None else ""
    first = finding.signals[0]
    return (
        f"{_state(finding)}: over the last {WEEK_NIGHTS} nights ({first.week_nights} known) "
        f"against the 60 before ({first.usual_nights} known), {told}.{own}"
    )


_RULED = {
    LowState.NORMAL: "that is no low week",
    LowState.WATCH: "that is a low week",
    LowState.SUSTAINED_LOW: "that is a low week",
}


def _state(finding: BurnoutWatch) -> str:
    if finding.state is LowState.NORMAL:
        return "Your nights have not stayed lower than usual"
    days = finding.days_in_state or 1
    lasted = f"for {days} day{'s' * (days > 1)}"
    if finding.state is LowState.WATCH:
        return f"Worth watching {lasted}, since signals agree on being worse than your usual"
    reds = f" ({finding.red_nights} red nights in a row)" * (finding.red_nights > 1)
    return f"Lower than your usual {lasted}{reds}"


def _reds(in_a_row: int) -> str:
    if not in_a_row:
        return "the last of them not red"
    return "the last of them red" if in_a_row == 1 else f"the last {in_a_row} of them red"


def _difference(each: WatchedSignal) -> str:
    signal = BY_SIGNAL[each.signal]
    digits = signal.spoken_decimals
    unit = "%" if each.difference_unit == "percent" else each.difference_unit
    low, high = (signed(end, digits) for end in (each.interval90.low, each.interval90.high))
    return f"{signal.name} {signed(each.difference, digits)} {unit} (90 % interval {low} to {high})"


INSIGHT = Insight(
    stem="burnout_watch",
    about="Whether recovery, HRV and resting heart rate have stayed worse than this person's own "
    "level by more than noise, for how long, and how often that happened before. No probability "
    "of burnout or overtraining: nobody can tell one from these numbers.",
    finding=BurnoutWatch,
    arguments=NoArguments,
    have=recovery_nights,
    need=FEWEST_NIGHTS,
    unit="nights with a recovery",
    rule=rule,
    headline=headline,
    cost_ms=10,
    learned=False,
)
