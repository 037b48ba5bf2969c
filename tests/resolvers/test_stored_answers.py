"""Stored answers: how long they hold, how many are kept, and how often they are counted."""

from pathlib import Path
from threading import Event

import anyio
import pytest

from storage.computed.questions import DEFAULTS, LATEST, Question
from tests.commands.running import PATIENCE_SECONDS
from tests.databases import zeros
from tests.owners import add_owner
from tests.people import give, read_sheets, until, write_sheets
from tests.resolvers.serving import ADA, Server, computed, serving
from tests.resolvers.serving import until as until_true
from tests.resolvers.test_revisions import PAST, shorter_lived
from tests.statements import statements

pytestmark = pytest.mark.anyio

SHOWN = "sleepWindow { computedAt model { number } }"
MOST_ARGUMENT_SETS = 32


async def test_an_answer_holds_until_it_expires(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    first = await server.insights(SHOWN)
    assert await server.insights(SHOWN) == first
    server.change("UPDATE answers SET expires_at = expires_at - 24 * 3600")
    second = await server.insights(SHOWN)

    assert second.at("sleepWindow.computedAt") != first.at("sleepWindow.computedAt")
    assert second.at("sleepWindow.model.number") == 1
    assert [each.fitted for each in computed(caplog)] == [True, False]


async def test_an_answer_of_other_code_is_computed_anew(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    await server.insights(SHOWN)
    server.change("UPDATE answers SET code_version = 'of yesterday'")
    await server.insights(SHOWN)

    assert len(computed(caplog)) == 2


async def test_an_answer_of_other_code_does_not_stand_in_as_stale(server: Server) -> None:
    await server.insights(SHOWN)
    server.change(f"UPDATE answers SET code_version = 'of yesterday', packed = {zeros(1)}")  # noqa: S608
    with_rule = await server.insights("sleepWindow { standing }")

    assert with_rule.at("sleepWindow.standing") == "READY"


async def test_of_what_was_tried_the_last_sets_of_arguments_are_kept(server: Server) -> None:
    await server.insights("recoveryPrediction { standing }")
    tried = [200 + 5 * number for number in range(MOST_ARGUMENT_SETS + 3)]
    for minutes in tried:
        await server.insights(f"recoveryPrediction(sleepMinutes: {minutes}) {{ standing }}")

    kept = server.rows("SELECT arguments FROM answers ORDER BY id")
    assert kept[0] == ("{}",)
    assert [row[0] for row in kept[1:]] == [
        f'{{"sleep_minutes":{minutes}}}' for minutes in tried[3:]
    ]


async def test_what_is_asked_is_counted_whether_computed_or_stored(server: Server) -> None:
    for _ in range(3):
        await server.insights(SHOWN)
    await server.insights("habitImpact { standing }")
    await server.application.usage.write()

    assert server.rows("SELECT person_id, insight, times FROM usage ORDER BY insight") == [
        (ADA.person_id, "habit_impact", 1),
        (ADA.person_id, "sleep_window", 3),
    ]
    await server.insights(SHOWN)
    await server.application.usage.write()
    assert server.rows("SELECT times FROM usage WHERE insight = 'sleep_window'") == [(4,)]


async def test_counting_waits_for_nobody_and_loses_nothing(server: Server) -> None:
    usage = server.application.usage
    await server.insights(SHOWN)
    with server.database.write(ADA.person_id):
        await usage.write(wait=False)
    assert server.rows("SELECT times FROM usage") == []
    await server.insights(SHOWN)
    with statements(server.database) as seen:
        await usage.write(wait=False)

    assert server.rows("SELECT times FROM usage") == [(2,)]
    counting = [each for each in seen if each.startswith(("UPDATE answers", "INSERT INTO usage"))]
    assert len(counting) == 2, seen


async def test_what_is_being_counted_when_the_server_stops_is_not_lost(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("resolvers.watching.usage.WRITE_EVERY_SECONDS", 0.01)
    begun, free = Event(), Event()

    def write() -> None:
        begun.set()
        free.wait(PATIENCE_SECONDS)

    async with anyio.create_task_group() as tasks, serving(data) as server:
        tasks.start_soon(server.application.resources.offload.write, ADA.person_id, write)
        await until_true(begun.is_set)
        question = Question("sleep_window", DEFAULTS, LATEST)
        server.application.usage.note(ADA.person_id, [question])
        await anyio.sleep(0.5)  # the counts are taken out, and wait behind the other write
        tasks.start_soon(_soon, free)
    async with serving(data) as server:
        assert server.rows("SELECT times FROM usage") == [(1,)]


async def _soon(free: Event) -> None:
    await anyio.sleep(0.5)  # the server is being stopped
    free.set()


async def test_an_import_refreshes_what_was_asked_and_nothing_else(
    server: Server, caplog: pytest.LogCaptureFixture, ada_export: Path, tmp_path: Path
) -> None:
    tom = shorter_lived(server, ada_export, tmp_path)
    await server.insights(SHOWN, tom)
    await server.upload(ada_export, tom)
    await until_true(lambda: len(computed(caplog)) == 2)
    await until_true(lambda: server.rows("SELECT revision FROM answers") == [(2,)])
    await server.insights("sleepWindow { headline }", tom)

    assert [each.insight for each in computed(caplog)] == ["sleep_window", "sleep_window"]


async def test_what_nobody_asks_for_any_more_is_not_refreshed_for_ever(
    server: Server, caplog: pytest.LogCaptureFixture, ada_export: Path, tmp_path: Path
) -> None:
    tom = add_owner(server.database, "Tom")
    sheets = read_sheets(ada_export)
    exports = [
        write_sheets(tmp_path / f"{day}.zip", until(sheets, PAST.replace(day=day)))
        for day in (20, 21, 22)
    ]
    give(server.database, tom.person_id, exports[0])
    await server.insights(SHOWN, tom)
    await server.application.usage.write()
    # Asked ten days ago; a refresh five days ago; and now the next import.
    server.change("UPDATE answers SET used_at = used_at - 10 * 24 * 3600")
    await server.upload(exports[1], tom)
    await until_true(lambda: len(computed(caplog)) == 2)
    await until_true(lambda: server.rows("SELECT revision FROM answers") == [(2,)])
    server.change("UPDATE answers SET used_at = used_at - 5 * 24 * 3600")
    await server.upload(exports[2], tom)
    await anyio.sleep(0.5)

    assert len(computed(caplog)) == 2


async def test_counts_are_written_when_the_server_stops(data: Path) -> None:
    async with serving(data) as server:
        await server.insights(SHOWN)
    async with serving(data) as server:
        assert server.rows("SELECT times FROM usage") == [(1,)]
