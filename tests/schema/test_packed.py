"""What is packed comes back as it was, in few bytes, and nothing else is taken for it."""

import json
import zlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ml.history import empty
from ml.insights.sleep_window import INSIGHT
from resolvers.answer_types import ANSWER_TYPES
from resolvers.composing import Circumstances, by_rule, compose
from schema.answer import Answer, Standing
from schema.json_form import to_json
from schema.packed import UnreadableAnswer, pack, unpack

KIND = ANSWER_TYPES["sleep_window"]


def answer() -> Answer:
    told = by_rule(INSIGHT, empty(), INSIGHT.arguments())
    how = Circumstances(Standing.READY, datetime(2026, 2, 1, tzinfo=UTC))
    return compose(INSIGHT, told, empty(), how)


def test_an_answer_comes_back_as_it_was() -> None:
    assert unpack(KIND, pack(answer())) == answer()


def test_what_all_of_a_type_share_is_not_stored_again() -> None:
    text = json.dumps(to_json(answer()), separators=(",", ":")).encode()
    assert len(pack(answer())) < 0.6 * len(zlib.compress(text))


def test_a_number_that_is_not_finite_is_refused() -> None:
    told = answer()
    broken = replace(told, evidence=replace(told.evidence, error_budget=float("nan")))
    with pytest.raises(ValueError, match="not JSON compliant"):
        pack(broken)


@pytest.mark.parametrize("damaged", [b"", b"{}", pack(answer())[:-20] + b"0" * 20])
def test_what_is_damaged_is_refused(damaged: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  of zlib, or of JSON
        unpack(KIND, damaged)


def test_an_answer_of_another_type_is_refused() -> None:
    with pytest.raises(UnreadableAnswer, match="HabitImpactAnswer"):
        unpack(ANSWER_TYPES["habit_impact"], pack(answer()))
