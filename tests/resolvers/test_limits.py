"""What is asked in earnest passes, and one more of anything does not."""

import asyncio
import time
from collections.abc import Callable

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
    parse,
)

from ml.catalogue import CATALOGUE
from resolvers.documents.kept import MOST_DOCUMENTS, MOST_KEPT_TOKENS, Documents, read_anew
from resolvers.documents.limits import (
    MOST,
    MOST_COMMENTS,
    MOST_DIGITS,
    MOST_FRAGMENTS,
    MOST_OPERATIONS,
    MOST_TOKENS,
    TooMuch,
)
from resolvers.documents.measuring import check
from resolvers.graphql_schema import SCHEMA

pytestmark = pytest.mark.anyio

ONE = build_schema(SCHEMA.as_str())
EXECUTED = SCHEMA._schema  # pyright: ignore[reportPrivateUsage]
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
    below = {name: get_named_type(one.type) for name, one in kind.fields.items()}
    shown = [
        name if is_leaf_type(one) else f"{name} {everything(one, above)}"
        for name, one in below.items()
        if one.name not in above
    ]
    return f"{{ {' '.join(shown)} }}"


def problems(document: str) -> list[str]:
    """Return what is wrong with a document, as the server reads it."""
    try:
        return [error.message for error in read_anew(document, EXECUTED).errors]
    except TooMuch as too_much:
        return [too_much.message]


def insight_names() -> list[str]:
    insights = ONE.type_map["Insights"]
    assert isinstance(insights, GraphQLObjectType)
    return [name for name in insights.fields if name != "asOf"]


EARNEST = {
    "all insights": f"{{ me {{ insights {everything(ONE.type_map['Insights'])} }} }}",
    "all of a person": f"{{ me {everything(ONE.type_map['Person'])} }}",
    "GraphiQL": GRAPHIQL,
    "all headlines as of two days": "query($on: Date) { me { now: insights { ...All } "
    "then: insights(asOf: $on) { ...All } } } fragment All on Insights { "
    + " ".join(f"{name} {{ headline }}" for name in insight_names())
    + " }",
}


@pytest.mark.parametrize("name", EARNEST)
def test_what_is_asked_in_earnest_passes(name: str) -> None:
    assert problems(EARNEST[name]) == []


def many(before: str, each: str, after: str) -> Callable[[int], str]:
    """Return what makes a document that has something so many times; `#` is its number."""
    return lambda times: (
        before + " ".join(each.replace("#", str(number)) for number in range(times)) + after
    )


def spread(times: int) -> str:
    fragments = many("", "fragment F# on Person { a#: name }", "")(times)
    return many("{ me { ", "...F#", f" }} }} {fragments}")(times)


def nested(times: int) -> str:
    return '{ __type(name: "Day") ' + "{ fields { type " * times + "{ name }" + "} }" * times + "}"


def deep(times: int) -> str:
    below = times - 3
    return "{ __schema { queryType " + "{ ofType " * below + "{ name }" + " }" * below + " } }"


def listed(times: int) -> str:
    """The variable is one, and so is the list."""
    return f"query($a: [Int] = [{'1 ' * (times - 2)}]) {{ me {{ name }} }}"


def commented(times: int) -> str:
    return "#\n" * times + "{ me { name } }"


def number(digits: int) -> str:
    return f"{{ me {{ days(first: {'1' * digits}) {{ nodes {{ id }} }} }} }}"


@pytest.mark.parametrize(
    ("what", "most", "document"),
    [
        ("aliases", MOST.aliases, many("{ me { ", "a#: name", " } }")),
        ("root fields", MOST.root_fields, many("{ ", "a#: server { version }", " }")),
        ("directives", MOST.directives, many("{ me { name ", "... @skip(if: true) { id }", " } }")),
        ("repeated fields", MOST.repeated_fields, many("{ me { name ", "name", " } }")),
        ("lists of types in each other", MOST.lists_of_types_in_each_other, nested),
        ("levels", MOST.levels, deep),
        ("values", MOST.values, listed),
        ("operations", MOST_OPERATIONS, many("", "query Q# { me { name } }", "")),
        ("fragments", MOST_FRAGMENTS, spread),
        ("comments", MOST_COMMENTS, commented),
        ("digits in a number", MOST_DIGITS, number),
    ],
)
def test_so_many_pass_and_one_more_does_not(
    what: str, most: int, document: Callable[[int], str]
) -> None:
    assert not [told for told in problems(document(most)) if "more than" in told]
    (told,) = problems(document(most + 1))
    assert f"more than {most} {what}" in told.replace(",", "")


def test_an_insight_costs_what_the_catalogue_says() -> None:
    dearest = max(CATALOGUE, key=lambda insight: insight.cost_ms)
    field = next(name for name in insight_names() if name.lower() == dearest.stem.replace("_", ""))
    most = MOST.ms_of_computing // dearest.cost_ms
    document = many("{ me { insights { ", f"a#: {field} {{ headline }}", " } } }")
    assert problems(document(most)) == []
    assert "ms of computing" in problems(document(most + 1))[0]


@pytest.mark.parametrize("first", ["366", "$n"])
def test_a_year_by_many_aliases_is_too_much(first: str) -> None:
    """A page of all of a year's days is counted as 366 times 36 fields."""
    year = f"days(first: {first}) {everything(ONE.type_map['DayConnection'])}"
    several = many("query($n: Int!) { me { ", f"a#: {year}", " } }")
    assert not [told for told in problems(several(4)) if "computing" in told]
    assert "ms of computing" in problems(several(20))[0]


def test_the_whole_schema_is_told_once_and_not_twice() -> None:
    again = GRAPHIQL.replace("__schema {", "__schema { types { name } } again: __schema {", 1)
    assert "ms of computing" in problems(again)[0]


def test_a_fragment_that_holds_itself_ends_the_reading() -> None:
    circle = "{ me { ...A } } fragment A on Person { ...B } fragment B on Person { id ...A }"
    assert problems(circle) == ["a fragment holds itself; take it out of itself"]


def test_an_operation_of_a_document_is_no_way_around() -> None:
    half = many("{ me { ", "a#: name", " } }")(MOST.aliases // 2 + 1)
    assert "aliases" in problems(f"query A {half} query B {half}")[0]


def test_each_fragment_is_measured_once() -> None:
    """Written out, this is 25 to the power of 39 spreads: to count them would never end."""
    fragments = [f"fragment F{one} on Person {{ {f'...F{one + 1} ' * 25} }}" for one in range(39)]
    document = parse(f"{{ me {{ ...F0 }} }} {' '.join(fragments)}")
    began = time.process_time()
    check(EXECUTED, document)
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "document",
    [
        "query A { id } " * (MOST_OPERATIONS + 1),
        "fragment A on B { id } " * (MOST_FRAGMENTS + 1),
        f"{{ {'id ' * (MOST.fields + 1)}",
        f"{{ {'a: id ' * (MOST.aliases + 1)}",
        f"{{ id {'@a ' * (MOST.directives + 1)}",
        f"{{ id(a: [{'1 ' * (MOST.values + MOST.directives + 1)}",
        f"query({'$a: Int ' * (MOST.values + MOST.directives + 1)}",
        "{ a " * 10_000,
    ],
)
def test_what_is_too_much_is_not_read_to_its_end(document: str) -> None:
    with pytest.raises(TooMuch):
        read_anew(f"{document} }} no document", EXECUTED)


async def test_a_document_is_read_once() -> None:
    documents = Documents()
    first = await documents.read("{ me { name } }", EXECUTED)
    assert first.errors == []
    assert await documents.read("{ me { name } }", EXECUTED) is first


async def test_what_is_asked_for_twice_at_once_is_kept_once() -> None:
    documents, text = Documents(), "{ me { name } }"
    await asyncio.gather(*(documents.read(text, EXECUTED) for _ in range(2)))
    assert len(documents) == 1


async def test_what_is_wrong_is_not_kept() -> None:
    documents = Documents()
    assert (await documents.read("{ nothing }", EXECUTED)).errors != []
    assert len(documents) == 0


async def test_the_documents_that_are_kept_are_bounded() -> None:
    documents = Documents()
    for number in range(MOST_DOCUMENTS + 1):
        await documents.read(f"{{ a{number}: me {{ name }} }}", EXECUTED)
    assert len(documents) == MOST_DOCUMENTS
    tokens = 0
    for number in range(MOST_KEPT_TOKENS // MOST_TOKENS + 2):
        long = await documents.read(f"{EARNEST['all of a person']} # {number}", EXECUTED)
        tokens = long.tokens
    assert len(documents) == MOST_KEPT_TOKENS // tokens
