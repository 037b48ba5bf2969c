import pytest

from validation.crowd import Crowd
from validation.levels import LIVES, PHIS, live, rows
from validation.measured import Bar


def test_a_life_is_the_same_for_the_same_seed_and_another_for_another() -> None:
    assert live(1) == live(1)
    assert live(1) != live(2)


def test_every_life_is_counted() -> None:
    life = live(3)
    assert set(life.trend) == set(life.covers) == set(PHIS)
    assert {len(flags) for flags in life.trend.values()} == {LIVES}
    assert len(life.caught) == len(life.realistic) == len(life.drifting) == LIVES
    assert life.watched_spells <= life.spells + 1
    # Red nights add to what the signals tell.
    assert all(
        told or not by_signals
        for told, by_signals in zip(life.caught, life.caught_by_signals, strict=True)
    )


def test_the_lines_of_the_table() -> None:
    told = rows(Crowd(), 15, 7_000)
    assert {row.target for row in told} == {12}
    figures = {row.what: row for row in told}
    assert len(figures) == len(told) == 3 * len(PHIS) + 8
    covers = figures["28 nights against 28, 0.3: 90 % interval covers the change"]
    assert covers.bar == Bar(0.88, 0.93)
    assert covers.measured.n == 15 * LIVES
    assert covers.measured.value > 0.75
    caught = figures["falls of 1 SD over 14 nights told, by the signals"]
    assert caught.measured.value > 0.7
    assert figures["nothing falls: spells of a watch, by the signals"].measured.value == (
        pytest.approx(3.4, abs=2)
    )
