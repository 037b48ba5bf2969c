"""A server that keeps the last so many days: it prunes as it starts, and tells what is left."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Event

import anyio
import pytest
from sqlmodel import Session

from storage import retention
from tests.people import LAST_ON
from tests.resolvers.changing import change, codes
from tests.resolvers.conftest import PATIENT_SECONDS
from tests.resolvers.serving import serving, until

pytestmark = pytest.mark.anyio

KEPT_DAYS = 60
FIRST_ON = LAST_ON - timedelta(days=KEPT_DAYS - 1)
RECORD = """mutation ($input: JournalRecordInput!) { journalRecord(input: $input) {
    journalAnswer { question } userErrors { field code message }
} }"""


async def test_a_server_prunes_as_it_starts_and_answers_from_what_is_left(data: Path) -> None:
    # The data end where they were simulated, and the clock is today's.
    keep_days = (datetime.now(UTC).date() - FIRST_ON).days
    settings = {"ATTUNE_KEEP_DAYS": str(keep_days), "ATTUNE_DEADLINE": PATIENT_SECONDS}
    first = FIRST_ON.isoformat()
    async with serving(data, **settings) as server:
        # It is done beside the first answers.
        await until(lambda: str(server.rows("SELECT min(day_on) FROM cycles")[0][0]) == first)
        answer = await server.insights("sleepSummary { stale evidence { have } }")
        have = answer.at("sleepSummary.evidence.have")
        assert answer.at("sleepSummary.stale") is False
        assert isinstance(have, int)
        assert 0 < have <= KEPT_DAYS

        given = {"question": "tea", "answeredYes": True, "behaviourOn": "2025-01-01"}
        refused = await change(server, RECORD, given)
        assert codes(refused, "journalRecord") == [(["input", "behaviourOn"], "INVALID")]


async def test_others_write_between_one_person_and_the_next(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[object] = []
    begun, go_on, prune = Event(), Event(), retention.prune

    def slowly(session: Session, person_id: int, first_on: date, now: datetime) -> bool:
        order.append(person_id)
        begun.set()
        go_on.wait()
        return prune(session, person_id, first_on, now)

    monkeypatch.setattr("storage.retention.prune", slowly)
    async with serving(data, ATTUNE_KEEP_DAYS="36500") as server, anyio.create_task_group() as one:
        await until(begun.is_set)
        write = server.application.resources.offload.write
        one.start_soon(write, 3, lambda: order.append("another"))
        await anyio.wait_all_tasks_blocked()
        go_on.set()
        await until(lambda: len(order) == 3)

    assert order == [1, "another", 2]


async def test_what_ends_in_the_background_is_in_the_log(
    data: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> bool:
        raise ZeroDivisionError

    monkeypatch.setattr("storage.retention.prune", broken)
    async with serving(data, ATTUNE_KEEP_DAYS="36500"):
        await until(lambda: "what is done in the background has ended" in caplog.messages)
