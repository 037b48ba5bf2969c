import numpy as np
import pytest

from ml.engines.arrays import Floats
from ml.engines.controls import Controls
from ml.engines.design import Design, LeakedOutcome
from ml.engines.dose_response import dose_response
from ml.engines.exposure_grid import Axis
from ml.engines.marginal_gain import Asked, MarginalGain, marginal_gain

HALF_HOUR = Asked(7.0, 0.5)


def mean_alone(n_nights: int) -> Controls:
    return Controls(Design(("intercept",), np.ones((n_nights, 1))), None)


def nights(n_nights: int, seed: int) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(seed)
    return rng.normal(7, 1, n_nights), rng.standard_normal(n_nights)


def gain_of(
    outcome: Floats, asleep: Floats, asked: Asked = HALF_HOUR, name: str = "asleep_hours[t]"
) -> MarginalGain | None:
    exposure = Design((name,), asleep[:, None])
    return marginal_gain(outcome, exposure, mean_alone(len(asleep)), asked, Axis())


def test_a_straight_line_gains_half_its_slope_everywhere() -> None:
    asleep, noise = nights(500, 1)
    found = gain_of(60 + 6 * asleep + 10 * noise, asleep)
    assert found is not None
    assert found.step.start == 7
    assert found.step.low <= 3 <= found.step.high
    assert found.step.gain == pytest.approx(3, abs=0.6)
    assert found.gains == pytest.approx(np.full(len(found.gains), 3.0), abs=1.2)


def test_beyond_a_plateau_nothing_is_gained() -> None:
    asleep, noise = nights(700, 2)
    found = gain_of(60 + 12 * np.minimum(asleep, 7) + 8 * noise, asleep)
    assert found is not None
    at = dict(zip(np.round(found.grid, 2).tolist(), found.gains.tolist(), strict=False))
    # Nearer the ends the nights beyond them, which count there, steepen the curve.
    early = [gain for start, gain in at.items() if 6.25 < start < 6.5]
    late = [gain for start, gain in at.items() if 7.5 < start < 8]
    assert np.mean(early) == pytest.approx(6, abs=1)
    assert np.mean(late) == pytest.approx(0, abs=1)


def test_nine_of_ten_intervals_hold_the_gain() -> None:
    held: list[bool] = []
    for seed in range(60):
        asleep, noise = nights(150, 100 + seed)
        found = gain_of(60 + 5 * np.minimum(asleep, 7.5) + 20 * noise, asleep)
        assert found is not None
        held.append(found.step.low <= 2.5 <= found.step.high)
    # Standard error .04; the smooth prior draws a bend out, which costs a little.
    assert 0.8 <= np.mean(held) <= 0.99


def test_evidence_and_curve_are_those_of_dose_and_response() -> None:
    asleep, noise = nights(200, 3)
    outcome, exposure = 60 + 3 * asleep + 15 * noise, Design(("asleep_hours[t]",), asleep[:, None])
    theirs = dose_response(outcome, exposure, mean_alone(200))
    found = gain_of(outcome, asleep)
    assert theirs is not None
    assert found is not None
    assert (found.log_e, found.p_value) == (theirs.log_e, theirs.p_value)
    assert found.curve == pytest.approx(theirs.curve)
    assert found.curve_low == pytest.approx(theirs.curve_low)


def test_a_step_begins_and_ends_within_what_was_lived() -> None:
    asleep, noise = nights(200, 4)
    low, high = np.quantile(asleep, [0.05, 0.95])
    outcome = 60 + 3 * asleep + 15 * noise
    for start, begins in ((3.0, low), (12.0, high - 0.5)):
        found = gain_of(outcome, asleep, Asked(start, 0.5))
        assert found is not None
        assert found.step.start == pytest.approx(begins, abs=0.25)
        assert found.step.start + 0.5 <= found.grid[-1] + 1e-9


def test_what_carries_no_curve_is_refused() -> None:
    asleep, noise = nights(60, 5)
    assert gain_of(np.full(60, 60.0), asleep) is None
    assert gain_of(noise, np.full(60, 7.0)) is None
    assert gain_of(noise, 7 + asleep / 100) is None
    assert gain_of(noise[:12], asleep[:12]) is None
    assert gain_of(np.full(60, np.nan), asleep) is None
    with pytest.raises(LeakedOutcome, match="sleep_performance"):
        gain_of(noise, asleep, name="sleep_performance[t]")
