from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from statsmodels.regression.linear_model import GLS, OLS

from ml.engines.controls import (
    WEEKDAY_VARIANCE_RATIO,
    Controls,
    controls,
)
from ml.engines.design import Design
from ml.engines.night_table import night_table
from ml.regimes import STAGING_CHANGED_ON
from tests.ml.engines.person import history, person

BASIC = (
    "intercept",
    "recovery[t-1]",
    "recovery_average[t-1]",
    "strain[t-1]",
    "weekend[t]",
    "time[t]",
)


def test_few_nights_hold_the_basics_equal() -> None:
    held_equal = controls(night_table(person(80).history()))
    assert held_equal.columns.names == BASIC
    assert held_equal.weekday is None


def test_weekdays_join_from_ninety_nights_and_season_from_three_hundred() -> None:
    assert controls(night_table(person(94).history())).weekday is not None
    year = controls(night_table(person(300).history()))
    assert year.columns.names == (*BASIC, "season_sine[t]", "season_cosine[t]")


def test_strain_under_study_is_no_control() -> None:
    held_equal = controls(night_table(person(80).history()), ("strain[t-1]",))
    assert "strain[t-1]" not in held_equal.columns.names


def test_travel_is_held_equal_when_there_was_enough_of_it() -> None:
    offset = np.repeat(np.tile([0.0, 120.0], 10), 8)
    held_equal = controls(night_table(person(160).history(utc_offset_minutes=offset)))
    assert "travelled[t]" in held_equal.columns.names


def test_no_baseline_of_sleep_runs_across_the_change_of_staging() -> None:
    table = night_table(person(80).history())
    moved = replace(table, day=table.day - table.day[40] + STAGING_CHANGED_ON.toordinal())
    step = controls(moved, ("asleep_minutes[t]",)).columns.column("new_staging[t]")
    assert step.tolist() == [0.0] * 40 + [1.0] * 40
    assert date.fromordinal(int(moved.day[40])) == STAGING_CHANGED_ON
    assert "new_staging[t]" not in controls(moved).columns.names


def test_weekdays_are_shrunken_as_a_random_effect_would() -> None:
    rng = np.random.default_rng(1)
    weekday = np.arange(120) % 7
    matrix = np.column_stack([np.ones(120), rng.standard_normal(120)])
    outcome = rng.standard_normal(120) + 0.3 * (weekday == 2)
    member = (weekday[:, None] == np.arange(7)).astype(float)
    covariance = np.eye(120) + WEEKDAY_VARIANCE_RATIO * member @ member.T
    expected = GLS(outcome, matrix, sigma=covariance).fit()
    held = Controls(Design(("intercept",), matrix[:, :1]), weekday)
    found = OLS(held.without_weekdays(outcome), held.without_weekdays(matrix)).fit()
    assert found.params == pytest.approx(expected.params)
    assert found.bse == pytest.approx(expected.bse)


def test_habits_beside_the_controls_count_as_their_mean_where_unanswered() -> None:
    habits = np.array([[1.0, np.nan], [np.nan, np.nan], [0.0, np.nan], [1.0, np.nan]])
    columns = {"recovery_percent": np.full(4, 50.0)}
    table = night_table(history(columns, habits, ("alcohol", "unasked")))
    held = controls(table).beside(table.habits)
    assert held.columns.names == (*BASIC, "alcohol")
    assert held.columns.column("alcohol")[1] == pytest.approx(2 / 3)
    assert held.beside(Design(("unasked",), np.full((4, 1), np.nan))) is held
