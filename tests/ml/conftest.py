from collections.abc import Callable, Iterator
from functools import cache

import pytest

from ml.history import History
from ml.insight import AnyInsight
from tests.ml.histories import first_days
from tests.ml.simulated import Town

DAYS, SEED = 200, 1


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    town = Town(tmp_path_factory.mktemp("town"))
    yield town
    town.database.close()


@pytest.fixture(scope="session")
def usual(town: Town) -> History:
    """Return half a year with a trip, ten habits, a curve of bedtime and missing nights."""
    return town.life("usual", DAYS, SEED)[1]


@pytest.fixture(scope="session")
def least(usual: History) -> Callable[[AnyInsight], int]:
    """Return a function of an insight: on how many days it first has what it needs."""

    @cache
    def days(insight: AnyInsight) -> int:
        counts = range(len(usual.nights.day) + 1)
        return next(n for n in counts if insight.have(first_days(usual, n)) >= insight.need)

    return days
