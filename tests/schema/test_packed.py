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


def test_what_is_long_is_read_once_it_is_asked_for() -> None:
    read = unpack(KIND, pack(answer()))
    known = set(vars(read))

    assert {"standing", "headline", "caveats", "finding"} < known
    assert not {"evidence", "model"} & known
    assert isinstance(read, KIND)
    assert read.evidence == answer().evidence
    assert set(vars(read)) == set(vars(answer()))


def test_what_is_read_in_part_equals_what_is_whole() -> None:
    assert unpack(KIND, pack(answer())) == unpack(KIND, pack(answer()))
    assert answer() == unpack(KIND, pack(answer()))
    assert unpack(KIND, pack(answer())) != replace(answer(), stale=True)
    assert replace(unpack(KIND, pack(answer())), stale=True) == replace(answer(), stale=True)


def test_a_field_that_no_answer_has_is_not_looked_for() -> None:
    assert not hasattr(unpack(KIND, pack(answer())), "moon")


@pytest.mark.parametrize("place", [8, -30, -1])
def test_damage_is_found_wherever_it_is(place: int) -> None:
    packed = bytearray(pack(answer()))
    packed[place] ^= 1
    with pytest.raises(UnreadableAnswer, match="damaged"):
        unpack(KIND, bytes(packed))


@pytest.mark.parametrize("damaged", [b"", b"{}", pack(answer())[:-20] + b"0" * 20])
def test_what_is_damaged_is_refused(damaged: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  of zlib, or of JSON
        unpack(KIND, damaged)


def test_an_answer_of_another_type_is_refused() -> None:
    with pytest.raises(UnreadableAnswer, match="HabitImpactAnswer"):
        unpack(ANSWER_TYPES["habit_impact"], pack(answer()))
