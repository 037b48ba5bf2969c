"""Every field, mutation and id as the wrong person; from the schema, so that none is forgotten."""

import json
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    build_schema,
    get_named_type,
)
from sqlalchemy import event, select
from sqlmodel import Session, SQLModel

from schema import global_id
from schema.json_form import Json
from tests.commands.running import ROOT
from tests.resolvers.changing import Input, change
from tests.resolvers.choosing import CANDIDATES, CONSENT, FEEDBACK, GOAL, HRV, PLAN, RUN
from tests.resolvers.planted import suggest
from tests.resolvers.serving import ADA, BOB, Server
from tests.resolvers.test_two_people import OWN_ANSWER, ids_in
from tests.statements import statements

pytestmark = pytest.mark.anyio

SCHEMA = build_schema((ROOT / "schema" / "schema.graphql").read_text("utf-8"))
NODE = "query ($id: ID!) { node(id: $id) { __typename id } }"
NOBODY = "987654"
EXPERIMENT = """mutation ($input: ExperimentStartInput!) { experimentStart(input: $input) {
    experiment { id } userErrors { message } } }"""
# What a mutation takes where it names nothing of anybody.
SAMPLES: dict[str, Json] = {
    "String": "tea",
    "Int": 56,
    "Float": 50.0,
    "Boolean": True,
    "Date": "2026-01-03",
    "DateTime": "2026-01-03T10:00:00Z",
}


def kind(name: str) -> GraphQLObjectType:
    found = SCHEMA.type_map[name]
    assert isinstance(found, GraphQLObjectType)
    return found


def is_leaf(field: GraphQLField) -> bool:
    return not isinstance(get_named_type(field.type), GraphQLObjectType | GraphQLInterfaceType)


def selection(of: GraphQLNamedType, levels: int) -> str:
    """Return all fields of a type that need no argument, so many levels down."""
    if not isinstance(of, GraphQLObjectType):
        return "{ __typename }"
    names: list[str] = []
    for name, field in of.fields.items():
        if is_leaf(field):
            names.append(name)
        elif levels > 1:
            names.append(f"{name} {selection(get_named_type(field.type), levels - 1)}")
    return f"{{ {' '.join(names) or '__typename'} }}"


def node_kinds() -> set[str]:
    node = SCHEMA.type_map["Node"]
    assert isinstance(node, GraphQLInterfaceType)
    return {each.name for each in SCHEMA.get_possible_types(node)}


def ids_document() -> str:
    """Return what lists the ids of all things of a person."""
    parts: list[str] = []
    for name, field in kind("Person").fields.items():
        of = get_named_type(field.type)
        if of.name in node_kinds():
            parts.append(f"{name} {{ id }}")
        elif isinstance(of, GraphQLObjectType) and "nodes" in of.fields:
            parts.append(f"{name}(first: 2) {{ nodes {{ id }} }}")
    return f"{{ me {{ id {' '.join(parts)} }} }}"


def everything() -> str:
    """Return what asks a person for every field, and of each insight what it says."""
    insights = " ".join(
        name if is_leaf(field) else f"{name} {{ standing headline computedAt }}"
        for name, field in kind("Insights").fields.items()
    )
    others = " ".join(
        name if is_leaf(field) else f"{name} {selection(get_named_type(field.type), 3)}"
        for name, field in kind("Person").fields.items()
        if name != "insights"
    )
    return f"{{ me {{ {others} insights {{ {insights} }} }} server {{ version }} }}"


@dataclass(frozen=True)
class Mutation:
    """A mutation, and which of its input names a thing."""

    name: str
    takes: GraphQLInputObjectType
    document: str

    @property
    def ids(self) -> list[str]:
        return [
            name
            for name, field in self.takes.fields.items()
            if get_named_type(field.type).name == "ID"
        ]

    def input(self, **given: Json) -> dict[str, Json]:
        """Return what it takes, made up but for what is given."""
        required = {
            name: sample(get_named_type(field.type))
            for name, field in self.takes.fields.items()
            if isinstance(field.type, GraphQLNonNull)
        }
        return {**required, **given}


def sample(of: GraphQLNamedType) -> Json:
    if isinstance(of, GraphQLEnumType):
        return next(iter(of.values))
    return global_id.encode("Workout", NOBODY) if of.name == "ID" else SAMPLES[of.name]


def mutations() -> Iterator[Mutation]:
    for name, field in kind("Mutation").fields.items():
        takes = get_named_type(field.args["input"].type)
        assert isinstance(takes, GraphQLInputObjectType)
        payload = selection(get_named_type(field.type), 2)
        yield Mutation(
            name,
            takes,
            f"mutation($input: {takes.name}!) {{ {name}(input: $input) {payload} }}",
        )


MUTATIONS = {each.name: each for each in mutations()}


def absent(given: str) -> str:
    """Return the id of a thing that is not there, of the same form."""
    name, key = global_id.decode(given)
    first = NOBODY if key[0].isdecimal() else "0" * len(key[0])
    return global_id.encode(name, first, *key[1:])


@dataclass
class Work:
    """What an answer took: statements, and rows that were read."""

    statements: list[str]
    rows: int = 0


@contextmanager
def work(server: Server) -> Generator[Work]:
    """Count what is done in the block."""
    with statements(server.database) as seen:
        done = Work(seen)

        def note(*_: object) -> None:
            done.rows += 1

        event.listen(Session, "loaded_as_persistent", note)
        try:
            yield done
        finally:
            event.remove(Session, "loaded_as_persistent", note)


async def asked_by_bob(server: Server, document: str, variables: Input) -> tuple[bytes, Work]:
    with work(server) as done:
        response: httpx.Response = await server.post(document, BOB, variables)
    return response.content, done


async def both_by_bob(
    server: Server, document: str, foreign: Input, nothing: Input
) -> list[tuple[bytes, Work]]:
    """Return what became of both; what is written now and then in the background is no part."""
    told: list[tuple[bytes, Work]] = []
    for _ in range(5):
        told = [await asked_by_bob(server, document, given) for given in (foreign, nothing)]
        if told[0][1] == told[1][1]:
            break
    return told


async def furnish(server: Server) -> list[str]:
    """Have Ada have something of every kind, and return all ids."""
    await server.ask("{ me { id } }", BOB)  # the first use of a token in an hour is written down
    await server.insights("sleepWindow { standing }", ADA)
    suggestion = suggest(server.database, ADA)
    feedback: Input = {"suggestionId": suggestion, "verdict": "PARTLY", "note": "my own words"}
    (await server.ask(OWN_ANSWER, ADA)).whole()
    for document, given in (
        (PLAN, RUN),
        (GOAL, HRV),
        (CONSENT, CANDIDATES),
        (FEEDBACK, feedback),
        (EXPERIMENT, {"behaviour": "late_meal"}),
    ):
        await change(server, document, given)
    return ids_in((await server.ask(ids_document(), ADA)).whole().data)


def rows_of(server: Server, person_id: int) -> dict[str, list[str]]:
    """Return every row of every table that is of a person."""
    found: dict[str, list[str]] = {}
    with server.database.reading.connect() as connection:
        for table in SQLModel.metadata.sorted_tables:
            owner = table.columns.get("person_id")
            if owner is None and table.name == "people":
                owner = table.c.id
            if owner is not None:
                rows = connection.execute(select(table).where(owner == person_id))
                found[table.name] = sorted(map(repr, rows))
    return found


async def test_what_is_not_yours_is_as_if_it_were_not_there(server: Server) -> None:
    ids = await furnish(server)
    assert {global_id.decode(each)[0] for each in ids} == node_kinds()
    for each in ids:
        assert (await server.ask(NODE, ADA, {"id": each})).at("node.id") == each
        (foreign, of_foreign), (nothing, of_nothing) = await both_by_bob(
            server, NODE, {"id": each}, {"id": absent(each)}
        )
        assert foreign == nothing == b'{"data":{"node":null}}'
        assert of_foreign == of_nothing, global_id.decode(each)


async def test_no_mutation_changes_or_tells_what_is_not_yours(server: Server) -> None:
    ids = await furnish(server)
    await server.application.usage.write()  # as it is now and then
    before = rows_of(server, ADA.person_id)
    assert all(before[name] for name in ("people", "plans", "goals", "experiments", "suggestions"))
    for mutation in MUTATIONS.values():
        if not mutation.ids:
            await server.post(mutation.document, BOB, {"input": mutation.input()})
        for field in mutation.ids:
            for each in ids:
                foreign, nothing = await both_by_bob(
                    server,
                    mutation.document,
                    {"input": mutation.input(**{field: each})},
                    {"input": mutation.input(**{field: absent(each)})},
                )
                same = foreign[0].replace(each.encode(), absent(each).encode()) == nothing[0]
                assert same, (mutation.name, foreign[0], nothing[0])
                assert b'"NOT_FOUND"' in foreign[0], (mutation.name, foreign[0])
                assert foreign[1] == nothing[1], (mutation.name, global_id.decode(each))
    assert rows_of(server, ADA.person_id) == before


async def test_nothing_of_one_is_in_what_the_other_reads(server: Server) -> None:
    document = everything()
    await server.post(document, BOB)  # what is listed of models, findings add to
    first = json.loads((await server.post(document, BOB)).content)
    assert "errors" not in first
    await furnish(server)
    for mutation in MUTATIONS.values():
        if not mutation.ids:
            await server.post(mutation.document, ADA, {"input": mutation.input()})
    second = json.loads((await server.post(document, BOB)).content)
    assert first == second
