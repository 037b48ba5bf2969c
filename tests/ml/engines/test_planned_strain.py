from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from ml.choices import Choices, Plan
from ml.engines.planned_strain import planned_day_strains
from ml.engines.strain_plan import coming_days
from ml.history import History
from tests.ml.histories import with_nights, with_workouts


def planning(
    history: History,
    days_ahead: int,
    *,
    activity: str | None = None,
    minutes: float | None = None,
    strain: float | None = None,
) -> History:
    assert history.last_on is not None
    day = history.last_on + timedelta(days=days_ahead)
    plan = Plan(history.last_on, day, activity, minutes, strain)
    plans = (*history.choices.plans, plan)
    return replace(history, choices=replace(history.choices, plans=plans))


def reckoned(history: History) -> dict[int, float]:
    assert history.last_on is not None
    today = history.last_on.toordinal()
    found = planned_day_strains(history, today, today + 6)
    return {day - today: strain for day, strain in found.items()}


def lined_up(history: History) -> History:
    """Return days whose strain is 4 and eight tenths of their hardest workout's."""
    done = history.workouts
    hardest: dict[int, float] = {}
    for day, strain in zip(done.day, done.strain, strict=True):
        if not np.isnan(strain):
            hardest[day] = max(strain, hardest.get(day, 0.0))
    strain = [4 + 0.8 * hardest.get(day, 5.0) for day in history.nights.day]
    return with_nights(history, strain=strain)


@pytest.fixture(scope="module")
def on_a_line(usual: History) -> History:
    return lined_up(usual)


def test_a_day_is_more_than_its_workout(on_a_line: History) -> None:
    assert reckoned(planning(on_a_line, 2, strain=10.0))[2] == pytest.approx(12.0)
    # Never under the workout itself.
    assert reckoned(planning(on_a_line, 2, strain=21.0))[2] == 21.0


def test_the_hardest_of_a_day_counts(on_a_line: History) -> None:
    both = planning(planning(on_a_line, 2, strain=10.0), 2, strain=5.0)
    assert reckoned(both) == {2: pytest.approx(12.0)}


def test_without_a_strain_the_own_mean_of_such_workouts_is_taken(usual: History) -> None:
    first, second, *_ = usual.activities
    strains = [8.0 if activity == 0 else 12.0 for activity in usual.workouts.activity]
    known = lined_up(with_workouts(usual, strain=strains))
    assert reckoned(planning(known, 1, activity=first))[1] == pytest.approx(4 + 0.8 * 8)
    assert reckoned(planning(known, 1, activity=second))[1] == pytest.approx(4 + 0.8 * 12)
    assert reckoned(planning(known, 1, activity="never_done")) == {}


def test_length_tells_easy_from_hard(usual: History) -> None:
    places = range(len(usual.workouts.day))
    known = with_workouts(
        usual,
        strain=[15.0 if place % 2 else 6.0 for place in places],
        duration_minutes=[90.0 if place % 2 else 20.0 for place in places],
    )
    known = lined_up(known)
    for length, strain in ((22.0, 6.0), (80.0, 15.0)):
        told = reckoned(planning(known, 1, minutes=length))[1]
        assert told == pytest.approx(4 + 0.8 * strain)


def test_what_is_planned_for_other_days_is_left_out(on_a_line: History) -> None:
    assert reckoned(planning(planning(on_a_line, -1, strain=9.0), 9, strain=9.0)) == {}


def test_coming_days_hold_what_is_lived_planned_and_usual(on_a_line: History) -> None:
    weekday = [date.fromordinal(day).weekday() for day in on_a_line.nights.day]
    strain = [16.0 if day == 0 else 8.0 for day in weekday]  # hard Mondays
    known = planning(with_nights(on_a_line, strain=strain), 3, strain=9.0)
    days = coming_days(known, 7, (5.0, 15.0))
    assert not days.open[0]
    assert days.open[1:].all()
    assert days.planned.tolist() == [False, False, False, True, False, False, False]
    assert known.last_on is not None
    ahead = [(known.last_on + timedelta(days=each)).weekday() for each in range(7)]
    usual = days.usual[[each != 0 for each in ahead]]
    assert days.usual[ahead.index(0)] == pytest.approx(16, abs=1)
    np.testing.assert_allclose(usual, 8, atol=1)
    points = days.points(-2.0)
    assert np.flatnonzero(points).tolist() in ([3], [])
    assert points[3] == pytest.approx(-2 * (days.strain[3] - days.usual[3]))
    hard = coming_days(planning(known, 4, strain=20.0), 7, (5.0, 15.0))
    assert hard.strain[4] == 15.0


def test_a_day_that_is_not_over_is_open(on_a_line: History) -> None:
    strain = [*on_a_line.nights.strain[:-1], float("nan")]
    open_day = replace(with_nights(on_a_line, strain=strain), choices=Choices())
    days = coming_days(open_day, 2, None)
    assert days.open.tolist() == [True, True]
    assert days.strain[0] == pytest.approx(days.usual[0])
