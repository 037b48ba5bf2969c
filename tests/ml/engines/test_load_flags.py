import numpy as np
import pytest

from ml.engines.arrays import Floats
from ml.engines.load_flags import (
    HIGH_LOAD,
    LOW_HRV,
    LOW_RECOVERIES,
    MONOTONOUS_LOAD,
    LoadFlags,
    load_flags,
)
from ml.engines.night_table import night_table
from ml.engines.training_load import training_load
from tests.ml.engines.person import history


def flags(recovery: Floats, strain: Floats, ln_hrv: Floats) -> LoadFlags:
    columns = {"recovery_percent": recovery, "strain": strain}
    lived = history(columns, np.zeros((len(strain), 0)), ())
    return load_flags(night_table(lived), training_load(lived), ln_hrv)


def usual(days: int) -> tuple[Floats, Floats, Floats]:
    rng = np.random.default_rng(2)
    return rng.uniform(40, 90, days), rng.uniform(5, 15, days), rng.normal(4, 0.2, days)


def test_percentiles_wait_for_90_days_and_the_others_do_not() -> None:
    found = flags(*usual(80))
    assert found.known.tolist() == [False, True, True, False]
    assert flags(*usual(110)).known.all()


def test_a_hard_week_is_a_high_load() -> None:
    recovery, strain, ln_hrv = usual(120)
    strain[-7:] = 19
    found = flags(recovery, strain, ln_hrv)
    assert found.flags[-1, HIGH_LOAD] == 1
    # By definition 1 own day in 20.
    assert np.nanmean(found.flags[:, HIGH_LOAD]) == pytest.approx(0.05, abs=0.01)


def test_a_week_of_lower_hrv_is_seen_and_one_night_is_not() -> None:
    recovery, strain, ln_hrv = usual(120)
    low = ln_hrv.copy()
    low[-7:] -= 0.3
    assert flags(recovery, strain, low).flags[-1, LOW_HRV] == 1
    ln_hrv[-1] -= 0.4
    assert flags(recovery, strain, ln_hrv).flags[-1, LOW_HRV] == 0


def test_three_low_recoveries_in_five_nights() -> None:
    recovery, strain, ln_hrv = usual(60)
    recovery[-5:] = [30, 80, 20, 33, 90]
    found = flags(recovery, strain, ln_hrv)
    assert (found.n_low[-1], found.low_at_most) == (3, 33)
    assert found.flags[-1, LOW_RECOVERIES] == 1
    recovery[-5:] = [30, 80, 20, np.nan, 90]
    assert flags(recovery, strain, ln_hrv).flags[-1, LOW_RECOVERIES] == 0
    recovery[-5:-2] = np.nan
    assert np.isnan(flags(recovery, strain, ln_hrv).flags[-1, LOW_RECOVERIES])


def test_low_is_the_own_lowest_fifth_of_who_is_rarely_red() -> None:
    recovery, strain, ln_hrv = usual(200)
    found = flags(recovery, strain, ln_hrv)
    assert found.low_at_most == pytest.approx(np.quantile(recovery[4:], 0.2))


def test_monotony_counts_in_a_hard_week_alone() -> None:
    recovery, strain, ln_hrv = usual(120)
    for level, raised in ((14.0, 1), (6.0, 0)):
        strain[-7:] = level + 0.2 * (np.arange(7) % 2)
        assert flags(recovery, strain, ln_hrv).flags[-1, MONOTONOUS_LOAD] == raised
