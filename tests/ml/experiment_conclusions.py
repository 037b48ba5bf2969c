"""Conclusions made by hand of self-tests, with every claim."""

from datetime import timedelta

from ml.conclusion import AnyConclusion, Conclusion
from schema import global_id
from schema.answer import Basis, Claim
from schema.experiment_verdict import (
    ExperimentDifference,
    ExperimentOutcome,
    ExperimentVerdict,
)
from schema.interval import Interval
from tests.ml.described_conclusions import LAST


def experiment_verdict(
    outcome: ExperimentOutcome, points: float | None = None, days_over: int = 28
) -> ExperimentVerdict:
    difference = (
        None
        if points is None
        else ExperimentDifference(
            points=points,
            p_value=0.012,
            mean_done_percent=60.0 + points,
            mean_left_percent=60.0,
            nights_done=14,
            nights_left=13,
            adjusted_points=points,
            adjusted_interval90=Interval(low=points - 6, high=points + 6),
        )
    )
    return ExperimentVerdict(
        experiment_id=global_id.encode("Experiment", 1),
        behaviour="late_meal",
        outcome=outcome,
        first_on=LAST - timedelta(days=28),
        last_on=LAST - timedelta(days=1),
        days=28,
        days_over=days_over,
        followed_share=0.9,
        detectable_points=23.3,
        difference=difference,
    )


def experiment_verdicts(claim: Claim) -> list[AnyConclusion]:
    findings = [
        None,
        experiment_verdict(ExperimentOutcome.NOT_YET, days_over=9),
        experiment_verdict(ExperimentOutcome.STOPPED, days_over=9),
        experiment_verdict(ExperimentOutcome.DIFFERENCE, -18.0),
        experiment_verdict(ExperimentOutcome.NO_DIFFERENCE, 2.0),
    ]
    return [Conclusion(finding, basis, claim) for finding in findings for basis in Basis]
