"""Recovery anomaly: whether the last night was unusual for its person, towards strain."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

from ml.conclusion import Conclusion
from ml.history import Floats, History
from ml.insight import Insight
from ml.regimes import strap_since
from schema.answer import Basis, CaveatCode
from schema.arguments import NoArguments
from schema.recovery_anomaly import (
    LoggedCause,
    NightDirection,
    NightState,
    RecoveryAnomaly,
    SignalDeviation,
    VitalSign,
)

BASELINE_NIGHTS = 90
FEWEST_NIGHTS = 21
SHORTEST_NIGHT_MINUTES = 120.0
# The rule: two of four this far out (in MADs; skin in degrees Celsius).
RULE_SIGNALS = 2
RULE_MADS, RULE_CELSIUS = 3.0, 0.5
SD_PER_MAD = 1.4826
LARGEST_DEVIATION = 20.0
# One spread towards strain is where a signal adds something to the sum.
CONTRIBUTES_FROM = 1.0
CAVEATS = (CaveatCode.NOT_MEDICAL, CaveatCode.TRUST_YOURSELF)


@dataclass(frozen=True)
class Sign:
    """A signal: its name, its unit, which way is towards strain, and the least spread of it."""

    name: VitalSign
    unit: str
    towards: float
    digits: int
    least_spread: float


# By the column of `Nights`; a spread below what WHOOP rounds to is none.
SIGNS: Mapping[str, Sign] = {
    "hrv_rmssd_ms": Sign(VitalSign.HEART_RATE_VARIABILITY, "ms", -1.0, 0, 1.0),
    "resting_heart_rate_bpm": Sign(VitalSign.RESTING_HEART_RATE, "bpm", 1.0, 0, 1.0),
    "respiratory_rate_rpm": Sign(VitalSign.RESPIRATORY_RATE, "breaths a minute", 1.0, 1, 0.1),
    "skin_temperature_celsius": Sign(VitalSign.SKIN_TEMPERATURE, "°C", 1.0, 1, 0.1),
}
WORDS = {
    VitalSign.HEART_RATE_VARIABILITY: "heart rate variability",
    VitalSign.RESTING_HEART_RATE: "resting heart rate",
    VitalSign.RESPIRATORY_RATE: "respiratory rate",
    VitalSign.SKIN_TEMPERATURE: "skin temperature",
}
CAUSES = {
    LoggedCause.ALCOHOL: "alcohol",
    LoggedCause.TRAVEL: "another time zone",
    LoggedCause.LATE_STRAIN: "a hard workout late in the day",
    LoggedCause.LUTEAL_PHASE: "luteal phase",
}


def have(history: History) -> int:
    """Return how many of the 90 nights before the last can be compared with."""
    return len(_before(history))


def deviation(name: str, value: float, usual: float, spreads: float) -> SignalDeviation:
    """Return a signal of the night beside its usual value.

    Parameters
    ----------
    name
        The column of `Nights`.
    value, usual
        In the signal's unit.
    spreads
        The difference in the person's own spreads, positive towards strain.
    """
    sign = SIGNS[name]
    return SignalDeviation(
        signal=sign.name,
        value=round(value, sign.digits),
        usual=round(usual, sign.digits),
        difference=round(value - usual, sign.digits),
        unit=sign.unit,
        # What is added makes of -0.0 a 0.0, as rounding leaves it of what is small.
        towards_strain_sd=0.0 + round(max(-LARGEST_DEVIATION, min(spreads, LARGEST_DEVIATION)), 2),
        contributes=spreads >= CONTRIBUTES_FROM,
    )


def rule(history: History, arguments: NoArguments) -> Conclusion[RecoveryAnomaly]:
    """Call a night unusual where two of its signals lie far from their medians."""
    del arguments
    if history.last_on is None:
        return Conclusion(None, Basis.RULE, caveats=CAVEATS)
    before = _before(history)
    # Of two hours the signals are no night's.
    asleep = history.nights.asleep_minutes[-1]
    told = [
        found
        for name in (SIGNS if not asleep < SHORTEST_NIGHT_MINUTES else ())
        if (found := _far(name, getattr(history.nights, name), before)) is not None
    ]
    far = sum(is_far for _, is_far in told)
    state = NightState.UNUSUAL if far >= RULE_SIGNALS else NightState.USUAL
    signals = sorted((each for each, _ in told), key=lambda each: -each.towards_strain_sd)
    finding = RecoveryAnomaly(
        night_on=history.last_on,
        state=state if len(told) >= RULE_SIGNALS else NightState.UNKNOWN,
        direction=NightDirection.TOWARDS_STRAIN if far >= RULE_SIGNALS else None,
        rarity=None,
        rarity_nights=None,
        nights_running=int(far >= RULE_SIGNALS),
        nights_compared=len(before),
        signals=signals,
        logged_causes=[],
        alerts=None,
        scores=None,
    )
    return Conclusion(finding, Basis.RULE, caveats=CAVEATS)


def _before(history: History) -> list[int]:
    """Return the places of the nights that the last may be compared with."""
    nights = history.nights
    if not nights.day:
        return []
    last = nights.day[-1]
    first = max(strap_since(nights), last - BASELINE_NIGHTS)
    return [
        place
        for place, day in enumerate(nights.day)
        if first <= day < last
        and nights.hrv_rmssd_ms[place] > 0
        and not math.isnan(nights.resting_heart_rate_bpm[place])
        # An unknown duration is no short night.
        and not nights.asleep_minutes[place] < SHORTEST_NIGHT_MINUTES
    ]


def _far(name: str, column: Floats, before: list[int]) -> tuple[SignalDeviation, bool] | None:
    """Return the last night's signal, and whether it lies far towards strain."""
    known = [column[place] for place in before if not math.isnan(column[place])]
    value, sign = column[-1], SIGNS[name]
    if math.isnan(value) or len(known) < FEWEST_NIGHTS:
        return None
    usual = median(known)
    spread = median(abs(each - usual) for each in known)
    towards = sign.towards * (value - usual)
    limit = (
        RULE_CELSIUS
        if sign.name is VitalSign.SKIN_TEMPERATURE
        else RULE_MADS * max(spread, sign.least_spread)
    )
    spreads = towards / max(SD_PER_MAD * spread, sign.least_spread)
    return deviation(name, value, usual, spreads), towards > limit


def headline(conclusion: Conclusion[RecoveryAnomaly]) -> str:
    """Say whether the night was unusual, how rare that is, and by which signals."""
    finding = conclusion.finding
    if finding is None:
        return "No night is known yet."
    night = f"The night to {finding.night_on:%-d %B %Y}"
    if finding.state is NightState.UNKNOWN:
        return (
            f"{night} cannot be compared: it takes two of four signals, and {FEWEST_NIGHTS} of "
            f"the {BASELINE_NIGHTS} nights before (there are {finding.nights_compared})."
        )
    compared = f"compared with {finding.nights_compared} of the {BASELINE_NIGHTS} nights before"
    if finding.state is NightState.USUAL:
        return f"{night} was nothing unusual for you, {compared}."
    strongly = "strongly " if finding.state is NightState.STRONGLY_UNUSUAL else ""
    rarity = f" ({finding.rarity})" if finding.rarity else ""
    told = [_signal(each) for each in finding.signals if each.contributes]
    by = f": {'; '.join(told)}" if told else ""
    sentences = [f"{night} was {strongly}unusual for you, towards strain{rarity}, {compared}{by}."]
    if finding.nights_running > 1:
        sentences.append(f"It is the last of {finding.nights_running} such nights in a row.")
    if finding.logged_causes:
        causes = ", ".join(CAUSES[cause] for cause in finding.logged_causes)
        sentences.append(f"Known of it, and often seen with such nights: {causes}.")
    return " ".join(sentences)


def _signal(told: SignalDeviation) -> str:
    sign = next(each for each in SIGNS.values() if each.name is told.signal)
    size, way = abs(told.difference), "above" if told.difference > 0 else "below"
    return f"{WORDS[told.signal]} {size:.{sign.digits}f} {told.unit} {way} your usual"


INSIGHT = Insight(
    stem="recovery_anomaly",
    about="Whether the last night was unusual for this person, towards strain, from four signals "
    "together; how rare that is, which signals, and what is known of the night that often goes "
    "with it. It names no condition and finds none.",
    finding=RecoveryAnomaly,
    arguments=NoArguments,
    have=have,
    need=FEWEST_NIGHTS,
    unit="nights with heart rate variability and resting heart rate, of the 90 before the last",
    rule=rule,
    headline=headline,
    cost_ms=20,
    learned=True,
    continues=True,
    model_format=2,
)
