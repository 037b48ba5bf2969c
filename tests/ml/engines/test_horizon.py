import numpy as np
import pytest

from ml.engines.arrays import Floats
from ml.engines.horizon import (
    AVERAGE,
    DAYS_AHEAD,
    comparisons,
    fit,
    forecasts_of,
    next_path,
    past_of,
    path_records,
)
from ml.engines.path_candidates import BY_LEVEL, BY_WEEK
from ml.engines.track_record import ranges

DAYS = 300
WEEKDAY = np.arange(DAYS) % 7


def series(seed: int, left_over: float = 0.0, weekend: float = 0.0) -> Floats:
    rng = np.random.default_rng(seed)
    values = np.empty(DAYS)
    level = 0.0
    for day, shock in enumerate(rng.normal(0, 15, DAYS).tolist()):
        level = left_over * level + shock
        values[day] = 60 + level
    values += np.where(WEEKDAY >= 5, weekend, 0.0)
    values[rng.random(DAYS) < 0.05] = np.nan
    return values


@pytest.mark.parametrize("left_over", [0.0, 0.5])
def test_going_on_gives_what_a_fit_from_nothing_gives(left_over: float) -> None:
    values = series(1, left_over, -10)
    state = fit(values[:150], WEEKDAY[:150], BY_LEVEL)
    for n_days in (151, 160, 161, 230, DAYS):
        state = fit(values[:n_days], WEEKDAY[:n_days], BY_LEVEL, state)
        np.testing.assert_equal(state, fit(values[:n_days], WEEKDAY[:n_days], BY_LEVEL))


def test_a_state_of_other_days_is_not_gone_on_from() -> None:
    values, other = series(2, 0.4), series(3, 0.4)
    before = fit(other[:200], WEEKDAY[:200], BY_WEEK)
    gone_on = fit(values, WEEKDAY, BY_WEEK, before)
    np.testing.assert_equal(gone_on, fit(values, WEEKDAY, BY_WEEK))


def test_what_was_forecast_of_a_day_never_changes() -> None:
    values = series(4, 0.3, -12)
    now, then = (fit(values[:n], WEEKDAY[:n], BY_WEEK) for n in (DAYS, 200))
    assert now["serving"] == then["serving"]
    for record, before in zip(now["records"], then["records"], strict=True):
        n_before = before["n_errors"]
        assert n_before < record["n_errors"]
        np.testing.assert_array_equal(record["spread"][:n_before], before["spread"])


def test_a_state_without_its_spread_tells_the_same_intervals() -> None:
    values = series(4, 0.3, -12)
    whole, bare = (fit(values, WEEKDAY, BY_WEEK, spread=kept) for kept in (True, False))
    for record, slim in zip(whole["records"], bare["records"], strict=True):
        assert ranges(record, 60.0, 1, 99) == ranges(slim, 60.0, 1, 99)
        assert not len(slim["spread"])
    later = fit(values, WEEKDAY, BY_WEEK, bare, spread=False)
    np.testing.assert_equal(later, bare)


def test_memory_is_told_for_tomorrow_and_hardly_for_next_week() -> None:
    state = fit(series(5, 0.7), WEEKDAY, BY_WEEK)
    skill = [each.skill_against_mean for each in comparisons(state)]
    assert skill[0] > 0.2
    assert abs(skill[-1]) < 0.08
    assert skill[0] > skill[1] > skill[2] > skill[6]


def test_of_nothing_the_average_mostly_serves_and_its_claim_is_small() -> None:
    states = [fit(series(seed), WEEKDAY, BY_LEVEL) for seed in range(20)]
    averages = [state for state in states if state["serving"] == AVERAGE]
    assert len(averages) >= 8
    for state in averages:
        assert state["judged"] != AVERAGE
        assert (state["judged_error"] >= state["mean_error"]).any()
        path = next_path(state, series(0), WEEKDAY, BY_LEVEL)
        np.testing.assert_array_equal(path, np.full(7, np.nanmean(series(0))))
    for state in states:
        assert max(each.skill_against_mean for each in comparisons(state)) < 0.05


def test_the_naive_forecasts_are_those_of_so_many_days_before() -> None:
    values = np.array([10.0, 20, np.nan, 40, 50, 60, 70, 80, 90, 100, 110])
    past = past_of(values)
    assert past.outcome.tolist() == values[np.isfinite(values)].tolist()
    # Of the last day: one day before 90 and 100 were known, three days before 80 the last.
    assert past.last[-1, :3].tolist() == [100, 90, 80]
    assert past.mean[-1, 0] == pytest.approx(np.nanmean(values[:-1]))
    assert past.mean[-1, 6] == pytest.approx(np.nanmean(values[:4]))
    assert np.isfinite(past.mean[7:]).all()


@pytest.mark.parametrize("ahead", [0, 3, 6])
def test_intervals_hold_what_they_promise_for_each_number_of_days(ahead: int) -> None:
    hits = []
    for seed in range(4):
        values = series(seed, 0.4, -12)
        past = past_of(values)
        forecasts = forecasts_of(past, BY_WEEK["WEEK_AND_LAST_NIGHT"](values, WEEKDAY))
        records = None
        for night in range(100, len(past.outcome)):
            until = past_of(values[: past.row[night] - ahead])
            n_then = len(until.outcome)
            records = path_records(until, forecasts[:n_then], records)
            _, band, _ = ranges(records[ahead], forecasts[night, ahead], -500, 500)
            hits.append(band.low <= past.outcome[night] <= band.high)
    # Monte-Carlo error of a share over 700 nights is 1.5 points.
    assert np.mean(hits) == pytest.approx(0.8, abs=0.045)


def test_any_algorithm_can_take_the_place_of_ours() -> None:
    values = series(6)
    past = past_of(values)
    flat = forecasts_of(past, np.full((DAYS, DAYS_AHEAD), 60.0))
    records = path_records(past, flat)
    np.testing.assert_allclose(records[3]["errors"], past.outcome[7:] - 60)
