"""Fields that are told plainly are told as the library tells them, errors and all."""

import asyncio
import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum
from typing import Any

import pytest
import strawberry
from graphql import (
    GraphQLField,
    GraphQLFieldResolver,
    GraphQLObjectType,
    GraphQLSchema,
    execute_sync,
    get_named_type,
    parse,
)
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from ml.catalogue import CATALOGUE
from resolvers.answer_types import camel
from resolvers.composing import Circumstances, by_rule, compose
from resolvers.graphql_schema import SCHEMA
from resolvers.plain_fields import PlainFieldsFirst
from schema.answer import Standing
from schema.json_form import Json
from schema.packed import pack, unpack
from storage.computed import histories
from tests.owners import NOW
from tests.resolvers.serving import BOB, Server
from tests.resolvers.test_two_people_everywhere import kind, selection

pytestmark = pytest.mark.anyio

AN_HOUR = timezone(timedelta(hours=1))


@strawberry.enum
class Colour(Enum):
    """Of a name and a value that are not the same word."""

    GREEN = strawberry.enum_value("green")
    RED = strawberry.enum_value("red")


@strawberry.interface
class Named:
    """Something with a name."""

    name: str


@strawberry.type
class Part(Named):
    """Part of a whole."""

    share: float | None


@strawberry.type
class Whole(Named):
    """One field of each kind."""

    id: strawberry.ID
    count: int
    share: float
    known: bool
    colour: Colour
    colours: list[Colour]
    day_on: date
    told_at: datetime
    note: str | None
    shares: list[float]
    gaps: list[float | None]
    notes: list[str] | None
    rows: list[list[int]]
    part: Part | None
    parts: list[Part]
    named: Named | None

    @strawberry.field
    def loud(self, times: int = 1) -> str:
        return self.name.upper() * times

    @strawberry.field
    async def later(self) -> str:
        await asyncio.sleep(0)
        return self.name


@dataclass
class Query:
    """Stands for what is asked of."""

    whole: Whole | None


def of(**changed: object) -> Whole:
    values: dict[str, Any] = {
        "name": "é",
        "id": strawberry.ID("1"),
        "count": -3,
        "share": 3.0,
        "known": False,
        "colour": Colour.RED,
        "colours": [Colour.GREEN, Colour.RED],
        "day_on": date(2026, 1, 31),
        "told_at": datetime(2026, 1, 31, 7, 0, 0, 5, AN_HOUR),
        "note": None,
        "shares": [0.5, 1.0],
        "gaps": [0.5, None],
        "notes": None,
        "rows": [[1, 2], []],
        "part": Part(name="of it", share=None),
        "parts": [Part(name="a", share=0.1), Part(name="b", share=None)],
        "named": Part(name="any", share=1.5),
    }
    values.update(changed)
    return Whole(**values)


ASKED = """
query Asked($with: Boolean! = true, $without: Boolean! = false) {
  whole {
    __typename later id name again: name count share known colour colours dayOn toldAt note
    kind: __typename shares gaps notes rows loud(times: 2)
    part { ...Parts } parts { ...Parts share @skip(if: $with) } named { __typename ...Parts }
    left: note @include(if: $without)
    ... on Whole @include(if: $with) { share told: toldAt part { again: name } }
  }
}
fragment Parts on Part { name share ... on Named { name } }
"""
QUERY = strawberry.type(Query)
OURS = strawberry.Schema(QUERY, types=[Part], execution_context_class=PlainFieldsFirst)
THEIRS = strawberry.Schema(QUERY, types=[Part])


async def told(schema: strawberry.Schema, whole: Whole | None, **given: bool) -> tuple[str, Any]:
    result: Any = await schema.execute(ASKED, variable_values=given, root_value=Query(whole))
    return repr(result.data), [error.formatted for error in result.errors or ()]


async def test_what_is_in_order_is_told_as_the_library_does() -> None:
    data, errors = await told(OURS, of())

    assert (data, errors) == await told(THEIRS, of())
    assert errors == []
    assert "'colour': 'RED'" in data
    assert "'toldAt': '2026-01-31T07:00:00.000005+01:00'" in data


@pytest.mark.parametrize("given", [{"with": False}, {"without": True}])
async def test_what_is_left_out_is_not_told(given: dict[str, bool]) -> None:
    assert await told(OURS, of(), **given) == await told(THEIRS, of(), **given)


@pytest.mark.parametrize(
    "changed",
    [
        {"name": None},
        {"name": 7},
        {"name": b"7"},
        {"id": 7},
        {"count": True},
        {"count": 2.0},
        {"count": 2.5},
        {"count": 2**31},
        {"count": "7"},
        {"share": 3},
        {"share": True},
        {"share": math.nan},
        {"share": math.inf},
        {"share": "x"},
        {"known": 1},
        {"known": "yes"},
        {"colour": "green"},
        {"colour": "GREEN"},
        {"colour": 7},
        {"colours": (Colour.RED,)},
        {"colours": [Colour.RED, None]},
        {"day_on": datetime(2026, 1, 31, tzinfo=UTC)},
        {"day_on": "2026-01-31"},
        {"told_at": date(2026, 1, 31)},
        {"told_at": 7},
        {"note": ["a"]},
        {"note": ValueError("a bug")},
        {"shares": [0.5, None]},
        {"shares": [0.5, math.nan]},
        {"shares": (0.5, 1)},
        {"shares": None},
        {"shares": 0.5},
        {"gaps": [0.5, "x"]},
        {"notes": ["a", None]},
        {"rows": [[1], [None]]},
        {"rows": [[1], None]},
        {"part": Part(name=None, share=0.5)},  # pyright: ignore[reportArgumentType] what is tested
        {"parts": [Part(name="a", share=math.inf), None]},
        {"named": "no object"},
    ],
    ids=repr,
)
async def test_what_is_not_in_order_goes_wrong_as_with_the_library(
    changed: dict[str, object],
) -> None:
    assert await told(OURS, of(**changed)) == await told(THEIRS, of(**changed))


async def test_an_attribute_that_is_not_there_is_the_librarys() -> None:
    broken = of()
    del broken.count

    data, errors = await told(OURS, broken)

    assert (data, errors) == await told(THEIRS, broken)
    assert "count" in errors[0]["message"]


async def test_nothing_is_nothing() -> None:
    assert await told(OURS, None) == await told(THEIRS, None)


def constant(value: object) -> GraphQLFieldResolver:
    def resolve(source: object, info: object) -> object:
        del source, info
        return value

    return resolve


async def test_every_field_of_stored_insights_is_told_as_the_library_tells_it(
    unchanged: Server,
) -> None:
    with unchanged.database.read() as session:
        history = histories.build(session, BOB.person_id)
    stored: dict[str, GraphQLField] = {}
    computed: dict[str, GraphQLField] = {}
    documents: list[str] = []
    for insight in CATALOGUE:
        told = by_rule(insight, history, insight.arguments())
        answer = compose(insight, told, history, Circumstances(Standing.READY, NOW))
        of = get_named_type(kind("Insights").fields[camel(insight.stem)].type)
        shown = SCHEMA._schema.type_map[of.name]  # pyright: ignore[reportPrivateUsage] ours, as it runs
        assert isinstance(shown, GraphQLObjectType)
        read = unpack(type(answer), pack(answer))
        stored[insight.stem] = GraphQLField(shown, resolve=constant(read))
        computed[insight.stem] = GraphQLField(shown, resolve=constant(answer))
        documents.append(f"{insight.stem} {selection(of, 6)}")
    document = parse(f"{{ __typename {' '.join(documents)} }}")

    ours, theirs = (
        execute_sync(
            GraphQLSchema(GraphQLObjectType("Query", fields)), document, executor_class=executor
        )
        for fields, executor in (
            (stored, PlainFieldsFirst),
            (computed, StrawberryGraphQLCoreExecutionContext),
        )
    )
    assert ours.errors is None
    assert repr(ours.data) == repr(theirs.data)


async def test_what_a_directive_leaves_out_is_asked_anew_each_time(unchanged: Server) -> None:
    document = """
    query ($with: Boolean!) { me { ...All again: insights { __typename @skip(if: $with) } } }
    fragment All on Person { name insights { __typename @include(if: $with) } }
    """
    for shown in (True, False, True):
        told = (await unchanged.ask(document, variables={"with": shown})).whole()
        typename: Json = {"__typename": "Insights"}
        assert told.at("me.insights") == (typename if shown else {})
        assert told.at("me.again") == ({} if shown else typename)


async def test_a_kept_document_is_told_as_the_first_time(unchanged: Server) -> None:
    document = (
        "{ me { ...All ...All plans { id } name } } fragment All on Person { id plans { id } }"
    )
    first, second = [await unchanged.ask(document) for _ in range(2)]
    other = await unchanged.ask(document.replace("{ me", "query { me"), BOB)

    assert first.whole() == second.whole()
    assert first.at("me.id") != other.whole().at("me.id")
