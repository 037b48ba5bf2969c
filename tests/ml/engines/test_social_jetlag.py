import numpy as np
import pytest
from scipy.stats import ttest_ind

from ml.engines.arrays import Flags, Floats
from ml.engines.social_jetlag import SocialJetlag, social_jetlag

# Saturday and Sunday of four weeks that begin on a Monday.
WEEKEND = np.arange(28) % 7 >= 5


def weeks(working: tuple[float, float], free: tuple[float, float]) -> tuple[Floats, Floats, Flags]:
    onset = np.where(WEEKEND, free[0], working[0])
    return onset, onset + np.where(WEEKEND, free[1], working[1]), WEEKEND


def test_a_known_person() -> None:
    # By hand: MSW 3:00; MSF 5:30; SDweek (5 * 7 + 2 * 9) / 7 = 7.571; MSFsc 5.5 - 1.4286 / 2.
    found = social_jetlag(*weeks((-0.5, 7.0), (1.0, 9.0)))
    assert found.mid_sleep_working_hours == pytest.approx(3.0)
    assert found.mid_sleep_free_hours == pytest.approx(5.5)
    assert found.jetlag_hours == pytest.approx(2.5)
    assert found.chronotype_hours == pytest.approx(5.5 - (9 - 53 / 7) / 2)


def test_who_sleeps_less_on_free_days_made_nothing_up() -> None:
    found = social_jetlag(*weeks((-1.0, 8.0), (1.0, 6.0)))
    assert found.chronotype_hours == found.mid_sleep_free_hours == pytest.approx(4.0)


def test_earlier_free_nights_give_a_negative_jetlag() -> None:
    assert social_jetlag(*weeks((2.0, 6.0), (-1.0, 8.0))).jetlag_hours == pytest.approx(-2.0)


@pytest.mark.parametrize("shift", [-4.0, 3.0, 8.5, 12.0, 24.0])
def test_jetlag_is_the_same_around_the_clock(shift: float) -> None:
    found = social_jetlag(*weeks((-0.5 + shift, 7.0), (1.0 + shift, 9.0)))
    assert found.jetlag_hours == pytest.approx(2.5)
    assert (found.chronotype_hours - found.mid_sleep_free_hours) == pytest.approx(-5 / 7)


def test_the_weekly_average_weighs_days_and_not_recorded_nights() -> None:
    onset, wake, free = weeks((-0.5, 7.0), (1.0, 9.0))
    kept = ~free | (np.arange(28) < 7)
    part = social_jetlag(onset[kept], wake[kept], free[kept])
    assert part.chronotype_hours == pytest.approx(5.5 - (9 - 53 / 7) / 2)


def test_a_person_with_one_free_day_has_another_average() -> None:
    onset, wake, _ = weeks((-0.5, 7.0), (1.0, 9.0))
    free = wake - onset > 8
    found = social_jetlag(onset, wake, free, free_days_a_week=1)
    assert found.chronotype_hours == pytest.approx(5.5 - (9 - (6 * 7 + 9) / 7) / 2)


def test_the_interval_is_welchs() -> None:
    onset, wake, free = weeks((-0.5, 7.0), (1.0, 9.0))
    onset = onset + np.random.default_rng(0).normal(0, 1, 28)
    middle = (onset + wake) / 2
    welch = ttest_ind(middle[free], middle[~free], equal_var=False).confidence_interval(0.9)
    found = social_jetlag(onset, wake, free)
    # Its centre is the difference of circular means, which differ a little from plain ones.
    assert found.jetlag_high - found.jetlag_low == pytest.approx(welch.high - welch.low, rel=0.01)
    assert found.jetlag_low < found.jetlag_hours < found.jetlag_high


def test_one_free_night_has_no_interval() -> None:
    onset, wake, free = weeks((-0.5, 7.0), (1.0, 9.0))
    found = social_jetlag(onset[:6], wake[:6], free[:6])
    assert found.jetlag_hours == pytest.approx(2.5)
    assert np.isnan(found.jetlag_low)


@pytest.mark.parametrize("free", [np.zeros(28, np.bool_), np.ones(28, np.bool_)])
def test_one_kind_of_day_alone_gives_no_jetlag(free: Flags) -> None:
    onset, wake, _ = weeks((-0.5, 7.0), (1.0, 9.0))
    found: SocialJetlag = social_jetlag(onset, wake, free)
    assert np.isnan(found.jetlag_hours)
    assert np.isnan(found.chronotype_hours)
