import numpy as np
import pytest
from statsmodels.regression.linear_model import OLS

from ml.engines.arrays import Floats
from ml.engines.controls import Controls
from ml.engines.design import Design, LeakedOutcome
from ml.engines.hinge import Hinge, hinge


def mean_alone(n_nights: int) -> Controls:
    return Controls(Design(("intercept",), np.ones((n_nights, 1))), None)


def days(n_nights: int, seed: int) -> tuple[Floats, Floats]:
    """Return strain of days, and noise of recovery."""
    rng = np.random.default_rng(seed)
    strain = np.clip(rng.normal(10.4, 3.5, n_nights), 0, 21)
    return strain, 20 * rng.standard_normal(n_nights)


def bend_of(recovery: Floats, strain: Floats) -> Hinge | None:
    exposure = Design(("strain[t-1]",), strain[:, None])
    return hinge(recovery, exposure, mean_alone(len(strain)))


def statsmodels_gain(recovery: Floats, strain: Floats) -> tuple[float, float]:
    """Return the best knot of a grid and by how much its BIC is lower, the knot counted."""
    line = np.column_stack([np.ones(len(strain)), strain])
    straight = OLS(recovery, line).fit().bic
    low, high = np.quantile(strain, [0.1, 0.9])
    knots = np.arange(np.ceil(2 * low), np.floor(2 * high) + 1) / 2
    bent = [
        OLS(recovery, np.column_stack([line, np.maximum(0, strain - knot)])).fit().bic
        for knot in knots
    ]
    return float(knots[np.argmin(bent)]), straight - min(bent) - np.log(len(strain))


def test_a_planted_bend_is_found_where_it_is() -> None:
    strain, noise = days(500, seed=1)
    recovery = 65 - 6 * np.maximum(0, strain - 12) + noise / 2
    found = bend_of(recovery, strain)
    assert found is not None
    knot, gain = statsmodels_gain(recovery, strain)
    assert gain > 6
    assert found.knot == knot == pytest.approx(12, abs=1)
    assert found.knot_low <= 12 <= found.knot_high
    assert found.slope_above == pytest.approx(-6, abs=0.8)
    assert found.slope_below == pytest.approx(0, abs=0.5)


def test_the_criterion_is_statsmodels_bic() -> None:
    gains: list[float] = []
    for seed in range(40):
        strain, noise = days(200, seed)
        recovery = 65 - 2.2 * np.maximum(0, strain - 12) + noise
        _, gain = statsmodels_gain(recovery, strain)
        gains.append(gain)
        if gain <= 6:
            assert bend_of(recovery, strain) is None
    assert min(gains) < 6


def test_a_line_has_no_bend() -> None:
    found = 0
    for seed in range(100):
        strain, noise = days(200, 100 + seed)
        found += bend_of(65 - 1.7 * (strain - 10) + noise, strain) is not None
    assert found <= 2


def test_a_bend_whose_place_is_unknown_is_not_reported() -> None:
    # A smooth bow: bent for certain, nowhere in particular.
    strain, noise = days(700, seed=4)
    recovery = 65 - 0.15 * (strain - 3) ** 2 + noise / 2
    _, gain = statsmodels_gain(recovery, strain)
    found = bend_of(recovery, strain)
    assert gain > 6
    assert found is None or found.knot_high - found.knot_low < 6


def test_controls_take_their_share() -> None:
    strain, noise = days(500, seed=5)
    hot = (strain > 14).astype(np.float64)
    recovery = 65 - 15 * hot + noise / 4
    held = Controls(Design(("intercept", "hot[t-1]"), np.column_stack([np.ones(500), hot])), None)
    assert hinge(recovery, Design(("strain[t-1]",), strain[:, None]), held) is None


def test_what_cannot_bend_is_refused() -> None:
    strain, noise = days(60, seed=6)
    assert bend_of(60 + noise, np.full(60, 10.0)) is None
    assert bend_of(np.full(60, 60.0), strain) is None
    assert bend_of(60 + noise[:10], strain[:10]) is None
    assert bend_of(np.full(60, np.nan), strain) is None
    with pytest.raises(LeakedOutcome, match="ln_hrv"):
        hinge(noise, Design(("ln_hrv[t]",), strain[:, None]), mean_alone(60))
