"""Experiment verdict: one randomisation test after the last day of a plan drawn by lot.

The comparison is of days as they were drawn, followed or not: leaving out days that were not
followed would let in whatever made them so. Before the end nothing is compared, since a test that
is looked at daily finds a difference sooner or later.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from ml.choices import Experiment
from ml.conclusion import AnyConclusion, Conclusion
from ml.engines.adjusted_effects import adjusted_effects
from ml.engines.arrays import Flags
from ml.engines.controls import controls
from ml.engines.design import design_of
from ml.engines.effect import Effect
from ml.engines.night_table import NightTable, night_table
from ml.engines.randomisation_test import LEVEL, Arms, other_plans, randomisation_test
from ml.experiment_plan import Schedule, days_of
from ml.history import History
from ml.insight import TooLittleData
from ml.insights.experiment_verdict import A_NIGHT, asked_for, plan, rule
from schema.answer import Basis, CaveatCode
from schema.experiment_verdict import (
    ExperimentDifference,
    ExperimentOutcome,
    ExperimentVerdict,
    ExperimentVerdictArguments,
)
from schema.interval import Interval


def infer(
    history: History,
    used: Mapping[str, AnyConclusion],
    arguments: ExperimentVerdictArguments,
) -> Conclusion[ExperimentVerdict]:
    """Judge an experiment that is over, or tell how far it has got.

    Parameters
    ----------
    history
        A person's history with their experiments.
    used
        Nothing.
    arguments
        Which experiment.

    Returns
    -------
    Conclusion
        A difference only after the last day's night, and not of one that was stopped.

    Raises
    ------
    TooLittleData
        If it is over, and an arm has no recovery at all.
    """
    del used
    experiment = asked_for(history, arguments)
    if experiment is None:
        return rule(history, arguments)
    told = plan(history, experiment)
    if experiment.stopped_on or told.days_over < told.days:
        return Conclusion(told, Basis.OWN_DATA, caveats=(CaveatCode.NOT_MEDICAL,))
    difference = _judge(history, experiment)
    shown = difference.p_value <= LEVEL
    outcome = ExperimentOutcome.DIFFERENCE if shown else ExperimentOutcome.NO_DIFFERENCE
    return Conclusion(
        replace(told, outcome=outcome, difference=difference),
        Basis.OWN_DATA,
        caveats=(CaveatCode.NOT_MEDICAL,),
    )


def _judge(history: History, experiment: Experiment) -> ExperimentDifference:
    table = night_table(history)
    arms, mornings = _drawn(experiment)
    place = mornings - table.day[0]
    recorded = (place >= 0) & (place < len(table.day))
    recovery = np.full(len(arms), np.nan)
    recovery[recorded] = table.recovery_percent[place[recorded]]
    if len(set(arms[np.isfinite(recovery)].tolist())) < 2:
        raise TooLittleData("an arm of the experiment has no recovery")
    plans = other_plans(Schedule(experiment.block_days), len(arms))
    found = randomisation_test(recovery, arms, plans)
    adjusted = _adjusted(table, arms, place, recorded)
    return ExperimentDifference(
        points=round(found.points, 1),
        p_value=round(found.p_value, 4),
        mean_done_percent=round(found.mean_done, 1),
        mean_left_percent=round(found.mean_left, 1),
        nights_done=found.n_done,
        nights_left=found.n_left,
        adjusted_points=round(adjusted.estimate, 1) if adjusted else None,
        adjusted_interval90=Interval(low=round(adjusted.low, 1), high=round(adjusted.high, 1))
        if adjusted
        else None,
    )


def _drawn(experiment: Experiment) -> tuple[Arms, Arms]:
    days = list(days_of(experiment))
    return (
        np.array([arm for _, arm in days]),
        np.array([(day + A_NIGHT).toordinal() for day, _ in days]),
    )


def _adjusted(table: NightTable, arms: Arms, place: Arms, recorded: Flags) -> Effect | None:
    """Return the difference comparing similar days, None where too few can be compared."""
    arm = np.full(len(table.day), np.nan)
    arm[place[recorded]] = arms[recorded]
    outcome = np.where(np.isfinite(arm), table.recovery_percent, np.nan)
    found = adjusted_effects(outcome, design_of((("arm[t-1]", arm),)), controls(table))
    return found.effects[0] if found.effects else None
