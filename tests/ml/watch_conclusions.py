"""Conclusions made by hand of the insights that watch and test nothing, with every claim."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from ml.conclusion import AnyConclusion, Conclusion
from schema.answer import Basis, Claim
from schema.injury_watch import FlagCombinations, FlagState, InjuryWatch, WatchFlag
from schema.interval import Interval
from schema.load_management import (
    LoadAdvice,
    LoadManagement,
    LoadUnit,
    OwnShares,
    PlannedStrainCost,
    PlannedWeek,
)
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


def load_management() -> LoadManagement:
    """Return the finding of somebody with twelve weeks, plans and a question."""
    return LoadManagement(
        days=200,
        unit=LoadUnit.TRAINING_IMPULSE,
        acute=71.2,
        chronic=60.0,
        difference=11.2,
        acute_chronic_ratio=1.19,
        week_load=498.0,
        week_change=60.0,
        usual_week_load=430.0,
        monotony=1.3,
        training_strain=647.4,
        own_shares=OwnShares(
            acute_share=0.88,
            week_share=0.9,
            difference_share=0.8,
            monotony_share=0.4,
            training_strain_share=0.7,
        ),
        advice=LoadAdvice.HOLD,
        suggested_week_load=Interval(low=380.0, high=450.0),
        planned_week=PlannedWeek(
            days_on=[LAST],
            loads=[120.0],
            week_load=120.0,
            acute_after=30.0,
            acute_after_share=0.2,
            not_counted=1,
        ),
        planned_strain=PlannedStrainCost(
            strain=15.0,
            refusal=None,
            basis=Basis.OWN_DATA,
            recovery_points=-7.6,
            interval90=Interval(low=-12.0, high=-3.2),
        ),
        series=None,
    )


def _load_managements(claim: Claim) -> list[AnyConclusion]:
    whole = load_management()
    findings = (
        whole,
        *(replace(whole, advice=advice) for advice in LoadAdvice),
        replace(whole, own_shares=None, advice=None, suggested_week_load=None, planned_week=None),
        replace(whole, week_load=None, unit=LoadUnit.STRAIN, planned_strain=None),
    )
    return [Conclusion(finding, basis, claim) for finding in findings for basis in Basis]


def injury_watch() -> InjuryWatch:
    """Return the finding of somebody with one flag raised and one not known."""
    raised = FlagState(
        flag=WatchFlag.LOW_RECOVERIES,
        raised=True,
        value=3.0,
        threshold=3.0,
        unit="nights",
        text="3 of your last 5 recoveries were 38 or less.",
    )
    unknown = replace(
        raised, raised=None, value=None, threshold=None, text="Own percentiles need 90 days."
    )
    return InjuryWatch(
        days=200,
        flags_raised=1,
        flags=[raised, replace(unknown, flag=WatchFlag.HIGH_LOAD)],
        combinations=FlagCombinations(
            combinations=["NONE", "LOW_RECOVERIES"],
            days=[170, 12],
            days_known=182,
            today="LOW_RECOVERIES",
            today_days=12,
        ),
        diary=None,
    )


def _injury_watches(claim: Claim) -> list[AnyConclusion]:
    one = injury_watch()
    findings = (
        one,
        replace(one, flags_raised=0, flags=[replace(one.flags[0], raised=False)]),
        replace(one, flags_raised=0, flags=one.flags[1:], combinations=None),
    )
    return [Conclusion(finding, basis, claim) for finding in findings for basis in Basis]


MADE: Mapping[str, Callable[[Claim], list[AnyConclusion]]] = {
    "injury_watch": _injury_watches,
    "load_management": _load_managements,
    "recovery_anomaly": _recovery_anomalies,
}
