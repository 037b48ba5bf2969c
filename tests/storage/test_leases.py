"""Leases: one holder at a time, however many ask, and none that outlives its time."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import select

from resolvers.code_version import ROOT
from storage.computed import leases
from storage.computed.leases import LONGEST_SECONDS, Lease
from storage.databases.database import Database
from storage.tables import LeaseRow
from tests.commands.running import environment
from tests.databases import ON_POSTGRESQL

KEY = leases.key_of(1, "sleep_window")
PROCESSES = 6
# What is asked of it is 300 keys; a tenth of them shows the same each time.
SEVERAL, MANY = 30, 300


def test_one_of_two_takes_it(database: Database) -> None:
    first = take(database, "a")
    assert first is not None
    assert first.key == KEY == "1:sleep_window"

    assert take(database, "b") is None
    assert holders(database) == ["a"]


def test_an_ended_lease_is_taken_again_and_leaves_nothing(database: Database) -> None:
    first = held(database, "a")
    assert end(database, first)
    assert holders(database) == []

    second = held(database, "a")
    assert second.token != first.token


def test_a_lease_of_a_dead_holder_ends(database: Database) -> None:
    held(database, "dead")
    run_out(database)

    assert held(database, "b")
    assert holders(database) == ["b"]


def test_who_lost_a_lease_cannot_end_it(database: Database) -> None:
    late = held(database, "late")
    run_out(database)
    current = held(database, "current")

    assert not end(database, late)
    assert holders(database) == ["current"]
    assert end(database, current)
    assert not end(database, late)


def test_what_is_late_and_was_not_taken_is_still_held(database: Database) -> None:
    late = held(database, "late")
    run_out(database)

    assert end(database, late)


def test_many_are_taken_at_once_but_for_those_of_others(database: Database) -> None:
    held(database, "other")
    with database.write(1) as session:
        taken = leases.take_all(session, ["1:b", KEY, "1:a", "1:b"], "many", 60)
        assert leases.take_all(session, [], "none", 60) == {}

    assert sorted(taken) == ["1:a", "1:b"]
    assert Counter(holders(database)) == {"many": 2, "other": 1}


def test_extending_tells_what_was_lost(database: Database) -> None:
    lost, kept = held(database, "a"), held(database, "a", "1:other")
    run_out(database)
    held(database, "b")
    with database.write(1) as session:
        assert leases.extend(session, [lost, kept], 60) == {kept}

    assert take(database, "c", "1:other") is None


@pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite has one writer")
def test_leases_are_extended_whatever_is_being_written(database: Database) -> None:
    mine, ending = held(database, "a"), held(database, "b", "1:other")
    with database.write(1) as session, database.write(2):
        assert leases.end(session, ending)
        with database.write_apart() as apart:
            assert leases.extend(apart, [mine, ending], 60) == {mine}

    assert holders(database) == ["a"]


def test_what_is_left_is_left_by_its_token(database: Database) -> None:
    lost, mine = held(database, "a"), held(database, "a", "1:other")
    run_out(database)
    held(database, "b")
    with database.write_apart() as session:
        leases.leave(session, [lost, mine])

    assert holders(database) == ["b"]


@pytest.mark.parametrize("seconds_off", [-2 * LONGEST_SECONDS, 2 * LONGEST_SECONDS])
def test_what_a_wrong_clock_left_is_swept(database: Database, seconds_off: int) -> None:
    held(database, "wrong")
    run_out(database, seconds_off)

    assert held(database, "b", "1:other")
    assert holders(database) == ["b"]


def test_a_lease_lasts_as_long_as_was_said(database: Database) -> None:
    held(database, "a")
    with database.write(1) as session:
        left = session.connection().execute(
            select(LeaseRow.expires_at_seconds - leases.ClockSeconds())
        )
        (seconds,) = left.one()

    assert 50 < seconds <= 60


def test_each_of_several_keys_has_one_winner_among_processes(
    database: Database, tmp_path: Path
) -> None:
    assert_one_winner_each(database, SEVERAL, tmp_path / "data")


@pytest.mark.audit
def test_each_of_many_keys_has_one_winner_among_processes(
    database: Database, tmp_path: Path
) -> None:
    assert_one_winner_each(database, MANY, tmp_path / "data")


def assert_one_winner_each(database: Database, keys: int, data: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.storage.take_leases", str(PROCESSES), str(keys)],
        cwd=ROOT,
        env=environment(data),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    won = [set(json.loads(line)) for line in ran.stdout.splitlines()]

    assert len(won) == PROCESSES
    assert sum(map(len, won)) == len(set[str]().union(*won)) == keys
    assert len(holders(database)) == keys


def take(database: Database, holder: str, key: str = KEY) -> Lease | None:
    with database.write(1) as session:
        return leases.take(session, key, holder, 60)


def held(database: Database, holder: str, key: str = KEY) -> Lease:
    lease = take(database, holder, key)
    assert lease is not None
    return lease


def end(database: Database, lease: Lease) -> bool:
    with database.write(1) as session:
        return leases.end(session, lease)


def run_out(database: Database, seconds_off: int = -61) -> None:
    """Move every lease in time, as if it had been taken then."""
    with database.write() as session:
        session.connection().execute(
            text("UPDATE leases SET expires_at_seconds = expires_at_seconds + :off"),
            {"off": seconds_off},
        )


def holders(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.exec(select(LeaseRow.holder)))
