import numpy as np
import pytest

from ml.engines.arrays import Floats
from ml.engines.surveillance import (
    ALERT_SCORES,
    FROM_NIGHTS,
    SIGNALS,
    alert_scores,
    signals,
    strong_scores,
    watch,
)
from tests.ml.engines.person import history

USUAL, SPREAD = np.array([4.0, 55.0, 15.0, 33.5]), np.array([0.24, 5.2, 0.6, 0.43])


def nights(count: int, seed: int = 0) -> Floats:
    return np.random.default_rng(seed).normal(USUAL, SPREAD, (count, 4))


def robust(values: Floats) -> tuple[float, float]:
    middle = float(np.nanmedian(values))
    return middle, 1.4826 * float(np.nanmedian(np.abs(values - middle)))


def score_by_hand(before: Floats, tonight: Floats) -> float:
    towards = [direction for _, direction in SIGNALS]
    parts = [robust(column) for column in before.T]

    def total(night: Floats) -> float:
        return sum(
            way * (value - middle) / spread
            for way, value, (middle, spread) in zip(towards, night, parts, strict=True)
        )

    sums = np.array([total(night) for night in before])
    middle, spread = robust(sums)
    moved = winsorize_outside(sums, middle - 2 * spread, middle + 2 * spread)
    return (total(tonight) - moved.mean()) / (moved.std(ddof=1) / np.sqrt(0.9205))


def winsorize_outside(values: Floats, low: float, high: float) -> Floats:
    return np.array([min(max(value, low), high) for value in values.tolist()])


@pytest.mark.parametrize("count", [22, 60, 91, 200])
def test_a_score_is_what_its_definition_gives(count: int) -> None:
    values = nights(count)
    found = watch(values)
    assert found.score[-1] == pytest.approx(score_by_hand(values[-91:-1], values[-1]), rel=1e-3)
    assert found.n_before[-1] == min(90, count - 1)
    np.testing.assert_allclose(found.usual[-1], np.median(values[-91:-1], axis=0))


def test_no_score_before_three_weeks_and_none_from_one_signal() -> None:
    values = nights(40)
    assert np.isfinite(watch(values).score).tolist() == [False] * 21 + [True] * 19
    values[:, 1:] = np.nan
    assert not np.isfinite(watch(values).score).any()


def test_a_signal_that_is_missing_tonight_takes_no_part() -> None:
    values = nights(80)
    values[-1, 3] = np.nan
    without = values[:, :3]
    expected = watch(np.column_stack([without, np.full(80, np.nan)])).score[-1]
    assert watch(values).score[-1] == pytest.approx(expected)
    assert np.isnan(watch(values).deviation[-1, 3])


def test_the_past_knows_nothing_of_the_future_and_can_be_gone_on_from() -> None:
    values = nights(150)
    whole = watch(values)
    np.testing.assert_array_equal(whole.score[:100], watch(values[:100]).score)
    np.testing.assert_array_equal(whole.score[100:], watch(values, 100).score)
    np.testing.assert_array_equal(whole.n_before[149:], watch(values, 149).n_before)
    assert len(watch(values, 150).score) == len(watch(values[:0]).score) == 0


def test_direction_is_towards_strain_and_units_do_not_matter() -> None:
    values = nights(60)
    worse = values.copy()
    worse[-1] += SPREAD * [-2, 2, 2, 2]
    assert watch(worse).score[-1] > watch(values).score[-1] + 1.5
    assert watch(2 * worse).score[-1] == pytest.approx(watch(worse).score[-1])


def test_a_past_illness_does_not_become_usual() -> None:
    values = nights(90)
    values[40:46] += SPREAD * [-4, 4, 4, 4]
    # Of 90 nights 6 are ill: mean and SD would have moved by a whole spread.
    np.testing.assert_allclose(watch(values).usual[-1], USUAL, atol=0.3 * SPREAD.max())
    values[-1] = USUAL + SPREAD * [-2, 2, 2, 2]
    assert watch(values).score[-1] > 3


def test_nights_that_are_all_alike_have_no_score() -> None:
    assert not np.isfinite(watch(np.tile(USUAL, (60, 1))).score).any()


def test_thresholds_fall_with_the_nights_of_history() -> None:
    assert alert_scores(np.array([21, 44, 45, 90])).tolist() == [2.1, 2.1, 1.9, 1.9]
    assert strong_scores(FROM_NIGHTS).tolist() == [2.45, 2.2]
    assert (strong_scores(FROM_NIGHTS) > ALERT_SCORES).all()


def test_a_normal_sd_is_an_sd_though_winsorised() -> None:
    values = nights(4000, seed=7)
    found = watch(values).score
    assert np.nanstd(found) == pytest.approx(1, abs=0.06)


def test_signals_are_of_the_present_strap() -> None:
    columns = {name: np.full(60, 50.0) for name, _ in SIGNALS}
    columns["recovery_percent"] = np.full(60, 60.0)
    columns["skin_temperature_celsius"] = np.where(np.arange(60) < 30, np.nan, 33.0)
    columns["blood_oxygen_percent"] = np.where(np.arange(60) < 30, np.nan, 95.0)
    columns["hrv_rmssd_ms"][-1] = 0
    found = signals(history(columns, np.zeros((60, 0)), ()))
    assert len(found.day) == 30
    assert found.values[0, 0] == pytest.approx(np.log(50))
    assert np.isnan(found.values[-1, 0])
