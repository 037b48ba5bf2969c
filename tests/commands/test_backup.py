"""backup and restore: beside a server that writes, and against all that is no backup."""

import os
import re
import shutil
import sqlite3
import stat
import subprocess
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest

from commands import line
from storage import people
from storage.migrations.upgrade import HEAD
from tests.commands.running import refusal, run
from tests.databases import ON_POSTGRESQL, PLACES, blank_url, environment_of, url_of
from tests.processes.asking import ask
from tests.processes.household import Household
from tests.processes.serving import eventually, serving

RECORD = """mutation($on: Date!) { journalRecord(input: {
    question: "alcohol", behaviourOn: $on, answeredYes: true
}) { userErrors { message } } }"""
COUNT = "SELECT count(*) FROM journal_answers"


@pytest.mark.sqlite("about a file")
def test_a_copy_beside_a_server_that_writes_is_whole_and_comes_back(tmp_path: Path) -> None:
    data, copy = tmp_path / "data", tmp_path / "copy.db"
    token = Household(data).add("Ada")
    written: list[date] = []
    over = Event()

    def write() -> None:
        with server.client(token) as client:
            while not over.is_set():
                on = date(2015, 1, 1) + timedelta(days=len(written))
                assert ask(client, RECORD, on=on.isoformat())["journalRecord"]["userErrors"] == []
                written.append(on)

    with serving(data) as server:
        writing = Thread(target=write)
        writing.start()
        eventually(lambda: len(written) > 5, lambda: server.text)
        before = len(written)
        ran = run(data, "backup", str(copy))
        after = len(written)
        eventually(lambda: len(written) > after + 5, lambda: server.text)
        over.set()
        writing.join()
        assert (ran.returncode, ran.stderr) == (0, "")
        assert f"NOT IN IT: the signing key ({data / 'signing.key'})" in ran.stdout
        assert before <= counted(copy) <= after + 1
        refused = refusal(data, "restore", str(copy))
        assert refused == (
            f"restore: {data / 'attune.db'} is open: stop the server first, and every command"
        )
        server.process.terminate()
        server.ended()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert sorted(file.name for file in tmp_path.iterdir()) == ["copy.db", "data"]

    ran = run(data, "restore", str(copy))
    assert (ran.returncode, ran.stderr) == (0, "")
    (aside,) = data.glob("attune.db.replaced-*")
    assert str(aside) in ran.stdout
    assert counted(aside) == len(written)
    assert counted(data / "attune.db") == counted(copy)
    with serving(data) as server, server.client(token) as client:
        assert ask(client, "{ me { revision } }")["me"]["revision"] == counted(copy)


@pytest.mark.sqlite("about a file")
def test_a_log_left_by_a_kill_is_not_replayed_into_the_backup(tmp_path: Path) -> None:
    data, copy = tmp_path / "data", tmp_path / "copy.db"
    token = Household(data).add("Ada")
    assert run(data, "backup", str(copy)).returncode == 0
    with serving(data) as server, server.client(token) as client:
        ask(client, RECORD, on="2015-01-01")
        server.process.kill()
        server.ended()
    assert (data / "attune.db-wal").stat().st_size > 0
    assert run(data, "restore", str(copy)).returncode == 0
    assert counted(data / "attune.db") == 0
    (aside,) = data.glob("attune.db.replaced-*Z")
    assert counted(aside) == 1


@pytest.mark.sqlite("about a file")
def test_a_damaged_database_is_replaced(tmp_path: Path) -> None:
    data, folder = tmp_path / "data", tmp_path / "copies"
    folder.mkdir()
    token = Household(data).add("Ada")
    assert run(data, "backup", str(folder)).returncode == 0
    (copy,) = folder.glob("attune-*Z.db")
    (data / "attune.db").write_bytes(b"this was a database" * 1000)
    assert refusal(data, "backup", str(tmp_path / "another.db")).startswith(
        f"backup: {data / 'attune.db'}: file is not a database; nothing was copied"
    )
    assert run(data, "restore", str(copy)).returncode == 0
    with serving(data) as server, server.client(token) as client:
        assert ask(client, "{ me { name } }") == {"me": {"name": "Ada"}}


@pytest.mark.sqlite("about a file")
@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("DROP TABLE alembic_version", "it is no database of this program"),
        (
            "UPDATE alembic_version SET version_num = '9999'",
            f"it is of a newer version (9999, and {HEAD} is known): update first",
        ),
        (
            "PRAGMA foreign_keys=OFF; INSERT INTO usage VALUES (7, 'a', '2026-01-01', 1)",
            "it is damaged: rows of nobody",
        ),
    ],
)
def test_what_is_no_backup_is_refused(tmp_path: Path, statement: str, told: str) -> None:
    data, copy = tmp_path / "data", tmp_path / "copy.db"
    Household(data).add("Ada")
    assert run(data, "backup", str(copy)).returncode == 0
    with closing(sqlite3.connect(copy)) as connection:
        connection.executescript(statement)
    before = (data / "attune.db").read_bytes()
    file = data / "attune.db"
    assert refusal(data, "restore", str(copy)) == f"restore: {copy}: {told}; {file} is as it was"
    assert file.read_bytes() == before


@pytest.mark.sqlite("about a file")
def test_a_cut_off_backup_is_refused(tmp_path: Path) -> None:
    data, copy = tmp_path / "data", tmp_path / "copy.db"
    Household(data).add("Ada")
    assert run(data, "backup", str(copy)).returncode == 0
    copy.write_bytes(copy.read_bytes()[:-8192])
    assert "is as it was" in refusal(data, "restore", str(copy))
    assert [file.name for file in data.glob("attune.db.*")] != []
    assert list(data.glob("attune.db.replaced-*")) == []


@pytest.mark.sqlite("about a file")
def test_nothing_is_overwritten(tmp_path: Path) -> None:
    data, copy = tmp_path / "data", tmp_path / "copy.db"
    assert refusal(data, "backup", str(copy)).endswith("there is no database yet")
    Household(data).add("Ada")
    copy.write_text("something of mine")
    assert refusal(data, "backup", str(copy)).endswith("give a new name, or a folder")
    assert copy.read_text() == "something of mine"
    file = data / "attune.db"
    assert refusal(data, "restore", str(file)).endswith(
        "is the database itself; give a backup of it"
    )


@pytest.mark.parametrize(("command", "remedy"), [("backup", "pg_dump"), ("restore", "pg_restore")])
def test_on_postgresql_no_file_is_touched(tmp_path: Path, command: str, remedy: str) -> None:
    data = tmp_path / "data"
    Household(data).add("Ada")
    before = {file.name: file.read_bytes() for file in data.iterdir()}
    nowhere = "postgresql://ada:secret@127.0.0.1:9/attune"
    told = refusal(data, command, str(tmp_path / "copy.db"), DATABASE_URL=nowhere)
    assert told.startswith(f"{command}: DATABASE_URL is a server's, and has no file to ")
    assert f": {remedy} --" in told
    assert "secret" not in told
    assert {file.name: file.read_bytes() for file in data.iterdir()} == before


@pytest.mark.skipif(not ON_POSTGRESQL, reason="by the programs of PostgreSQL")
def test_what_backup_and_restore_say_of_postgresql_does_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    household = Household(data)
    household.add("Ada")
    environment = environment_of(data)
    assert (line.run(["backup", "x"], environment), line.run(["restore", "x"], environment)) == (
        1,
        1,
    )
    dump, restore = capsys.readouterr().err.splitlines()
    _do(data, dump, tmp_path)
    household.add("Eve")
    _do(data, restore, tmp_path)
    with closing(household.database()) as database, database.write() as session:
        assert people.named(session, "Ada") == 1
        assert people.add(session, "Bob", now=datetime.now(UTC)) == 2
    blank_url(data)
    _do(data, restore, tmp_path)
    with closing(household.database()) as database, database.read() as session:
        assert people.named(session, "Ada") == 1


def _do(data: Path, told: str, folder: Path) -> None:
    """Run the command that a refusal says."""
    (command,) = re.findall(r"(pg_\w+ .*) (?:writes|puts) ", told)
    program, *words = command.replace('"$DATABASE_URL"', url_of(data)).split()
    found = shutil.which(program, path=os.pathsep.join(PLACES))
    assert found
    subprocess.run([found, *words], check=True, cwd=folder)


def counted(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return connection.execute(COUNT).fetchone()[0]
