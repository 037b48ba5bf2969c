"""Conclusions made by hand of the insights that watch and test nothing, with every claim."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from ml.conclusion import AnyConclusion, Conclusion
from schema.answer import Basis, Claim
from schema.recovery_anomaly import (
    AlertRate,
    LoggedCause,
    NightDirection,
    NightScores,
    NightState,
    RecoveryAnomaly,
    SignalDeviation,
    VitalSign,
)

LAST = date(2026, 3, 1)


def recovery_anomaly() -> RecoveryAnomaly:
    """Return the finding of an unusual night."""
    return RecoveryAnomaly(
        night_on=LAST,
        state=NightState.UNUSUAL,
        direction=NightDirection.TOWARDS_STRAIN,
        rarity="about 1 night in 45",
        rarity_nights=45,
        nights_running=2,
        nights_compared=84,
        signals=[
            SignalDeviation(
                signal=VitalSign.RESTING_HEART_RATE,
                value=60.0,
                usual=53.0,
                difference=7.0,
                unit="bpm",
                towards_strain_sd=2.4,
                contributes=True,
            ),
            SignalDeviation(
                signal=VitalSign.HEART_RATE_VARIABILITY,
                value=62.0,
                usual=60.0,
                difference=2.0,
                unit="ms",
                towards_strain_sd=-0.2,
                contributes=False,
            ),
        ],
        logged_causes=[LoggedCause.ALCOHOL, LoggedCause.LATE_STRAIN],
        alerts=AlertRate(nights=300, unusual_nights=12, runs=8, raised=False),
        scores=NightScores(nights_on=[LAST], scores=[2.6], thresholds=[2.1]),
    )


def _recovery_anomalies(claim: Claim) -> list[AnyConclusion]:
    unusual = recovery_anomaly()
    findings = (
        unusual,
        replace(
            unusual,
            state=NightState.STRONGLY_UNUSUAL,
            rarity="more so than any of your 94 nights before",
            nights_running=1,
            logged_causes=[],
        ),
        replace(unusual, state=NightState.USUAL, rarity=None, nights_running=0),
        replace(unusual, state=NightState.UNKNOWN, direction=None, signals=[]),
    )
    return [Conclusion(finding, basis, claim) for finding in findings for basis in Basis]


MADE: Mapping[str, Callable[[Claim], list[AnyConclusion]]] = {
    "recovery_anomaly": _recovery_anomalies,
}
