import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ml.clock import circular_mean_hours, circular_sd_minutes, hours, near, text

# The same cases every time, on a machine of any speed.
STEADY = settings(derandomize=True, deadline=None)
CLOCK_HOURS = st.floats(-48, 48)
TIMES = st.lists(st.floats(0, 24, exclude_max=True), min_size=1, max_size=40)


def apart(one: float, other: float) -> float:
    """Return the distance of two clock times, hours."""
    return abs((one - other + 12) % 24 - 12)


def pulls(times: list[float]) -> bool:
    """Return whether the times have a mean: evenly spread ones point nowhere."""
    angles = [time * math.pi / 12 for time in times]
    return math.hypot(sum(map(math.cos, angles)), sum(map(math.sin, angles))) > 0.01 * len(times)


@STEADY
@given(st.integers(0, 24 * 60 - 1))
def test_every_minute_of_the_day_comes_back(minute: int) -> None:
    clock = text(minute / 60)
    assert hours(clock) == pytest.approx(minute / 60)
    assert text(hours(clock)) == clock


@STEADY
@given(CLOCK_HOURS, st.integers(-3, 3))
def test_text_is_that_of_any_day(time: float, days: int) -> None:
    assert apart(hours(text(time)), time) <= 0.5 / 60 + 1e-9
    assert apart(hours(text(time + 24 * days)), hours(text(time))) <= 1 / 60 + 1e-9


@pytest.mark.parametrize(
    ("time", "clock"),
    [(-0.5, "23:30"), (0, "00:00"), (24.25, "00:15"), (23.999, "00:00"), (-24.5, "23:30")],
)
def test_text_of(time: float, clock: str) -> None:
    assert text(time) == clock


@pytest.mark.parametrize("time", [0.0, 6.0, 12.0, 23.5])
def test_equal_times_spread_by_plain_zero(time: float) -> None:
    assert math.copysign(1, circular_sd_minutes([time])) == 1
    assert circular_sd_minutes([time] * 4) == pytest.approx(0, abs=1e-4)


@pytest.mark.parametrize("wrong", ["", "7", "24:00", "12:60", "12:5", "12.30", "-1:30", "aa:bb"])
def test_what_is_no_time_of_day_is_quoted(wrong: str) -> None:
    with pytest.raises(ValueError, match=f"^{wrong}$"):
        hours(wrong)


@STEADY
@given(TIMES, st.data())
def test_whole_days_move_neither_mean_nor_spread(times: list[float], data: st.DataObject) -> None:
    assume(pulls(times))
    days = data.draw(st.lists(st.integers(-2, 2), min_size=len(times), max_size=len(times)))
    moved = [time + 24 * day for time, day in zip(times, days, strict=True)]
    assert apart(circular_mean_hours(moved), circular_mean_hours(times)) < 1e-6
    assert circular_sd_minutes(moved) == pytest.approx(circular_sd_minutes(times), abs=1e-3)


@STEADY
@given(TIMES, CLOCK_HOURS)
def test_turning_the_clock_turns_the_mean(times: list[float], by: float) -> None:
    assume(pulls(times))
    turned = circular_mean_hours([time + by for time in times])
    assert apart(turned, circular_mean_hours(times) + by) < 1e-6
    assert 0 <= turned <= 24


@STEADY
@given(TIMES, CLOCK_HOURS)
def test_near_is_the_same_time_within_half_a_day(times: list[float], centre: float) -> None:
    for time, moved in zip(times, near(times, centre), strict=True):
        assert apart(time, moved) < 1e-6
        assert abs(moved - centre) <= 12 + 1e-9


def test_mean_and_spread_across_midnight() -> None:
    assert apart(circular_mean_hours([23.0, 23.5, 1.5]), 0) < 0.01
    assert circular_sd_minutes([23.75, 0.25]) == pytest.approx(15, abs=0.1)
    assert circular_sd_minutes([3.0, 3.0]) == pytest.approx(0, abs=1e-3)
