import numpy as np
import pytest
import statsmodels.api as sm

from ml.engines.arrays import Floats
from ml.engines.controls import Controls
from ml.engines.cosinor import cosinor
from ml.engines.design import Design


def wave(hours: Floats, amplitude: float, peak: float) -> Floats:
    return amplitude * np.cos(2 * np.pi * (hours - peak) / 24)


def mean_alone(n_rows: int) -> Controls:
    return Controls(Design(("intercept",), np.ones((n_rows, 1))), None)


def sampled(seed: int, amplitude: float, peak: float = 17.0) -> tuple[Floats, Floats]:
    """80 measurements between 6:00 and 22:00 around 140 with an SD of 6."""
    rng = np.random.default_rng(seed)
    hours = rng.uniform(6, 22, 80)
    return 140 + wave(hours, amplitude, peak) + 6 * rng.standard_normal(80), hours


def test_without_autocorrelation_it_is_the_f_test_of_statsmodels() -> None:
    """Residuals that alternate: Newey and West's covariance is the smaller one throughout."""
    rng = np.random.default_rng(1)
    hours = np.repeat(rng.uniform(6, 22, 60), 2)
    minutes = np.repeat(rng.normal(3.8, 0.3, 60), 2)
    noise = np.tile([1.0, -1.0], 60) * np.repeat(rng.uniform(3, 6, 60), 2)
    outcome = 140 + wave(hours, 3, 15) + 4 * minutes + noise
    held_equal = Controls(
        Design(("intercept", "ln_minutes[t-1]"), np.column_stack([np.ones(120), minutes])), None
    )
    found = cosinor(outcome, hours, held_equal)
    assert found is not None
    angle = 2 * np.pi * hours / 24
    matrix = np.column_stack([np.ones(120), minutes, np.cos(angle), np.sin(angle)])
    reference = sm.OLS(outcome, matrix).fit()
    _, _, cosine, sine = reference.params
    assert found.amplitude == pytest.approx(np.hypot(cosine, sine))
    assert found.peak_hours == pytest.approx(np.arctan2(sine, cosine) * 12 / np.pi % 24)
    tested = reference.f_test(np.eye(4)[2:])
    assert found.p_value == pytest.approx(float(tested.pvalue), rel=1e-6)


def test_with_autocorrelation_it_is_never_surer_than_newey_and_west() -> None:
    rng = np.random.default_rng(2)
    hours = np.repeat(rng.uniform(6, 22, 30), 4)
    outcome = 140 + np.repeat(rng.standard_normal(30), 4) * 6 + rng.standard_normal(120)
    found = cosinor(outcome, hours, mean_alone(120))
    assert found is not None
    angle = 2 * np.pi * hours / 24
    matrix = np.column_stack([np.ones(120), np.cos(angle), np.sin(angle)])
    robust = sm.OLS(outcome, matrix).fit(
        cov_type="HAC", cov_kwds={"maxlags": 4, "use_correction": True}, use_t=True
    )
    assert found.p_value >= float(robust.f_test(np.eye(3)[1:]).pvalue)
    assert found.p_value > float(sm.OLS(outcome, matrix).fit().f_test(np.eye(3)[1:]).pvalue)


def test_a_planted_wave_is_found_with_its_peak() -> None:
    found = [cosinor(*sampled(seed, 6.0), mean_alone(80)) for seed in range(60)]
    amplitudes = [each.amplitude for each in found if each]
    peaks = [each.peak_hours for each in found if each]
    assert np.median(amplitudes) == pytest.approx(6, abs=0.6)
    assert np.median(peaks) == pytest.approx(17, abs=0.4)
    assert np.mean([each is not None and each.amplitude_low > 0 for each in found]) > 0.9


def test_a_wave_that_peaks_at_midnight_is_the_same_wave() -> None:
    outcome, hours = sampled(3, 6.0)
    usual, turned = (cosinor(outcome, hours + by, mean_alone(80)) for by in (0.0, 7.0 + 24.0))
    assert usual is not None
    assert turned is not None
    assert turned.amplitude == pytest.approx(usual.amplitude)
    assert turned.amplitude_low == pytest.approx(usual.amplitude_low, abs=0.01)
    assert turned.peak_hours == pytest.approx((usual.peak_hours + 7) % 24)


@pytest.mark.parametrize("amplitude", [0.0, 2.0, 6.0])
def test_intervals_hold_the_amplitude_at_least_nine_times_in_ten(amplitude: float) -> None:
    """Of 300 samples: 3 errors of 90 % are 5 %."""
    held = 0
    for seed in range(300):
        found = cosinor(*sampled(seed, amplitude), mean_alone(80))
        assert found is not None
        held += found.amplitude_low <= amplitude <= found.amplitude_high
    assert held / 300 >= 0.90 - 0.05


def test_planted_nothing_is_seen_as_often_as_the_test_says() -> None:
    """The amplitude is above 0 in everybody; the test is what tells."""
    found = [cosinor(*sampled(seed, 0.0), mean_alone(80)) for seed in range(300)]
    assert min(each.amplitude for each in found if each) > 0
    seen = np.mean([each is not None and each.amplitude_low > 0 for each in found])
    assert seen <= 0.10 + 0.05
    for each in found:
        assert each is not None
        assert (each.amplitude_low > 0) == (each.p_value < 0.10)


@pytest.mark.parametrize(
    ("outcome", "hours"),
    [
        (np.full(80, 140.0), np.linspace(6, 22, 80)),
        (np.linspace(130, 150, 80), np.full(80, 18.0)),
        (np.linspace(130, 150, 14), np.linspace(6, 22, 14)),
        (140 + wave(np.linspace(6, 22, 80), 5, 17), np.linspace(6, 22, 80)),
        (np.full(80, np.nan), np.linspace(6, 22, 80)),
    ],
    ids=["constant", "one hour", "too few", "no noise", "missing"],
)
def test_what_carries_no_wave_has_none(outcome: Floats, hours: Floats) -> None:
    assert cosinor(outcome, hours, mean_alone(len(outcome))) is None
