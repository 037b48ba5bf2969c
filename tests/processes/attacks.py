"""Requests that want to burn time or memory, each with the status that it is to be told."""

import json
from dataclasses import dataclass

from graphql import get_introspection_query

JSON_HEADERS = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Attack:
    name: str
    body: bytes
    status: int = 400


def query(name: str, document: str, **more: object) -> Attack:
    return Attack(name, json.dumps({"query": document, **more}).encode())


def spreading(count: int, spreads: int) -> str:
    """Return fragments that each hold the next several times over."""
    fragments = [
        f"fragment F{number} on Person {{ {f'...F{number + 1} ' * spreads} }}"
        for number in range(count - 1)
    ]
    return " ".join([*fragments, f"fragment F{count - 1} on Person {{ name }}"])


PERSON = "id name timezone revision days { nodes { id dayOn } pageInfo { hasNextPage endCursor } }"
INSIGHT = "recoveryPrediction { standing headline }"
RECORD = "mutation {{ journalRecord(input: {}) {{ userErrors {{ message }} }} }}"
NESTED_INPUT = '{"a":' * 900 + "1" + "}" * 900

BODIES = (
    Attack("an empty body", b""),
    Attack("a number", b"1"),
    Attack("a list of requests", json.dumps([{"query": "{ me { name } }"}] * 500).encode()),
    Attack("null", b"null"),
    Attack("no UTF-8", b'{"query": "{ me { name } } # \xff\xfe"}'),
    Attack("UTF-16", '{"query": "{ me { name } }"}'.encode("utf-16")),
    Attack("half a surrogate pair", b'{"query": "{ me { name } }", "variables": {"a": "\\ud800"}}'),
    Attack("JSON 45,000 deep", b"[" * 45_000 + b"]" * 45_000),
    Attack(
        "objects 900 deep", b'{"query": "{ me }", "operationName": ' + NESTED_INPUT.encode() + b"}"
    ),
    Attack(
        "an integer of 90,000 digits", b'{"query": "{ me { name } }", "a": ' + b"9" * 90_000 + b"}"
    ),
    Attack("infinity", b'{"query": "{ me { name } }", "variables": {"a": Infinity}}'),
    Attack(
        "an operationName that is an object", b'{"query": "{ me { name } }", "operationName": {}}'
    ),
    Attack("a query that is an object", b'{"query": {"me": 1}}'),
    Attack("variables that are a list", b'{"query": "{ me { name } }", "variables": [1]}'),
    Attack("a body of 1 MB", b'{"query": "' + b"#" * 1_000_000 + b'"}', status=413),
)

DOCUMENTS = (
    query("a fragment bomb", "{ me { ...F0 } } " + spreading(40, 12)),
    query("a fragment bomb that nests", "{ me { ...F0 } } " + spreading(40, 2).replace(
        "...F", "... on Person { ... on Person { name } } ...F")),
    query("many fragments", "{ me { ...F0 } } " + spreading(500, 1)),
    query("a circular fragment", "{ me { ...A } } fragment A on Person { ...B } "
          "fragment B on Person { name ...A }"),
    query("an alias bomb", "{ " + " ".join(f"a{n}: me {{ name }}" for n in range(600)) + " }"),
    query("an insight by many aliases", "{ me { insights { " + " ".join(
        f"a{n}: {INSIGHT}" for n in range(59)) + " } } }"),
    query("many root fields", "{ " + "me { name } " * 32 + "}"),
    query("overlapping fields", "{ " + f"me {{ {PERSON} }} " * 60 + "}"),
    query("overlapping fields, nested", "{ " + ("me { " + "days { nodes { id id id } } " * 10
          + "} ") * 10 + "}"),
    query("overlapping fragments", "{ me { " + " ".join(f"...F{n}" for n in range(39)) + " } } "
          + " ".join(f"fragment F{n} on Person {{ {PERSON} }}" for n in range(39))),
    query("many operations", " ".join(f"query Q{n} {{ me {{ name }} }}" for n in range(600)),
          operationName="Q0"),
    query("an operation that is not there", "query A { me { name } }", operationName="B" * 9000),
    query("a directive flood", "{ me { name " + "@skip(if: false) " * 600 + "} }"),
    query("unknown directives", "{ me { name " + "@a " * 1900 + "} }"),
    query("a query 180 levels deep", "{ me { " + "days { " * 180 + "id" + " }" * 180 + " } }"),
    query("a query 3,000 levels deep", "{ a" * 3000),
    query("introspection of itself", "{ __schema { types { fields { type { fields { type { fields "
          "{ name } } } } } } } }"),
    query("introspection twice", get_introspection_query().replace(
        "__schema {", "__schema { a: queryType { name } } b: __schema {", 1)
        .replace("types {", "types { name } c: types {", 1)),
    query("introspection by aliases", "{ __schema { types { " + " ".join(
        f"a{n}: fields {{ name }}" for n in range(50)) + " } } }"),
    query("fields that are not there", "{ me { insights { " + " ".join(
        f"recoveryPredictio{n}" for n in range(1200)) + " } } }"),
    query("an argument 1,300 times", "{ me { days(" + "first: 1 " * 1300
          + ") { nodes { id } } } }"),
    query("an input of 900 fields", RECORD.format(
        "{" + " ".join(f'question{n}: "a"' for n in range(900)) + "}")),
    query("an input 190 deep", RECORD.format("{a: " * 190 + "1" + "}" * 190)),
    query("variables that nobody uses", "query(" + " ".join(
        f"$a{n}: Int" for n in range(900)) + ") { me { name } }"),
    query("an integer of 50,000 digits in a query", "{ me { days(first: " + "9" * 50_000
          + ") { nodes { id } } } }"),
    query("an integer of 4,000 digits in a variable", "query($a: Int) { me { days(first: $a) "
          "{ nodes { id } } } }", variables={"a": 10**4000}),
    query("a name of 90,000 letters", "{ me { " + "a" * 90_000 + " } }"),
    query("a text of 40,000 lines", '{ node(id: """' + "\n" * 40_000 + '"""x) { id } }'),
    query("comments", "#\n" * 20_000 + "{ me { name } }"),
    query("tokens", "{ me { name " + "name " * 15_000 + "} }"),
    query("brackets", "[" * 90_000),
)  # fmt: skip


def afresh(attack: Attack, number: int) -> bytes:
    """Return the body of an attack, another each time, so that no cache knows it."""
    return attack.body.replace(b'"query": "', b'"query": "' + b" " * number, 1)
