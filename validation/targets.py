"""The targets of the effect insights, each with its bar and what was measured."""

from collections.abc import Iterator
from itertools import chain

from ml.insights import workout_recommendation
from validation import bedtimes, habits, nothing
from validation.bedtimes import WindowTold
from validation.effects import USUAL_HABITS, Effects
from validation.habits import HabitLife
from validation.measured import Bar, Measured, mean, median, share
from validation.tables import Row

A_YEAR = 365
FALSE_EVER = Bar(at_most=0.05)
ONE_LOOK = Bar(at_most=0.05)
SIGN, FALSE_DISCOVERIES = Bar(at_least=0.96), Bar(at_most=0.05)
# SDs of the effect, nights, and the least share found.
POWER = ((1.2, 120, 0.85), (0.8, 180, 0.72), (0.5, 365, 0.66))
EARLY_POWER = ((0.8, 120, 0.65), (0.5, 180, 0.43))
COVERED_AT_CLAIM, COVERED = Bar(0.88, 0.93), Bar(0.89, 0.94)
WINDOW_NULL, WINDOW_POWER = Bar(at_most=0.015), Bar(at_least=0.85)
WINDOW_ERROR, WINDOW_REGRET = Bar(at_most=20), Bar(at_most=1)
WINDOW_COVERED = Bar(0.85, 0.97)
TYPE_NULL, TYPE_POWER = Bar(at_most=0.005), Bar(at_least=0.53)
# The curves of which power is asked; the steeper one is seen by everybody.
ASKED_POWER_SD = 0.33


def rows(lives: Effects) -> list[Row]:
    """Return every target, in the order of their numbers."""
    found = chain(
        _nothing(lives), _habit_claims(lives), _power(lives), _coverage(lives), _windows(lives)
    )
    return sorted([*found, *_types(lives)], key=lambda row: row.target)


def _nothing(lives: Effects) -> Iterator[Row]:
    for name, people in lives.nothing.items():
        ever = share([any(person.established.values()) for person in people])
        early = share([any(person.early.values()) for person in people])
        who = f"nothing true, {name}: people told "
        yield Row(1, f"{who}anything ESTABLISHED in a year, all gates", ever, FALSE_EVER)
        yield Row(1, f"{who}anything EMERGING or ESTABLISHED in a year", early)
        window = share([person.established["sleep_window"] for person in people])
        yield Row(6, f"{who}a sleep window (ESTABLISHED) in a year", window, WINDOW_NULL)
    for nights in nothing.ONE_LOOK_NIGHTS:
        rejected = share([person.rejected[nights] for person in lives.nothing[USUAL_HABITS]])
        what = f"nothing true: people with a false discovery at one look, {nights} nights"
        yield Row(2, what, rejected, ONE_LOOK)


def _habit_claims(lives: Effects) -> Iterator[Row]:
    for sd, people in lives.habits.items():
        claims = [claim for person in people for claim in person.claims]
        sign = share([claim.sign_right for claim in claims])
        false = mean([person.false_share for person in people])
        # Of a claim of nothing no sign is right.
        yield Row(3, f"{sd} SD: sign of ESTABLISHED claims right, false ones counted", sign, SIGN)
        yield Row(3, f"{sd} SD: false share of a person's claims", false, FALSE_DISCOVERIES)
        null = share([not claim.real for claim in claims])
        yield Row(3, f"{sd} SD: false share of all claims pooled", null)


def _power(lives: Effects) -> Iterator[Row]:
    for bars, early, level in (
        (POWER, False, "ESTABLISHED"),
        (EARLY_POWER, True, "at least EMERGING"),
    ):
        for sd, nights, least in bars:
            people, what = lives.habits[sd], f"{sd} SD: habits {level} by {nights} nights"
            usual = found_share(people, nights, early=early)
            yield Row(4, f"{what}, one journal in ten skipped", usual, Bar(at_least=least))
            answered = found_share(people, nights, early=early, answered=True)
            yield Row(4, f"{what}, every journal answered", answered, Bar(at_least=least))


def found_share(
    people: list[HabitLife],
    nights: int,
    *,
    early: bool = False,
    pre_registered: bool = False,
    answered: bool = False,
) -> Measured:
    """Return the share of real habits that were found by so many nights."""
    real = [
        habit
        for person in people
        for habit in (person.answered if answered else person.habits)
        if habit.pre_registered == pre_registered
    ]
    return share([(habit.early if early else habit.established)[nights] for habit in real])


def _coverage(lives: Effects) -> Iterator[Row]:
    for sd, people in lives.habits.items():
        at_claim = share([claim.covers for person in people for claim in person.claims])
        what = f"{sd} SD: 90 % interval covers the truth, at the first claim"
        yield Row(5, what, at_claim, COVERED_AT_CLAIM)
        ever = [c for person in people for nights in habits.HORIZONS for c in person.covers[nights]]
        what = f"{sd} SD: 90 % interval covers the truth, all habits, claimed or not"
        yield Row(5, what, share(ever), COVERED)


def _windows(lives: Effects) -> Iterator[Row]:
    for curve, people in lives.bedtimes.items():
        told = windows_told(lives, curve, A_YEAR)
        claimed = [window for window in told if window.established]
        if bedtimes.CURVES[curve].sd == ASKED_POWER_SD:
            power = share([person.established[A_YEAR] for person in people])
            yield Row(6, f"{curve}: window ESTABLISHED by 365 nights", power, WINDOW_POWER)
        error = median([window.error_minutes for window in claimed])
        yield Row(6, f"{curve}: median error of a claimed window", error, WINDOW_ERROR, "min")
        regret = mean([window.regret_points for window in claimed])
        yield Row(6, f"{curve}: mean regret of a claimed window", regret, WINDOW_REGRET, "points")
        covers = [w.covers for n in bedtimes.HORIZONS for w in windows_told(lives, curve, n)]
        what = f"{curve}: 90 % interval covers the gain, all windows"
        yield Row(6, what, share(covers), WINDOW_COVERED)


def windows_told(lives: Effects, curve: str, nights: int) -> list[WindowTold]:
    """Return the windows told after so many nights, claimed or not."""
    return [person.windows[nights] for person in lives.bedtimes[curve] if nights in person.windows]


def _types(lives: Effects) -> Iterator[Row]:
    everybody = list(chain(*lives.nothing.values()))
    null = share([person.established[workout_recommendation.INSIGHT.stem] for person in everybody])
    yield Row(13, "nothing true: people told a best type of workout in a year", null, TYPE_NULL)
    for count, bar in ((60, None), (150, TYPE_POWER)):
        compared = [life.found_of_compared for life in lives.types]
        done = [life.found_of_done for life in lives.types]
        for counted, found in (("compared", compared), ("done", done)):
            power = share([by_count[count] for by_count in found if count in by_count])
            yield Row(13, f"best type, 1 SD: named by {count} workouts {counted}", power, bar)
    another = share([person.named_another for person in lives.types])
    yield Row(13, "best type, 1 SD: people told another type is best", another)
