"""A mistake of the asker is named; a bug of ours is masked, logged, and keeps to its own field."""

import logging
import zlib
from pathlib import Path

import pytest

from resolvers.answer_types import ANSWER_TYPES
from resolvers.watching.logs import JsonLines
from schema.packed import words
from tests.databases import zeros
from tests.resolvers.serving import Server, computed, items, serving, until

pytestmark = pytest.mark.anyio

ALL_FOUR = ("recoveryPrediction", "sleepWindow", "habitImpact", "recommendations")
SHOWN = " ".join(f"{name} {{ standing }}" for name in ALL_FOUR)
SECRET = "my own words 47.11"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ('bedtime: "25:00"', "bedtime: '25:00' is no time of day; give local HH:MM, such as 22:45"),
        ('bedtime: "9:30"', "bedtime: '9:30' is no time of day; give local HH:MM, such as 22:45"),
        ('bedtime: ""', "bedtime: '' is no time of day; give local HH:MM, such as 22:45"),
        (
            "sleepMinutes: 119",
            "sleepMinutes: 119 is outside 120 to 960; give minutes asleep, such as 450",
        ),
    ],
)
async def test_a_bad_argument_is_named_and_the_others_are_whole(
    server: Server, arguments: str, message: str
) -> None:
    told = await server.ask(
        f"{{ me {{ insights {{ recoveryPrediction({arguments}) {{ standing }} "
        "sleepWindow { standing } } } }"
    )
    (error,) = items(told.errors)
    assert isinstance(error, dict)
    assert error["message"] == message
    assert error["path"] == ["me", "insights", "recoveryPrediction"]
    assert told.at("me.insights.recoveryPrediction") is None
    assert told.at("me.insights.sleepWindow.standing") == "READY"


def packed(text: str) -> bytes:
    packing = zlib.compressobj(zdict=words(ANSWER_TYPES["sleep_window"]))
    return packing.compress(text.encode()) + packing.flush()


DAMAGED = [packed(text) for text in ("not JSON", "{}", "[]", '{"standing": "NEVER"}')]


@pytest.mark.parametrize("damaged", [*DAMAGED, b"not packed"])
async def test_a_damaged_answer_is_computed_anew_and_what_builds_on_it_too(
    server: Server, caplog: pytest.LogCaptureFixture, damaged: bytes
) -> None:
    whole = await server.insights(SHOWN)
    server.change(
        "UPDATE answers SET packed = :packed WHERE insight = 'sleep_window'", packed=damaged
    )
    server.change("DELETE FROM answers WHERE insight = 'recommendations'")
    assert await server.insights(SHOWN) == whole

    assert [each.insight for each in computed(caplog)][-2:] == ["sleep_window", "recommendations"]
    warned = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert {(record.name, vars(record)["insight"]) for record in warned} == {
        ("attune.answers", "sleep_window")
    }
    assert all(record.exc_info is None for record in warned)  # it may quote a value


async def test_a_bug_in_one_insight_leaves_the_others_whole(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    await server.insights(SHOWN)
    server.change("DELETE FROM answers WHERE insight = 'sleep_window'")
    server.change(f"UPDATE histories SET blob = {zeros(4)}")  # noqa: S608
    told = await server.ask(f"{{ me {{ name insights {{ {SHOWN} }} }} }} # {SECRET}")

    assert told.at("me.name") == "Ada"
    for name in ALL_FOUR:
        if name == "sleepWindow":
            assert told.at(f"me.insights.{name}") is None
        else:
            assert told.at(f"me.insights.{name}.standing") == "READY"
    (error,) = items(told.errors)
    assert isinstance(error, dict)
    error_id = str(told.errors).partition("'errorId': '")[2][:12]
    assert (
        error["message"] == f"unexpected error {error_id}; the server's log has more under this id"
    )
    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert vars(record)["error_id"] == error_id
    line = JsonLines().format(record)
    assert "Traceback" in line
    assert "decode" in line
    assert SECRET not in line


async def test_a_damaged_history_leaves_what_needs_none(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    await server.insights("sleepWindow { standing }")
    server.change(f"UPDATE histories SET blob = {zeros(4)}")  # noqa: S608
    told = await server.ask(
        f"{{ me {{ name days(first: 2) {{ nodes {{ dayOn }} }} insights {{ {SHOWN} }} }} }}"
    )

    assert told.at("me.name") == "Ada"
    assert len(items(told.at("me.days.nodes"))) == 2
    assert told.at("me.insights.sleepWindow.standing") == "READY"
    assert told.at("me.insights.habitImpact") is None
    assert all("unexpected error" in str(error) for error in items(told.errors))
    assert [record.name for record in caplog.records if record.levelno >= logging.ERROR] == [
        "attune.errors"
    ] * 3


async def test_logs_hold_neither_values_nor_texts(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    query = (
        f"{{ me {{ insights {{ {SHOWN} }} days {{ nodes {{ recoveryPercent }} }} }} }} # {SECRET}"
    )
    await server.ask(query)
    await server.ask(query.replace("me", "you", 1))
    await server.ask(
        'mutation { journalRecord(input: {question: "secret_habit", behaviourOn: "2026-01-03", '
        "answeredYes: true}) { userErrors { message } } }"
    )

    lines = [JsonLines().format(record) for record in caplog.records]
    assert lines
    for word in (SECRET, "secret_habit", "recoveryPercent", "Ada"):
        assert not [line for line in lines if word in line]


@pytest.mark.parametrize(
    "query", ["{ me { nme } }", "{", "{ me { days(first: true) { nodes { id } } } }"]
)
async def test_what_is_no_query_says_why_and_is_no_error_of_the_server(
    unchanged: Server, caplog: pytest.LogCaptureFixture, query: str
) -> None:
    told = await unchanged.ask(query)

    assert told.data is None
    assert "unexpected error" not in str(told.errors)
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_a_query_beyond_all_measure_is_refused(unchanged: Server) -> None:
    fields = " ".join(f"a{number}: name" for number in range(400))
    told = await unchanged.post(f"{{ me {{ {fields} }} }}")

    assert told.status_code == 400
    (error,) = told.json()["errors"]
    assert error["message"] == "this is more than 60 aliases; ask for less at once"


async def test_a_bug_of_which_nobody_hears_any_more_is_in_the_log(
    data: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError(SECRET)

    monkeypatch.setattr("resolvers.computing.flights.publish", broken)
    async with serving(data) as server:
        told = await server.insights("sleepWindow { standing }")  # before the child starts
        assert told.at("sleepWindow.standing") == "LEARNING"
        await until(lambda: "a computation failed" in caplog.messages)

    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert vars(record)["insight"] == "sleep_window"
    line = JsonLines().format(record)
    assert "ZeroDivisionError" in line
    assert SECRET not in line


async def test_leases_that_cannot_be_told_are_an_error_and_no_wait_without_end(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    server.change("ALTER TABLE leases RENAME COLUMN holder TO somebody")
    told = await server.ask("{ me { insights { sleepWindow { standing } } } }")

    assert told.at("me.insights.sleepWindow") is None
    assert "unexpected error" in str(told.errors)
    assert "a computation failed" in caplog.messages
