import numpy as np
import pytest

from ml.engines.arrays import Floats, Ordinals
from ml.engines.weekday_decay import weekday_decay_paths, weekly_pattern_paths

DAYS = 260
WEEKDAY = np.arange(DAYS) % 7


def noise(seed: int, left_over: float = 0.0) -> Floats:
    shocks = np.random.default_rng(seed).normal(0, 10, DAYS)
    values = np.empty(DAYS)
    level = 0.0
    for day, shock in enumerate(shocks.tolist()):
        level = left_over * level + shock
        values[day] = 60 + level
    return values


def by_the_formula(values: Floats, weekday: Ordinals, day: int) -> list[float]:
    """Return the path of one day, from the values up to it and nothing kept."""
    kept = np.flatnonzero(np.isfinite(values[: day + 1]))
    y, w = values[kept], weekday[kept]
    mean, n = y.mean(), np.array([(w == each).sum() for each in range(7)])
    raw = np.array([y[w == each].mean() - mean for each in range(7)])
    error = sum(((y[w == each] - mean - raw[each]) ** 2).sum() for each in range(7))
    error = error / (len(y) - 7) / n
    spread = max(0.0, float((raw**2 - error).mean()))
    pattern = mean + raw * spread / (spread + error)
    rest = dict(zip(kept.tolist(), y - pattern[w], strict=True))
    products = sum(rest[each] * rest[each - 1] for each in rest if each - 1 in rest)
    share = products / sum(value**2 for value in rest.values()) * len(y) / (len(y) + 20)
    share = min(max(share, 0.0), 0.9)
    last = int(kept[-1])
    return [
        pattern[(weekday[day] + ahead) % 7] + share ** (day + ahead - last) * rest[last]
        for ahead in range(1, 8)
    ]


@pytest.mark.parametrize("seed", range(3))
def test_running_sums_give_what_the_formula_gives(seed: int) -> None:
    values = noise(seed, 0.4) + np.where(WEEKDAY == 5, -12.0, 0.0)
    values[np.random.default_rng(seed).random(DAYS) < 0.1] = np.nan
    values[-1] = np.nan
    paths = weekday_decay_paths(values, WEEKDAY, 7)
    for day in (40, 111, DAYS - 1):
        np.testing.assert_allclose(paths[day], by_the_formula(values, WEEKDAY, day), rtol=1e-9)


def test_a_planted_weekday_is_found_and_noise_is_drawn_in() -> None:
    saturday = weekly_pattern_paths(noise(1) + np.where(WEEKDAY == 5, -15.0, 0.0), WEEKDAY, 7)[-1]
    after_the_last = (WEEKDAY[-1] + np.arange(1, 8)) % 7
    assert after_the_last[saturday.argmin()] == 5
    others = np.delete(saturday, saturday.argmin()).mean()
    assert saturday.min() - others == pytest.approx(-15, abs=4)
    spreads = []
    for seed in range(10):
        values = noise(seed)
        raw = [values[day == WEEKDAY].mean() for day in range(7)]
        spreads.append(np.ptp(weekly_pattern_paths(values, WEEKDAY, 7)[-1]) / np.ptp(raw))
    assert np.mean(spreads) < 0.5


def test_what_the_last_night_leaves_fades() -> None:
    shares = []
    for seed in range(6):
        values = noise(seed, 0.6)
        values[-1] = 95.0
        week = weekday_decay_paths(values, WEEKDAY, 7)[-1]
        left = week - weekly_pattern_paths(values, WEEKDAY, 7)[-1]
        shares.append(left[1] / left[0])
        np.testing.assert_allclose(left[1:] / left[:-1], shares[-1])
        assert left[0] > 10
    # .6 times 260 / 280, less what every lag correlation is too small by.
    assert np.mean(shares) == pytest.approx(0.54, abs=0.06)


def test_a_forecast_knows_nothing_that_came_later() -> None:
    values = noise(3, 0.3)
    values[20:25] = np.nan
    paths = weekday_decay_paths(values, WEEKDAY, 7)
    for day in (25, 90, 200):
        then = weekday_decay_paths(values[: day + 1], WEEKDAY[: day + 1], 7)
        np.testing.assert_array_equal(paths[: day + 1], then)


@pytest.mark.parametrize("values", [np.full(30, np.nan), np.full(30, 50.0), np.full(1, 50.0)])
def test_of_nothing_and_of_what_never_moves(values: Floats) -> None:
    paths = weekday_decay_paths(values, np.arange(len(values)) % 7, 7)
    np.testing.assert_allclose(paths, np.repeat(values[:, None], 7, axis=1))
