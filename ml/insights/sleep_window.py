"""Sleep window: when this person falls asleep, and how recovery differs with it."""

import math
from dataclasses import replace

from ml.clock import hours, text
from ml.conclusion import Conclusion
from ml.enough import recovery_nights
from ml.history import History
from ml.insight import Insight
from ml.recent_sleep import recent_nights, usual_times
from ml.wording import as_claimed, between, difference, time_to_answer, withdrawal
from schema.answer import Basis, CaveatCode, Claim
from schema.sleep_window import (
    BedtimeSpan,
    BedtimeWhatIf,
    BedtimeWindow,
    SleepWindow,
    SleepWindowArguments,
    WindowEdge,
)

# One curve; insights that are asked about more get more of the whole .10.
ERROR_BUDGET = 0.015
# Fewer nights describe when somebody sleeps, and place no window.
WINDOW_NIGHTS = 30


def describe(history: History) -> SleepWindow | None:
    """Return when the person falls asleep and wakes, over the last 90 nights with both."""
    places = recent_nights(history)
    if not places:
        return None
    usual = usual_times(history, places)
    return SleepWindow(
        usual_bedtime=usual.bedtime.clock,
        bedtime_sd_minutes=usual.bedtime.sd_minutes,
        sleep_regularity_index=None,
        usual_wake_time=usual.wake_time.clock,
        around_the_clock=usual.around_the_clock,
        need_based_bedtime=(
            None
            if usual.around_the_clock
            else _need_based(history, places, hours(usual.wake_time.clock))
        ),
        window=None,
        curve=None,
        lived=[],
        what_if=None,
        e_value=None,
        days_to_answer_small=None,
        days_to_answer_large=None,
        withdrawn=False,
    )


def rule(history: History, arguments: SleepWindowArguments) -> Conclusion[SleepWindow]:
    """Describe bedtimes, and take the bedtime that the sleep need asks for."""
    finding = describe(history)
    if finding is not None and arguments.bedtime is not None:
        finding = replace(finding, what_if=refused(arguments.bedtime, []))
    return Conclusion(finding, Basis.RULE, caveats=(CaveatCode.POPULATION,))


def refused(bedtime: str, lived: list[BedtimeSpan]) -> BedtimeWhatIf:
    """Return a what-if without an answer, and the bedtimes that could be answered."""
    spans = " or ".join(f"from {span.earliest} to {span.latest}" for span in lived)
    why = (
        f"Falling asleep at {bedtime} lies outside what you have mostly lived, {spans}; nothing "
        "is known of it."
        if lived
        else f"Nothing can be said of falling asleep at {bedtime} yet: that takes {WINDOW_NIGHTS} "
        "nights with different bedtimes."
    )
    return BedtimeWhatIf(
        bedtime=bedtime, refusal=why, difference_points=None, difference_interval90=None
    )


def headline(conclusion: Conclusion[SleepWindow]) -> str:
    """Say when sleep goes with a better recovery, or that it cannot be told."""
    finding = conclusion.finding
    if finding is None:
        return "No night with a time of falling asleep and of waking is known yet."
    sentences = [
        _asked(finding.what_if) if finding.what_if else "",
        _told(finding, conclusion.claim),
        _taken_back(conclusion.claim) if finding.withdrawn else "",
    ]
    return " ".join(filter(None, sentences))


def _told(finding: SleepWindow, claim: Claim) -> str:
    window, need = finding.window, finding.need_based_bedtime
    usual = (
        "You fall asleep all around the clock"
        if finding.around_the_clock
        else f"You usually fall asleep around {finding.usual_bedtime} "
        f"(give or take {finding.bedtime_sd_minutes:.0f} minutes)"
    )
    if window is None:
        return (
            f"{usual}; your sleep need and wake time would suggest {need}." if need else f"{usual}."
        )
    if claim in {Claim.ESTABLISHED, Claim.EMERGING}:
        return _claimed(window, claim)
    answer = time_to_answer(
        ("a gain of 11 points", finding.days_to_answer_large),
        ("one of 5 points", finding.days_to_answer_small),
    )
    return (
        f"{usual}; no bedtime can be told to go with a better recovery yet. The best span so far, "
        f"{window.start} to {window.end}, differs from your usual mixture by probably "
        f"{between(window.gain_interval90)} points ({window.nights} nights), as the best of many "
        f"spans often does by chance. {answer}"
    )


def _claimed(window: BedtimeWindow, claim: Claim) -> str:
    among = f"{window.nights} nights, comparing similar days"
    gain = difference(window.gain_points, window.gain_interval90, among)
    untested = {
        WindowEdge.EARLIEST: f" Earlier than {window.start} is untested.",
        WindowEdge.LATEST: f" Later than {window.end} is untested.",
        None: "",
    }[window.edge]
    return as_claimed(
        claim,
        f"On nights when you fell asleep between {window.start} and {window.end} your recovery "
        f"was on average {gain} than in your usual mixture.{_longer(window)}{untested}",
    )


def _longer(window: BedtimeWindow) -> str:
    """Say how much of a gain goes with more sleep."""
    whole = round(window.gain_points)
    if window.gain_at_equal_sleep_points is None or whole <= 0:
        return ""
    longer = min(whole, max(0, round(window.gain_points - window.gain_at_equal_sleep_points)))
    verb = "goes" if longer == 1 else "go"
    share = f"About {longer} of the {whole} points {verb}" if longer else "Hardly any of that goes"
    return f" {share} with sleeping longer."


def _taken_back(claim: Claim) -> str:
    if claim is Claim.EMERGING:
        return withdrawal("this as established")
    return withdrawal("a span of bedtimes that went with a better recovery")


def _asked(what_if: BedtimeWhatIf) -> str:
    if what_if.refusal is not None or what_if.difference_interval90 is None:
        return what_if.refusal or ""
    return (
        f"On nights when you fell asleep at about {what_if.bedtime} your recovery differs from "
        f"that of your usual mixture by probably {between(what_if.difference_interval90)} points."
    )


def _need_based(history: History, places: list[int], wake_hours: float) -> str | None:
    needs = [history.nights.sleep_need_minutes[place] for place in places]
    known = [need for need in needs if not math.isnan(need)]
    return text(wake_hours - sum(known) / len(known) / 60) if known else None


INSIGHT = Insight(
    stem="sleep_window",
    about="When this person falls asleep, and which bedtimes go with a higher recovery; with "
    "`bedtime`, how recovery differs on nights that begin then. It is the difference between "
    "nights of this person, not a promise: see `claim`.",
    finding=SleepWindow,
    arguments=SleepWindowArguments,
    have=recovery_nights,
    need=14,  # for the description; a window needs 30 nights
    unit="nights with a recovery",
    rule=rule,
    headline=headline,
    cost_ms=60,
    learned=True,
    model_format=2,  # with the ledger of its looks
    error_budget=ERROR_BUDGET,
)
