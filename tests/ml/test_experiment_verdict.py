"""Experiment verdict: planted differences are shown after the end, and none before it."""

import math
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
import strawberry

from ml.choices import Choices, Experiment
from ml.experiment_plan import Schedule, draw
from ml.history import History
from schema import global_id
from schema.arguments import BadArgument
from schema.experiment_verdict import (
    ExperimentOutcome,
    ExperimentVerdict,
    ExperimentVerdictArguments,
)
from tests.ml.asking import ask, finding
from tests.ml.histories import with_nights
from tests.ml.simulated import Town

DAYS, NIGHTS, BEGUN = 112, 200, 60


@pytest.fixture(scope="module")
def calm(town: Town) -> History:
    """Return somebody on whom nothing but the lot acts."""
    return town.life("nothing", NIGHTS, 11)[1]


def with_experiment(history: History, points: float, **changed: object) -> History:
    """Return the history with an experiment in it, and a difference on the days drawn for it."""
    first_on = date.fromordinal(history.nights.day[BEGUN])
    arms = draw(Schedule.BLOCKS_OF_FOUR, DAYS, 22.0, Random(3)).arms  # noqa: S311  no secret
    experiment = Experiment(
        noted_on=first_on - timedelta(days=1),
        key="7",
        behaviour="late_meal",
        first_on=first_on,
        block_days=4,
        arms=arms,
        detectable_points=11.6,
        stopped_on=None,
        records=(),
    )
    mornings = {first_on.toordinal() + place + 1: arm for place, arm in enumerate(arms)}
    recovery = [
        value if math.isnan(value) else min(99.0, max(1.0, value + points * mornings.get(day, 0)))
        for day, value in zip(history.nights.day, history.nights.recovery_percent, strict=True)
    ]
    changed_too = replace(experiment, **changed)
    return replace(
        with_nights(history, recovery_percent=recovery),
        choices=Choices(experiments=(changed_too,)),
    )


def told(history: History, arguments: str = "{}", as_of: date | None = None) -> ExperimentVerdict:
    verdict = finding(ask("experiment_verdict", history, arguments, as_of=as_of))
    assert isinstance(verdict, ExperimentVerdict)
    return verdict


def test_a_planted_difference_is_shown(calm: History) -> None:
    verdict = told(with_experiment(calm, -16.0))

    assert verdict.outcome is ExperimentOutcome.DIFFERENCE
    assert verdict.difference is not None
    assert verdict.difference.p_value < 0.01
    interval = verdict.difference.adjusted_interval90
    assert interval is not None
    assert interval.high < 0
    # Beside what the lot alone had made of this person's days; recovery ends at 1.
    by_chance = told(with_experiment(calm, 0.0)).difference
    assert by_chance is not None
    assert verdict.difference.points - by_chance.points == pytest.approx(-16, abs=2)


def test_of_nothing_no_difference_is_shown(calm: History) -> None:
    verdict = told(with_experiment(calm, 0.0))

    assert verdict.outcome is ExperimentOutcome.NO_DIFFERENCE
    assert verdict.difference is not None
    assert verdict.difference.p_value > 0.05


def test_nothing_is_compared_before_the_last_night(calm: History) -> None:
    history = with_experiment(calm, -40.0)
    first_on = history.choices.experiments[0].first_on
    the_last_night = first_on + timedelta(days=DAYS)

    for as_of in (first_on + timedelta(days=20), the_last_night - timedelta(days=1)):
        verdict = told(history, as_of=as_of)
        assert verdict.outcome is ExperimentOutcome.NOT_YET
        assert verdict.difference is None
    assert told(history, as_of=the_last_night).outcome is ExperimentOutcome.DIFFERENCE


def test_what_was_stopped_has_no_verdict(calm: History) -> None:
    stopped_on = date.fromordinal(calm.nights.day[BEGUN] + 40)
    verdict = told(with_experiment(calm, -40.0, stopped_on=stopped_on))

    assert verdict.outcome is ExperimentOutcome.STOPPED
    assert verdict.difference is None
    assert verdict.days_over == 40


def test_another_is_told_by_its_id(calm: History) -> None:
    history = with_experiment(calm, -16.0)
    (first,) = history.choices.experiments
    second = replace(first, key="8", first_on=first.first_on + timedelta(days=1))
    both = replace(history, choices=Choices(experiments=(first, second)))

    asked = f'{{"experiment":"{global_id.encode("Experiment", 7)}"}}'
    assert told(both, asked).first_on == first.first_on
    assert told(both).first_on == second.first_on


def test_an_id_of_something_else_is_refused() -> None:
    for wrong in (
        strawberry.ID("nonsense"),
        global_id.encode("Workout", 7),
        global_id.encode("Experiment"),
    ):
        with pytest.raises(BadArgument, match="no id of an experiment"):
            ExperimentVerdictArguments(experiment=wrong)
