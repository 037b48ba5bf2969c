"""What every insight of the catalogue keeps to, one test an insight and promise."""

import copy
import json
import os
import pickle
import pickletools
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from importlib import import_module
from pathlib import Path
from random import Random
from typing import TypeAlias

import numpy as np
import pytest

from ml.catalogue import CATALOGUE
from ml.conclusion import AnyConclusion
from ml.engines.effect import Effect as EngineEffect
from ml.history import History, decode, encode
from ml.insight import AnyInsight
from ml.task import load_model
from schema.answer import Claim
from tests.ml.asking import NO_ARGUMENTS, Answered, ask, ask_blob, finding
from tests.ml.bounds import check
from tests.ml.every import EVERY, LEARNED, questions
from tests.ml.histories import ODD, answers, first_days, rows, with_answers

ODD_ONE = pytest.mark.parametrize("odd", ODD)

ROOT = Path(__file__).parents[2]
OURS = {"schema", "ml", "storage", "resolvers", "commands", "simulation", "tests"}


Told: TypeAlias = Callable[[AnyInsight, str], Answered]


@pytest.fixture(scope="session")
def told_once(usual: History) -> Told:
    """Return a function of an insight and a question: what is told of the usual history."""

    @cache
    def told(insight: AnyInsight, question: str) -> Answered:
        return ask(insight.stem, usual, question)

    return told


@EVERY
def test_same_history_same_conclusion(insight: AnyInsight, usual: History, told_once: Told) -> None:
    for question in questions(insight):
        first, again = told_once(insight, question), ask(insight.stem, usual, question)
        assert first.text is not None
        assert (first.text, first.headline) == (again.text, again.headline)


IN_ANOTHER_PROCESS = """
import json, pathlib, sys
from tests.ml.asking import ask_blob
blob = pathlib.Path(sys.argv[1]).read_bytes()
asked = json.loads(sys.argv[2])
print(json.dumps([ask_blob(stem, blob, question).text for stem, question in asked]))
"""


@dataclass(frozen=True)
class Elsewhere:
    """What another process concluded, by insight and arguments."""

    texts: dict[tuple[str, str], str]


@pytest.fixture(scope="session")
def elsewhere(usual: History, tmp_path_factory: pytest.TempPathFactory) -> Elsewhere:
    path = tmp_path_factory.mktemp("elsewhere") / "history"
    path.write_bytes(encode(usual))
    asked = [(insight.stem, question) for insight in CATALOGUE for question in questions(insight)]
    other_seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    done = subprocess.run(
        [sys.executable, "-c", IN_ANOTHER_PROCESS, str(path), json.dumps(asked)],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": other_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    return Elsewhere(dict(zip(asked, json.loads(done.stdout), strict=True)))


@EVERY
def test_same_conclusion_in_another_process(
    insight: AnyInsight, told_once: Told, elsewhere: Elsewhere
) -> None:
    for question in questions(insight):
        assert told_once(insight, question).text == elsewhere.texts[insight.stem, question]


@EVERY
def test_input_is_left_untouched(insight: AnyInsight, usual: History) -> None:
    module, history = import_module(f"ml.analyses.{insight.stem}"), decode(encode(usual))
    used = {stem: conclusion_of(ask(stem, history)) for stem in insight.uses}
    before = encode(history), copy.deepcopy(used)
    if insight.learned:
        fitted = module.fit(history)
        model = pickle.dumps(fitted.model)
        module.infer(fitted.model, history, used, insight.arguments())
        assert pickle.dumps(fitted.model) == model
    else:
        module.infer(history, used, insight.arguments())
    insight.headline(insight.rule(history, insight.arguments()))
    assert (encode(history), used) == before


def conclusion_of(answered: Answered) -> AnyConclusion:
    assert answered.conclusion is not None
    return answered.conclusion


@EVERY
def test_the_future_changes_no_past_answer(insight: AnyInsight, usual: History) -> None:
    nights = usual.nights
    past = 120
    later = list(range(past, len(nights.day)))
    Random(0).shuffle(later)  # noqa: S311 no secret
    mixed = rows(nights, [*range(past), *later])
    mixed.day[:] = nights.day
    as_of = date.fromordinal(nights.day[past - 1])
    names = (*usual.questions, "a_new_question")
    other = replace(usual, nights=mixed, questions=names)
    until = as_of.toordinal()
    told_later = [(day, 10, day % 2) for day in nights.day if day > until]
    kept = [(day, place, yes if day <= until else 1 - yes) for day, place, yes in answers(usual)]
    other = with_answers(other, [*kept, *told_later])
    assert encode(other) != encode(usual)
    for question in questions(insight):
        told = ask(insight.stem, usual, question, as_of=as_of)
        assert told.text is not None
        for changed in (other, usual.until(as_of), usual.until(as_of + timedelta(days=1))):
            again = ask(insight.stem, changed, question, as_of=as_of)
            assert (again.text, again.headline) == (told.text, told.headline)


@EVERY
def test_refuses_one_day_short_and_answers_at_the_minimum(
    insight: AnyInsight, usual: History, least: Callable[[AnyInsight], int]
) -> None:
    days = least(insight)
    assert insight.have(first_days(usual, days)) == insight.need > 0
    assert insight.have(first_days(usual, days - 1)) < insight.need
    for question in questions(insight):
        told = ask(insight.stem, first_days(usual, days), question)
        assert told.conclusion is not None
        assert finding(told) is not None
        check(told.conclusion)


@ODD_ONE
@EVERY
def test_never_raises(
    insight: AnyInsight, odd: str, usual: History, least: Callable[[AnyInsight], int]
) -> None:
    for history in (ODD[odd](usual), ODD[odd](first_days(usual, least(insight)))):
        blob, model = encode(history), None
        for question in questions(insight):
            told = ask_blob(insight.stem, blob, question, model=model)
            model = model or told.model  # the first question's serves the others
            if told.conclusion is not None:
                check(told.conclusion)
                assert told.headline == insight.headline(told.conclusion)


@EVERY
def test_asking_for_a_day_before_all_data_does_not_raise(
    insight: AnyInsight, usual: History
) -> None:
    before = date.fromordinal(usual.nights.day[0] - 1)
    told = ask(insight.stem, usual, as_of=before)
    nobody = ask(insight.stem, first_days(usual, 0))
    assert told.text == nobody.text


@LEARNED
def test_a_stored_model_gives_the_same_conclusion(
    insight: AnyInsight, usual: History, told_once: Told
) -> None:
    fresh = told_once(insight, NO_ARGUMENTS)
    assert fresh.model is not None
    for question in questions(insight):
        fitted_anew = told_once(insight, question)
        stored = ask(insight.stem, usual, question, model=fresh.model)
        assert stored.model is None
        assert (stored.text, stored.headline) == (fitted_anew.text, fitted_anew.headline)


@LEARNED
def test_a_model_serves_the_day_after_it_was_fitted(insight: AnyInsight, usual: History) -> None:
    yesterday = date.fromordinal(usual.nights.day[-2])
    model = ask(insight.stem, usual, as_of=yesterday).model
    told = ask(insight.stem, usual, model=model)
    assert told.conclusion is not None
    check(told.conclusion)


@LEARNED
def test_a_model_holds_no_class_of_ours(insight: AnyInsight, told_once: Told) -> None:
    model = told_once(insight, NO_ARGUMENTS).model
    assert model is not None
    assert modules_in(load_model(model)) & OURS == set()


def test_a_class_of_ours_would_be_seen() -> None:
    assert modules_in({"claim": Claim.NONE, "values": np.zeros(2)}) >= {"schema", "numpy"}
    assert "ml" in modules_in([EngineEffect])


def modules_in(model: object) -> set[str]:
    """Return the packages that a pickle names; protocol 2 spells each out."""
    opcodes = pickletools.genops(pickle.dumps(model, protocol=2))
    return {str(arg).split(".")[0] for opcode, arg, _ in opcodes if opcode.name == "GLOBAL"}


@EVERY
def test_every_number_keeps_its_bounds(insight: AnyInsight, told_once: Told) -> None:
    for question in questions(insight):
        check(conclusion_of(told_once(insight, question)))


@EVERY
def test_what_has_no_error_budget_claims_nothing(insight: AnyInsight, told_once: Told) -> None:
    if insight.error_budget is None:
        told = [conclusion_of(told_once(insight, asked)) for asked in questions(insight)]
        assert {conclusion.claim for conclusion in told} == {Claim.DESCRIPTIVE}
