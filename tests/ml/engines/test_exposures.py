import numpy as np
import pytest
from statsmodels.stats.outliers_influence import variance_inflation_factor

from ml.engines.arrays import Floats
from ml.engines.design import Design
from ml.engines.exposures import LARGEST_VIF, Why, select

N = 200
CONTROLS = Design(
    ("intercept", "weekend[t]"),
    np.column_stack([np.ones(N), (np.arange(N) % 7 >= 5).astype(np.float64)]),
)


def coin(seed: int, share: float = 0.4) -> Floats:
    return (np.random.default_rng(seed).random(N) < share).astype(np.float64)


def chosen(**columns: Floats) -> Design:
    return Design(tuple(columns), np.column_stack(list(columns.values())))


def test_unlike_habits_are_all_kept() -> None:
    selection = select(chosen(one=coin(1), two=coin(2)), CONTROLS)
    assert {exposure.name for exposure in selection.kept} == {"one", "two"}
    assert selection.left_out == ()


def test_no_exposures_select_none() -> None:
    assert select(Design((), np.zeros((N, 0))), CONTROLS).kept == ()


@pytest.mark.parametrize(("flips", "merged"), [(0.02, True), (0.2, False)])
def test_habits_merge_from_a_correlation_of_nine_tenths(flips: float, merged: bool) -> None:  # noqa: FBT001
    one = coin(1)
    other = np.where(coin(3, flips) == 1, 1 - one, one)
    assert bool(abs(np.corrcoef(one, other)[0, 1]) >= 0.9) is merged
    assert (len(select(chosen(one=one, other=other), CONTROLS).kept) == 1) is merged


def test_merging_looks_at_nights_that_answered_both() -> None:
    one = coin(1)
    other = one.copy()
    other[::2] = np.nan
    (kept,) = select(chosen(other=other, one=one), CONTROLS).kept
    assert (kept.name, kept.same_as) == ("one", ("other",))


def test_habits_that_met_on_a_few_nights_alone_stay_two() -> None:
    one, other = coin(1), coin(2)
    # The one question was asked until night 104, the other from night 96 on: alike on all eight.
    other[96:104] = one[96:104] = [1, 0, 1, 0, 1, 0, 1, 0]
    one[104:], other[:96] = np.nan, np.nan
    kept = select(chosen(one=one, other=other), CONTROLS).kept
    assert {exposure.name for exposure in kept} == {"one", "other"}
    assert all(not exposure.same_as for exposure in kept)


def test_kept_exposures_have_an_inflation_within_bounds() -> None:
    shared = np.random.default_rng(0).standard_normal(N)
    columns = {
        f"habit_{i}": np.where(
            shared + 0.25 * np.random.default_rng(i + 1).standard_normal(N) > 0, 1.0, 0.0
        )
        for i in range(6)
    }
    selection = select(chosen(**columns), CONTROLS)
    matrix = np.column_stack([*(e.values for e in selection.kept), CONTROLS.values])
    for position in range(len(selection.kept)):
        assert variance_inflation_factor(matrix, position) <= LARGEST_VIF
    everything = np.column_stack([*columns.values(), CONTROLS.values])
    assert max(variance_inflation_factor(everything, i) for i in range(6)) > LARGEST_VIF
    assert all(lost.partner in {e.name for e in selection.kept} for lost in selection.left_out)


def test_a_habit_of_weekends_alone_cannot_be_told_from_them() -> None:
    (lost,) = select(chosen(party=CONTROLS.values[:, 1]), CONTROLS).left_out
    assert (lost.why, lost.partner) == (Why.INSEPARABLE, "weekend[t]")


def test_a_linear_exposure_needs_to_move() -> None:
    (lost,) = select(chosen(strain=np.full(N, 7.5)), CONTROLS).left_out
    assert lost.why is Why.TOO_FEW
    (kept,) = select(chosen(strain=7.5 + coin(1) * 3), CONTROLS).kept
    assert kept.sd == pytest.approx(3 * coin(1).std())
