from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from ml.engines.night_table import night_table
from ml.engines.sleep_response import (
    ASLEEP,
    DEVIATION,
    EFFICIENCY,
    differs_with_time_asleep,
    ln_hrv,
    over_time_asleep,
    recovery,
    resting_heart_rate,
    sleep_of,
    straight,
)
from ml.history import History
from tests.ml.engines.person import FIRST_DAY, Person, bedtimes, person

STAGING_CHANGED = date(2025, 2, 24).toordinal()


def sleeper(n_nights: int, seed: int = 0, **planted: float) -> History:
    """Return somebody whose HRV follows hours asleep, efficiency and bedtime as planted (logs)."""
    someone, rng = person(n_nights, seed), np.random.default_rng(seed + 900)
    hours = someone.nights["asleep_minutes"] / 60
    efficiency = rng.normal(92, 3, n_nights)
    off = np.abs(someone.nights["sleep_onset_hours"] + 0.5)
    log = (
        planted.get("per_hour", 0.0) * (hours - hours.mean())
        + planted.get("per_percent", 0.0) * (efficiency - 92)
        + planted.get("per_hour_off", 0.0) * off
        + planted.get("together", 0.0) * (hours - hours.mean()) * (efficiency - 92)
    )
    return someone.history(
        hrv_rmssd_ms=someone.nights["hrv_rmssd_ms"] * np.exp(log),
        in_bed_minutes=100 * someone.nights["asleep_minutes"] / efficiency,
    )


def test_planted_sleep_is_found_on_hrv() -> None:
    told = sleeper(400, per_hour=0.10, per_percent=0.02, per_hour_off=-0.05)
    table = night_table(told)
    sleep, outcome = sleep_of(table, told), ln_hrv(table)
    curve = over_time_asleep(outcome, sleep, 7.0)
    assert curve is not None
    assert curve.step.low <= 0.05 <= curve.step.high
    assert curve.log_e > np.log(100)
    effects = {effect.name: effect for effect in straight(outcome, sleep, 7.0).effects}
    assert effects[ASLEEP].low <= 0.10 <= effects[ASLEEP].high
    assert effects[EFFICIENCY].low <= 0.02 <= effects[EFFICIENCY].high
    assert effects[EFFICIENCY].low > 0
    assert effects[DEVIATION].low <= -0.05 <= effects[DEVIATION].high


def test_sleep_without_effect_is_rarely_evident() -> None:
    evident = 0
    for seed in range(60):
        told = sleeper(120, seed)
        table = night_table(told)
        log_e = differs_with_time_asleep(ln_hrv(table), sleep_of(table, told))
        assert log_e is not None
        evident += log_e > np.log(20)
    assert evident <= 3


def test_efficiency_that_counts_on_long_nights_only_is_told_for_usual_ones() -> None:
    told = sleeper(500, per_percent=0.02, together=0.04)
    table = night_table(told)
    sleep = sleep_of(table, told)
    usual = float(np.nanmean(sleep.column(ASLEEP)))
    found = straight(ln_hrv(table), sleep, usual)
    assert found.depends
    (at_usual,) = (e for e in found.effects if e.name == EFFICIENCY)
    (at_long,) = (
        e for e in straight(ln_hrv(table), sleep, usual + 1).effects if e.name == EFFICIENCY
    )
    assert at_usual.unshrunken == pytest.approx(0.02, abs=0.006)
    assert at_long.unshrunken == pytest.approx(0.06, abs=0.012)


def test_efficiency_is_asleep_of_in_bed() -> None:
    told = person(30).history(asleep_minutes=np.full(30, 450.0), in_bed_minutes=np.full(30, 500.0))
    column = sleep_of(night_table(told), told).column(EFFICIENCY)
    assert column == pytest.approx(np.full(30, 90.0))
    none = person(30).history(in_bed_minutes=np.zeros(30))
    assert np.isnan(sleep_of(night_table(none), none).column(EFFICIENCY)).all()


@pytest.mark.parametrize("mean", [-0.5, 0.0, 9.0, 23.5])
def test_the_distance_to_the_usual_bedtime_goes_the_shorter_way(mean: float) -> None:
    """Midnight, and people who sleep by day."""
    hours = np.tile([mean - 1.0, mean + 1.0, mean + 25.0, mean - 25.0], 10)
    told = person(40).history(sleep_onset_hours=hours)
    assert sleep_of(night_table(told), told).column(DEVIATION) == pytest.approx(np.ones(40))


def test_all_clocks_turned_alike_change_nothing() -> None:
    someone = person(200, seed=3)
    found = [
        straight(recovery(table), sleep_of(table, told), 7.0).effects
        for turned in (0.0, 10.0, 24.0)
        for told in [someone.history(sleep_onset_hours=bedtimes(200, 3) + turned)]
        for table in [night_table(told)]
    ]
    for effects in found[1:]:
        assert [e.unshrunken for e in effects] == pytest.approx([e.unshrunken for e in found[0]])


def test_the_change_of_staging_is_held_equal() -> None:
    someone = person(200)
    day = STAGING_CHANGED - FIRST_DAY - 100
    told = someone.history()
    moved = replace(told.nights, day=type(told.nights.day)("q", [d + day for d in told.nights.day]))
    after = night_table(replace(told, nights=moved))
    for outcome in (ln_hrv(after), resting_heart_rate(after), recovery(after)):
        assert "new_staging[t]" in outcome.held_equal.columns.names
    assert "new_staging[t]" not in ln_hrv(night_table(told)).held_equal.columns.names


def test_a_step_at_the_change_of_staging_is_no_effect_of_sleep() -> None:
    someone = person(300, seed=5)
    late = np.arange(300) >= 150
    shorter = someone.nights["asleep_minutes"] + np.where(late, 60.0, 0.0)
    told = someone.history(
        asleep_minutes=shorter,
        hrv_rmssd_ms=someone.nights["hrv_rmssd_ms"] * np.where(late, 1.2, 1.0),
    )
    moved = [d + STAGING_CHANGED - FIRST_DAY - 150 for d in told.nights.day]
    told = replace(told, nights=replace(told.nights, day=type(told.nights.day)("q", moved)))
    table = night_table(told)
    log_e = differs_with_time_asleep(ln_hrv(table), sleep_of(table, told))
    assert log_e is not None
    assert log_e < np.log(100)


def test_an_outcome_of_the_morning_before_is_held_equal() -> None:
    table = night_table(Person(person(60).nights, np.zeros((60, 0)), ()).history())
    assert "ln_hrv[t-1]" in ln_hrv(table).held_equal.columns.names
    assert "resting_heart_rate[t-1]" in resting_heart_rate(table).held_equal.columns.names
    assert np.isnan(ln_hrv(table).values[~table.comparable]).all()
