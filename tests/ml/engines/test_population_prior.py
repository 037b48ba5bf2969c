import numpy as np
import pytest

from ml.engines.population_prior import drawn_towards


def test_without_own_nights_others_stand_in() -> None:
    drawn = drawn_towards(-1.7, 1.0, None)
    assert drawn.mean == -1.7
    assert drawn.half_width == pytest.approx(1.645 * 1.05)


def test_precisions_weigh_the_two() -> None:
    # A standard error of .5 counts four times a spread of 1.
    drawn = drawn_towards(-1.7, 1.0, (-2.7, 0.5))
    assert drawn.mean == pytest.approx((-1.7 + 4 * -2.7) / 5)
    assert drawn.half_width == pytest.approx(1.645 * 1.05 / 5**0.5)


def test_a_year_of_own_nights_outweighs_others() -> None:
    assert drawn_towards(-1.7, 1.0, (0.0, 0.1)).mean == pytest.approx(-0.017, abs=0.001)


def test_intervals_hold_slopes_that_spread_as_people_do() -> None:
    rng = np.random.default_rng(0)
    truth = rng.normal(-1.7, 1.0, 4000)
    own = truth + 0.4 * rng.standard_normal(4000)
    held = [
        low <= true <= high
        for true, estimate in zip(truth, own.tolist(), strict=True)
        for _, low, high in [drawn_towards(-1.7, 1.0, (estimate, 0.4)).times(1)]
    ]
    # 1.645 * 1.05 standard deviations hold 91.6 % of a normal.
    assert np.mean(held) == pytest.approx(0.916, abs=0.015)


def test_units_of_either_sign_keep_the_ends_in_order() -> None:
    assert drawn_towards(-2.0, 1.0, None).times(-5)[0] == 10
    mean, low, high = drawn_towards(-2.0, 1.0, None).times(-5)
    assert low < mean < high
