import numpy as np
import pytest

from validation.measured import Bar, Measured, mean, median, share


def test_share_has_the_exact_interval() -> None:
    # Clopper and Pearson for 3 of 100, as in any table: .62 to 8.52 %.
    measured = share([True] * 3 + [False] * 97)
    assert (measured.value, measured.n) == (0.03, 100)
    assert measured.low == pytest.approx(0.0062, abs=1e-4)
    assert measured.high == pytest.approx(0.0852, abs=1e-4)


def test_none_of_ten_is_not_nothing() -> None:
    # 1 - .025^(1/10).
    assert share([False] * 10).high == pytest.approx(0.3085, abs=1e-4)


def test_mean_and_median() -> None:
    measured = mean([1.0, 2.0, 3.0, 4.0])
    assert measured.value == 2.5
    assert measured.high - 2.5 == pytest.approx(1.96 * np.sqrt(5 / 3) / 2)
    assert median([3.0, 9.0, 3.0, 3.0, 1.0]).value == 3.0
    assert mean([4.0]).low == 4.0


def test_nothing_measured_is_no_figure() -> None:
    assert [figure([]).n for figure in (share, mean, median)] == [0, 0, 0]
    assert Bar(at_most=0.05).verdict(mean([])) == "not measured"


@pytest.mark.parametrize(
    ("bar", "figures", "verdict"),
    [
        (Bar(at_most=0.05), (0.03, 0.02, 0.04), "met"),
        (Bar(at_most=0.05), (0.03, 0.02, 0.06), "met, within chance of the bar"),
        (Bar(at_most=0.05), (0.06, 0.04, 0.08), "**missed**, within chance of the bar"),
        (Bar(at_least=0.85), (0.70, 0.60, 0.80), "**missed**"),
        (Bar(0.88, 0.93), (0.95, 0.80, 0.99), "**missed**, within chance of the bar"),
        (Bar(0.88, 0.93), (0.95, 0.94, 0.97), "**missed**"),
    ],
)
def test_says_plainly_what_missed(
    bar: Bar, figures: tuple[float, float, float], verdict: str
) -> None:
    assert bar.verdict(Measured(*figures, n=100)) == verdict
