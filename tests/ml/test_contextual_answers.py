import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np

from ml.analyses.contextual_advice import record
from ml.choices import Choices, Suggestion
from ml.engines.advice_days import CONTEXT, advice_days
from ml.engines.advice_effects import action_effects
from ml.engines.advice_learning import learned
from ml.engines.advice_log import described
from ml.engines.arrays import Floats
from ml.history import History
from schema.contextual_advice import AdviceAction
from tests.ml.drinker import USED, advised, alcohol, drinker, found, model_of
from tests.ml.histories import with_nights

NAMES = [action.name for action in AdviceAction]
THREE = {"NAP": 8.0, "EARLIER_BEDTIME": 0.0, "KEEP": 0.0}


def answers(
    history: History, gains: Mapping[str, float], n: int, seed: int
) -> tuple[History, Floats]:
    """Return the history after n answered suggestions, drawn evenly among three, with gains."""
    rng = np.random.default_rng(seed)
    days = np.asarray(history.nights.day)[-n - 1 : -1]
    drawn = rng.choice(list(gains), n)
    recovery = np.array(history.nights.recovery_percent)
    recovery[-n:] = np.clip(recovery[-n:] + [gains[each] for each in drawn], 1, 99)
    sizes = [1.0 if name in gains else np.nan for name in NAMES]
    context = json.dumps(described([0.0] * len(CONTEXT), sizes, [0.0] * len(NAMES)))
    suggestions = tuple(
        Suggestion(
            noted_on=date.fromordinal(day),
            key=f"contextual_advice:{date.fromordinal(day)}:{action}",
            insight="contextual_advice",
            action=action,
            context=context,
            propensity=1 / len(gains),
            verdict="FOLLOWED",
        )
        for day, action in zip(days.tolist(), drawn.tolist(), strict=True)
    )
    told = with_nights(history, recovery_percent=recovery.tolist())
    return replace(told, choices=Choices(person="a", suggestions=suggestions)), recovery


def test_answers_teach_what_an_action_gains() -> None:
    history, _ = answers(drinker(500), THREE, 150, 1)
    before, after = (
        found(advised(with_debt(each), habit_impact=alcohol()))
        for each in (replace(history, choices=Choices(person="a")), history)
    )
    gains = [
        next(each for each in finding.options if each.action is AdviceAction.NAP)
        for finding in (before, after)
    ]
    assert abs(gains[0].gain_points) < 1
    assert gains[1].gain_points > 2  # drawn towards none, of which 2 points are an SD


def with_debt(history: History) -> History:
    return with_nights(history, sleep_debt_minutes=[90.0] * len(history.nights.day))


def test_what_the_best_would_have_gained_is_estimated_from_the_answers() -> None:
    effects = action_effects(USED)
    values = list[float]()
    for seed in range(4):
        history, _ = answers(drinker(800, seed), THREE, 500, seed)
        log = model_of(history)
        assert len(log["log"]) == 500
        told = record(log, 500, effects)
        assert told.followed_share == 1.0
        assert told.value is not None
        interval = told.value.doubly_robust_interval90
        assert interval.low < told.value.doubly_robust_points < interval.high
        assert "By 500 answers" in told.text
        values.append(told.value.doubly_robust_points)
    # To nap is best, and gains 8 points against the days of the two others.
    assert 4 < np.mean(values) < 10


def test_under_a_hundred_answers_no_value_is_told() -> None:
    history, _ = answers(drinker(500), THREE, 99, 1)
    told = record(model_of(history), 120, action_effects(USED))
    assert told.value is None
    assert told.text.startswith("99 of the 100 answers are there")


def test_what_was_not_done_teaches_nothing_of_it() -> None:
    history, _ = answers(drinker(500), THREE, 150, 1)
    skipped = tuple(replace(each, verdict="SKIPPED") for each in history.choices.suggestions)
    told = replace(history, choices=Choices(person="a", suggestions=skipped))
    nap = next(
        each
        for each in found(advised(with_debt(told), habit_impact=alcohol())).options
        if each.action is AdviceAction.NAP
    )
    assert abs(nap.gain_points) < 1


def test_nights_after_answered_advice_are_not_counted_twice() -> None:
    history, _ = answers(drinker(300), THREE, 100, 1)
    plain = learned(advice_days(history), [])
    assert model_of(history)["n_nights"] == plain["n_nights"] - 100
