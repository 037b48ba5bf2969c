"""Recovery prediction: the recovery of the next morning, as known this evening."""

import math
from datetime import date

from ml.conclusion import Conclusion
from ml.enough import CALIBRATION_NIGHTS, recovery_nights
from ml.history import History
from ml.insight import Insight
from schema.answer import Basis, CaveatCode
from schema.interval import Interval
from schema.recovery_prediction import RecoveryPrediction, RecoveryPredictionArguments

RECENT_NIGHTS = 90  # a quarter of a year of recoveries, against which the average is taken
RED_AT_MOST, GREEN_FROM = 33, 67  # WHOOP's colours


def rule(
    history: History, arguments: RecoveryPredictionArguments
) -> Conclusion[RecoveryPrediction]:
    """Predict the own average, with the spread of the own past."""
    del arguments
    return Conclusion(average(history), Basis.RULE, caveats=(CaveatCode.BOUNCES_BACK,))


def average(history: History) -> RecoveryPrediction | None:
    """Return the mean of the recent recoveries and their own quantiles as the prediction."""
    known = [value for value in history.nights.recovery_percent if not math.isnan(value)]
    known = sorted(known[min(CALIBRATION_NIGHTS, len(known) - 1) :][-RECENT_NIGHTS:])
    if not known or history.last_on is None:
        return None
    mean = sum(known) / len(known)

    def interval(share: float) -> Interval:
        # Under 1 / (1 - share) values the sample says nothing of its own tails.
        if len(known) < 1 / (1 - share):
            return Interval(low=1, high=99)
        rank = int((1 - share) / 2 * len(known))
        return Interval(low=known[rank], high=known[len(known) - 1 - rank])

    red = sum(value <= RED_AT_MOST for value in known) / len(known)
    green = sum(value >= GREEN_FROM for value in known) / len(known)
    return RecoveryPrediction(
        morning_on=date.fromordinal(history.last_on.toordinal() + 1),
        recovery_percent=round(mean, 1),
        interval50=interval(0.5),
        interval80=interval(0.8),
        interval90=interval(0.9),
        red_probability=round(red, 3),
        yellow_probability=round(1 - red - green, 3),
        green_probability=round(green, 3),
        usual_recovery_percent=round(mean, 1),
        drivers=[],
        asked_bedtime=None,
        asked_sleep_minutes=None,
        beyond_lived=[],
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
    morning = f"{finding.morning_on:%-d %B %Y}"
    asked = _asked(finding)
    if asked and finding.beats_average:
        told = f"After a night {asked} your recovery would probably be around {spread}."
        return told + _beyond(finding)
    if conclusion.basis is Basis.RULE:
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
        f"asleep from {bedtime}" if bedtime else "",
        f"of {minutes // 60} h {minutes % 60:02d} min asleep" if minutes else "",
    )
    return ", ".join(filter(None, parts))


def _beyond(finding: RecoveryPrediction) -> str:
    if not finding.beyond_lived:
        return ""
    return " It lies beyond the nights you have lived; the nearest of them was taken for it."


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
    cost_ms=150,
    learned=True,
)
