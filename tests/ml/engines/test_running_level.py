import numpy as np

from ml.engines.night_table import running_average
from ml.engines.running_level import restarts, running_level

WORN = np.full(100, 55.0)
NIGHT = np.arange(100)


def test_a_strap_that_begins_to_measure_temperature_is_another() -> None:
    assert restarts(WORN, np.where(NIGHT < 40, np.nan, 33.0)).tolist() == [40]
    assert restarts(WORN, np.where(NIGHT < 13, np.nan, 33.0)).tolist() == []
    assert restarts(WORN, np.full(100, np.nan)).tolist() == []


def test_a_strap_that_measures_none_any_more_is_another_after_a_fortnight() -> None:
    assert restarts(WORN, np.where(NIGHT < 40, 33.0, np.nan)).tolist() == [53]
    there_and_back = np.where((NIGHT < 40) | (NIGHT >= 70), 33.0, np.nan)
    assert restarts(WORN, there_and_back).tolist() == [53, 70]


def test_nights_without_a_strap_are_not_counted() -> None:
    unworn = np.where((NIGHT >= 40) & (NIGHT < 90), np.nan, 55.0)
    assert restarts(unworn, np.where(np.isnan(unworn), np.nan, 33.0)).tolist() == []


def test_no_level_runs_across_a_change() -> None:
    values = np.where(NIGHT < 40, 50.0, 60.0)
    level = running_level(values, 2 / 66, np.array([40]))
    assert np.array_equal(level, values)
    assert running_level(values, 2 / 66, np.array([], dtype=np.int64))[-1] < 60


def test_without_a_change_it_is_the_running_average() -> None:
    values = np.random.default_rng(0).normal(55, 3, 50)
    none = np.array([], dtype=np.int64)
    assert np.array_equal(running_level(values, 0.1, none), running_average(values, 0.1))
