"""One computation of the same thing, whichever process is asked, and none published too late."""

import pytest
from anyio import create_task_group, sleep

from schema.json_form import Json
from storage.computed import leases
from storage.computed.leases import Lease
from tests.resolvers.serving import ADA, Server, computed, serving, until

pytestmark = pytest.mark.anyio

KEY = leases.key_of(ADA.person_id, "sleep_window")


async def test_a_computation_leaves_no_lease(server: Server) -> None:
    await server.insights("sleepWindow { standing } habitImpact { standing }")

    assert server.rows("SELECT key FROM leases") == []


async def test_what_another_computes_is_waited_for_and_not_computed_again(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    other = take(server)
    async with create_task_group() as tasks:
        tasks.start_soon(server.insights, "sleepWindow { standing }")
        await sleep(1)  # it would be computed long before
        assert computed(caplog) == []
        with server.database.write(ADA.person_id) as session:
            assert leases.end(session, other)

    assert [each.insight for each in computed(caplog)] == ["sleep_window"]


async def test_two_servers_compute_the_same_thing_once(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    data = server.application.settings.data_folder
    async with serving(data, ATTUNE_DEADLINE="30") as beside, create_task_group() as tasks:
        for one in (server, beside):
            tasks.start_soon(one.insights, "habitImpact { standing }")

    assert [each.insight for each in computed(caplog)] == ["habit_impact"]


async def test_a_lease_of_a_dead_process_is_not_waited_for_longer_than_it_lasts(
    server: Server,
) -> None:
    take(server)
    server.change("UPDATE leases SET expires_at_seconds = expires_at_seconds - 61")
    told = await server.insights("sleepWindow { standing }")

    assert told.at("sleepWindow.standing") == "READY"


async def test_what_lost_its_lease_is_told_as_stale_and_not_kept(server: Server) -> None:
    told: list[Json] = []

    async def ask() -> None:
        told.append((await server.insights("sleepWindow { stale }")).at("sleepWindow.stale"))

    async with create_task_group() as tasks:
        tasks.start_soon(ask)
        await until(lambda: bool(server.rows("SELECT key FROM leases")))
        server.change("UPDATE leases SET token = 1, holder = 'another'")

    assert told == [True]
    assert server.rows("SELECT insight FROM answers") == []
    assert server.rows("SELECT insight FROM model_versions") == []
    assert server.rows("SELECT holder FROM leases") == [("another",)]


def take(server: Server) -> Lease:
    with server.database.write(ADA.person_id) as session:
        lease = leases.take(session, KEY, "another", 60)
    assert lease is not None
    return lease
