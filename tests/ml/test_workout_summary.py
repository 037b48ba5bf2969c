from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy.stats import t as student

from ml.analyses.workout_summary import infer, mean_with_interval
from ml.conclusion import dump, load
from ml.engines.arrays import Floats
from ml.engines.workout_table import workout_table
from ml.history import History, empty
from ml.insights.workout_summary import INSIGHT, MOST_ACTIVITIES, headline, rule
from schema.answer import Basis, Claim
from schema.arguments import NoArguments
from schema.workout_summary import WorkoutSummary
from tests.ml.engines.person import FIRST_DAY, history
from tests.ml.training import with_workouts

NOTHING = NoArguments()


def recorded(n_days: int, *, without: tuple[int, ...] = ()) -> History:
    """Days with data from a Monday on, but for some."""
    days = np.array([day for day in range(n_days) if day not in without], dtype=np.float64)
    return history(
        {"recovery_percent": np.full(len(days), 60.0)}, np.zeros((len(days), 0)), (), days
    )


def summary(told: History) -> WorkoutSummary:
    conclusion = infer(told, {}, NOTHING)
    assert conclusion.claim is Claim.DESCRIPTIVE
    assert load(WorkoutSummary, dump(conclusion)) == conclusion
    assert conclusion.finding is not None
    return conclusion.finding


def zones(*percents: Floats) -> dict[str, Floats]:
    return {f"zone_{zone}_percent": percent for zone, percent in enumerate(percents, 1)}


def a_month() -> History:
    """Five weeks less a day: 4 whole weeks, with workouts on 6 days of the first three."""
    day = np.array([0, 0, 2, 8, 15, 16, 33])
    told = with_workouts(
        recorded(34),
        FIRST_DAY + day,
        ("running", "yoga", "running", "running", "yoga", "rowing", "running"),
        start_hours=np.array([7.5, 18.0, 23.99, 24.25, 7.0, 7.99, 6.0]),
        duration_minutes=np.array([30.0, 60.0, 40.0, np.nan, 20.0, 50.0, 10.0]),
        strain=np.array([10.0, 5.0, 12.0, np.nan, 4.0, 9.0, 3.0]),
        energy_kcal=np.array([300.0, 150.0, 400.0, 350.0, 50.0, 450.0, 90.0]),
    )
    return told.until(date.fromordinal(FIRST_DAY + 33))


def test_counts_and_means_by_hand() -> None:
    found = summary(a_month())
    assert (found.recorded_days, found.training_days, found.workouts) == (34, 6, 7)
    assert found.first_on == date.fromordinal(FIRST_DAY)
    assert found.minutes is not None
    assert (found.minutes.mean, found.minutes.workouts) == (35.0, 6)
    assert found.strain is not None
    assert found.strain.mean == pytest.approx(43 / 6, abs=0.05)
    counts = [(each.activity, each.workouts) for each in found.activities]
    assert counts == [("running", 4), ("yoga", 2), ("rowing", 1)]
    running, _, rowing = found.activities
    assert running.energy_kcal is not None
    assert running.energy_kcal.mean == 285.0
    assert rowing.minutes is not None
    assert rowing.minutes.sd is None


def test_hours_are_of_the_local_clock_also_past_midnight() -> None:
    hours = summary(a_month()).by_hour
    counted = {hour: n for hour, n in zip(hours.hours, hours.workouts, strict=True) if n}
    assert counted == {0: 1, 6: 1, 7: 3, 18: 1, 23: 1}
    assert hours.hours == list(range(24))


def test_whole_weeks_alone_are_weeks() -> None:
    """The fifth week lacks its Sunday, so that its workout is in no week."""
    found = summary(a_month())
    mondays = [date.fromordinal(FIRST_DAY + 7 * week) for week in range(4)]
    assert found.weeks.monday_on == mondays
    assert found.weeks.workouts == [3, 1, 2, 0]
    assert found.weeks.minutes == [130.0, 0.0, 70.0, 0.0]
    assert found.weeks.energy_kcal == [850.0, 350.0, 500.0, 0.0]
    assert found.weekly_workouts is not None
    assert (found.weekly_workouts.mean, found.weekly_workouts.weeks) == (1.5, 4)


def test_a_week_with_the_strap_off_is_no_week_without_training() -> None:
    told = recorded(28, without=(7, 8, 9, 16))
    assert summary(told).weeks.monday_on == [
        date.fromordinal(FIRST_DAY + 7 * week) for week in (0, 2, 3)
    ]


def test_days_without_the_strap_are_not_days_without_training() -> None:
    """Five workouts on the five recorded days of a week are seven a week, and told as five."""
    told = with_workouts(
        recorded(14, without=(5, 6)),
        FIRST_DAY + np.array([0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 12, 13]),
        (),
        start_hours=np.full(12, 8.0),
    )
    found = summary(told)
    assert found.weeks.workouts == [5, 7]
    assert found.weekly_workouts is not None
    assert found.weekly_workouts.mean == 7.0


def test_one_is_told_in_the_singular() -> None:
    told = with_workouts(recorded(7), FIRST_DAY + np.array([2]), (), start_hours=np.array([8.0]))
    assert headline(rule(told, NOTHING)) == (
        "Over your last 7 days you trained on 1: 1 workout, 1.0 a week (1 whole week), of 60 "
        "minutes on average, most often 'running' (1)."
    )


def test_the_training_impulse_is_that_of_the_engine() -> None:
    rng = np.random.default_rng(0)
    percents = rng.dirichlet(np.ones(6), 14)[:, 1:].T * 100
    told = with_workouts(
        recorded(14),
        FIRST_DAY + np.arange(14),
        (),
        start_hours=np.full(14, 8.0),
        duration_minutes=rng.uniform(20, 90, 14),
        **zones(*percents),
    )
    trimp = workout_table(told).trimp
    expected = [trimp[:7].sum(), trimp[7:].sum()]
    assert summary(told).weeks.training_impulse == pytest.approx(expected, abs=0.06)


def test_weekly_intervals_are_students_where_weeks_are_independent() -> None:
    weeks = [2.0, 4.0, 3.0, 3.0, 5.0, 1.0, 4.0, 2.0]
    interval = mean_with_interval(weeks).interval90
    assert interval is not None
    half = student.ppf(0.95, 7) * np.std(weeks, ddof=1) / np.sqrt(8)
    assert interval.low == pytest.approx(3 - half, abs=0.06)
    assert interval.high == pytest.approx(3 + half, abs=0.06)


def test_three_weeks_have_no_interval_and_none_is_below_zero() -> None:
    assert mean_with_interval([1.0, 2.0, 3.0]).interval90 is None
    low = mean_with_interval([0.0, 0.0, 0.0, 5.0]).interval90
    assert low is not None
    assert low.low == 0.0


def test_half_a_year_and_twenty_kinds_are_the_most() -> None:
    names = tuple(f"sport_{number % 25:02d}" for number in range(400))
    told = with_workouts(
        recorded(400), FIRST_DAY + np.arange(400), names, start_hours=np.full(400, 9.0)
    )
    found = summary(told)
    assert found.workouts == found.recorded_days == 182
    assert found.first_on == date.fromordinal(FIRST_DAY + 400 - 182)
    assert len(found.activities) == MOST_ACTIVITIES
    assert len(found.weeks.monday_on) <= 26
    lengths = {
        len(column)
        for column in (found.weeks.workouts, found.weeks.minutes, found.weeks.training_impulse)
    }
    assert lengths == {len(found.weeks.monday_on)}


def test_zones_and_day_sleepers_change_no_count() -> None:
    told = a_month()
    nights = told.nights
    offsets = type(nights.strain)("d", np.where(np.arange(34) < 10, 0.0, 540.0))
    onset = type(nights.strain)("d", np.full(34, 9.0))
    other = replace(
        told, nights=replace(nights, utc_offset_minutes=offsets, sleep_onset_hours=onset)
    )
    assert summary(other) == summary(told)


def test_the_rule_says_the_same_without_intervals() -> None:
    conclusion = rule(a_month(), NOTHING)
    assert conclusion.basis is Basis.RULE
    assert conclusion.finding is not None
    assert conclusion.finding.weekly_workouts is not None
    assert conclusion.finding.weekly_workouts.interval90 is None
    sentence = headline(conclusion)
    assert sentence == (
        "Over your last 34 days you trained on 6: 7 workouts, 1.5 a week (4 whole weeks), of 35 "
        "minutes on average, most often 'running' (4)."
    )


def test_nothing_and_no_workout_are_told() -> None:
    assert headline(rule(empty(), NOTHING)) == "No day is recorded yet."
    assert headline(infer(empty(), {}, NOTHING)) == "No day is recorded yet."
    idle = infer(recorded(30), {}, NOTHING)
    assert headline(idle) == "No workout is recorded in your last 30 days."
    assert INSIGHT.have(recorded(7)) == INSIGHT.need
