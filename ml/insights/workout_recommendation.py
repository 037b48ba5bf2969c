"""Workout recommendation: which kind of workout to do next, and how hard."""

from ml.conclusion import Conclusion
from ml.history import History
from ml.insight import Insight
from ml.state import State, state
from ml.usual_workouts import Aim, UsualWorkout, aim, usual_workouts
from ml.wording import as_claimed, between, difference, listed, time_to_answer, withdrawal
from schema.answer import Basis, CaveatCode, Claim
from schema.goal import GoalMetric
from schema.recovery_colour import RecoveryColour
from schema.workout_recommendation import (
    WorkoutIntensity,
    WorkoutKinds,
    WorkoutRecommendation,
    WorkoutRecommendationArguments,
)

FEWEST_WORKOUTS = 30
# One hypothesis: that recovery differs with the kind of workout at all.
ERROR_BUDGET = 0.005
# One hundredth of the goal for one point of recovery: a tenth of a usual workout is about what a
# person gives up for a day that starts 10 points higher. A judgement, and therefore an argument.
RECOVERY_WEIGHT = 1.0
# The state rule. An unknown recovery is treated as one in between.
INTENSITY = {
    RecoveryColour.RED: WorkoutIntensity.EASY,
    RecoveryColour.YELLOW: WorkoutIntensity.MODERATE,
    None: WorkoutIntensity.MODERATE,
    RecoveryColour.GREEN: WorkoutIntensity.AS_PLANNED,
}
HIGHEST_ZONE = {
    WorkoutIntensity.EASY: 2,
    WorkoutIntensity.MODERATE: 3,
    WorkoutIntensity.AS_PLANNED: 5,
}
TOLD = {
    WorkoutIntensity.EASY: "an easy workout, mostly in heart rate zones 1 and 2, or rest",
    WorkoutIntensity.MODERATE: "an easy or moderate workout, mostly in heart rate zones 1 to 3",
    WorkoutIntensity.AS_PLANNED: "train as planned",
}
REPORTED = "that recovery goes with the kind of workout"


def workouts(history: History) -> int:
    """Return the number of workouts."""
    return len(history.workouts.day)


def allowed(usual: UsualWorkout, intensity: WorkoutIntensity) -> bool:
    """Return whether a kind of workout, done as usual, is no harder than the state allows."""
    if intensity is WorkoutIntensity.AS_PLANNED:
        return True
    return usual.zone is not None and usual.zone <= HIGHEST_ZONE[intensity]


def by_state(
    history: History, now: State | None, arguments: WorkoutRecommendationArguments
) -> WorkoutRecommendation:
    """Return what the last recovery, the plan and the goal say, nothing learned.

    Parameters
    ----------
    history
        A person's history.
    now
        Where they stand on its last day.
    arguments
        The weight of recovery.
    """
    colour = now.colour if now else None
    intensity, aimed = INTENSITY[colour], aim(history)
    fitting = [each for each in usual_workouts(history).values() if allowed(each, intensity)]
    planned = _planned(history) if intensity is WorkoutIntensity.AS_PLANNED else None
    towards = None if planned else _towards(aimed, fitting)
    finding = WorkoutRecommendation(
        recovery_percent=now.recovery_percent if now else None,
        colour=colour,
        intensity=intensity,
        activity=planned or (towards.activity if towards else None),
        zone=towards.zone if towards else None,
        minutes=aimed.minutes(towards, colour) if towards else None,
        text="",
        explored=False,
        options=[],
        comparison=None,
        goal_metric=aimed.metric,
        goal_target=aimed.target,
        own_goal=aimed.own,
        recovery_weight=RECOVERY_WEIGHT
        if arguments.recovery_weight is None
        else arguments.recovery_weight,
        suggestion_id=None,
        withdrawn=False,
    )
    finding.text = sentence(finding)
    return finding


def sentence(finding: WorkoutRecommendation) -> str:
    """Say what to do, and what it rests on."""
    start = _standing(finding)
    if finding.activity is None:
        return f"{start}: {TOLD[finding.intensity]}."
    zone = f" in zone {finding.zone}" if finding.zone is not None else ""
    long = f", about {finding.minutes:.0f} minutes" if finding.minutes is not None else ""
    goal = ""
    if finding.own_goal and finding.goal_target is not None:
        unit = "kcal" if finding.goal_metric is GoalMetric.WORKOUT_ENERGY else "strain"
        goal = f", towards the {finding.goal_target:.0f} {unit} you aim at"
    rest = ", or rest" * (finding.colour is RecoveryColour.RED)
    tried = " It is nearly the best so far, and done to learn more of it." * finding.explored
    return f"{start}: {listed([finding.activity])}{zone}{long}{goal}{rest}.{tried}"


def rule(
    history: History, arguments: WorkoutRecommendationArguments
) -> Conclusion[WorkoutRecommendation]:
    """Say how hard to train by the last recovery."""
    finding = by_state(history, state(history), arguments)
    return Conclusion(finding, Basis.RULE, caveats=CAVEATS)


CAVEATS = (CaveatCode.NOT_MEDICAL, CaveatCode.POPULATION, CaveatCode.TRUST_YOURSELF)


def headline(conclusion: Conclusion[WorkoutRecommendation]) -> str:
    """Say what to do, and whether kinds of workouts are told apart."""
    finding = conclusion.finding
    if finding is None:
        return "No workout is known yet."
    if finding.comparison is None:
        if conclusion.basis is Basis.RULE:
            return finding.text
        return f"{finding.text} Your data don't separate kinds of workouts yet."
    earlier = f"{withdrawal(REPORTED)} " if finding.withdrawn else ""
    told = _found if conclusion.claim in {Claim.ESTABLISHED, Claim.EMERGING} else _undecided
    claimed = as_claimed(conclusion.claim, told(finding.comparison))
    return f"{earlier}{finding.text} {claimed}"


def _standing(finding: WorkoutRecommendation) -> str:
    if finding.recovery_percent is None or finding.colour is None:
        return "Your last recovery is not known"
    return f"Your last recovery was {finding.recovery_percent:.0f}, {finding.colour.name.lower()}"


def _planned(history: History) -> str | None:
    """Return the activity of the next workout planned, from the last day on."""
    if history.last_on is None:
        return None
    ahead = [each for each in history.choices.plans if each.day_on >= history.last_on]
    following = min(ahead, key=lambda each: each.day_on, default=None)
    return following.activity if following else None


def _towards(aimed: Aim, fitting: list[UsualWorkout]) -> UsualWorkout | None:
    """Return what reaches most of the own goal, if there is one, the more often done first."""
    valued = [(aimed.share(each), each.workouts, each) for each in fitting]
    known = [(share, done, each) for share, done, each in valued if share is not None]
    if not aimed.own or not known:
        return None
    return max(known, key=lambda each: (each[0], each[1], each[2].activity))[2]


def _found(found: WorkoutKinds) -> str:
    among = (
        f"{found.nights_best} nights after it, {found.nights_other} nights after others, comparing "
        "similar days of equal strain and duration"
    )
    size = difference(found.gap_points, found.gap_interval90, among)
    return f"After {listed([found.best])} your recovery was on average {size}."


def _undecided(found: WorkoutKinds) -> str:
    answer = time_to_answer(
        ("an 11-point effect", found.days_to_answer_large),
        ("a 5-point one", found.days_to_answer_small),
    )
    return (
        "Your data don't separate kinds of workouts yet: recovery after "
        f"{listed([found.best])} probably differs by {between(found.gap_interval90)} points from "
        f"that after all else ({found.nights_best} nights after it, {found.nights_other} "
        f"after all else). {answer}"
    )


INSIGHT = Insight(
    stem="workout_recommendation",
    about="Which kind of workout to do next and how hard: by the last recovery, the own goal, and "
    "what each kind goes with the next morning once that is ESTABLISHED.",
    finding=WorkoutRecommendation,
    arguments=WorkoutRecommendationArguments,
    have=workouts,
    need=FEWEST_WORKOUTS,
    unit="workouts",
    rule=rule,
    headline=headline,
    cost_ms=35,
    learned=True,
    model_format=2,  # whose looks ask for a kind that stands out
    error_budget=ERROR_BUDGET,
)
