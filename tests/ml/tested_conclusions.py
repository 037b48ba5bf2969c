"""Conclusions made by hand about strain, sleep, and the hours of training, with every claim."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from ml.conclusion import AnyConclusion, Conclusion
from ml.insights.performance_windows import speed_sentence
from ml.insights.strain_tolerance import population_red, refused
from ml.insights.workout_recommendation import sentence
from schema.answer import Basis, Claim
from schema.clock_block import ClockBlock
from schema.goal import GoalMetric
from schema.interval import Interval
from schema.performance_windows import (
    ActivitySpeed,
    EffortBlock,
    HardSessions,
    PerformanceWindows,
    SpeedBlock,
)
from schema.recovery_colour import RecoveryColour
from schema.sleep_quality import SleepChange, SleepDifference, SleepOutcome, SleepQuality
from schema.strain_tolerance import (
    StrainSlope,
    StrainThreshold,
    StrainTolerance,
    StrainWhatIf,
)
from schema.workout_recommendation import (
    WorkoutIntensity,
    WorkoutKinds,
    WorkoutOption,
    WorkoutRecommendation,
)
from schema.workout_timing import EndingEarlier, GapEdge, WorkoutGapWindow, WorkoutTiming


def _concluded(finding: object, claim: Claim) -> AnyConclusion:
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
        *(_concluded(finding, claim) for finding in findings),
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
    return [_concluded(finding, claim) for finding in findings]


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
        *(_concluded(finding, claim) for finding in findings),
        Conclusion(untested, Basis.OWN_DATA, claim),
        Conclusion(replace(untested, needed_minutes=None), Basis.OWN_DATA, claim),
    ]


def _speed(claim: Claim, *, answer: int | None = 140, withdrawn: bool = False) -> ActivitySpeed:
    blocks = [
        SpeedBlock(
            block=block,
            workouts=workouts,
            difference_percent=difference,
            interval90=Interval(low=difference - 2, high=difference + 2),
        )
        for block, workouts, difference in (
            (ClockBlock.MORNING, 25, -1.5),
            (ClockBlock.EVENING, 30, 1.3),
        )
    ]
    made = ActivitySpeed(
        activity="trail_running",
        workouts=55,
        usual_speed_meters_per_minute=160.0,
        usual_heart_rate_bpm=148.0,
        blocks=blocks,
        best=ClockBlock.EVENING,
        best_probability=0.97,
        gap_percent=2.8,
        gap_interval90=Interval(low=0.7, high=4.9),
        e_value=300.0,
        workouts_to_answer_small=None,
        workouts_to_answer_large=answer,
        claim=claim,
        withdrawn=withdrawn,
        headline="",
    )
    return replace(made, headline=speed_sentence(made))


def hard_sessions() -> HardSessions:
    blocks = [
        EffortBlock(
            block=block,
            workouts=20,
            hard_workouts=hard,
            mean_strain=9.0 + hard,
            difference_strain_low=None,
            difference_strain_high=None,
        )
        for hard, block in enumerate(ClockBlock)
    ]
    return HardSessions(
        hard_from_strain=12.5,
        blocks=blocks,
        hardest=ClockBlock.EVENING,
        hardest_probability=0.9,
        next_day_points=-6.0,
        next_day_interval90=Interval(low=-9.0, high=-3.0),
        nights_after=20,
        nights_other=120,
    )


def _performance_windows(claim: Claim) -> list[AnyConclusion]:
    tested = [
        [_speed(claim)],
        [_speed(claim), _speed(Claim.NONE)],
        [_speed(claim, answer=None)],
        [_speed(claim, answer=0, withdrawn=True)],
    ]
    sessions = hard_sessions()
    described = [
        sessions,
        replace(sessions, hardest=None, hardest_probability=None),
        replace(sessions, next_day_points=None, next_day_interval90=None),
        None,
    ]
    findings = [PerformanceWindows(activities=each, hard_sessions=sessions) for each in tested]
    unmeasured = [PerformanceWindows(activities=[], hard_sessions=each) for each in described]
    return [
        *(replace(_concluded(each, claim), tested=len(each.activities)) for each in findings),
        *(Conclusion(each, Basis.OWN_DATA, claim) for each in unmeasured),
        Conclusion(unmeasured[0], Basis.RULE, claim),
    ]


def workout_recommendation(
    *, answer: int | None = 120, withdrawn: bool = False, activity: str | None = "yoga"
) -> WorkoutRecommendation:
    made = WorkoutRecommendation(
        recovery_percent=72.0,
        colour=RecoveryColour.GREEN,
        intensity=WorkoutIntensity.AS_PLANNED,
        activity=activity,
        zone=1 if activity else None,
        minutes=40.0 if activity else None,
        text="",
        explored=False,
        options=[
            WorkoutOption(
                activity="yoga",
                workouts=30,
                nights=26,
                zone=1,
                usual_minutes=40.0,
                usual_strain=5.0,
                usual_energy_kcal=150.0,
                cost_points=-6.0,
                cost_interval90=Interval(low=-10.0, high=-2.0),
                goal_share=0.6,
                best_probability=0.9,
            )
        ],
        comparison=WorkoutKinds(
            best="yoga",
            best_probability=0.9,
            gap_points=8.0,
            gap_interval90=Interval(low=3.0, high=13.0),
            nights_best=26,
            nights_other=60,
            kinds=3,
            e_value=300.0,
            days_to_answer_small=None,
            days_to_answer_large=answer,
        ),
        goal_metric=GoalMetric.WORKOUT_STRAIN,
        goal_target=9.0,
        own_goal=activity is not None,
        recovery_weight=1.0,
        suggestion_id=None,
        withdrawn=withdrawn,
    )
    return replace(made, text=sentence(made))


def _workout_recommendations(claim: Claim) -> list[AnyConclusion]:
    tested = [
        workout_recommendation(),
        workout_recommendation(activity=None),
        workout_recommendation(answer=None),
        workout_recommendation(withdrawn=True),
    ]
    unasked = replace(workout_recommendation(), comparison=None, options=[])
    return [
        *(_concluded(finding, claim) for finding in tested),
        Conclusion(unasked, Basis.OWN_DATA, claim),
        Conclusion(unasked, Basis.RULE, claim),
    ]


MADE: Mapping[str, Callable[[Claim], list[AnyConclusion]]] = {
    "workout_recommendation": _workout_recommendations,
    "workout_timing": _workout_timings,
    "strain_tolerance": _strain_tolerances,
    "sleep_quality": _sleep_qualities,
    "performance_windows": _performance_windows,
}
