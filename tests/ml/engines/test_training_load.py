from array import array
from dataclasses import replace

import numpy as np
import pytest

from ml.engines.arrays import Floats
from ml.engines.training_load import (
    STRAIN,
    TRAINING_IMPULSE,
    share_below,
    training_load,
    week_to_reach,
)
from ml.history import History, empty
from tests.ml.engines.person import FIRST_DAY, history


def lived(strain: Floats) -> History:
    columns = {"recovery_percent": np.full(len(strain), 60.0), "strain": strain}
    return history(columns, np.zeros((len(strain), 0)), ())


def trained(days: int, every: int, zone_3_percent: float = 100.0) -> History:
    """Return days with an hour in zone 3 on every so many of them."""
    person = lived(np.full(days, 8.0))
    done = range(FIRST_DAY, FIRST_DAY + days, every)
    count = len(done)
    columns = {
        name: array("d", [0.0] * count)
        for name in ("zone_1_percent", "zone_2_percent", "zone_4_percent", "zone_5_percent")
    }
    unknown = array("d", [np.nan] * count)
    workouts = replace(
        empty().workouts,
        day=array("q", done),
        activity=array("q", [0] * count),
        start_hours=array("d", [18.0] * count),
        duration_minutes=array("d", [60.0] * count),
        strain=array("d", [9.0] * count),
        zone_3_percent=array("d", [zone_3_percent] * count),
        energy_kcal=unknown,
        average_heart_rate_bpm=unknown,
        max_heart_rate_bpm=unknown,
        distance_meters=unknown,
        altitude_gain_meters=unknown,
        **columns,
    )
    return replace(person, workouts=workouts, activities=("running",))


def test_means_are_exponentially_weighted_and_the_chronic_is_a_week_old() -> None:
    strain = np.random.default_rng(0).uniform(2, 18, 80)
    found = training_load(lived(strain))
    assert found.unit == STRAIN
    acute, chronic = strain[0], strain[0]
    for day, value in enumerate(strain[1:], 1):
        acute += 0.25 * (value - acute)
        if day <= 72:
            chronic += 2 / 29 * (value - chronic)
    assert found.acute[-1] == pytest.approx(acute)
    assert found.chronic[-1] == pytest.approx(chronic)


def test_the_last_week_is_no_part_of_the_chronic_load() -> None:
    quiet, hard = np.full(60, 5.0), np.full(60, 5.0)
    hard[-7:] = 18
    one, other = training_load(lived(quiet)), training_load(lived(hard))
    assert one.chronic[-1] == other.chronic[-1] == pytest.approx(5)
    assert other.acute[-1] > 15


def test_warm_up_takes_five_weeks_for_a_ratio_and_three_for_a_difference() -> None:
    found = training_load(lived(np.full(50, 9.0)))
    assert int(np.flatnonzero(np.isfinite(found.chronic))[0]) == 20
    assert int(np.flatnonzero(found.chronic_warm)[0]) == 34


def test_monotony_is_foster_s_and_capped() -> None:
    week = np.array([10.0, 4, 12, 3, 15, 6, 9])
    found = training_load(lived(np.tile(week, 4)))
    expected = week.mean() / week.std(ddof=1)
    assert found.monotony[-1] == pytest.approx(expected)
    assert found.training_strain[-1] == pytest.approx(week.sum() * expected)
    assert np.isnan(training_load(lived(np.full(28, 9.1))).monotony[-1])
    nearly = np.tile([9.0, 9.1], 14)
    assert training_load(lived(nearly)).monotony[-1] == 4


def test_an_unknown_day_is_no_rest_day() -> None:
    strain = np.full(30, 10.0)
    strain[-2] = np.nan
    found = training_load(lived(strain))
    assert found.week[-1] == pytest.approx(70)
    assert found.acute[-1] == pytest.approx(10)
    strain[-4:] = np.nan
    assert np.isnan(training_load(lived(strain)).week[-1])


def test_training_impulse_where_there_are_workouts_enough() -> None:
    found = training_load(trained(56, every=2))
    assert found.unit == TRAINING_IMPULSE
    assert found.load[:4].tolist() == [180, 0, 180, 0]
    assert training_load(trained(56, every=7)).unit == STRAIN
    assert training_load(trained(56, every=2, zone_3_percent=np.nan)).unit == STRAIN


def test_a_share_counts_ties_half() -> None:
    assert share_below(np.array([5.0, 5.0, np.nan]), 5.0) == 0.5
    assert share_below(np.arange(10.0), 20.0) == 1


def test_the_week_to_reach_a_load_reaches_it() -> None:
    acute, target = 62.0, 75.0
    for _ in range(7):
        acute += 0.25 * (week_to_reach(62.0, target) / 7 - acute)
    assert acute == pytest.approx(target)
