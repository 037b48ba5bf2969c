import numpy as np
import pytest

from ml.engines.adjusted_effects import adjusted_effects
from ml.engines.controls import controls
from ml.engines.design import Design, LeakedOutcome, refuse_leakage
from ml.engines.dose_response import dose_response
from ml.engines.evening import Scenario, evenings, nights_as_they_were, tomorrow
from ml.engines.forecast import fit, predict
from ml.engines.night_table import night_table
from tests.ml.engines.person import person

LEAKS = (
    "recovery[t]",
    "hrv[t]",
    "ln_hrv[t]",
    "ln_hrv_deviation[t]",
    "resting_heart_rate[t]",
    "respiratory_rate[t]",
    "skin_temperature[t]",
    "blood_oxygen[t]",
    "sleep_performance[t]",
    "strain[t+1]",
)


@pytest.mark.parametrize("name", LEAKS)
def test_an_ingredient_of_the_same_night_is_refused(name: str) -> None:
    with pytest.raises(LeakedOutcome, match=r"column '.*': not known before"):
        refuse_leakage(Design((name,), np.zeros((2, 1))))


@pytest.mark.parametrize("name", ["ln_hrv[t-1]", "strain[t-1]", "bedtime[t]", "hrv", "recovery"])
def test_what_came_before_and_habits_of_any_name_pass(name: str) -> None:
    refuse_leakage(Design((name,), np.zeros((2, 1))))


def test_every_engine_refuses_a_leaked_column() -> None:
    table = night_table(person(60).history())
    leaked = Design(("ln_hrv[t]",), table.ln_hrv[:, None])
    with pytest.raises(LeakedOutcome):
        adjusted_effects(table.recovery_percent, leaked, controls(table))
    with pytest.raises(LeakedOutcome):
        dose_response(table.recovery_percent, leaked, controls(table))
    with pytest.raises(LeakedOutcome):
        dose_response(
            table.recovery_percent,
            Design(("bedtime[t]",), table.bedtime_hours[:, None]),
            controls(table).beside(leaked),
        )
    with pytest.raises(LeakedOutcome):
        predict(fit(table), Design(("ln_hrv[t]",), np.zeros((1, 1))))


def test_no_row_of_any_matrix_moves_with_its_own_nights_recovery_or_ingredients() -> None:
    someone = person(120, habit_effects_sd=(0.0, 0.0))
    ingredients = ("recovery_percent", "hrv_rmssd_ms", "resting_heart_rate_bpm")
    changed = {name: someone.nights[name].copy() for name in ingredients}
    for column in changed.values():
        column[80:] = column[80:][::-1] * 1.1
    before, after = night_table(someone.history()), night_table(someone.history(**changed))
    assert_same_rows(controls(before).columns, controls(after).columns)
    assert_same_rows(evenings(before), evenings(after))
    assert_same_rows(nights_as_they_were(before), nights_as_they_were(after))
    assert_same_rows(before.habits, after.habits)


def assert_same_rows(plain: Design, moved: Design) -> None:
    """Rows up to night 80 itself, whose ingredients have changed."""
    assert np.array_equal(plain.values[:81], moved.values[:81], equal_nan=True)


def test_tomorrow_has_a_what_if_only_when_asked() -> None:
    table = night_table(person(30).history())
    assert tomorrow(table).values.shape == (1, 24)
    assert tomorrow(table, Scenario(bedtime_hours=23.0)).values.shape == (1, 26)


def test_names_and_columns_must_match() -> None:
    with pytest.raises(ValueError, match="expected one name a column"):
        Design(("strain[t-1]",), np.zeros((3, 2)))
