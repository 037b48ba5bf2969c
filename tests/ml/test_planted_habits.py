from array import array
from dataclasses import replace

import numpy as np
import pytest

from ml.history import History
from schema.answer import Claim
from schema.habit_impact import HabitEffect, HabitImpact
from tests.ml.asking import ask, finding
from tests.ml.histories import answers, with_answers
from tests.ml.simulated import Town

SEEDS = range(5)
NULL_SEEDS = range(20)
# Half of a simulated person's own interval either way, over five people.
POINTS = 2.5


def impact(history: History) -> HabitImpact:
    found = finding(ask("habit_impact", history))
    assert isinstance(found, HabitImpact)
    return found


def effect(history: History, name: str = "alcohol") -> HabitEffect:
    return next(habit for habit in impact(history).habits if habit.habit == name)


def shifted(history: History, days: int) -> History:
    """Return the history as if each answer were about another night."""
    journal = history.journal
    return replace(
        history, journal=replace(journal, day=array("q", (day + days for day in journal.day)))
    )


def drinkers(town: Town) -> list[tuple[float, History]]:
    """Return (true points, history) of people for whom alcohol alone does something."""
    lives = (town.life("alcohol", 365, seed) for seed in SEEDS)
    return [(person.truth.habit_points["alcohol"], history) for person, history in lives]


def test_planted_alcohol_is_found_with_its_sign_and_size(town: Town) -> None:
    errors = []
    for true, history in drinkers(town):
        found = effect(history)
        assert found.claim is Claim.ESTABLISHED
        assert found.effect.interval90.high < 0
        assert found.effect.interval90.low - POINTS < true < found.effect.interval90.high + POINTS
        errors.append(found.effect.estimate - true)
    assert abs(np.mean(errors)) < POINTS


def test_what_has_no_effect_is_not_established_beside_alcohol(town: Town) -> None:
    for _, history in drinkers(town):
        found = impact(history)
        established = {habit.habit for habit in found.habits if habit.claim is Claim.ESTABLISHED}
        assert established == {"alcohol"}
        assert found.tested == 10
        assert found.found == 1


@pytest.mark.parametrize("days", [1, -1])
def test_alcohol_is_lost_when_the_journal_is_a_day_off(town: Town, days: int) -> None:
    for _, history in drinkers(town):
        lost = effect(shifted(history, days))
        assert lost.claim is Claim.NONE
        assert lost.effect.estimate > -5


def test_of_nothing_nothing_is_established_beyond_the_budget(town: Town) -> None:
    false_claims = sum(
        bool(impact(town.life("nothing", 180, seed)[1]).found) for seed in NULL_SEEDS
    )
    # The budget of .05 allows one in twenty.
    assert false_claims <= 1


def test_what_is_not_logged_is_no_control(town: Town) -> None:
    person, whole = town.life("alcohol", 365, 0)
    assert effect(whole).claim is Claim.ESTABLISHED
    yes_alone = town.imported(person, lambda lines: [line for line in lines if ",true," in line])
    found = impact(yes_alone)
    assert found.habits == []
    assert found.tested == 0
    assert {habit.habit for habit in found.too_few_answers} == set(whole.questions)
    assert all(habit.nights_without == 0 for habit in found.too_few_answers)
    assert all(habit.nights_with > 10 for habit in found.too_few_answers)


def test_counts_are_those_of_the_answers(town: Town) -> None:
    _, history = town.life("alcohol", 365, 0)
    alcohol = history.questions.index("alcohol")
    yes = sum(yes for _, question, yes in answers(history) if question == alcohol)
    found = effect(history)
    # The first nights calibrate, and a night after a missing one has no recovery before it.
    assert 0.9 * yes < found.nights_with <= yes
    assert found.nights_with == found.effect.nights_exposed
    assert found.nights_with + found.nights_without == found.effect.nights


def test_ten_answers_on_both_sides_are_needed(town: Town) -> None:
    _, history = town.life("alcohol", 365, 0)
    alcohol = history.questions.index("alcohol")
    yes = [answer for answer in answers(history) if answer[1:] == (alcohol, 1)]
    rest = [answer for answer in answers(history) if answer[1:] == (alcohol, 0)]
    known = {
        day
        for day, recovery in zip(history.nights.day, history.nights.recovery_percent, strict=True)
        if recovery == recovery  # noqa: PLR0124 NaN alone differs from itself
    }
    yes = [answer for answer in yes if answer[0] in known]
    found = impact(with_answers(history, [*rest, *yes[:9]]))
    assert found.habits == []
    assert (found.too_few_answers[0].habit, found.too_few_answers[0].nights_with) == ("alcohol", 9)


def test_habits_answered_alike_are_one_and_named(town: Town) -> None:
    _, history = town.life("alcohol", 365, 0)
    alcohol = history.questions.index("alcohol")
    alike = [
        (day, place, yes)
        for day, question, yes in answers(history)
        if question == alcohol
        for place in range(2)
    ]
    found = impact(with_answers(history, alike))
    assert found.tested == 1
    (habit,) = found.habits
    assert {habit.habit, *habit.merged_with} == set(history.questions[:2])
    assert f"cannot be told from {habit.merged_with[0].replace('_', ' ')!r}" in habit.headline
