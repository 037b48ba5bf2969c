from dataclasses import replace

import numpy as np
import pytest

from ml.clock import hours
from ml.history import History
from schema.answer import Claim
from schema.sleep_window import SleepWindow, WindowEdge
from simulation.person import SimulatedPerson
from simulation.truth import Truth
from tests.ml.asking import Answered, ask, finding
from tests.ml.histories import first_days, with_nights
from tests.ml.simulated import Town

HILL_SEEDS = range(12)
NULL_SEEDS = range(20)


def window_of(answered: Answered) -> SleepWindow:
    found = finding(answered)
    assert isinstance(found, SleepWindow)
    return found


def centre(found: SleepWindow) -> float:
    """Return the middle of the window, hours about midnight."""
    assert found.window is not None
    return (hours(found.window.start) + 0.5 + 12) % 24 - 12


def best_hour(truth: Truth) -> float:
    """Return the middle of the best 60 minutes there really are."""
    grid, points = truth.bedtime_hours, truth.bedtime_points
    whole = [hour for hour in grid if np.sum(np.abs(grid - hour) <= 0.5) == 5]
    return max(whole, key=lambda hour: points[np.abs(grid - hour) <= 0.5].mean())


def turned(history: History, by: float) -> History:
    """Return the history of somebody who does all that many hours later."""
    nights, workouts = history.nights, history.workouts
    moved = with_nights(
        history,
        sleep_onset_hours=[hour + by for hour in nights.sleep_onset_hours],
        wake_onset_hours=[hour + by for hour in nights.wake_onset_hours],
    )
    start = workouts.start_hours[:]
    for row, hour in enumerate(start):
        start[row] = hour + by
    return replace(moved, workouts=replace(workouts, start_hours=start))


def test_planted_hill_is_claimed_at_its_top(town: Town) -> None:
    lives = [town.life("hill", 365, seed) for seed in HILL_SEEDS]
    told = [ask("sleep_window", history) for _, history in lives]
    claims = [answered.conclusion.claim for answered in told if answered.conclusion]
    assert claims.count(Claim.ESTABLISHED) >= 0.8 * len(lives)
    errors = [
        abs(centre(window_of(answered)) - best_hour(person.truth))
        for (person, _), answered in zip(lives, told, strict=True)
    ]
    assert np.median(errors) <= 0.5


def test_gain_of_a_planted_hill_is_about_right(town: Town) -> None:
    covered, errors = 0, []
    for seed in HILL_SEEDS:
        person, history = town.life("hill", 365, seed)
        found = window_of(ask("sleep_window", history))
        assert found.window is not None
        near = np.abs(person.truth.bedtime_hours - centre(found)) <= 0.5
        true = person.truth.bedtime_points[near].mean()
        interval = found.window.gain_interval90
        covered += interval.low <= true <= interval.high
        errors.append(found.window.gain_points - true)
    assert covered >= 0.75 * len(errors)
    assert abs(np.mean(errors)) < 1.5


def test_of_nothing_nothing_is_established_beyond_the_budget(town: Town) -> None:
    told = [ask("sleep_window", town.life("nothing", 180, seed)[1]) for seed in NULL_SEEDS]
    claims = [answered.conclusion.claim for answered in told if answered.conclusion]
    assert len(claims) == len(NULL_SEEDS)
    # The budget of .015 leaves one in twenty to chance.
    assert claims.count(Claim.ESTABLISHED) <= 1


@pytest.fixture(scope="module")
def life(town: Town) -> tuple[SimulatedPerson, History]:
    return town.life("hill", 365, 1)


def test_usual_times_are_those_lived(life: tuple[SimulatedPerson, History]) -> None:
    person, history = life
    found = window_of(ask("sleep_window", history))
    recent = person.bedtime_hours[np.isfinite(person.bedtime_hours)][-90:]
    usual = (hours(found.usual_bedtime) + 12) % 24 - 12
    assert usual == pytest.approx(recent.mean(), abs=0.05)
    assert found.bedtime_sd_minutes == pytest.approx(60 * recent.std(), rel=0.05)


def test_whole_days_change_nothing(life: tuple[SimulatedPerson, History]) -> None:
    _, history = life
    onset = history.nights.sleep_onset_hours
    moved = with_nights(
        history, sleep_onset_hours=[hour + 24 * (row % 3 - 1) for row, hour in enumerate(onset)]
    )
    one, other = (window_of(ask("sleep_window", each)) for each in (history, moved))
    assert one.window is not None
    assert other.window is not None
    assert (one.usual_bedtime, one.window.start) == (other.usual_bedtime, other.window.start)
    assert one.window.gain_points == pytest.approx(other.window.gain_points, abs=0.05)
    assert one.e_value == pytest.approx(other.e_value, rel=1e-6)


def test_a_day_sleeper_has_the_window_twelve_hours_later(
    life: tuple[SimulatedPerson, History],
) -> None:
    _, history = life
    night, day = (window_of(ask("sleep_window", turned(history, by))) for by in (0, 12))
    assert night.window is not None
    assert day.window is not None
    for by_night, by_day in (
        (night.window.start, day.window.start),
        (night.window.end, day.window.end),
        (night.usual_bedtime, day.usual_bedtime),
        (night.usual_wake_time, day.usual_wake_time),
    ):
        assert (hours(by_day) - hours(by_night)) % 24 == pytest.approx(12, abs=1 / 60 + 1e-9)
    assert day.window.gain_points == pytest.approx(night.window.gain_points, abs=0.05)
    assert day.window.nights == night.window.nights
    assert day.e_value == pytest.approx(night.e_value, rel=1e-3)


def test_under_thirty_nights_it_describes_and_claims_nothing(
    life: tuple[SimulatedPerson, History],
) -> None:
    _, history = life
    answered = ask("sleep_window", first_days(history, 25))
    assert answered.conclusion is not None
    assert answered.conclusion.claim is Claim.DESCRIPTIVE
    found = window_of(answered)
    assert found.window is None
    assert found.curve is None


def test_a_window_at_the_end_of_what_was_lived_says_so(town: Town) -> None:
    _, history = town.life("nothing", 180, 3)
    onset = np.asarray(history.nights.sleep_onset_hours)
    rising = np.clip(60 - 12 * (onset - np.nanmean(onset)), 1, 99)
    found = window_of(ask("sleep_window", with_nights(history, recovery_percent=rising.tolist())))
    assert found.window is not None
    assert found.window.edge is WindowEdge.EARLIEST
    falling = np.clip(60 + 12 * (onset - np.nanmean(onset)), 1, 99)
    found = window_of(ask("sleep_window", with_nights(history, recovery_percent=falling.tolist())))
    assert found.window is not None
    assert found.window.edge is WindowEdge.LATEST


@pytest.mark.parametrize("recovery", [[1.0, 99.0], [40.0, 40.001]], ids=["extremes", "hardly"])
def test_recovery_that_its_own_past_explains_wholly_has_no_window(
    life: tuple[SimulatedPerson, History], recovery: list[float]
) -> None:
    _, history = life
    count = len(history.nights.day)
    regular = with_nights(history, recovery_percent=(recovery * count)[:count])
    assert window_of(ask("sleep_window", regular)).window is None
