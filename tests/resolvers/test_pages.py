"""Connections: every row once, newest first; and cursors that are none."""

import base64

import pytest

from schema.json_form import Json
from tests.resolvers.planted import suggest_often
from tests.resolvers.serving import ADA, Server, items

pytestmark = pytest.mark.anyio

PAGE = """query ($first: Int!, $after: String) { me { %s(first: $first, after: $after) {
    nodes { id %s }
    edges { cursor node { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
} } }"""
LISTS = {
    "days": ("dayOn", "SELECT count(DISTINCT day_on) FROM cycles WHERE person_id = 1"),
    "workouts": ("startedAt", "SELECT count(*) FROM workouts WHERE person_id = 1"),
    "journal": ("behaviourOn", "SELECT count(*) FROM journal_answers WHERE person_id = 1"),
    "suggestions": ("toldAt", "SELECT count(*) FROM suggestions WHERE person_id = 1"),
}


@pytest.mark.parametrize("field", LISTS)
@pytest.mark.parametrize("first", [7, 366])
async def test_pages_hold_every_row_once_newest_first(
    server: Server, field: str, first: int
) -> None:
    key, counted = LISTS[field]
    # An answer about a night that no export holds, beside those of an export.
    (
        await server.ask(
            'mutation { journalRecord(input: {question: "tea", behaviourOn: "2019-05-05", '
            "answeredYes: true}) { userErrors { message } } }"
        )
    ).whole()
    suggest_often(server.database, ADA, 20)
    nodes: list[Json] = []
    after: Json = None
    while True:
        told = await server.ask(PAGE % (field, key), ADA, {"first": first, "after": after})
        page = told.whole().at(f"me.{field}")
        shown = items(told.at(f"me.{field}.nodes"))
        info = told.at(f"me.{field}.pageInfo")
        edges = items(told.at(f"me.{field}.edges"))
        assert isinstance(info, dict), page
        assert [edge["node"]["id"] for edge in edges] == [node["id"] for node in shown]  # pyright: ignore[reportArgumentType, reportCallIssue, reportIndexIssue, reportOptionalSubscript]
        assert info["hasPreviousPage"] is (after is not None)
        nodes += shown
        if not info["hasNextPage"]:
            break
        assert len(shown) == first
        after = info["endCursor"]
    ids = [str(node["id"]) for node in nodes if isinstance(node, dict)]
    keys = [str(node[key]) for node in nodes if isinstance(node, dict)]

    ((count,),) = server.rows(counted)
    assert len(ids) == len(set(ids)) == count
    assert keys == sorted(keys, reverse=True)


@pytest.mark.parametrize("field", LISTS)
@pytest.mark.parametrize(
    "arguments",
    [
        "first: 0",
        "first: -1",
        "first: 367",
        'after: ""',
        'after: "nonsense"',
        'after: "Y3Vyc29yOng="',
        'after: "Y3Vyc29y"',
        'after: "\N{SNOWMAN}"',
    ],
)
async def test_what_is_no_page_is_a_clear_error(
    unchanged: Server, field: str, arguments: str
) -> None:
    told = await unchanged.ask(f"{{ me {{ {field}({arguments}) {{ nodes {{ id }} }} }} }}")

    (error,) = items(told.errors)
    assert isinstance(error, dict)
    message = str(error["message"])
    name, _, given = arguments.partition(": ")
    assert message.startswith(f"{name}: ")
    assert given.strip('"') in message


@pytest.mark.parametrize("field", LISTS)
@pytest.mark.parametrize(
    "key",
    [
        f"cursor:1:{10**30}",
        f"cursor:{10**30}:1",
        f"cursor:{-(10**30)}:1",
        "cursor:1",
        "cursor:2026-13-01",
        "Workout:1:1",
        "cursor:" + "9" * 5000 + ":1",
    ],
)
async def test_a_made_up_cursor_is_a_clear_error(unchanged: Server, field: str, key: str) -> None:
    cursor = base64.urlsafe_b64encode(key.encode()).decode()
    told = await unchanged.ask(f'{{ me {{ {field}(after: "{cursor}") {{ nodes {{ id }} }} }} }}')

    (error,) = items(told.errors)
    assert isinstance(error, dict)
    assert str(error["message"]).startswith("after: ")


async def test_imports_are_listed_newest_first(unchanged: Server) -> None:
    told = await unchanged.ask(
        "{ me { imports(first: 5) { revision files { name read imported } } } }"
    )

    assert told.whole().at("me.imports.0.revision") == 1
    files = items(told.at("me.imports.0.files"))
    assert {str(file["name"]) for file in files if isinstance(file, dict)} == {
        "physiological_cycles.csv",
        "sleeps.csv",
        "workouts.csv",
        "journal_entries.csv",
    }
    refused = await unchanged.ask("{ me { imports(first: 0) { revision } } }")
    assert "first: 0" in str(refused.errors)
