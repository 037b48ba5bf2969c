import numpy as np
import pytest
from statsmodels.tsa.holtwinters import SimpleExpSmoothing

from ml.engines.arrays import Floats
from ml.engines.local_level import WEIGHTS, local_level_paths


def wandering(step: float, noise: float, n_days: int = 300) -> Floats:
    rng = np.random.default_rng(4)
    return 50 + np.cumsum(rng.normal(0, step, n_days)) + rng.normal(0, noise, n_days)


def smoothed(values: Floats, weight: float) -> float:
    model = SimpleExpSmoothing(
        values, initialization_method="known", initial_level=float(values[0])
    )
    return float(model.fit(smoothing_level=weight, optimized=False).forecast(1)[0])


@pytest.mark.parametrize(("step", "noise", "weight"), [(3.0, 1.0, 0.3), (0.0, 3.0, 0.03)])
def test_a_level_is_followed_as_fast_as_it_moves(step: float, noise: float, weight: float) -> None:
    values = wandering(step, noise)
    told = local_level_paths(values, 7)[-1]
    assert told[0] == pytest.approx(smoothed(values, weight))
    own = {round(smoothed(values, each), 6) for each in WEIGHTS}
    assert {round(each, 6) for each in told.tolist()} <= own


def test_a_forecast_knows_nothing_that_came_later() -> None:
    values = wandering(1.0, 2.0)
    values[30:40] = np.nan
    paths = local_level_paths(values, 7)
    for day in (35, 100, 250):
        np.testing.assert_array_equal(paths[: day + 1], local_level_paths(values[: day + 1], 7))


def test_of_nothing_nothing_is_told() -> None:
    assert np.isnan(local_level_paths(np.full(9, np.nan), 2)).all()
