import numpy as np
import pytest

from ml.engines.conformal import half_width
from ml.engines.forecast import forecast_around, recovery_record
from ml.engines.ridge import fit_ridge
from ml.engines.track_record import MISS_SHARES, Range, compared, ranges, track_record
from ml.engines.walk_forward import running_mean, walk_forward


def test_naive_forecasts_stand_beside_on_the_same_nights() -> None:
    outcome = np.array([50.0] * 7 + [60.0, 40.0, 55.0])
    forecast, mean, last = (np.full(10, value) for value in (58.0, 50.0, 52.0))
    done = compared(track_record(outcome, forecast, mean, last))
    # Errors of 2, 18 and 3; of 10, 10 and 5; of 8, 12 and 3.
    assert (done.n_origins, done.model) == (3, pytest.approx(23 / 3))
    assert (done.running_mean, done.last_value) == (pytest.approx(25 / 3), pytest.approx(23 / 3))
    assert done.skill_against_mean == pytest.approx(0.08)
    assert done.skill_against_last == pytest.approx(0)


def test_ranges_come_from_the_errors_and_keep_to_the_bounds() -> None:
    outcome = np.concatenate([np.zeros(7), np.arange(1.0, 101.0)])
    nothing = np.zeros(107)
    made = track_record(outcome, nothing, nothing, nothing)
    made["half_widths"] = [half_width(made["errors"], miss, miss) for miss in MISS_SHARES]
    # ceil(101 * .5) = 51, ceil(101 * .8) = 81 and ceil(101 * .9) = 91, of 1 to 100.
    assert ranges(made, 60.0, 1.0, 99.0) == [Range(9.0, 99.0), Range(1.0, 99.0), Range(1.0, 99.0)]
    assert ranges(made, 60.0, -200.0, 200.0)[1:] == [Range(-21.0, 141.0), Range(-31.0, 151.0)]


@pytest.mark.parametrize("n_before", [8, 30, 79])
def test_a_record_goes_on_from_an_earlier_one(n_before: int) -> None:
    rng = np.random.default_rng(0)
    values = rng.normal(0, 1, (80, 3))
    outcome = np.clip(60 + 8 * values[:, 0] + rng.normal(0, 15, 80), 1, 99)
    walked = walk_forward(values, outcome, fit_ridge)
    before, _ = recovery_record(outcome[:n_before], walked[:n_before])
    on, trust = recovery_record(outcome, walked, before)
    anew, trust_anew = recovery_record(outcome, walked)
    assert (on["aims"], trust) == (anew["aims"], trust_anew)
    assert np.array_equal(on["errors"], anew["errors"])


def test_any_algorithm_gets_its_spread_from_its_own_record() -> None:
    rng = np.random.default_rng(1)
    outcome = rng.normal(60, 15, 200).clip(1, 99)
    exact, _ = recovery_record(outcome, outcome + rng.normal(0, 1, 200))
    blind, trust = recovery_record(outcome, running_mean(outcome))
    assert trust == 0
    narrow, wide = (forecast_around(60.0, record) for record in (exact, blind))
    assert narrow.range80.high - narrow.range80.low < wide.range80.high - wide.range80.low
    assert narrow.yellow > wide.yellow
    assert forecast_around(140.0, blind).point == 99
