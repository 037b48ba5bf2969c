"""Experiment verdict: what a self-test by lot has shown."""

import math
from datetime import timedelta

from ml.choices import Experiment
from ml.conclusion import Conclusion
from ml.experiment_plan import days_of
from ml.history import History
from ml.insight import Insight
from ml.wording import difference
from schema import global_id
from schema.answer import Basis
from schema.experiment_verdict import (
    ExperimentDifference,
    ExperimentOutcome,
    ExperimentVerdict,
    ExperimentVerdictArguments,
)

# The recovery that a day shapes is the next morning's.
A_NIGHT = timedelta(days=1)


def asked_for(history: History, arguments: ExperimentVerdictArguments) -> Experiment | None:
    """Return the experiment asked for, the last begun if none is named."""
    begun = history.choices.experiments
    if arguments.key is None:
        return begun[-1] if begun else None
    return next((each for each in begun if each.key == arguments.key), None)


def nights(history: History) -> int:
    """Return how many nights of the experiment last begun have a recovery."""
    experiment = asked_for(history, ExperimentVerdictArguments())
    if experiment is None:
        return 0
    mornings = {(day + A_NIGHT).toordinal() for day, _ in days_of(experiment)}
    known = zip(history.nights.day, history.nights.recovery_percent, strict=True)
    return sum(day in mornings and not math.isnan(recovery) for day, recovery in known)


def plan(
    history: History, experiment: Experiment, difference: ExperimentDifference | None = None
) -> ExperimentVerdict:
    """Return how far an experiment has got, with its difference if it has one."""
    last_on = experiment.first_on + timedelta(days=len(experiment.arms) - 1)
    followed = [record.followed for record in experiment.records]
    return ExperimentVerdict(
        experiment_id=global_id.encode("Experiment", experiment.key),
        behaviour=experiment.behaviour,
        outcome=ExperimentOutcome.STOPPED if experiment.stopped_on else ExperimentOutcome.NOT_YET,
        first_on=experiment.first_on,
        last_on=last_on,
        days=len(experiment.arms),
        days_over=days_over(history, experiment),
        followed_share=round(sum(followed) / len(followed), 3) if followed else None,
        detectable_points=experiment.detectable_points,
        difference=difference,
    )


def days_over(history: History, experiment: Experiment) -> int:
    """Return how many days of the plan have had their night."""
    last_on = history.last_on
    if last_on is None:
        return 0
    return sum(day + A_NIGHT <= last_on for day, _ in days_of(experiment))


def rule(history: History, arguments: ExperimentVerdictArguments) -> Conclusion[ExperimentVerdict]:
    """Tell how far it has got."""
    experiment = asked_for(history, arguments)
    return Conclusion(plan(history, experiment) if experiment else None, Basis.RULE)


def headline(conclusion: Conclusion[ExperimentVerdict]) -> str:
    """Say what came out, or how far it has got."""
    finding = conclusion.finding
    if finding is None:
        return "There is no experiment; `experimentStart` draws one."
    name = finding.behaviour.replace("_", " ")
    if finding.outcome is ExperimentOutcome.STOPPED:
        return (
            f"The experiment with '{name}' was stopped after {finding.days_over} of "
            f"{finding.days} days, so there is no verdict."
        )
    told = finding.difference
    if finding.outcome is ExperimentOutcome.NOT_YET or told is None:
        return (
            f"The experiment with '{name}' is on day {finding.days_over} of {finding.days}; it is "
            f"judged after its end, around {finding.last_on + A_NIGHT:%-d %B %Y}, since looking "
            "earlier would spoil the test."
        )
    lot = f"{told.nights_done} nights drawn to do it, {told.nights_left} to leave it"
    if finding.outcome is ExperimentOutcome.DIFFERENCE:
        way = "higher" if told.points > 0 else "lower"
        return (
            f"In your experiment recovery was {abs(told.points):.0f} points {way} after days drawn "
            f"for '{name}' ({lot}; the lot alone does that in {_share(told.p_value)}). "
            f"{_adjusted(told)}"
        ).rstrip()
    return (
        f"Your experiment with '{name}' shows no difference: {told.points:+.0f} points ({lot}; "
        f"the lot alone does as much in {_share(told.p_value)}). One of under "
        f"{finding.detectable_points:.0f} points may be there all the same."
    )


def _share(p_value: float) -> str:
    return f"{1000 * p_value:.0f} of 1,000 plans"


def _adjusted(told: ExperimentDifference) -> str:
    if told.adjusted_points is None or told.adjusted_interval90 is None:
        return ""
    compared = difference(told.adjusted_points, told.adjusted_interval90, "comparing similar days")
    return f"Adjusted: {compared}."


INSIGHT = Insight(
    stem="experiment_verdict",
    about="What a self-test by lot has shown, after its end: one randomisation test, laid down "
    "before it began. The last one begun unless `experiment` names another.",
    finding=ExperimentVerdict,
    arguments=ExperimentVerdictArguments,
    have=nights,
    need=8,  # two blocks, without which a plan is all there is to tell
    unit="nights of the experiment with a recovery",
    rule=rule,
    headline=headline,
    cost_ms=20,
    learned=False,
)
