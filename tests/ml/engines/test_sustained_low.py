import numpy as np
import pytest
from scipy.special import ndtr

from ml.engines.effective_nights import lag1, worth
from ml.engines.runs import run_lengths
from ml.engines.sustained_low import Level, levels, shifts, spells
from tests.ml.engines.person import autoregressive

NONE_RED = np.zeros(10, dtype=np.bool_)


def test_the_last_night_by_hand() -> None:
    nights = autoregressive(np.random.default_rng(0).standard_normal(90), 0.3)
    nights[-3:] -= 2
    found = shifts(nights, -1)
    week, before = nights[-7:], nights[-67:-7]
    phi = lag1(before[None, :])
    error = before.std(ddof=1) * np.sqrt(1 / worth(7, phi) + 1 / worth(60, phi))
    apart = week.mean() - before.mean()
    assert (found.week[-1], found.baseline[-1]) == pytest.approx((week.mean(), before.mean()))
    assert found.low[-1] == pytest.approx(apart - 1.645 * error)
    assert found.high[-1] == pytest.approx(apart + 1.645 * error)
    expected = ndtr((-apart - 0.3 * before.std(ddof=1)) / error)
    assert found.probability[-1] == pytest.approx(expected)


def test_higher_can_be_worse() -> None:
    nights = np.random.default_rng(1).standard_normal(80)
    lower, higher = shifts(nights, -1), shifts(-nights, 1)
    np.testing.assert_allclose(lower.probability, higher.probability)


def test_a_night_is_told_from_21_before_its_week_and_3_in_it() -> None:
    nights = np.random.default_rng(2).standard_normal(40)
    assert np.flatnonzero(np.isfinite(shifts(nights, -1).probability))[0] == 27
    nights[30:] = np.nan
    known = np.isfinite(shifts(nights, -1).probability)
    assert known[33]
    assert not known[34]


def test_the_future_changes_no_past_night() -> None:
    nights = np.random.default_rng(3).standard_normal(120)
    np.testing.assert_array_equal(
        shifts(nights, -1).probability[:100], shifts(nights[:100], -1).probability
    )


def test_two_signals_have_to_agree_three_nights_in_a_row() -> None:
    sure = np.array([0, 0.8, 0.8, 0.8, 0.8, 0, 0.9, 0.9, 0.9, np.nan])
    alone = levels([sure, np.zeros(10), np.zeros(10)], NONE_RED)
    both = levels([sure, np.zeros(10), sure], NONE_RED)
    assert not alone.any()
    assert both.tolist() == [0, 0, 0, 1, 1, 0, 0, 0, 2, 0]


def test_three_reds_in_a_row_are_a_sustained_low() -> None:
    red = np.array([0, 1, 1, 0, 1, 1, 1, 1, 0, 0], dtype=np.bool_)
    found = levels([np.zeros(10)] * 3, red)
    assert np.flatnonzero(found == Level.SUSTAINED_LOW).tolist() == [6, 7]
    assert [(spell.start, spell.stop) for spell in spells(found)] == [(6, 8)]


def test_runs_and_spells_of_nothing() -> None:
    assert run_lengths(np.zeros(0, dtype=np.bool_)).tolist() == []
    assert spells(np.zeros(5, dtype=np.int64)) == []
    assert len(shifts(np.zeros(0), -1).week) == 0


def test_what_never_moves_is_not_told() -> None:
    assert np.isnan(shifts(np.full(90, 50.0), -1).probability).all()
