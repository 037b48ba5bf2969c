"""Conclusions made by hand about what to train and when, with every claim."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from ml.conclusion import AnyConclusion, Conclusion
from ml.insights.performance_windows import speed_sentence
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
from schema.workout_recommendation import (
    WorkoutIntensity,
    WorkoutKinds,
    WorkoutOption,
    WorkoutRecommendation,
)
from tests.ml.tested_conclusions import concluded


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
        *(replace(concluded(each, claim), tested=len(each.activities)) for each in findings),
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
        *(concluded(finding, claim) for finding in tested),
        Conclusion(unasked, Basis.OWN_DATA, claim),
        Conclusion(unasked, Basis.RULE, claim),
    ]


MADE: Mapping[str, Callable[[Claim], list[AnyConclusion]]] = {
    "performance_windows": _performance_windows,
    "workout_recommendation": _workout_recommendations,
}
