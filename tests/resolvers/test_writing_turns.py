"""On PostgreSQL nobody waits for what is written of another, within one process either."""

from datetime import timedelta
from pathlib import Path

import anyio
import pytest

from tests.databases import ON_POSTGRESQL, database_of
from tests.owners import Owner
from tests.people import LAST_ON
from tests.resolvers.changing import change, codes
from tests.resolvers.serving import ADA, BOB, Server, serving

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite has one writer"),
]

# More than there are connections to write by.
SEVERAL = 5
RECORD = """mutation ($input: JournalRecordInput!) { journalRecord(input: $input) {
    journalAnswer { question } userErrors { field code message }
} }"""


async def test_while_another_process_imports_for_one_all_is_open_to_the_others(data: Path) -> None:
    written: list[str] = []

    async def record(server: Server, owner: Owner, days_ago: int = 0) -> None:
        on = (LAST_ON - timedelta(days=days_ago)).isoformat()
        given = {"question": "tea", "answeredYes": True, "behaviourOn": on}
        assert codes(await change(server, RECORD, given, owner), "journalRecord") == []
        written.append(owner.name)

    importing = database_of(data)
    async with serving(data) as server, anyio.create_task_group() as tasks:
        with importing.write(ADA.person_id):
            for days_ago in range(SEVERAL):
                tasks.start_soon(record, server, ADA, days_ago)
            await anyio.wait_all_tasks_blocked()

            await record(server, BOB)
            for who in (ADA, BOB):
                told = await server.ask("{ me { name days(first: 1) { nodes { id } } } }", who)
                assert told.whole().at("me.name") == who.name
            assert written == ["Bob"]
    assert written == ["Bob"] + SEVERAL * ["Ada"]
    importing.close()
