"""Conclusions made by hand about strain, sleep, and the hours of training, with every claim."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from ml.conclusion import AnyConclusion, Conclusion
from ml.insights.strain_tolerance import population_red, refused
from schema.answer import Basis, Claim
from schema.interval import Interval
from schema.sleep_quality import SleepChange, SleepDifference, SleepOutcome, SleepQuality
from schema.strain_tolerance import (
    StrainSlope,
    StrainThreshold,
    StrainTolerance,
    StrainWhatIf,
)
from schema.workout_timing import EndingEarlier, GapEdge, WorkoutGapWindow, WorkoutTiming


def concluded(finding: object, claim: Claim) -> AnyConclusion:
    """Return the conclusion of one tested effect."""
    return Conclusion(
        finding, Basis.OWN_DATA, claim, tested=1, found=int(claim is Claim.ESTABLISHED)
    )


def workout_timing() -> WorkoutTiming:
    return WorkoutTiming(
        training_days=80,
        usual_end="19:10",
        usual_bedtime="23:20",
        late_share=0.45,
        blocks=[],
        window=WorkoutGapWindow(
            from_hours=5.0,
            to_hours=7.0,
            ends_from="16:20",
            ends_to="18:20",
            gain_points=6.0,
            gain_interval90=Interval(low=1.5, high=10.5),
            gain_probability=0.98,
            worthwhile_probability=0.9,
            nights=24,
            edge=None,
        ),
        curve=None,
        earlier=EndingEarlier(
            difference_points=2.0,
            interval90=Interval(low=-1.5, high=5.5),
            nights=76,
            days_to_answer_small=None,
            days_to_answer_large=120,
        ),
        late=None,
        e_value=300.0,
        withdrawn=False,
    )


def _workout_timings(claim: Claim) -> list[AnyConclusion]:
    usual = workout_timing()
    assert usual.window is not None
    at_an_edge = [replace(usual, window=replace(usual.window, edge=edge)) for edge in GapEdge]
    findings = [usual, *at_an_edge, replace(usual, earlier=None), replace(usual, withdrawn=True)]
    untested = replace(usual, window=None, earlier=None, e_value=None)
    return [
        *(concluded(finding, claim) for finding in findings),
        Conclusion(untested, Basis.OWN_DATA, claim),
        Conclusion(replace(untested, usual_end=None), Basis.OWN_DATA, claim),
    ]


def strain_tolerance() -> StrainTolerance:
    return StrainTolerance(
        slope=StrainSlope(
            points_per_unit=-1.4,
            interval90=Interval(low=-2.1, high=-0.7),
            own_points_per_unit=-1.3,
            cost_of_five_points=-7.0,
            cost_of_five_interval90=Interval(low=-10.5, high=-3.5),
            nights=140,
            e_value=300.0,
            robustness_value_share=0.2,
            days_to_answer=90,
        ),
        red=population_red(),
        threshold=None,
        lived=Interval(low=4.0, high=17.0),
        usual_strain=11.2,
        red_days=21,
        what_if=None,
        withdrawn=False,
    )


def _strain_tolerances(claim: Claim) -> list[AnyConclusion]:
    usual = strain_tolerance()
    assert usual.slope is not None
    bend = StrainThreshold(
        strain=14.0,
        interval90=Interval(low=12.5, high=15.5),
        points_per_unit_below=-0.2,
        points_per_unit_above=-3.4,
    )
    answered = StrainWhatIf(
        strain=15.0,
        refusal=None,
        recovery_percent=52.0,
        recovery_interval80=Interval(low=30.0, high=74.0),
        difference_points=-5.3,
        difference_interval90=Interval(low=-8.0, high=-2.7),
        red_probability=0.21,
        red_interval80=Interval(low=0.14, high=0.3),
    )
    higher = replace(usual.slope, points_per_unit=0.9, interval90=Interval(low=0.2, high=1.6))
    findings = [
        usual,
        replace(usual, threshold=bend),
        replace(usual, slope=replace(higher, cost_of_five_points=4.5)),
        replace(usual, what_if=answered),
        replace(usual, what_if=refused(20.0, "A strain of 20 lies outside what you have lived.")),
        replace(usual, withdrawn=True),
    ]
    return [concluded(finding, claim) for finding in findings]


def sleep_quality() -> SleepQuality:
    def longer(outcome: SleepOutcome, unit: str, estimate: float) -> SleepDifference:
        return SleepDifference(
            outcome=outcome,
            change=SleepChange.HALF_HOUR_LONGER,
            estimate=estimate,
            interval90=Interval(low=estimate - 1.5, high=estimate + 1.5),
            unit=unit,
            nights=150,
        )

    return SleepQuality(
        usual_asleep_minutes=421.0,
        needed_minutes=480.0,
        differences=[
            longer(SleepOutcome.HRV, "ms", 2.4),
            longer(SleepOutcome.RECOVERY, "recovery points", 3.1),
        ],
        curves=[],
        diminishing_from_minutes=None,
        suggested_minutes=None,
        efficiency_depends_on_duration=False,
        e_value=300.0,
        days_to_answer_small=None,
        days_to_answer_large=80,
        usual_hrv_ms=61.0,
        withdrawn=False,
    )


def _sleep_qualities(claim: Claim) -> list[AnyConclusion]:
    usual = sleep_quality()
    shorter = [
        replace(each, estimate=-2.4, interval90=Interval(low=-4.1, high=-0.02))
        for each in usual.differences
    ]
    findings = [
        usual,
        replace(usual, diminishing_from_minutes=465.0),
        replace(usual, differences=usual.differences[:1]),
        replace(usual, differences=shorter),
        replace(usual, withdrawn=True),
    ]
    untested = replace(usual, differences=[], e_value=None)
    return [
        *(concluded(finding, claim) for finding in findings),
        Conclusion(untested, Basis.OWN_DATA, claim),
        Conclusion(replace(untested, needed_minutes=None), Basis.OWN_DATA, claim),
    ]


MADE: Mapping[str, Callable[[Claim], list[AnyConclusion]]] = {
    "workout_timing": _workout_timings,
    "strain_tolerance": _strain_tolerances,
    "sleep_quality": _sleep_qualities,
}
