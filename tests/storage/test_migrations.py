"""Migrations: they lead from nothing to the tables of the code, and once there do nothing."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

import settings
import storage.migrations.upgrade as migrations
from resolvers.code_version import ROOT
from storage import people
from storage.databases.database import Database
from storage.databases.postgresql import PostgresServer
from storage.databases.sessions import METADATA
from storage.databases.sqlite import writing_engine
from storage.migrations.upgrade import HEAD, current_revision, is_up_to_date, upgrade
from tests.commands.running import environment
from tests.databases import ON_POSTGRESQL, blank_url, environment_of
from tests.owners import NOW
from tests.statements import statements

AT_ONCE = 4


def test_head_is_the_newest_file() -> None:
    scripts = ScriptDirectory(str(Path(migrations.__file__).parent))

    assert scripts.get_heads() == [HEAD]


def test_a_fresh_database_has_the_tables_of_the_code(database: Database) -> None:
    with database.writing.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        difference = compare_metadata(context, METADATA)

    assert difference == []


def test_sessions_know_every_table_whatever_else_is_imported(database: Database) -> None:
    alone = "from storage.databases.sessions import METADATA; print(*METADATA.tables)"
    known = subprocess.check_output([sys.executable, "-c", alone], cwd=ROOT, text=True)

    with database.reading.connect() as connection:
        tables = set(inspect(connection).get_table_names())
    assert set(known.split()) == tables - {"alembic_version"}


def test_the_comparison_sees_a_column_that_is_missing(database: Database) -> None:
    with database.writing.connect() as connection:
        connection.execute(text("ALTER TABLE usage DROP COLUMN times"))
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        difference = compare_metadata(context, METADATA)

    assert [change[0] for change in difference] == ["add_column"]


def test_migrating_again_changes_nothing(database: Database) -> None:
    with statements(database) as seen, database.writing.begin() as connection:
        upgrade(connection)
        assert current_revision(connection) == HEAD

    assert {statement.split()[0] for statement in seen} <= {"BEGIN", "PRAGMA", "SELECT"}


def test_a_migration_that_does_not_commit_leaves_nothing(tmp_path: Path) -> None:
    engine = blank_engine(tmp_path / "other")
    with engine.connect() as connection:
        assert current_revision(connection) is None
        upgrade(connection)
        assert set(METADATA.tables) <= set(inspect(connection).get_table_names())
        connection.rollback()
        assert inspect(connection).get_table_names() == []
    engine.dispose()


def test_processes_that_open_an_empty_database_at_once_migrate_it_once(tmp_path: Path) -> None:
    if ON_POSTGRESQL:
        blank_url(tmp_path)
    ran = subprocess.run(
        [sys.executable, "-m", "tests.storage.migrate_together", str(AT_ONCE)],
        cwd=ROOT,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ran.returncode, ran.stderr) == (0, "")
    with (
        closing(Database(settings.read(environment_of(tmp_path)))) as database,
        database.look() as connection,
    ):
        assert is_up_to_date(connection)
        assert connection.execute(text("SELECT count(*) FROM alembic_version")).scalar() == 1


def blank_engine(data: Path) -> Engine:
    """Return an engine of a database without tables."""
    if ON_POSTGRESQL:
        return PostgresServer(blank_url(data), 1).writing
    data.mkdir()
    return writing_engine(data / "attune.db")


def test_ids_of_people_are_never_given_again(database: Database) -> None:
    ids: list[int] = []
    for _ in range(2):
        with database.write() as session:
            ids.append(people.add(session, "Ada", now=NOW))
        with database.write() as session:
            session.connection().execute(text("DELETE FROM people"))

    assert ids == [1, 2]
