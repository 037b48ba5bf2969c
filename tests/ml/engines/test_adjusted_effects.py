import numpy as np
import pytest
from scipy.special import stdtr
from statsmodels.regression.linear_model import OLS

from ml.engines.adjusted_effects import AdjustedEffects, adjusted_effects
from ml.engines.claim_gate import e_bh
from ml.engines.controls import controls
from ml.engines.design import Design
from ml.engines.effect import Effect
from ml.engines.exposures import Why
from ml.engines.night_table import night_table
from ml.history import History
from tests.ml.engines.person import Person, history, person


def habits_of(told: History) -> AdjustedEffects:
    table = night_table(told)
    return adjusted_effects(table.recovery_percent, table.habits, controls(table))


def named(found: AdjustedEffects, name: str) -> Effect:
    (effect,) = (effect for effect in found.effects if effect.name == name)
    return effect


def with_habits(someone: Person, *columns: np.ndarray) -> History:
    names = tuple(f"habit_{i}" for i in range(len(columns)))
    return history(someone.nights, np.column_stack(columns), names)


def test_estimates_equal_statsmodels_ols_with_the_larger_error() -> None:
    table = night_table(person(80, seed=4, habit_effects_sd=(-0.8, 0.0, 0.3)).history())
    held = controls(table)
    found = adjusted_effects(table.recovery_percent, table.habits, held)
    rows = np.isfinite(table.recovery_percent) & np.isfinite(held.columns.values).all(1)
    matrix = np.column_stack([table.habits.values[rows], held.columns.values[rows]])
    plain = OLS(table.recovery_percent[rows], matrix).fit()
    robust = plain.get_robustcov_results("HAC", maxlags=3, use_correction=True, use_t=True)
    error = np.maximum(plain.bse, robust.bse)
    p_value = 2 * stdtr(plain.df_resid, -np.abs(plain.params / error))
    for i in range(3):
        effect = named(found, f"habit_{i}")
        assert effect.unshrunken == pytest.approx(plain.params[i])
        assert effect.p_value == pytest.approx(p_value[i])
        # Calibrating to a normal test with few degrees of freedom can only widen.
        assert effect.standard_error >= error[i]
        assert effect.n_nights == 75  # less 4 of calibration and the first without a lag


def test_a_planted_habit_is_found_with_its_sign_and_size() -> None:
    effect = named(habits_of(person(365, habit_effects_sd=(-0.8, 0.0)).history()), "habit_0")
    assert effect.low <= -0.8 * 22 <= effect.high
    assert effect.log_e > np.log(1000)
    assert effect.baseline == pytest.approx(60, abs=4)


def test_answers_moved_by_a_day_lose_the_effect() -> None:
    someone = person(365, habit_effects_sd=(-1.0,))
    moved = habits_of(with_habits(someone, np.roll(someone.habits[:, 0], 1)))
    effect = named(moved, "habit_0")
    # Of -22 points nothing is left; what is held equal, the low recovery before, even overdoes it.
    assert effect.estimate > 0
    assert not e_bh(np.array([effect.log_e]), np.zeros(1, dtype=np.bool_), 0.05)[0]


def test_planted_strain_is_found_per_unit_of_strain() -> None:
    table = night_table(person(365, strain_effect_sd=-0.27).history())
    strain = Design(("strain[t-1]",), table.previous_strain[:, None])
    held = controls(table, strain.names)
    (effect,) = adjusted_effects(table.recovery_percent, strain, held).effects
    assert effect.low <= -0.27 * 22 / 3.5 <= effect.high
    assert effect.high < 0
    assert effect.pre_registered


def test_a_constant_scales_effects_and_leaves_evidence() -> None:
    table = night_table(person(120, habit_effects_sd=(-0.5, 0.2)).history())
    plain = adjusted_effects(table.recovery_percent, table.habits, controls(table))
    tripled = adjusted_effects(3 * table.recovery_percent + 5, table.habits, controls(table))
    for one, three in zip(plain.effects, tripled.effects, strict=True):
        assert three.estimate == pytest.approx(3 * one.estimate)
        assert three.high == pytest.approx(3 * one.high)
        assert three.log_e == pytest.approx(one.log_e)


def test_a_habit_asked_twice_is_one_effect() -> None:
    someone = person(120, habit_effects_sd=(-1.0, 0.0))
    first, other = someone.habits.T
    found = habits_of(with_habits(someone, first, other, first, 1 - first))
    assert len(found.effects) == 2
    group = named(found, "habit_0")
    assert group.same_as == ("habit_2",)
    assert group.opposite_of == ("habit_3",)


def test_a_habit_that_others_explain_is_left_out_beside_its_partner() -> None:
    someone = person(200, habit_effects_sd=(-1.0, 0.0))
    first, other = someone.habits.T
    found = habits_of(with_habits(someone, first, other, np.maximum(first, other)))
    (lost,) = found.left_out
    assert (lost.name, lost.why) == ("habit_2", Why.INSEPARABLE)
    assert lost.partner is not None
    assert named(found, lost.partner).inseparable_from == ("habit_2",)


def test_a_pre_registered_habit_is_never_the_one_to_go() -> None:
    someone = person(200, habit_effects_sd=(-1.0, 0.0))
    first, other = someone.habits.T
    columns = np.column_stack([first, other, np.maximum(first, other)])
    told = history(someone.nights, columns, ("wine", "beer", "alcohol"))
    assert "alcohol" in {effect.name for effect in habits_of(told).effects}


@pytest.mark.parametrize("yes", [0, 9, 75 - 9, 75])
def test_fewer_than_ten_nights_on_a_side_give_no_effect(yes: int) -> None:
    someone = person(80)
    # Of the 80 nights 75 are compared: 4 calibrate and the next has no lag.
    habit = np.concatenate([np.zeros(5), np.arange(75) < yes]).astype(np.float64)
    (lost,) = habits_of(with_habits(someone, habit)).left_out
    assert (lost.why, lost.n_exposed, lost.n_unexposed) == (Why.TOO_FEW, yes, 75 - yes)


def test_ten_nights_on_a_side_are_enough() -> None:
    habit = (np.arange(80) % 8 == 7).astype(np.float64)
    assert len(habits_of(with_habits(person(80), habit)).effects) == 1


def test_unanswered_nights_are_no_control_group() -> None:
    someone = person(300, habit_effects_sd=(-1.0,))
    habit = someone.habits[:, 0].copy()
    # Bad nights go unlogged: as controls they would hide the effect.
    unlogged = (np.arange(300) % 3 == 0) & (habit == 0)
    nights = someone.nights | {
        "recovery_percent": np.where(unlogged, 20.0, someone.nights["recovery_percent"])
    }
    habit[unlogged] = np.nan
    found = habits_of(history(nights, habit[:, None], ("habit_0",)))
    effect = named(found, "habit_0")
    assert effect.n_nights < 250
    assert effect.low <= -22 <= effect.high


def test_another_habits_unanswered_nights_are_still_compared() -> None:
    someone = person(200, habit_effects_sd=(-1.0, 0.0))
    first, other = someone.habits.T.copy()
    other[:100] = np.nan
    found = habits_of(with_habits(someone, first, other))
    assert named(found, "habit_0").n_nights == 195
    assert named(found, "habit_1").n_nights == 100


def test_too_few_nights_for_all_habits_keep_the_balanced_ones() -> None:
    rng = np.random.default_rng(2)
    columns = [(rng.random(32) < 0.5).astype(np.float64) for _ in range(14)]
    found = habits_of(with_habits(person(32), *columns))
    assert all(effect.n_nights == 27 for effect in found.effects)
    assert len(found.effects) + len(found.left_out) == 14
    assert len(found.effects) <= 27 - 12 - 6


def test_a_habit_answered_on_too_few_nights_to_hold_all_equal_is_left_out() -> None:
    habit = np.full(365, np.nan)
    habit[100:120] = np.tile([0.0, 1.0], 10)
    (lost,) = habits_of(with_habits(person(365), habit)).left_out
    # 20 nights less 12 for the residuals leave no more than the 8 controls of a year.
    assert (lost.why, lost.n_exposed) == (Why.TOO_MANY, 10)


def test_a_constant_outcome_has_no_effects() -> None:
    someone = person(80, habit_effects_sd=(0.0,))
    told = someone.history(recovery_percent=np.full(80, 50.0))
    assert habits_of(told).effects == ()


def test_no_nights_have_no_effects() -> None:
    someone = person(4, habit_effects_sd=(0.0,))
    found = habits_of(someone.history())
    assert found.effects == ()
    assert found.left_out[0].why is Why.TOO_FEW


def test_missing_nights_are_bridged() -> None:
    someone = person(365, habit_effects_sd=(-0.8,))
    gaps = np.random.default_rng(99).random(365) < 0.3
    recovery = np.where(gaps, np.nan, someone.nights["recovery_percent"])
    effect = named(habits_of(someone.history(recovery_percent=recovery)), "habit_0")
    assert effect.n_nights > 240
    assert effect.low <= -0.8 * 22 <= effect.high


@pytest.mark.parametrize("n_nights", [60, 120])
def test_people_without_effects_see_no_finding(n_nights: int) -> None:
    """At one look at most .05 of people may see one; 300 people put 3 errors at .04.

    Measured on 200 people each: none at 60 and at 120 nights.
    """
    false = 0
    for seed in range(300):
        found = habits_of(person(n_nights, seed, habit_effects_sd=(0.0,) * 10).history())
        log_e = np.array([effect.log_e for effect in found.effects])
        false += bool(e_bh(log_e, np.zeros(len(log_e), dtype=np.bool_), 0.05).any())
    assert false <= 0.05 * 300


def test_intervals_cover_the_truth() -> None:
    """90 % intervals, wanted within 89 to 94 %; 400 people put 3 errors at 4.5 points.

    Measured on 6,000 people: 92.3 %.
    """
    covered = 0
    for seed in range(400):
        found = habits_of(person(120, seed, habit_effects_sd=(-0.5, 0.0)).history())
        effect = named(found, "habit_0")
        covered += effect.low <= -0.5 * 22 <= effect.high
    assert 0.89 - 0.045 <= covered / 400 <= 0.94 + 0.045
