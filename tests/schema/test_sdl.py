"""The schema as it is written down, its history, and the shapes that clients rely on."""

import subprocess
from functools import cache
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    build_schema,
    find_breaking_changes,
    get_named_type,
    is_introspection_type,
    is_specified_scalar_type,
)

from resolvers.graphql_schema import SCHEMA

ROOT = Path(__file__).parents[2]
WRITTEN = ROOT / "schema" / "schema.graphql"
# Scalars are described by what they are used for.
DESCRIBED_BY_THEIR_NAME = {"Date", "DateTime"}


@cache
def built() -> GraphQLSchema:
    return build_schema(SCHEMA.as_str())


def types() -> list[GraphQLNamedType]:
    return [
        kind
        for kind in built().type_map.values()
        if not (is_introspection_type(kind) or is_specified_scalar_type(kind))
    ]


def objects() -> list[GraphQLObjectType]:
    return [kind for kind in types() if isinstance(kind, GraphQLObjectType)]


def object_type(name: str) -> GraphQLObjectType:
    kind = built().type_map[name]
    assert isinstance(kind, GraphQLObjectType)
    return kind


def interface(name: str) -> GraphQLInterfaceType:
    kind = built().type_map[name]
    assert isinstance(kind, GraphQLInterfaceType)
    return kind


def test_the_committed_schema_is_the_built_one() -> None:
    assert WRITTEN.read_text("utf-8") == SCHEMA.as_str() + "\n", "run: make schema"


def published() -> str:
    """Return the schema that clients know: of the newest tag, else of HEAD, else as written."""
    tag = _git("describe", "--tags", "--abbrev=0")
    known = _git("show", f"{tag.strip() or 'HEAD'}:schema/schema.graphql")
    return known or WRITTEN.read_text("utf-8")


def _git(*command: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(ROOT), *command], capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        return ""
    return done.stdout if done.returncode == 0 else ""


def test_nothing_that_clients_know_is_broken() -> None:
    changes = find_breaking_changes(build_schema(published()), built())
    assert [change.description for change in changes] == []


def test_a_broken_field_would_be_seen() -> None:
    older = build_schema(published().replace("  headline: String!", "  heading: String!"))
    broken = {change.description for change in find_breaking_changes(older, built())}
    assert "Field Answer.heading was removed." in broken


@pytest.mark.parametrize("kind", types(), ids=str)
def test_everything_is_described(kind: GraphQLNamedType) -> None:
    missing = [] if kind.description or kind.name in DESCRIBED_BY_THEIR_NAME else [kind.name]
    if isinstance(kind, GraphQLEnumType):
        missing += [name for name, value in kind.values.items() if not value.description]
    elif isinstance(kind, GraphQLInputObjectType):
        missing += [name for name, field in kind.fields.items() if not field.description]
    elif isinstance(kind, (GraphQLObjectType, GraphQLInterfaceType)):
        for name, field in kind.fields.items():
            missing += [] if field.description else [name]
            missing += [f"{name}({key})" for key, arg in field.args.items() if not arg.description]
    else:
        assert isinstance(kind, GraphQLScalarType)
    assert missing == []


@pytest.mark.parametrize("kind", objects(), ids=str)
def test_what_null_means_is_said(kind: GraphQLObjectType) -> None:
    of_the_type = "null" in (kind.description or "").lower()
    silent = [
        name
        for name, field in kind.fields.items()
        if not isinstance(field.type, GraphQLNonNull)
        and "null" not in (field.description or "").lower()
    ]
    assert of_the_type or silent == []


def test_every_insight_answers_with_an_answer_and_may_fail_alone() -> None:
    answers = dict(object_type("Insights").fields)
    answers.pop("asOf")
    assert len(answers) >= 4
    for name, field in answers.items():
        kind = field.type
        assert isinstance(kind, GraphQLObjectType), f"{name} is not nullable"
        assert kind.name == f"{name[0].upper()}{name[1:]}Answer"
        assert [each.name for each in kind.interfaces] == ["Answer"]
        assert set(kind.fields) == {*interface("Answer").fields, "finding"}
        assert isinstance(kind.fields["finding"].type, GraphQLObjectType)


def test_an_answer_says_what_it_stands_on() -> None:
    assert {name: str(field.type) for name, field in interface("Answer").fields.items()} == {
        "standing": "Standing!",
        "basis": "Basis!",
        "claim": "Claim!",
        "headline": "String!",
        "evidence": "Evidence!",
        "caveats": "[Caveat!]!",
        "computedAt": "DateTime!",
        "expiresAt": "DateTime",
        "stale": "Boolean!",
        "model": "AnswerModel",
    }


def test_lists_that_grow_are_connections() -> None:
    connections = [kind for kind in objects() if kind.name.endswith("Connection")]
    assert {kind.name for kind in connections} == {
        "DayConnection",
        "WorkoutConnection",
        "JournalAnswerConnection",
        "SuggestionConnection",
    }
    for kind in connections:
        item = kind.name.removesuffix("Connection")
        assert {name: str(field.type) for name, field in kind.fields.items()} == {
            "nodes": f"[{item}!]!",
            "edges": f"[{item}Edge!]!",
            "pageInfo": "PageInfo!",
        }
        edge = object_type(f"{item}Edge")
        assert {name: str(field.type) for name, field in edge.fields.items()} == {
            "node": f"{item}!",
            "cursor": "String!",
        }
    assert set(object_type("PageInfo").fields) == {
        "hasNextPage",
        "hasPreviousPage",
        "startCursor",
        "endCursor",
    }


def test_connections_are_asked_with_first_and_after() -> None:
    for name, field in object_type("Person").fields.items():
        if get_named_type(field.type).name.endswith("Connection"):
            arguments = {key: str(argument.type) for key, argument in field.args.items()}
            assert arguments == {"first": "Int!", "after": "String"}, name


def test_mutations_take_one_input_and_return_user_errors() -> None:
    mutations = object_type("Mutation").fields
    assert len(mutations) >= 5
    for name, field in mutations.items():
        title = f"{name[0].upper()}{name[1:]}"
        assert {key: str(argument.type) for key, argument in field.args.items()} == {
            "input": f"{title}Input!"
        }
        assert str(field.type) == f"{title}Payload!"
        payload = object_type(f"{title}Payload")
        assert str(payload.fields["userErrors"].type) == "[UserError!]!"
        others = [field.type for key, field in payload.fields.items() if key != "userErrors"]
        assert len(others) == 1
        assert not isinstance(others[0], GraphQLNonNull)


def test_what_has_an_id_is_a_node() -> None:
    for kind in objects():
        named = "Node" in {each.name for each in kind.interfaces}
        assert named == ("id" in kind.fields), kind.name
        if named:
            assert str(kind.fields["id"].type) == "ID!"


def test_lists_hold_no_nulls_and_are_none_themselves() -> None:
    for kind in objects():
        for name, field in kind.fields.items():
            text = str(field.type)
            if isinstance(field.type, GraphQLList):
                assert (kind.name, name) == ("UserError", "field")
            assert "[" not in text or "!]" in text, f"{kind.name}.{name}"
