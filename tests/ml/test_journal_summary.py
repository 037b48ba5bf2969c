from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from ml.analyses import habit_impact
from ml.analyses.journal_summary import infer
from ml.conclusion import AnyConclusion, Conclusion
from ml.engines.arrays import Floats
from ml.history import History, empty
from ml.insight import TooLittleData
from ml.insights.habit_impact import rule as habit_rule
from ml.insights.journal_summary import answered_nights, headline, rule, runs
from schema.answer import Basis, Claim
from schema.arguments import NoArguments
from schema.habit_impact import HabitImpact
from schema.journal_summary import JournalQuestion, JournalSummary
from tests.ml.engines.person import FIRST_DAY, history, person

NOTHING = NoArguments()
UNLOGGED = np.nan


def journal(*columns: list[float], last_night: int | None = None) -> History:
    """Return a history with one question a column, named a, b and so on."""
    answers = np.array(columns, dtype=np.float64).T
    n_nights = last_night or len(answers)
    padded = np.full((n_nights, len(columns)), UNLOGGED)
    padded[: len(answers)] = answers
    nights: dict[str, Floats] = {"recovery_percent": np.full(n_nights, 60.0)}
    return history(nights, padded, tuple("abcdefgh"[: len(columns)]))


def undecided(lived: History) -> Mapping[str, AnyConclusion]:
    return {"habit_impact": habit_rule(lived, NOTHING)}


def decided(lived: History) -> Conclusion[HabitImpact]:
    model = habit_impact.fit(lived).model
    return habit_impact.infer(model, lived, {}, NOTHING)  # pyright: ignore[reportArgumentType] as `fit` wrote it


def impact_of(conclusion: Conclusion[HabitImpact]) -> HabitImpact:
    assert conclusion.finding is not None
    return conclusion.finding


def found(lived: History, used: Mapping[str, AnyConclusion] | None = None) -> JournalSummary:
    conclusion = infer(lived, used or undecided(lived), NOTHING)
    assert conclusion.claim is Claim.DESCRIPTIVE
    assert conclusion.tested is None
    assert conclusion.finding is not None
    return conclusion.finding


def by_habit(told: JournalSummary) -> dict[str, JournalQuestion]:
    return {question.habit: question for question in told.questions}


def test_counts_by_hand_with_unlogged_as_neither() -> None:
    told = found(
        journal([1, 1, UNLOGGED, 0, 1, 1, 1], [0, UNLOGGED, UNLOGGED, 0, UNLOGGED, 0, UNLOGGED])
    )
    assert (told.nights, told.answered_nights) == (7, 6)
    assert (told.longest_answered_nights, told.current_answered_nights) == (4, 4)
    assert told.first_on == date.fromordinal(FIRST_DAY)
    first, second = told.questions
    assert (first.habit, first.nights_with, first.nights_without) == ("a", 5, 1)
    assert (first.longest_yes_nights, first.current_yes_nights) == (3, 3)
    assert first.last_yes_on == date.fromordinal(FIRST_DAY + 6)
    assert (second.habit, second.nights_with, second.nights_without) == ("b", 0, 3)
    assert (second.last_yes_on, second.longest_yes_nights) == (None, 0)


def test_the_journal_is_counted_from_its_first_answer_to_the_last_day() -> None:
    told = found(journal([UNLOGGED, UNLOGGED, 1, 0], last_night=10))
    assert (told.nights, told.answered_nights) == (8, 2)
    assert told.current_answered_nights == 0


def test_a_run_goes_on_while_the_last_night_is_not_answered_yet() -> None:
    assert found(journal([1, 1, 1], last_night=4)).current_answered_nights == 3
    assert found(journal([1, 1, 1], last_night=5)).current_answered_nights == 0


def test_a_journal_without_nights_is_counted_to_its_own_last_answer() -> None:
    lived = replace(journal([1, 0, UNLOGGED, 1], last_night=9), nights=empty().nights)
    told = found(lived)
    assert (told.nights, told.answered_nights, told.current_answered_nights) == (4, 3, 1)


def test_runs_by_hand() -> None:
    assert runs([], last=5) == (0, 0)
    assert runs([5], last=5) == (1, 1)
    assert runs([1, 2, 4, 5, 6, 9], last=9) == (3, 1)
    assert runs([1, 2, 3], last=9) == (3, 0)


def test_decisions_are_those_of_habit_impact_word_for_word() -> None:
    lived = person(365, habit_effects_sd=(-1.2, 0.0, 0.0)).history()
    conclusion = decided(lived)
    impact = impact_of(conclusion)
    told = found(lived, {"habit_impact": conclusion})
    questions = by_habit(told)
    assert (told.tested, told.found) == (impact.tested, impact.found) == (3, 1)
    for habit in impact.habits:
        decision = questions[habit.habit].decision
        assert decision is not None
        assert (decision.claim, decision.headline) == (habit.claim, habit.headline)
    strongest = questions["habit_0"].decision
    assert strongest is not None
    assert strongest.claim is Claim.ESTABLISHED


def test_habits_answered_alike_share_one_decision() -> None:
    lived = person(200, habit_effects_sd=(-1.2, 0.0)).history()
    conclusion = decided(lived)
    impact = impact_of(conclusion)
    first = replace(impact.habits[0], habit="habit_0", merged_with=["not habit_1"])
    merged = replace(conclusion, finding=replace(impact, habits=[first]))
    questions = by_habit(found(lived, {"habit_impact": merged}))
    assert questions["habit_1"].decision == questions["habit_0"].decision
    assert questions["habit_1"].decision is not None


def test_where_habit_impact_found_nothing_to_compare_nothing_is_decided() -> None:
    lived = journal([1, 0, 1, 0, 1, 0, 1, 0])
    told = found(lived)
    assert (told.tested, told.found) == (0, 0)
    assert told.questions[0].decision is None
    assert found(lived, {"habit_impact": Conclusion(None, Basis.RULE)}) == told


def test_answered_nights_are_counted_once_each() -> None:
    assert answered_nights(journal([1, 0, UNLOGGED], [0, 0, UNLOGGED])) == 2
    assert answered_nights(empty()) == 0


def test_no_answer_is_too_little() -> None:
    nobody = journal([UNLOGGED] * 20)
    with pytest.raises(TooLittleData):
        infer(nobody, undecided(nobody), NOTHING)
    assert headline(rule(nobody, NOTHING)) == "No answer in the journal is known yet."


def test_headlines() -> None:
    lived = journal([1, 0, 1, 1, UNLOGGED, 1, 1, 0], last_night=9)
    told = rule(lived, NOTHING)
    assert told.basis is Basis.RULE
    counted = (
        "You answered the journal on 7 of 9 nights, 4 in a row at most and 3 up to now, "
        "1 question in all"
    )
    assert headline(told) == f"{counted}."
    assert headline(infer(lived, undecided(lived), NOTHING)) == (
        f"{counted}; no habit has 10 answers yes and 10 no, so that none is compared with recovery."
    )
    planted = person(365, habit_effects_sd=(-1.2, 0.0, 0.0)).history()
    said = headline(infer(planted, {"habit_impact": decided(planted)}, NOTHING))
    assert said.endswith("; of 3 habits compared with recovery, 1 has an established difference.")
