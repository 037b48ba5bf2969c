"""Sleep window: when this person falls asleep, and how recovery differs with it."""

import math

from ml.clock import circular_mean_hours, circular_sd_minutes, text
from ml.conclusion import Conclusion
from ml.enough import recovery_nights
from ml.history import History
from ml.insight import Insight
from ml.wording import as_claimed, between, difference
from schema.answer import Basis, CaveatCode, Claim
from schema.arguments import NoArguments
from schema.sleep_window import SleepWindow, WindowEdge

# A quarter of a year: long enough for a steady mean, short enough to be today's habit.
RECENT_NIGHTS = 90
# One curve; insights that are asked about more get more of the whole .10.
ERROR_BUDGET = 0.015


def describe(history: History) -> SleepWindow | None:
    """Return when the person falls asleep and wakes, over the last 90 nights with both."""
    nights = history.nights
    columns = zip(
        nights.sleep_onset_hours, nights.wake_onset_hours, nights.sleep_need_minutes, strict=True
    )
    known = [row for row in columns if not (math.isnan(row[0]) or math.isnan(row[1]))]
    if not known:
        return None
    onsets, wakes, needs = zip(*known[-RECENT_NIGHTS:], strict=True)
    wake = circular_mean_hours(wakes)
    needed = [need for need in needs if not math.isnan(need)]
    return SleepWindow(
        usual_bedtime=text(circular_mean_hours(onsets)),
        bedtime_sd_minutes=round(circular_sd_minutes(onsets), 1),
        usual_wake_time=text(wake),
        need_based_bedtime=text(wake - sum(needed) / len(needed) / 60) if needed else None,
        window=None,
        curve=None,
        e_value=None,
    )


def rule(history: History, arguments: NoArguments) -> Conclusion[SleepWindow]:
    """Describe bedtimes, and take the bedtime that the sleep need asks for."""
    del arguments
    return Conclusion(describe(history), Basis.RULE, caveats=(CaveatCode.POPULATION,))


def headline(conclusion: Conclusion[SleepWindow]) -> str:
    """Say when sleep goes with a better recovery, or that it cannot be told."""
    finding = conclusion.finding
    if finding is None:
        return "No night with a time of falling asleep and of waking is known yet."
    usual = (
        f"You usually fall asleep around {finding.usual_bedtime} "
        f"(give or take {finding.bedtime_sd_minutes:.0f} minutes)"
    )
    window = finding.window
    if conclusion.basis is Basis.RULE or window is None:
        need = finding.need_based_bedtime
        return (
            f"{usual}; your sleep need and wake time would suggest {need}." if need else f"{usual}."
        )
    if conclusion.claim in {Claim.ESTABLISHED, Claim.EMERGING}:
        untested = {
            WindowEdge.EARLIEST: f" Earlier than {window.start} is untested.",
            WindowEdge.LATEST: f" Later than {window.end} is untested.",
            None: "",
        }[window.edge]
        among = f"{window.nights} nights, comparing similar days"
        gain = difference(window.gain_points, window.gain_interval90, among)
        return as_claimed(
            conclusion.claim,
            f"On nights when you fell asleep between {window.start} and {window.end} your "
            f"recovery was on average {gain} than in your usual mixture.{untested}",
        )
    return (
        f"{usual}; no bedtime can be told to go with a better recovery yet. The best span so far, "
        f"{window.start} to {window.end}, differs by {round(window.gain_points)} points (90 % "
        f"interval {between(window.gain_interval90)}; {window.nights} nights), as the best of "
        "many spans often does by chance."
    )


INSIGHT = Insight(
    stem="sleep_window",
    about="When this person falls asleep, and which bedtimes go with a higher recovery. It is the "
    "difference between nights of this person, not a promise: see `claim`.",
    finding=SleepWindow,
    arguments=NoArguments,
    have=recovery_nights,
    need=14,  # for the description; a window needs 30 nights
    unit="nights with a recovery",
    rule=rule,
    headline=headline,
    cost_ms=20,
    learned=True,
    error_budget=ERROR_BUDGET,
)
