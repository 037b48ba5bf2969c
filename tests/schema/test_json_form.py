import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Union, get_args, get_origin, get_type_hints

import pytest
import strawberry
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ml.catalogue import CATALOGUE
from ml.choices import Suggested
from ml.conclusion import Conclusion, dump, load
from ml.insight import AnyInsight
from resolvers.answer_types import ANSWER_TYPES
from schema.answer import AnswerContest, Basis, CaveatCode, Claim, Skill
from schema.interval import Interval
from schema.json_form import reader, to_json

FINITE = st.floats(allow_nan=False, allow_infinity=False)
PLAIN: dict[object, st.SearchStrategy[object]] = {
    bool: st.booleans(),
    int: st.integers(),
    float: FINITE,
    str: st.text(),
    strawberry.ID: st.text(),
    date: st.dates(),
    datetime: st.datetimes(timezones=st.sampled_from((UTC, timezone(timedelta(hours=5.5))))),
    NoneType: st.none(),
}


# Drawn from again and again; to make a strategy costs more than to draw from it.
@cache
def made(kind: object) -> st.SearchStrategy[object]:
    """Return a strategy for a type, built from the types of its fields."""
    if get_origin(kind) in {Union, UnionType}:
        return st.one_of([made(item) for item in get_args(kind)])
    if get_origin(kind) is list:
        return st.lists(made(get_args(kind)[0]), max_size=3)
    if kind in PLAIN:
        return PLAIN[kind]
    assert isinstance(kind, type)
    if issubclass(kind, Enum):
        return st.sampled_from(kind)
    assert is_dataclass(kind)
    hints = get_type_hints(kind)
    return st.builds(kind, **{field.name: made(hints[field.name]) for field in fields(kind)})


def through_json(kind: type, value: object) -> object:
    return reader(kind)(json.loads(json.dumps(to_json(value), allow_nan=False)))


@cache
def conclusions(insight: AnyInsight) -> st.SearchStrategy[Conclusion[object]]:
    return st.builds(
        Conclusion,
        finding=st.none() | made(insight.finding),
        basis=st.sampled_from(Basis),
        claim=st.sampled_from(Claim),
        caveats=st.lists(st.sampled_from(CaveatCode), max_size=3).map(tuple),
        tested=st.none() | st.integers(0, 50),
        found=st.none() | st.integers(0, 50),
        skill=st.lists(made(Skill), max_size=2).map(tuple),
        suggestions=st.lists(made(Suggested), max_size=2).map(tuple),
        contest=st.none() | made(AnswerContest),
    )


EVERY = pytest.mark.parametrize("insight", CATALOGUE, ids=lambda insight: insight.stem)
# Wide types are slow to draw the first time, which says nothing of the code under test.
FEW = settings(
    max_examples=30,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


@EVERY
@FEW
@given(st.data())
def test_findings_come_back_as_they_were(insight: AnyInsight, data: st.DataObject) -> None:
    finding = data.draw(made(insight.finding))
    assert through_json(insight.finding, finding) == finding


@EVERY
@FEW
@given(st.data())
def test_conclusions_come_back_as_they_were(insight: AnyInsight, data: st.DataObject) -> None:
    conclusion = data.draw(conclusions(insight))
    assert load(insight.finding, dump(conclusion)) == conclusion


@EVERY
@FEW
@given(st.data())
def test_answers_come_back_as_they_were(insight: AnyInsight, data: st.DataObject) -> None:
    kind = ANSWER_TYPES[insight.stem]
    answer = data.draw(made(kind))
    assert through_json(kind, answer) == answer


def test_form_by_hand() -> None:
    skill = Skill(
        baseline_name="running mean",
        percent=3.5,
        mean_absolute_error=17.0,
        baseline_mean_absolute_error=17.6,
        origins=60,
    )
    conclusion = Conclusion(
        Interval(low=-1.5, high=2),
        Basis.OWN_DATA,
        Claim.NONE,
        (CaveatCode.OBSERVED,),
        skill=(skill,),
    )
    assert to_json(conclusion) == {
        "finding": {"low": -1.5, "high": 2},
        "basis": "OWN_DATA",
        "claim": "NONE",
        "caveats": ["OBSERVED"],
        "tested": None,
        "found": None,
        "skill": [
            {
                "baseline_name": "running mean",
                "percent": 3.5,
                "mean_absolute_error": 17.0,
                "baseline_mean_absolute_error": 17.6,
                "origins": 60,
            }
        ],
        "suggestions": [],
        "contest": None,
    }


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_what_is_not_finite_is_refused(number: float) -> None:
    sound = Conclusion(Interval(low=0.0, high=1.0), Basis.OWN_DATA)
    assert load(Interval, dump(sound)) == sound
    with pytest.raises(ValueError, match="not JSON compliant"):
        dump(replace(sound, finding=Interval(low=0.0, high=number)))


@pytest.mark.parametrize(
    "value",
    [b"", {"a": 1}, {1}, 1j, Decimal(1), object(), time(7), timedelta(1)],
    ids=lambda value: type(value).__name__,
)
def test_other_kinds_of_value_are_refused(value: object) -> None:
    with pytest.raises(TypeError, match=f"^{type(value).__name__} has no JSON form$"):
        to_json(value)
    with pytest.raises(TypeError, match="has no JSON form"):
        to_json([Interval(low=0.0, high=1.0), [value]])


@pytest.mark.parametrize("kind", [bytes, dict, complex, Decimal, time])
def test_other_kinds_of_type_are_refused(kind: type) -> None:
    with pytest.raises(TypeError):
        reader(kind)


@pytest.mark.parametrize(
    ("kind", "text", "error"),
    [
        (Claim, '"SURE"', KeyError),
        (date, '"2026-13-01"', ValueError),
        (Interval, '{"low": 1}', KeyError),
    ],
)
def test_what_was_not_written_by_us_is_refused(
    kind: type, text: str, error: type[Exception]
) -> None:
    read: Callable[[object], object] = reader(kind)
    with pytest.raises(error):
        read(json.loads(text))
