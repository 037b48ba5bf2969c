from datetime import date

import numpy as np

from ml.engines.regimes import present
from ml.history import empty
from tests.ml.engines.person import FIRST_DAY, history

STAGED_ANEW = date(2025, 2, 24).toordinal()


def test_a_gap_is_nan_on_the_calendar() -> None:
    days = np.array([0.0, 1, 4, 5])
    rate = np.array([50.0, 51, 52, 53])
    columns = {"recovery_percent": np.full(4, 60.0), "resting_heart_rate_bpm": rate}
    found = present(history(columns, np.zeros((4, 0)), (), days), "resting_heart_rate_bpm")
    assert found.day.tolist() == list(range(FIRST_DAY, FIRST_DAY + 6))
    np.testing.assert_array_equal(found.values, [50, 51, np.nan, np.nan, 52, 53])
    assert found.n_known == 4


def test_nights_before_the_regime_are_left_out() -> None:
    days = np.arange(60.0) + STAGED_ANEW - 25 - FIRST_DAY
    columns = {"recovery_percent": np.full(60, 60.0), "asleep_minutes": np.arange(400.0, 460)}
    person = history(columns, np.zeros((60, 0)), (), days)
    found = present(person, "asleep_minutes")
    assert found.day[0] == STAGED_ANEW
    assert found.values[0] == 425


def test_calibration_and_short_nights_are_left_out() -> None:
    asleep = np.full(10, 420.0)
    asleep[6] = 90
    columns = {"recovery_percent": np.full(10, 60.0), "asleep_minutes": asleep}
    columns["resting_heart_rate_bpm"] = np.full(10, 55.0)
    person = history(columns, np.zeros((10, 0)), ())
    known = np.isfinite(present(person, "recovery_percent").values)
    assert known.tolist() == [False] * 4 + [True, True, False, True, True, True]
    assert np.isfinite(present(person, "resting_heart_rate_bpm").values).sum() == 9


def test_of_nothing_there_is_no_series() -> None:
    assert present(empty(), "recovery_percent").n_known == 0
