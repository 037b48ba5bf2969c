"""Advice effects: what each action is expected to go with before the day is looked at.

An effect that is ESTABLISHED in a person's data enters with its own mean and width, any other as
it is in other people, wide. Early signals count for nothing here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ml.clock import hours
from ml.conclusion import AnyConclusion
from ml.engines.effect import NORMAL_90
from ml.engines.prior_list import PRE_REGISTERED
from ml.insights.strain_tolerance import POPULATION_SLOPE, POPULATION_SLOPE_SD
from ml.possible_actions import ALCOHOL, EARLIER_HOURS, EASIER_STRAIN
from schema.answer import Claim
from schema.contextual_advice import AdviceAction, AdviceEvidence
from schema.habit_impact import HabitImpact
from schema.interval import Interval
from schema.sleep_quality import SleepChange, SleepOutcome, SleepQuality
from schema.sleep_window import SleepWindow
from schema.strain_tolerance import StrainTolerance
from schema.workout_timing import WorkoutTiming

# Median SD of recovery in 16 people, by which effects known in SDs become points.
RECOVERY_SD = 22.0
# Narrower than any effect is known; keeps the prior's covariance positive definite.
SMALLEST_SD = 0.1


@dataclass(frozen=True)
class ActionEffect:
    """Recovery points that go with an action taken all the way: mean, SD, and whose they are."""

    mean: float
    sd: float
    evidence: AdviceEvidence


# Bedtime: -.25 SD of recovery a SD (1.2 h) later, from -.70 to +.14 between 14 people. Strain and
# alcohol as pre-registered. Of the hour of training the direction alone is known (Leota 2025), of
# naps nothing.
POPULATION: Mapping[AdviceAction, ActionEffect] = {
    action: ActionEffect(mean, sd, AdviceEvidence.POPULATION)
    for action, mean, sd in (
        (AdviceAction.EARLIER_BEDTIME, 2.3, 2.3),
        (
            AdviceAction.EASY_DAY,
            -EASIER_STRAIN * POPULATION_SLOPE,
            EASIER_STRAIN * POPULATION_SLOPE_SD,
        ),
        (AdviceAction.EARLIER_WORKOUT, 1.0, 2.0),
        (
            AdviceAction.SKIP_ALCOHOL,
            -RECOVERY_SD * PRE_REGISTERED[ALCOHOL].mean,
            RECOVERY_SD * PRE_REGISTERED[ALCOHOL].scale,
        ),
        (AdviceAction.NAP, 0.0, 2.0),
    )
}
# What is left open about an action; to carry on changes nothing.
ACTIONS = tuple(POPULATION)


def action_effects(used: Mapping[str, AnyConclusion]) -> dict[AdviceAction, ActionEffect]:
    """Return what each action goes with, own where it is established.

    Parameters
    ----------
    used
        The conclusions of the insights that test effects, by stem.
    """
    own = {
        AdviceAction.EARLIER_BEDTIME: _bedtime(used["sleep_window"])
        or _sleep(used["sleep_quality"]),
        AdviceAction.EASY_DAY: _easier(used["strain_tolerance"]),
        AdviceAction.EARLIER_WORKOUT: _workout(used["workout_timing"]),
        AdviceAction.SKIP_ALCOHOL: _alcohol(used["habit_impact"]),
    }
    return {action: own.get(action) or effect for action, effect in POPULATION.items()}


def _own(estimate: float, interval: Interval, times: float = 1.0) -> ActionEffect:
    sd = abs(times) * (interval.high - interval.low) / (2 * NORMAL_90)
    return ActionEffect(times * estimate, max(SMALLEST_SD, sd), AdviceEvidence.OWN)


def _bedtime(conclusion: AnyConclusion) -> ActionEffect | None:
    """Return what half an hour earlier is of the way to the window, or of the way from it."""
    finding: SleepWindow | None = conclusion.finding
    window = finding.window if finding else None
    if conclusion.claim is not Claim.ESTABLISHED or finding is None or window is None:
        return None
    middle = hours(window.start) + (hours(window.end) - hours(window.start)) % 24 / 2
    away = (hours(finding.usual_bedtime) - middle + 12) % 24 - 12
    if abs(away) <= EARLIER_HOURS / 2:  # in the middle of it anyway
        return _own(0.0, window.gain_interval90)
    share = min(1.0, EARLIER_HOURS / abs(away)) * (1 if away > 0 else -1)
    return _own(window.gain_points, window.gain_interval90, share)


def _sleep(conclusion: AnyConclusion) -> ActionEffect | None:
    finding: SleepQuality | None = conclusion.finding
    if conclusion.claim is not Claim.ESTABLISHED or finding is None:
        return None
    longer = (
        _own(each.estimate, each.interval90)
        for each in finding.differences
        if each.outcome is SleepOutcome.RECOVERY and each.change is SleepChange.HALF_HOUR_LONGER
    )
    return next(longer, None)


def _easier(conclusion: AnyConclusion) -> ActionEffect | None:
    finding: StrainTolerance | None = conclusion.finding
    slope = finding.slope if finding else None
    if conclusion.claim is not Claim.ESTABLISHED or slope is None:
        return None
    return _own(slope.points_per_unit, slope.interval90, -EASIER_STRAIN)


def _workout(conclusion: AnyConclusion) -> ActionEffect | None:
    finding: WorkoutTiming | None = conclusion.finding
    earlier = finding.earlier if finding else None
    if conclusion.claim is not Claim.ESTABLISHED or earlier is None:
        return None
    return _own(earlier.difference_points, earlier.interval90)


def _alcohol(conclusion: AnyConclusion) -> ActionEffect | None:
    finding: HabitImpact | None = conclusion.finding
    found = (
        _own(each.effect.estimate, each.effect.interval90, -1.0)
        for each in (finding.habits if finding else [])
        if each.habit == ALCOHOL and each.claim is Claim.ESTABLISHED and not each.merged_with
    )
    return next(found, None)
