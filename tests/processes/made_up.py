"""Requests that nobody wrote: documents made up from the schema, whole and spoilt, and others."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from hypothesis import strategies as st
from hypothesis_graphql import from_schema, nodes

from tests.commands.running import ROOT

# What a document carries that nothing but the request may hold.
MARK = "quokka"
ACCEPTED = ("application/json", "application/graphql-response+json", "*/*")
SCHEMA = (ROOT / "schema" / "schema.graphql").read_text("utf-8")
PUNCTUATION = "{}()[]!$&@|:=\"'\\#.,\x00\x0b\ufeffé\U0001f3c3 \n0a"

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


@dataclass(frozen=True)
class MadeUp:
    """A request; `known` tells whether it comes with a token that is in force."""

    body: bytes
    accept: str
    known: bool = True


def documents() -> st.SearchStrategy[str]:
    """Return documents that are valid, queries and mutations."""
    texts = st.one_of(
        st.dates().map(str), st.sampled_from(["2024-02-30", "", "now", "99999-01-01", "0000-00-00"])
    )
    instants = st.one_of(
        st.datetimes().map(lambda at: f"{at.isoformat()}Z"), st.sampled_from(["", "2024-01-01"])
    )
    return from_schema(
        SCHEMA,
        custom_scalars={
            "Date": texts.map(nodes.String),
            "DateTime": instants.map(nodes.String),
        },
    )


def json_values() -> st.SearchStrategy[Json]:
    """Return any JSON."""
    leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
    return st.recursive(
        leaves, lambda below: st.lists(below) | st.dictionaries(st.text(), below), max_leaves=10
    )


@st.composite
def handfuls(draw: st.DrawFn) -> list[MadeUp]:
    """Return a handful of requests around one document, which takes longest to make up."""
    document = f"{draw(documents())} # {MARK}"
    accept = draw(st.sampled_from(ACCEPTED))
    whole = MadeUp(asked(document), accept)
    variables = draw(st.dictionaries(st.sampled_from(["a", MARK]), json_values(), max_size=2))
    return [
        whole,
        MadeUp(whole.body, accept, known=False),
        MadeUp(asked(document, variables=variables, operationName=draw(names())), accept),
        *(MadeUp(asked(text), accept) for text in spoilt(document, draw(places(len(document))))),
        MadeUp(draw(st.binary(max_size=50) | json_values().map(encoded)), accept),
        MadeUp(encoded({"query": draw(json_values())}), accept),
    ]


def names() -> st.SearchStrategy[str | None]:
    return st.none() | st.text(max_size=5)


def places(length: int) -> st.SearchStrategy[list[tuple[int, int, str]]]:
    """Return where to spoil a text: from where, how many letters go, and what comes."""
    at = st.integers(0, length - 1)
    return st.lists(
        st.tuples(at, st.integers(0, 12), st.text(PUNCTUATION, max_size=3)), min_size=5, max_size=5
    )


def spoilt(document: str, at: Iterable[tuple[int, int, str]]) -> Iterator[str]:
    for place, length, put in at:
        yield document[:place] + put + document[place + length :]


def asked(document: str, **more: object) -> bytes:
    return encoded({"query": document, **more})


def encoded(value: object) -> bytes:
    return json.dumps(value).encode()
