import numpy as np
import pytest
from sklearn.ensemble import IsolationForest

from ml.engines.arrays import Floats
from ml.engines.isolation import isolation_scores


@pytest.fixture
def nights() -> Floats:
    return np.random.default_rng(1).normal(size=(100, 4))


def test_scores_are_scikit_learn_s_on_differences(
    nights: Floats,
) -> None:
    steps = np.diff(nights, axis=0)
    forest = IsolationForest(
        n_estimators=50,
        max_samples=64,  # pyright: ignore[reportArgumentType] the stub knows the default's type alone
        random_state=0,
    )
    forest.fit(steps[:79][-90:])
    expected = -forest.score_samples(steps[79:99])
    np.testing.assert_allclose(isolation_scores(nights, 80), expected)


def test_a_night_knows_nothing_later(
    nights: Floats,
) -> None:
    other = nights.copy()
    other[70:] = 9
    np.testing.assert_array_equal(
        isolation_scores(nights, 50)[:20], isolation_scores(other, 50)[:20]
    )


def test_either_direction_is_odd_and_a_missing_signal_is_not_scored(
    nights: Floats,
) -> None:
    for shift in (-6, 6):
        moved = nights.copy()
        moved[-1] += shift
        assert isolation_scores(moved, 80).argmax() == 19
    nights[90, 2] = np.nan
    assert np.flatnonzero(np.isnan(isolation_scores(nights, 80))).tolist() == [10, 11]


def test_too_few_nights_are_not_scored(
    nights: Floats,
) -> None:
    assert np.isnan(isolation_scores(nights[:22], 21)).all()
    assert np.isfinite(isolation_scores(nights[:24], 23)).all()
