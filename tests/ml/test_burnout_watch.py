import re
from datetime import date

import numpy as np
import pytest

from ml.analyses.burnout_watch import infer
from ml.engines.arrays import Floats
from ml.history import History, empty
from ml.insight import TooLittleData
from ml.insights.burnout_watch import headline, rule
from schema.answer import Basis, CaveatCode, Claim
from schema.arguments import NoArguments
from schema.burnout_watch import BurnoutWatch, LowState
from schema.caveats import TEXTS
from schema.signal import Signal
from tests.ml.engines.person import FIRST_DAY, autoregressive, history

NOTHING = NoArguments()


def life(n_nights: int = 120, seed: int = 0, **columns: Floats) -> History:
    rng = np.random.default_rng(seed)

    def noise(lag1: float) -> Floats:
        return autoregressive(rng.standard_normal(n_nights), lag1)

    usual = {
        "recovery_percent": np.clip(60 + 18 * noise(0.2), 34, 99),
        "hrv_rmssd_ms": 60 * np.exp(0.24 * noise(0.36)),
        "resting_heart_rate_bpm": 55 + 5 * noise(0.34),
    }
    return history(usual | columns, np.zeros((n_nights, 0)), ())


def fallen(n_low: int) -> History:
    """Return somebody whose last nights are low in HRV and resting heart rate, and not before."""
    still = np.tile([-1.0, 1.0], 60)
    low = np.repeat([0.0, 1.0], [120 - n_low, n_low])
    return life(
        recovery_percent=60 + 5 * still,
        hrv_rmssd_ms=60 * np.exp(0.1 * still - 0.3 * low),
        resting_heart_rate_bpm=55 + 2 * still + 6 * low,
    )


def found(person: History) -> BurnoutWatch:
    conclusion = infer(person, {}, NOTHING)
    assert (conclusion.claim, conclusion.basis) == (Claim.DESCRIPTIVE, Basis.OWN_DATA)
    assert conclusion.finding is not None
    return conclusion.finding


def test_a_planted_fall_of_two_signals_is_sustained() -> None:
    told = found(fallen(10))
    assert told.state is LowState.SUSTAINED_LOW
    assert told.days_in_state is not None
    assert 4 <= told.days_in_state <= 9
    assert told.since_on == date.fromordinal(FIRST_DAY + 120 - told.days_in_state)
    signals = {each.signal: each for each in told.signals}
    assert signals[Signal.HRV].difference_unit == "percent"
    assert signals[Signal.HRV].difference < -20
    assert signals[Signal.HRV].worse_probability > 0.9
    assert signals[Signal.RECOVERY].worse_probability < 0.5
    assert told.own_history is not None
    assert told.own_history.spells == 1


def test_one_signal_alone_is_none() -> None:
    rate = 55 + np.tile([-1.0, 1.0], 60)
    rate[-14:] += 10
    assert found(life(seed=4, resting_heart_rate_bpm=rate)).state is LowState.NORMAL


def test_three_red_nights_are_a_sustained_low() -> None:
    recovery = np.full(120, 60.0) + np.tile([-1.0, 1.0], 60)
    recovery[-3:] = 30
    told = found(life(seed=4, recovery_percent=recovery))
    assert (told.state, told.red_nights) == (LowState.SUSTAINED_LOW, 3)


def test_an_unknown_last_week_is_not_told() -> None:
    ended = np.concatenate([np.tile([50.0, 60.0], 56), np.full(8, np.nan)])
    person = life(recovery_percent=ended, hrv_rmssd_ms=ended, resting_heart_rate_bpm=ended)
    with pytest.raises(TooLittleData):
        infer(person, {}, NOTHING)
    with pytest.raises(TooLittleData):
        infer(empty(), {}, NOTHING)


def test_no_baseline_runs_across_a_strap() -> None:
    temperature = np.where(np.arange(120) < 100, np.nan, 33.5)
    with pytest.raises(TooLittleData):
        infer(life(skin_temperature_celsius=temperature), {}, NOTHING)


@pytest.mark.parametrize(
    ("last", "state"),
    [
        ([60, 60, 60, 30, 30, 60, 30], LowState.WATCH),
        ([60, 60, 30, 30, 60, 60, 30], LowState.NORMAL),
        ([33.5] * 7, LowState.WATCH),
        ([34] * 7, LowState.NORMAL),
    ],
)
def test_the_rule_takes_a_mean_under_34_or_three_reds_of_four(
    last: list[float], state: LowState
) -> None:
    told = rule(life(7, recovery_percent=np.array(last, dtype=np.float64)), NOTHING)
    assert told.basis is Basis.RULE
    assert told.finding is not None
    assert told.finding.state is state


def test_the_headline_tells_differences_with_intervals_and_the_own_base_rate() -> None:
    said = headline(infer(fallen(10), {}, NOTHING))
    assert said.startswith("Lower than your usual for ")
    assert re.search(r"recovery \+\d+ points \(90 % interval -\d+ to \+\d+\)", said)
    assert re.search(r"HRV -\d+ % \(90 % interval -\d+ to -\d+\)", said)
    assert re.search(r"happened 1 time in 3 months \(\d+ of 93 nights\)\.$", said)
    usual = headline(infer(life(seed=4), {}, NOTHING))
    assert usual.startswith("Your nights have not stayed lower than usual")


def test_it_says_that_overtraining_is_a_clinical_diagnosis() -> None:
    for conclusion in (infer(life(), {}, NOTHING), rule(life(), NOTHING)):
        assert CaveatCode.CLINICAL in conclusion.caveats
    assert "clinical diagnosis" in TEXTS[CaveatCode.CLINICAL]
