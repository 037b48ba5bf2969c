"""What is asked in earnest passes, and one more of anything does not."""

import time

import pytest
from graphql import (
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLUnionType,
    build_schema,
    get_introspection_query,
    get_named_type,
    is_leaf_type,
)

from ml.catalogue import CATALOGUE
from resolvers.documents import MOST_DOCUMENTS, MOST_KEPT_TOKENS, Documents
from resolvers.graphql_schema import SCHEMA
from resolvers.limits import MOST, MOST_FRAGMENTS, MOST_OPERATIONS, MOST_TOKENS, TooMuch
from tests.resolvers.serving import Server

pytestmark = pytest.mark.anyio

TYPES = build_schema(SCHEMA.as_str()).type_map
GRAPHIQL = get_introspection_query(
    schema_description=True,
    specified_by_url=True,
    directive_is_repeatable=True,
    input_value_deprecation=True,
)


def everything(kind: GraphQLNamedType, above: tuple[str, ...] = ()) -> str:
    """Return all fields of a type and of what is below, but for what is above again."""
    if isinstance(kind, GraphQLUnionType):
        parts = [f"... on {one.name} {everything(one, above)}" for one in kind.types]
        return f"{{ {' '.join(parts)} }}"
    assert isinstance(kind, GraphQLObjectType | GraphQLInterfaceType), kind
    above = (*above, kind.name)
    shown = [
        name if is_leaf_type(below) else f"{name} {everything(below, above)}"
        for name, below in ((name, get_named_type(one.type)) for name, one in kind.fields.items())
        if below.name not in above
    ]
    return f"{{ {' '.join(shown)} }}"


async def refused(server: Server, document: str) -> str:
    told = await server.post(document)
    assert told.status_code == 400, told.text[:300]
    (error,) = told.json()["errors"]
    assert error["extensions"] == {"code": "TOO_MUCH"}
    return error["message"]


async def accepted(server: Server, document: str) -> None:
    (await server.ask(document)).whole()


@pytest.mark.parametrize(
    "document",
    [
        f"{{ me {{ insights {everything(TYPES['Insights'])} }} }}",
        f"{{ me {everything(TYPES['Person'])} }}",
        GRAPHIQL,
    ],
    ids=["all insights", "all of a person", "GraphiQL"],
)
async def test_what_is_asked_in_earnest_is_valid(unchanged: Server, document: str) -> None:
    del unchanged
    assert Documents().errors(document, SCHEMA._schema) == []  # pyright: ignore[reportPrivateUsage]


async def test_the_introspection_is_answered_once_and_not_twice(unchanged: Server) -> None:
    await accepted(unchanged, GRAPHIQL)
    twice = GRAPHIQL.replace("__schema {", "__schema { types { name } } again: __schema {", 1)
    assert "cost" in await refused(unchanged, twice)


def spreads(count: int) -> str:
    fragments = " ".join(f"fragment F{number} on Person {{ a{number}: name }}" for number in range(count))
    return f"{{ me {{ {' '.join(f'...F{number}' for number in range(count))} }} }} {fragments}"


# How many of each pass, and a document of so many.
COUNTED = {
    "aliases": (MOST.aliases, lambda n: "{ me { " + " ".join(f"a{i}: name" for i in range(n)) + " } }"),
    "root fields": (MOST.root_fields, lambda n: "{ " + "server { version } " * n + "}"),
    "directives": (
        MOST.directives,
        lambda n: "{ me { id " + " ".join("... @skip(if: false) { id }" for _ in range(n)) + " } }",
    ),
    "repeated fields": (MOST.repeated_fields, lambda n: "{ me { name " + "name " * n + "} }"),
    "fragments": (MOST_FRAGMENTS, spreads),
    "lists of types in each other": (
        MOST.lists_of_types_in_each_other,
        lambda n: '{ __type(name: "Person") ' + "{ fields { type " * n + "{ name }" + "} }" * n + " }",
    ),
    "cost": (
        MOST.cost // 100,
        lambda n: "{ me { insights { "
        + " ".join(f"a{i}: recoveryPrediction {{ standing }}" for i in range(n))
        + " } } }",
    ),
}
