"""What one statement tells is told at once, unless something would have to be waited for."""

from threading import current_thread, main_thread

import pytest
from sqlalchemy import Connection, text

from storage.databases.faults import FaultCode, StorageFault
from tests.resolvers.serving import Server

pytestmark = [pytest.mark.anyio, pytest.mark.sqlite("all that PostgreSQL tells comes over a wire")]


async def test_what_can_be_told_at_once_takes_no_thread(unchanged: Server) -> None:
    def count(connection: Connection) -> tuple[int, bool]:
        found = connection.execute(text("SELECT count(*) FROM people")).scalar_one()
        return found, current_thread() is main_thread()

    assert await unchanged.application.resources.look(count) == (2, True)


async def test_what_cannot_is_waited_for_in_a_thread(unchanged: Server) -> None:
    where: list[bool] = []

    def look(connection: Connection) -> int:
        where.append(current_thread() is main_thread())
        if where == [True]:
            raise StorageFault(FaultCode.BUSY, "a lock of another")
        return connection.execute(text("SELECT count(*) FROM people")).scalar_one()

    assert await unchanged.application.resources.look(look) == 2
    assert where == [True, False]


async def test_nothing_can_be_written_in_passing(unchanged: Server) -> None:
    resources = unchanged.application.resources
    with pytest.raises(StorageFault) as refused:
        await resources.look(lambda there: there.execute(text("DELETE FROM people")))
    assert refused.value.code is FaultCode.READ_ONLY
    assert unchanged.rows("SELECT count(*) FROM people") == [(2,)]
