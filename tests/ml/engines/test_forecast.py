from io import BytesIO

import joblib
import numpy as np
import pytest

from ml.engines.arrays import Floats
from ml.engines.design import Design
from ml.engines.evening import BEDTIME, Scenario, tomorrow
from ml.engines.forecast import AVERAGE_ROW, Forecast, fit, predict
from ml.engines.night_table import NightTable, night_table
from ml.engines.track_record import compared
from tests.ml.engines.person import Person, person


def table_of(someone: Person, **columns: Floats) -> NightTable:
    return night_table(someone.history(**columns))


def hard_worker(n_nights: int = 300, seed: int = 0) -> Person:
    """Strain costs .6 SD of recovery an SD: far more than in real people."""
    return person(n_nights, seed, strain_effect_sd=-0.6)


def test_planted_strain_gives_skill_and_leads_the_drivers() -> None:
    someone = hard_worker()
    strain = someone.nights["strain"].copy()
    strain[-1] = 20.0
    table = table_of(someone, strain=strain)
    state = fit(table)
    done = compared(state["evening"]["record"])
    # The strain of all nights, known beforehand, would give .14 on average.
    assert done.skill_against_mean > 0.05
    assert done.skill_against_last > 0.25
    forecast = predict(state, tomorrow(table))
    name, points = forecast.drivers[0]
    assert name == "strain[t-1]"
    # 20 is 2.7 SD above the mean, at .6 SD of 22 points each; a ridge gives part of that.
    planted = -0.6 * 22 * (20 - 10.4) / 3.5
    assert planted < points < 0.5 * planted
    assert forecast.point < predict(state, AVERAGE_ROW).point - 10


def test_noise_gives_no_skill_to_speak_of() -> None:
    done = compared(fit(table_of(person(300, 1, noise_lag1=0.0)))["evening"]["record"])
    assert abs(done.skill_against_mean) < 0.03


def test_drivers_and_the_mean_add_up_to_the_forecast() -> None:
    table = table_of(hard_worker(120))
    state = fit(table)
    forecast = predict(state, tomorrow(table))
    total = state["evening"]["intercept"] + sum(points for _, points in forecast.drivers)
    assert forecast.point == pytest.approx(total)


def test_the_average_evening_forecasts_the_mean() -> None:
    table = table_of(hard_worker(120))
    state = fit(table)
    centre = Design(tuple(state["evening"]["names"]), state["evening"]["centre"][None, :])
    assert predict(state, centre).point == pytest.approx(table.recovery_percent[6:].mean(), abs=0.5)
    assert predict(state, AVERAGE_ROW).point == pytest.approx(predict(state, centre).point)


def hits(forecasts: list[Forecast], outcome: Floats) -> dict[str, float]:
    ranges = {"50": 0, "80": 0, "90": 0}
    for forecast, value in zip(forecasts, outcome.tolist(), strict=True):
        ranges["50"] += forecast.range50.low <= value <= forecast.range50.high
        ranges["80"] += forecast.range80.low <= value <= forecast.range80.high
        ranges["90"] += forecast.range90.low <= value <= forecast.range90.high
    return {name: count / len(outcome) for name, count in ranges.items()}


def test_ranges_of_real_forecasts_cover_what_came() -> None:
    """120 people and one morning each: 3 errors are 8 points at 90 %, 14 at 50 %."""
    forecasts: list[Forecast] = []
    outcome: list[float] = []
    for seed in range(120):
        someone = person(90, seed, strain_effect_sd=-0.25)
        until = {name: column[:89] for name, column in someone.nights.items()}
        table = night_table(Person(until, someone.habits[:89], ()).history())
        forecasts.append(predict(fit(table), tomorrow(table)))
        outcome.append(float(someone.nights["recovery_percent"][89]))
    share = hits(forecasts, np.array(outcome))
    assert share["50"] == pytest.approx(0.5, abs=0.137)
    assert share["80"] == pytest.approx(0.8, abs=0.11)
    assert share["90"] == pytest.approx(0.9, abs=0.082)
    green = np.array([forecast.green for forecast in forecasts])
    assert green.mean() == pytest.approx((np.array(outcome) >= 66.5).mean(), abs=0.137)


def test_ranges_nest_and_colours_add_up() -> None:
    table = table_of(hard_worker(60))
    forecast = predict(fit(table), tomorrow(table))
    assert 1 <= forecast.range90.low <= forecast.range80.low <= forecast.range50.low
    assert forecast.range50.high <= forecast.range80.high <= forecast.range90.high <= 99
    assert forecast.red + forecast.yellow + forecast.green == pytest.approx(1)
    assert min(forecast.red, forecast.yellow, forecast.green) > 0


def test_few_nights_promise_the_whole_range() -> None:
    # 20 nights: 15 outcomes, 8 of them forecast; a 90 % range needs 10.
    table = table_of(person(20))
    forecast = predict(fit(table), tomorrow(table))
    assert (forecast.range90.low, forecast.range90.high) == (1, 99)
    assert forecast.range80.high - forecast.range80.low < 98


def test_permuting_the_future_changes_no_past_error() -> None:
    someone = hard_worker(200)
    order = np.concatenate([np.arange(150), 150 + np.random.default_rng(3).permutation(50)])
    moved = {name: column[order] for name, column in someone.nights.items()}
    before, after = fit(table_of(someone)), fit(table_of(someone, **moved))
    # Of 150 nights 4 calibrate, one has none before it and 7 are learned from.
    for name in ("evening", "scenario", "average"):
        for errors in ("errors", "mean_errors", "last_errors"):
            assert np.array_equal(
                before[name]["record"][errors][:138], after[name]["record"][errors][:138]
            )


def test_a_later_bedtime_is_answered_where_late_nights_were_worse() -> None:
    someone = person(300, 5, bedtime_effect=None)
    onset = someone.nights["sleep_onset_hours"]
    recovery = np.clip(someone.nights["recovery_percent"] - 8 * (onset + 0.5), 1, 99)
    table = table_of(someone, recovery_percent=recovery)
    state = fit(table)
    early, late = (
        predict(state, tomorrow(table, Scenario(bedtime_hours=hours))) for hours in (22.5, 24.5)
    )
    # Planted: 16 points, less where recovery ends at 99; a ridge and doubt draw it to nothing.
    assert 8 < early.point - late.point < 17
    assert compared(state["scenario"]["record"]).model < compared(state["evening"]["record"]).model


@pytest.mark.parametrize("stride", [1, 2, 9])
def test_going_on_from_the_last_fit_finds_exactly_what_a_fit_anew_finds(stride: int) -> None:
    someone = hard_worker(150)
    onset, strain = someone.nights["sleep_onset_hours"].copy(), someone.nights["strain"].copy()
    onset[::11], strain[::13] = np.nan, np.nan
    state = None
    for n_nights in range(40, 151, stride):
        until = {
            name: column[:n_nights]
            for name, column in (
                someone.nights | {"sleep_onset_hours": onset, "strain": strain}
            ).items()
        }
        table = night_table(Person(until, someone.habits[:n_nights], ()).history())
        state = fit(table, state)
        assert joblib.hash(state) == joblib.hash(fit(table))


def test_nights_already_walked_are_not_walked_again() -> None:
    someone = hard_worker(120)
    until = {name: column[:100] for name, column in someone.nights.items()}
    state = fit(night_table(Person(until, someone.habits[:100], ()).history()))
    state["evening"]["walked"][50] = 12345.0
    walked = fit(table_of(someone), state)["evening"]["walked"]
    assert walked[50] == 12345.0
    assert np.array_equal(walked[95:], fit(table_of(someone))["evening"]["walked"][95:])


def test_a_state_of_other_nights_is_not_gone_on_from() -> None:
    someone = hard_worker(100)
    recovery = someone.nights["recovery_percent"].copy()
    recovery[50] = 99.0 - recovery[50]
    other, longer = (
        fit(table_of(someone, recovery_percent=recovery)),
        fit(table_of(hard_worker(120))),
    )
    table = table_of(someone)
    for previous in (other, longer):
        assert joblib.hash(fit(table, previous)) == joblib.hash(fit(table))


def test_a_state_survives_storage_and_holds_plain_values() -> None:
    table = table_of(person(60))
    state = fit(table)
    for variant in (state["evening"], state["scenario"], state["average"]):
        for value in (*variant.values(), *variant["record"].values()):
            assert isinstance(value, np.ndarray | float | int | list | dict)
    kept = BytesIO()
    joblib.dump(state, kept)
    kept.seek(0)
    assert predict(joblib.load(kept), tomorrow(table)) == predict(state, tomorrow(table))


def test_what_was_never_recorded_adds_nothing() -> None:
    missing = np.full(60, np.nan)
    table = table_of(
        person(60),
        hrv_rmssd_ms=missing,
        asleep_minutes=missing,
        strain=missing,
        sleep_onset_hours=missing,
    )
    forecast = predict(fit(table), tomorrow(table, Scenario(23.0, 420.0)))
    assert dict(forecast.drivers)["strain[t-1]"] == 0
    assert dict(forecast.drivers)[BEDTIME] == 0


def test_a_constant_recovery_is_forecast_as_it_is() -> None:
    table = table_of(person(60), recovery_percent=np.full(60, 55.0))
    state = fit(table)
    assert predict(state, tomorrow(table)).point == pytest.approx(55)
    assert compared(state["evening"]["record"]).skill_against_mean == 0


def test_the_record_of_the_last_nights_is_of_them_alone() -> None:
    variant = fit(table_of(person(120)))["evening"]["record"]
    done = compared(variant, last=60)
    assert done.n_origins == 60
    assert done.model == pytest.approx(np.abs(variant["errors"][-60:]).mean())
    assert compared(fit(table_of(person(10)))["evening"]["record"]).n_origins == 0


def test_too_few_nights_are_refused_with_their_number() -> None:
    with pytest.raises(ValueError, match="1 comparable nights"):
        fit(table_of(person(6)))


def test_a_row_of_other_columns_is_refused() -> None:
    table = table_of(person(30))
    with pytest.raises(ValueError, match="expected those of the evening"):
        predict(fit(table), Design(("strain[t-1]",), np.zeros((1, 1))))
