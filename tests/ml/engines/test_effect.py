from dataclasses import replace

import numpy as np
import pytest

from ml.engines.effect import Effect, days_to_answer, effects_of
from ml.engines.exposures import Exposure
from ml.engines.subset_fits import Coefficients


def effect_of(estimate: float, error: float, df: int, name: str = "habit") -> Effect:
    """An effect on an outcome of SD 22."""
    fitted = Coefficients(np.array([0]), np.array([estimate]), np.array([error**2]), np.array([df]))
    outcome = 60 + 22 * np.tile([-1.0, 1.0], 50)
    exposure = Exposure(name, np.tile([0.0, 0.0, 1.0, 1.0], 25), binary=True)
    (effect,) = effects_of((exposure,), outcome, fitted)
    return effect


def test_robustness_value_is_that_of_the_published_example() -> None:
    # Cinelli & Hazlett (2020), Darfur: t = 4.18, df = 783, robustness value 13.9 %.
    assert effect_of(4.18, 1.0, 783).robustness_value_share == pytest.approx(0.139, abs=5e-4)


def test_shrinkage_and_interval_by_hand() -> None:
    effect = effect_of(-10.0, 4.0, 10_000)
    shrinkage = 17.6**2 / (17.6**2 + 16)
    assert effect.estimate == pytest.approx(-10 * shrinkage, rel=1e-3)
    half = 1.645 * 1.05 * np.sqrt(shrinkage) * 4
    assert effect.high - effect.estimate == pytest.approx(half, rel=1e-3)
    assert effect.estimate - effect.low == pytest.approx(half, rel=1e-3)


def test_what_was_written_down_beforehand_needs_less_evidence() -> None:
    expected = effect_of(-13.0, 5.0, 100, "alcohol")
    assert expected.pre_registered
    assert expected.log_e > effect_of(-13.0, 5.0, 100).log_e
    assert effect_of(13.0, 5.0, 100, "alcohol").log_e < effect_of(13.0, 5.0, 100).log_e


def test_a_perfect_fit_stays_finite() -> None:
    effect = effect_of(-10.0, 0.0, 50)
    assert np.isfinite([effect.estimate, effect.standard_error, effect.log_e]).all()
    assert effect.robustness_value_share == pytest.approx(1)


@pytest.mark.parametrize(("n_tested", "z_gate"), [(10, 3.8), (40, 4.2)])
def test_days_to_answer_use_the_hurdle_of_the_gate(n_tested: int, z_gate: float) -> None:
    effect = effect_of(-2.0, 2.5, 93)
    expected = 100 * ((z_gate + 0.84) * effect.standard_error / 11) ** 2 - 100
    found = days_to_answer(effect, 11, n_tested, 0.05)
    assert found is not None
    assert found == pytest.approx(expected, abs=6)


def test_days_to_answer_end_at_a_year_and_at_none() -> None:
    effect = effect_of(-2.0, 2.5, 93)
    assert days_to_answer(effect, 5, 10, 0.05) is None
    assert days_to_answer(effect, 25, 10, 0.05) == 0


def test_days_to_answer_of_a_linear_exposure_are_for_one_sd() -> None:
    per_yes = effect_of(-2.0, 2.5, 93)
    per_unit = replace(per_yes, standard_error=per_yes.standard_error / 3.5, exposure_sd=3.5)
    assert days_to_answer(per_unit, 11, 10, 0.05) == days_to_answer(per_yes, 11, 10, 0.05)
