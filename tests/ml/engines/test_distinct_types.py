import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score

from ml.engines.arrays import Floats, Ordinals
from ml.engines.distinct_types import (
    BIC_GAIN,
    FEWEST_SILHOUETTE,
    FEWEST_STABILITY,
    distinct_types,
)

# Correlations of strain, training, bedtime, sleep and energy about as large as real ones.
ALIKE = np.eye(5)
for one, other, correlation in ((0, 4, 0.7), (0, 1, 0.6), (1, 4, 0.5), (2, 3, -0.4)):
    ALIKE[one, other] = ALIKE[other, one] = correlation
NOWHERE = np.zeros(5)


def continuum(n_rows: int, seed: int) -> Floats:
    return np.random.default_rng(seed).multivariate_normal(NOWHERE, ALIKE, n_rows)


def rested(n_rows: int, seed: int) -> Floats:
    """Half of the days without a workout, and some with much more energy than usual."""
    rows = continuum(n_rows, seed)
    rows[:, 1] = np.maximum(0, rows[:, 1])
    rows[:, 4] = np.exp(0.2 * rows[:, 4])
    return rows


def planted(sizes: tuple[int, ...], centres: Floats, seed: int) -> tuple[Floats, Ordinals]:
    rng = np.random.default_rng(seed)
    truth = np.repeat(np.arange(len(sizes)), sizes)
    return centres[truth] + rng.multivariate_normal(NOWHERE, ALIKE, len(truth)), truth


@pytest.mark.parametrize("n_rows", [30, 90, 300])
def test_a_continuum_has_no_types(n_rows: int) -> None:
    assert all(distinct_types(continuum(n_rows, seed)).labels is None for seed in range(12))


def test_rest_days_alone_make_no_types_of_a_continuum() -> None:
    assert sum(distinct_types(rested(400, seed)).labels is not None for seed in range(12)) <= 1


def test_planted_types_are_found_and_the_largest_is_the_first() -> None:
    centres = np.array([[0.0, 0, 0, 0, 0], [4, 4, 0, 0, 4], [0, 0, 5, -5, 0]])
    rows, truth = planted((60, 150, 90), centres, seed=0)
    found = distinct_types(rows)
    assert found.labels is not None
    assert found.n_types == 3
    assert adjusted_rand_score(truth, found.labels) > 0.9
    assert np.bincount(found.labels).tolist() == sorted(np.bincount(found.labels), reverse=True)


def test_units_do_not_matter_and_what_never_moves_is_left_out() -> None:
    centres = np.array([[0.0, 0, 0, 0, 0], [4, 4, 0, 0, 4]])
    rows, _ = planted((120, 80), centres, seed=1)
    found = distinct_types(rows)
    other = distinct_types(np.column_stack([rows * [3, 60, 1, 30, 400] + 7, np.full(200, 2.0)]))
    np.testing.assert_array_equal(found.labels, other.labels)  # pyright: ignore[reportArgumentType] neither is None
    assert found.silhouette == pytest.approx(other.silhouette)


def test_the_division_and_its_silhouette_are_scikit_learns() -> None:
    centres = np.array([[0.0, 0, 0, 0, 0], [4, 4, 0, 0, 4]])
    rows, _ = planted((120, 80), centres, seed=2)
    found = distinct_types(rows)
    clipped = np.clip(rows, *np.quantile(rows, [0.05, 0.95], axis=0))
    standard = (clipped - clipped.mean(0)) / clipped.std(0)
    theirs = KMeans(2, random_state=0).fit(standard)
    assert found.labels is not None
    assert adjusted_rand_score(theirs.labels_, found.labels) > 0.97
    assert found.silhouette == pytest.approx(silhouette_score(standard, found.labels))


def test_each_question_stands_in_the_way() -> None:
    apart = distinct_types(np.random.default_rng(1).standard_normal((300, 5)))
    assert apart.silhouette is not None
    assert apart.silhouette < FEWEST_SILHOUETTE
    assert apart.bic_gain is None
    # Long in one direction: cutting it in two leaves each row near its half.
    line = np.random.default_rng(0).multivariate_normal([0, 0], [[1, 0.9], [0.9, 1]], 200)
    fitted = distinct_types(line)
    assert fitted.silhouette is not None
    assert fitted.bic_gain is not None
    assert fitted.silhouette > FEWEST_SILHOUETTE
    assert fitted.bic_gain < BIC_GAIN
    assert fitted.stability is None
    rows, _ = planted((150, 150), np.array([[0.0, 0, 0, 0, 0], [4, 4, 0, 0, 4]]), seed=3)
    stable = distinct_types(rows).stability
    assert stable is not None
    assert stable > FEWEST_STABILITY


def test_a_few_odd_days_are_no_type() -> None:
    rows = continuum(100, 5)
    rows[:5] += 20
    assert distinct_types(rows).labels is None


@pytest.mark.parametrize("rows", [np.zeros((40, 5)), np.tile([[0.0, 1.0]], (40, 1))])
def test_days_all_alike_are_no_division(rows: Floats) -> None:
    assert distinct_types(rows).n_types is None


def test_two_values_are_told_apart_by_no_bell_shape() -> None:
    found = distinct_types(np.repeat([[0.0], [1.0]], 20, axis=0))
    assert found.labels is None


def test_the_same_days_give_the_same_types() -> None:
    rows, _ = planted((120, 80), np.array([[0.0, 0, 0, 0, 0], [4, 4, 0, 0, 4]]), seed=4)
    np.testing.assert_array_equal(distinct_types(rows).labels, distinct_types(rows).labels)  # pyright: ignore[reportArgumentType] neither is None
