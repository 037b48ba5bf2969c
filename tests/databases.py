"""Databases for tests: a file in a data folder, or one of a PostgreSQL server of this run.

With ATTUNE_TEST_DATABASE=postgresql every data folder of a test has a database there, and its
DATABASE_URL is in the environments that are made here.
"""

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

import psycopg
from psycopg import sql

import settings
from storage.databases.database import Database
from tests.leaving_out import do_without

ON_POSTGRESQL = os.environ.get("ATTUNE_TEST_DATABASE") == "postgresql"
# Debian keeps what starts a server out of the PATH.
PROGRAMS = ("initdb", "postgres")
PLACES = (*os.get_exec_path(), *map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin"))))
# A busy machine has taken 8 s to its first connection.
PATIENCE_SECONDS = 60
USER = "attune"
EMPTY = "template_empty"
# What is lost with the machine is lost; a test's database is as large as what is written to it.
OPTIONS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "16MB",
    "max_connections": "100",
}

# For statements of tests, what each calls by another name.
BLOB = "BYTEA" if ON_POSTGRESQL else "BLOB"

# Quicker by far than a new database; a lock that a test left behind is not waited for.
EMPTY_ALL = """
SET lock_timeout = '1s';
DO $$ DECLARE each record; BEGIN
  SET session_replication_role = replica;
  FOR each IN SELECT tablename FROM pg_tables
              WHERE schemaname = 'public' AND tablename != 'alembic_version' LOOP
    EXECUTE format('DELETE FROM %I', each.tablename);
  END LOOP;
  FOR each IN SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL LOOP
    EXECUTE format('ALTER SEQUENCE %I RESTART', each.sequencename);
  END LOOP;
END $$;
"""

SHAPE = """
SELECT (SELECT count(*) FROM pg_attribute), (SELECT count(*) FROM pg_class),
       (SELECT count(*) FROM pg_constraint), (SELECT count(*) FROM pg_proc),
       (SELECT count(*) FROM pg_trigger)
"""

_made: dict[Path, str] = {}
_empty: list[str] = []
_numbers = count()
_at_the_end = ExitStack()


def environment_of(data: Path) -> dict[str, str]:
    """Return the settings that open the database of a data folder."""
    own = {"ATTUNE_DATA": str(data)}
    return {**own, "DATABASE_URL": url_of(data)} if ON_POSTGRESQL else own


def zeros(count: int) -> str:
    """Return what in a statement stands for so many bytes of nothing."""
    return f"decode(repeat('00', {count}), 'hex')" if ON_POSTGRESQL else f"zeroblob({count})"


def database_of(data: Path) -> Database:
    """Open the database of a data folder, with its tables as a migration has made them."""
    if ON_POSTGRESQL:
        data.mkdir(parents=True, exist_ok=True)
    elif not (data / "attune.db").exists():
        shutil.copytree(empty_folder(), data, dirs_exist_ok=True)
    return Database(settings.read(environment_of(data)))


def copy_database(data: Path, to: Path) -> None:
    """Copy a data folder with its database, which nobody has open."""
    shutil.copytree(data, to)
    if ON_POSTGRESQL:
        _made[to.resolve()] = _created(_made[data.resolve()])


def url_of(data: Path) -> str:
    """Return the URL of a data folder's database on the server, made where there is none."""
    place = data.resolve()
    if place not in _made:
        _made[place] = _empty.pop() if _empty else _created(EMPTY)
    return f"{server()}/{_made[place]}"


def blank_url(data: Path) -> str:
    """Return the URL of a database without tables for a data folder."""
    _made[data.resolve()] = _created("template1")
    return url_of(data)


def close_all(data: Path) -> int:
    """Have the server close every connection to a data folder's database; return how many."""
    # It answers once they are gone, or after so many milliseconds.
    ending = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
    others = "datname = current_database() AND pid != pg_backend_pid()"
    with closing(psycopg.connect(url_of(data))) as connection:
        return len(connection.execute(f"{ending} WHERE {others}").fetchall())


def give_back(folder: Path) -> None:
    """Empty the databases of all data folders in a folder for others, or drop them."""
    for place in [place for place in _made if place.is_relative_to(folder)]:
        name = _made.pop(place)
        try:
            with psycopg.connect(f"{server()}/{name}") as connection:
                connection.execute(EMPTY_ALL)
                as_made = connection.execute(SHAPE).fetchone() == _shape()
        except psycopg.Error:  # somebody still holds a lock
            as_made = False
        if as_made:
            _empty.append(name)
        else:
            _administrator().execute(_dropping(name))


def end() -> None:
    """Leave nothing of all this behind."""
    _at_the_end.close()


@cache
def empty_folder() -> Path:
    """Return a data folder whose database has tables without rows."""
    folder = Path(mkdtemp(prefix="attune-empty-"))
    _at_the_end.callback(shutil.rmtree, folder, ignore_errors=True)
    Database(settings.read({"ATTUNE_DATA": str(folder)})).close()
    return folder


@cache
def server() -> str:
    """Return the URL of a server that lasts as long as this process, without a database's name."""
    programs = {name: shutil.which(name, path=os.pathsep.join(PLACES)) for name in PROGRAMS}
    missing = [name for name, found in programs.items() if found is None]
    if missing:
        do_without(f"no PostgreSQL here: {', '.join(missing)} not found; apt install postgresql")
    folder = Path(mkdtemp(prefix="attune-postgresql-"))
    _at_the_end.callback(shutil.rmtree, folder, ignore_errors=True)
    user = _unprivileged(folder)
    initdb = [str(programs["initdb"]), "-D", str(folder / "data"), "-U", USER, "-A", "trust"]
    subprocess.run(
        [*initdb, "-E", "UTF8", "--no-locale", "--no-sync"],
        check=True,
        capture_output=True,
        cwd=folder,
        user=user,
    )
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    options = {**OPTIONS, "listen_addresses": "127.0.0.1", "port": str(port)}
    options["unix_socket_directories"] = str(folder)
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen(
            [str(programs["postgres"]), "-D", str(folder / "data"), *_as_words(options)],
            stdout=log,
            stderr=log,
            cwd=folder,
            user=user,
            start_new_session=True,  # a terminal's Ctrl-C ends the tests first
        )
    _at_the_end.callback(_end, running)
    url = f"postgresql://{USER}@127.0.0.1:{port}"
    _wait_for(url, running, folder / "log")
    with psycopg.connect(f"{url}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {EMPTY}")
    Database(settings.read({"DATABASE_URL": f"{url}/{EMPTY}"})).close()
    return url


def _created(template: str) -> str:
    name = f"test_{next(_numbers)}"
    creating = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
    _administrator().execute(creating.format(sql.Identifier(name), sql.Identifier(template)))
    return name


@cache
def _shape() -> "tuple[object, ...] | None":
    with psycopg.connect(f"{server()}/{EMPTY}") as connection:
        return connection.execute(SHAPE).fetchone()


def _dropping(name: str) -> sql.Composed:
    return sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))


@cache
def _administrator() -> "psycopg.Connection[tuple[object, ...]]":
    connection = psycopg.connect(f"{server()}/postgres", autocommit=True)
    _at_the_end.callback(connection.close)
    return connection


def _unprivileged(folder: Path) -> int | None:
    """Give the folder to somebody as whom the server can run, who may not be root."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return nobody.pw_uid


def _as_words(options: dict[str, str]) -> Iterator[str]:
    for name, value in options.items():
        yield "-c"
        yield f"{name}={value}"


def _wait_for(url: str, running: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            psycopg.connect(f"{url}/postgres").close()
        except psycopg.OperationalError:
            if running.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start: {log.read_text()}") from None
            time.sleep(0.05)
        else:
            return


def _end(running: "subprocess.Popen[bytes]") -> None:
    running.terminate()
    running.wait(PATIENCE_SECONDS)
