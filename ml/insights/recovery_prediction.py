"""Recovery prediction: the recovery of the next morning, as known this evening."""

import math
from dataclasses import replace
from datetime import date

from ml import own_spread
from ml.clock import DAY_HOURS, circular_mean_hours, hours, near, text
from ml.conclusion import Conclusion
from ml.enough import CALIBRATION_NIGHTS, recovery_nights
from ml.history import History
from ml.insight import Insight
from schema.answer import Basis, CaveatCode
from schema.interval import Interval
from schema.recovery_prediction import (
    LivedNights,
    RecoveryPrediction,
    RecoveryPredictionArguments,
)
from schema.sleep_window import BedtimeSpan

RECENT_NIGHTS = 90  # a quarter of a year of recoveries, against which the average is taken
RED_AT_MOST, GREEN_FROM = 33, 67  # WHOOP's colours
WHOLE_SCALE = (1.0, 99.0)  # of WHOOP's recovery, while a range cannot be told
# A person's own extremes are too few to say anything about.
LIVED_QUANTILES = (0.05, 0.95)


def rule(
    history: History, arguments: RecoveryPredictionArguments
) -> Conclusion[RecoveryPrediction]:
    """Predict the own average, with the spread of the own past."""
    finding = average(history)
    if finding is not None:
        why = refusal(arguments, finding.lived)
        finding = replace(finding, refusal=why)
    return Conclusion(finding, Basis.RULE, caveats=(CaveatCode.BOUNCES_BACK,))


def lived_nights(history: History) -> LivedNights:
    """Return the middle nine tenths of the person's bedtimes and sleep."""
    onsets = [hour for hour in history.nights.sleep_onset_hours if not math.isnan(hour)]
    asleep = sorted(minutes for minutes in history.nights.asleep_minutes if not math.isnan(minutes))
    bedtimes = sorted(near(onsets, circular_mean_hours(onsets))) if onsets else []
    span = [text(hour) for hour in _middle(bedtimes)]
    slept = [float(round(minutes)) for minutes in _middle(asleep)]
    return LivedNights(
        bedtime=BedtimeSpan(earliest=span[0], latest=span[1]) if span else None,
        sleep_minutes=Interval(low=slept[0], high=slept[1]) if slept else None,
    )


def refusal(asked: RecoveryPredictionArguments, lived: LivedNights) -> str | None:
    """Return why nothing is said of a night; None where it lies within what was lived."""
    beyond = filter(
        None, (_bedtime_beyond(asked.bedtime, lived), _sleep_beyond(asked.sleep_minutes, lived))
    )
    return " ".join(beyond) or None


def _middle(ascending: list[float]) -> list[float]:
    """Return the ends of the middle nine tenths; none of no values."""
    last = len(ascending) - 1
    return [ascending[round(share * last)] for share in LIVED_QUANTILES] if ascending else []


def _bedtime_beyond(bedtime: str | None, lived: LivedNights) -> str | None:
    if bedtime is None:
        return None
    if lived.bedtime is None:
        return f"No bedtime is known yet; nothing can be said of falling asleep at {bedtime}."
    earliest, latest = hours(lived.bedtime.earliest), hours(lived.bedtime.latest)
    if (hours(bedtime) - earliest) % DAY_HOURS <= (latest - earliest) % DAY_HOURS:
        return None
    return (
        f"Falling asleep at {bedtime} lies outside what you have mostly lived, from "
        f"{lived.bedtime.earliest} to {lived.bedtime.latest}; nothing is known of it."
    )


def _sleep_beyond(minutes: int | None, lived: LivedNights) -> str | None:
    if minutes is None:
        return None
    if lived.sleep_minutes is None:
        return f"No sleep is known yet; nothing can be said of {_long(minutes)} asleep."
    if lived.sleep_minutes.low <= minutes <= lived.sleep_minutes.high:
        return None
    return (
        f"{_long(minutes)} asleep lies outside what you have mostly lived, "
        f"{_long(lived.sleep_minutes.low)} to {_long(lived.sleep_minutes.high)}; nothing is "
        "known of it."
    )


def _long(minutes: float) -> str:
    return f"{minutes // 60:.0f} h {minutes % 60:02.0f} min"


def average(history: History) -> RecoveryPrediction | None:
    """Return the mean of the recent recoveries, and their own spread, as the prediction."""
    known = [value for value in history.nights.recovery_percent if not math.isnan(value)]
    known = known[min(CALIBRATION_NIGHTS, len(known) - 1) :][-RECENT_NIGHTS:]
    if not known or history.last_on is None:
        return None
    mean = sum(known) / len(known)

    def interval(parts: int) -> Interval:
        low, high = own_spread.middle(known, parts) or WHOLE_SCALE
        return Interval(low=round(low, 1), high=round(high, 1))

    def share(count: int) -> float:
        # One recovery more than was seen, a third of each colour: what has not come yet may.
        return (count + 1 / 3) / (len(known) + 1)

    red = share(sum(value <= RED_AT_MOST for value in known))
    green = share(sum(value >= GREEN_FROM for value in known))
    return RecoveryPrediction(
        morning_on=date.fromordinal(history.last_on.toordinal() + 1),
        recovery_percent=round(mean, 1),
        interval50=interval(own_spread.HALF),
        interval80=interval(own_spread.EIGHTY),
        interval90=interval(own_spread.NINETY),
        red_probability=round(red, 3),
        yellow_probability=round(1 - red - green, 3),
        green_probability=round(green, 3),
        usual_recovery_percent=round(mean, 1),
        drivers=[],
        asked_bedtime=None,
        asked_sleep_minutes=None,
        refusal=None,
        lived=lived_nights(history),
        beats_average=False,
    )


def headline(conclusion: Conclusion[RecoveryPrediction]) -> str:
    """Say the expected recovery with its range, and whether it beats the average."""
    finding = conclusion.finding
    if finding is None:
        return "No recovery is known yet."
    spread = (
        f"{finding.recovery_percent:.0f} "
        f"(8 times in 10 between {finding.interval80.low:.0f} and {finding.interval80.high:.0f})"
    )
    if finding.refusal is not None:
        return f"{finding.refusal} {_of_the_evening(finding, conclusion.basis, spread)}"
    asked = _asked(finding)
    if asked and finding.beats_average:
        return f"After a night {asked} your recovery would probably be around {spread}."
    return _of_the_evening(finding, conclusion.basis, spread)


def _of_the_evening(finding: RecoveryPrediction, basis: Basis, spread: str) -> str:
    morning = f"{finding.morning_on:%-d %B %Y}"
    if basis is Basis.RULE:
        return f"Around your average so far on the morning of {morning}: {spread}."
    if not finding.beats_average:
        return (
            "Your recovery isn't predictable yet beyond your average: on the morning of "
            f"{morning} around {spread}."
        )
    return f"On the morning of {morning} your recovery will probably be around {spread}."


def _asked(finding: RecoveryPrediction) -> str:
    """Return the night that was asked about, in words."""
    bedtime, minutes = finding.asked_bedtime, finding.asked_sleep_minutes
    parts = (
        f"from {bedtime}" if bedtime else "",
        f"for {_long(minutes)}" if minutes else "",
    )
    return " ".join(filter(None, ("asleep" * any(parts), *parts)))


INSIGHT = Insight(
    stem="recovery_prediction",
    about="The recovery of the next morning as known this evening, with honest ranges; with "
    "`bedtime` or `sleepMinutes`, what it would be after such a night.",
    finding=RecoveryPrediction,
    arguments=RecoveryPredictionArguments,
    have=recovery_nights,
    need=14,
    unit="nights with a recovery",
    rule=rule,
    headline=headline,
    cost_ms=100,
    learned=True,
    continues=True,
    model_format=6,
)
