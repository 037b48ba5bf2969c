"""How much each may take, by a clock of the test's own."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.front import rates
from resolvers.front.rates import Rate

MINUTE = 60.0


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


def test_all_may_be_taken_at_once_and_comes_back_evenly() -> None:
    clock = Clock()
    rate = Rate(30, MINUTE, clock)
    assert [rate.take("Ada") for _ in range(30)] == [0.0] * 30
    assert rate.take("Ada") == pytest.approx(2)
    clock.now += 2
    assert rate.take("Ada") == 0
    assert rate.take("Ada") == pytest.approx(2)
    clock.now += 3600
    assert [rate.take("Ada") == 0 for _ in range(31)] == [True] * 30 + [False]


def test_each_has_its_own() -> None:
    rate = Rate(1, MINUTE, Clock())
    assert (rate.take("Ada"), rate.take("Bob")) == (0, 0)
    assert (rate.take("Ada"), rate.take("Bob")) == (MINUTE, MINUTE)


def test_what_is_refused_takes_nothing() -> None:
    clock = Clock()
    rate = Rate(10, MINUTE, clock)
    rate.charge("Ada", 10)
    assert [rate.take("Ada") for _ in range(100)] == [pytest.approx(6)] * 100


def test_more_than_there_is_can_be_taken_when_all_is_there() -> None:
    rate = Rate(10, MINUTE, Clock())
    assert rate.take("Ada", 20) == 0
    assert rate.wait("Ada") == pytest.approx(66)


def test_what_is_given_back_can_be_taken_again() -> None:
    rate = Rate(10, MINUTE, Clock())
    rate.charge("Ada", 10)
    rate.charge("Ada", -4)
    assert [rate.take("Ada") == 0 for _ in range(5)] == [True] * 4 + [False]


@given(st.lists(st.floats(0, 30), min_size=1, max_size=200))
def test_nobody_takes_more_than_all_and_what_came_back(pauses: list[float]) -> None:
    clock, taken = Clock(), 0
    rate = Rate(10, MINUTE, clock)
    for pause in pauses:
        clock.now += pause
        taken += rate.take("Ada") == 0
    assert taken <= 10 + (clock.now - 1000) / 6 + 1e-6


def test_it_never_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "MOST_KEYS", 100)
    clock = Clock()
    rate = Rate(10, MINUTE, clock)
    rate.charge("Ada", 10)
    for number in range(1000):
        clock.now += 0.001
        rate.charge(number, 0.001)
    assert len(rate) <= 100
    assert rate.wait("Ada") > 0, "whoever has taken most is remembered longest"
    for number in range(1000):
        rate.charge(number, 10)
    assert len(rate) <= 100


@pytest.mark.parametrize("started", [0.1, 31_000.123, 1_234_567.891])
def test_all_there_is_may_be_taken_whatever_the_clock_says(started: float) -> None:
    assert [Rate(most, 3600, lambda: started).wait("a", 1.0) for most in (1e-5, 0.3, 1.0)] == [
        0
    ] * 3
