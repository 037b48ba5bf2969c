from datetime import date, timedelta

import numpy as np
import pytest

from ml.analyses.adaptive_baselines import SERIES_NIGHTS, infer
from ml.engines.arrays import Floats
from ml.history import History, empty
from ml.insight import TooLittleData
from ml.insights.adaptive_baselines import headline, rule
from schema.adaptive_baselines import BandPlace, SignalBaseline
from schema.answer import Basis, Claim
from schema.arguments import NoArguments
from schema.signal import Signal
from tests.ml.engines.person import FIRST_DAY, autoregressive, history

NOTHING = NoArguments()
STAGED_ANEW = date(2025, 2, 24).toordinal()


def sleeper(n_nights: int, seed: int = 0, *, first: int = FIRST_DAY, **columns: Floats) -> History:
    """Return somebody whose levels never move, with columns overridden."""
    rng = np.random.default_rng(seed)

    def noise(lag1: float) -> Floats:
        return autoregressive(rng.standard_normal(n_nights), lag1)

    usual = {
        "recovery_percent": np.clip(60 + 22 * noise(0.2), 1, 99),
        "hrv_rmssd_ms": 60 * np.exp(0.24 * noise(0.36)),
        "resting_heart_rate_bpm": 55 + 5 * noise(0.34),
        "respiratory_rate_rpm": 15 + 0.6 * noise(0.3),
        "asleep_minutes": 420 + 50 * noise(0.1),
    }
    days = np.arange(first - FIRST_DAY, first - FIRST_DAY + n_nights, dtype=np.float64)
    return history(usual | columns, np.zeros((n_nights, 0)), (), days)


def told(person: History) -> dict[Signal, SignalBaseline]:
    conclusion = infer(person, {}, NOTHING)
    assert (conclusion.claim, conclusion.basis) == (Claim.DESCRIPTIVE, Basis.OWN_DATA)
    assert conclusion.finding is not None
    return {each.signal: each for each in conclusion.finding.signals}


def test_a_planted_step_of_hrv_is_told_in_percent_and_nothing_else_moves() -> None:
    rng = np.random.default_rng(1)
    step = np.repeat([0.0, np.log(1.5)], [92, 28])
    steady = 60 * np.exp(0.1 * rng.standard_normal(120) + step)
    found = told(sleeper(120, hrv_rmssd_ms=steady))[Signal.HRV]
    assert found.change is not None
    assert found.change.unit == "percent"
    before, recent = steady[-56:-28], steady[-28:]
    ratio = np.exp(np.log(recent).mean() - np.log(before).mean())
    assert found.change.estimate == pytest.approx(100 * (ratio - 1), abs=0.1)
    assert found.change.interval90.low < 50 < found.change.interval90.high
    assert found.change.beyond_noise
    assert found.level == pytest.approx(np.exp(np.log(recent).mean()), abs=0.1)


def test_a_week_outside_the_band_is_placed() -> None:
    rate = 55 + np.random.default_rng(2).normal(0, 2, 100)
    rate[-7:] += 6
    band = told(sleeper(100, resting_heart_rate_bpm=rate))[Signal.RESTING_HEART_RATE].band
    assert band is not None
    assert band.place is BandPlace.ABOVE
    assert band.week_mean > band.normal.high > band.smallest_worthwhile.high > band.middle
    # Of independent nights: 2 Phi(-.5 / sqrt(1 / 7 + 1 / 60)) = .21, else more.
    assert 0.20 < band.left_by_chance_share < 0.45


def test_a_steady_drift_shows_in_the_trend() -> None:
    drift = 55 + 0.1 * np.arange(90) + np.random.default_rng(3).normal(0, 0.3, 90)
    trend = told(sleeper(90, resting_heart_rate_bpm=drift))[Signal.RESTING_HEART_RATE].trend
    assert trend is not None
    assert trend.per_month == pytest.approx(3.0, abs=0.3)
    assert trend.interval90.low <= trend.per_month <= trend.interval90.high
    assert trend.p_value < 0.001
    assert trend.weeks == 8


def test_sleep_begins_anew_with_the_staging() -> None:
    found = told(sleeper(80, first=STAGED_ANEW - 40))
    asleep, rate = found[Signal.ASLEEP], found[Signal.RESTING_HEART_RATE]
    assert asleep.since_on == date(2025, 2, 24)
    assert (asleep.nights, asleep.change) == (40, None)
    assert (rate.nights, rate.change is not None) == (80, True)


def test_no_level_runs_across_a_strap() -> None:
    temperature = np.where(np.arange(100) < 70, np.nan, 33.5)
    found = told(sleeper(100, skin_temperature_celsius=temperature))
    assert {each.nights for each in found.values()} == {30}
    assert all(each.change is None for each in found.values())


def test_weeks_of_two_nights_have_neither_band_nor_trend() -> None:
    rate = np.where(np.arange(119) % 7 < 2, 55.0 + np.arange(119) % 3, np.nan)
    found = told(sleeper(119, resting_heart_rate_bpm=rate))[Signal.RESTING_HEART_RATE]
    assert (found.band, found.change, found.trend) == (None, None, None)


def test_the_series_is_capped_and_runs_in_parallel() -> None:
    missing = np.full(300, 55.0)
    missing[290] = np.nan
    person = sleeper(300, resting_heart_rate_bpm=missing)
    series = told(person)[Signal.RESTING_HEART_RATE].series
    assert series is not None
    lists = (series.on, series.values, series.level7, series.level60)
    assert {len(each) for each in lists} == {SERIES_NIGHTS - 1}
    assert series.on[-1] - series.on[0] == timedelta(SERIES_NIGHTS - 1)
    assert date.fromordinal(FIRST_DAY + 290) not in series.on
    assert set(series.level7) == {55.0}


def test_without_enough_nights_there_is_no_level() -> None:
    with pytest.raises(TooLittleData):
        infer(sleeper(13), {}, NOTHING)
    with pytest.raises(TooLittleData):
        infer(empty(), {}, NOTHING)
    assert rule(empty(), NOTHING).finding is None


def test_the_rule_tells_medians() -> None:
    rate = np.concatenate([np.full(30, 70.0), np.tile([54.0, 55.0, 80.0, 55.0], 7)])
    conclusion = rule(sleeper(58, resting_heart_rate_bpm=rate), NOTHING)
    assert conclusion.finding is not None
    levels = {each.signal: each.level for each in conclusion.finding.signals}
    assert levels[Signal.RESTING_HEART_RATE] == 55.0
    assert headline(conclusion).endswith("known nights in these and in the 28 before.")


def test_the_headline_tells_what_moved_and_how_often_chance_does() -> None:
    rate = np.tile([54.0, 56.0], 42) + np.repeat([0.0, 4.0], [56, 28])
    conclusion = infer(sleeper(84, 5, resting_heart_rate_bpm=rate), {}, NOTHING)
    said = headline(conclusion)
    assert "resting heart rate +4.0 bpm (90 % interval +3." in said
    assert said.endswith("Of five levels that never move, two people in five see one such.")


def test_the_headline_of_noise_says_so() -> None:
    rate = np.tile([54.0, 56.0], 60)
    person = sleeper(
        120,
        hrv_rmssd_ms=rate,
        resting_heart_rate_bpm=rate,
        respiratory_rate_rpm=rate,
        recovery_percent=rate,
        asleep_minutes=8 * rate,
    )
    said = headline(infer(person, {}, NOTHING))
    assert said.startswith("Over the last 28 nights no level moved by more than noise")
    assert said.endswith("HRV 0 % (90 % interval -1 to +1; 28 nights against 28) and others.")
