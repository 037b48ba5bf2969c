from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest

from ml.choices import Choices, Experiment
from ml.history import History
from ml.insight import AnyInsight
from tests.ml.histories import first_days
from tests.ml.simulated import Town

DAYS, SEED = 200, 1
# The night before which the self-test is drawn.
BEGUN = 100


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    town = Town(tmp_path_factory.mktemp("town"))
    yield town
    town.database.close()


@pytest.fixture(scope="session")
def usual(town: Town) -> History:
    """Return half a year with a trip, ten habits, a curve of bedtime, gaps, and a self-test."""
    history = town.life("usual", DAYS, SEED)[1]
    begun_on = date.fromordinal(history.nights.day[BEGUN])
    experiment = Experiment(
        noted_on=begun_on,
        key="1",
        behaviour="late_meal",
        first_on=begun_on + timedelta(days=1),
        block_days=4,
        arms=(1, 0, 0, 1) * 10,
        detectable_points=20.0,
        stopped_on=None,
        records=(),
    )
    return replace(history, choices=Choices(person="somebody", experiments=(experiment,)))


@pytest.fixture(scope="session")
def least(usual: History) -> Callable[[AnyInsight], int]:
    """Return a function of an insight: on how many days it first has what it needs."""

    @cache
    def days(insight: AnyInsight) -> int:
        counts = range(len(usual.nights.day) + 1)
        return next(n for n in counts if insight.have(first_days(usual, n)) >= insight.need)

    return days
