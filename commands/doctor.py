"""doctor: check this installation, and say what to do about what is wrong."""

import asyncio
import json
import shutil
import sqlite3
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from sqlalchemy import text

from resolvers.computing.child import Child
from resolvers.computing.models import libraries
from resolvers.front.counts import Counts
from resolvers.graphiql.assets import faults
from settings import Settings
from storage import tokens
from storage.computed.signing import KEY_FILE
from storage.databases.database import Database
from storage.databases.database_url import shown
from storage.databases.faults import FaultCode, StorageFault
from storage.migrations.upgrade import HEAD, current_revision

OLDEST_SQLITE = (3, 35, 0)  # RETURNING and upserts as they are used here
FEWEST_FREE_MB = 200  # an upload of 50 MB, unpacked, beside a database that grows
NOT_WRITTEN = {FaultCode.DISK_FULL, FaultCode.READ_ONLY, FaultCode.BUSY}
LOADING_SECONDS = 120  # a tenth of a processor takes 20 to load the libraries


@dataclass(frozen=True)
class Check:
    """One thing looked at; `remedy` is empty where all is well."""

    name: str
    ok: bool
    found: str
    remedy: str = ""


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(given: Namespace, settings: Settings) -> int:
    """Look at everything, and print it; the exit code is 1 if something is wrong."""
    checks = [check for look in CHECKS for check in look(settings)]
    if given.json:
        print(json.dumps([asdict(check) for check in checks]))
    else:
        print("\n".join(_line(check) for check in checks))
    return 0 if all(check.ok for check in checks) else 1


def _line(check: Check) -> str:
    line = f"{'ok  ' if check.ok else 'BAD '} {check.name:14} {check.found}"
    return line if check.ok else f"{line}\n     -> {check.remedy}"


def _python(settings: Settings) -> Iterator[Check]:
    del settings
    yield Check("python", ok=True, found=sys.version.split()[0])
    yield Check("libraries", ok=True, found=libraries())


def _sqlite(settings: Settings) -> Iterator[Check]:
    del settings
    yield Check(
        "sqlite",
        sqlite3.sqlite_version_info >= OLDEST_SQLITE,
        sqlite3.sqlite_version,
        f"use a Python whose SQLite is {'.'.join(map(str, OLDEST_SQLITE))} or newer",
    )


def _disk(settings: Settings) -> Iterator[Check]:
    folder = settings.data_folder
    existing = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    free_mb = shutil.disk_usage(existing).free // 1_000_000
    yield Check(
        "disk",
        free_mb >= FEWEST_FREE_MB,
        f"{free_mb:,} MB free for {folder}",
        f"free {FEWEST_FREE_MB} MB, or set ATTUNE_DATA to a folder on a larger disk",
    )


def _database(settings: Settings) -> Iterator[Check]:
    on_server = settings.on_postgresql
    place = shown(settings.database_url) if on_server else str(settings.database_file)
    # A server checks its own pages; whether it can be reached, and what it is, is ours to ask.
    asked = "SHOW server_version" if on_server else "PRAGMA integrity_check(1)"
    try:
        with closing(Database(settings)) as database:
            with database.reading.connect() as connection:
                revision = current_revision(connection)
                verdict = connection.execute(text(asked)).scalar_one()
            found = f"{place}: {'PostgreSQL ' * on_server}{verdict.splitlines()[0]}"
            yield Check("database", on_server or verdict == "ok", found, FaultCode.DAMAGED.remedy)
            yield Check("tables", revision == HEAD, f"at {revision}", f"{HEAD} is known: update")
            with database.read() as session:
                known = tokens.any_in_force(session, datetime.now(UTC))
            yield Check(
                "tokens",
                known,
                "some in force" if known else "none in force",
                "add a person: python main.py person add NAME",
            )
            with database.write() as session:
                # To begin is no proof: on a file that may not be written that is to read.
                session.connection().execute(
                    text("UPDATE alembic_version SET version_num = version_num")
                )
                yield Check("writing", ok=True, found="the database can be written")
    except StorageFault as fault:
        name = "writing" if fault.code in NOT_WRITTEN else "database"
        yield Check(name, ok=False, found=f"{place}: {fault.code.what}", remedy=fault.code.remedy)


def _keys(settings: Settings) -> Iterator[Check]:
    if settings.signing_keys:
        yield Check("keys", ok=True, found=f"{len(settings.signing_keys)} in ATTUNE_KEYS")
        return
    file = settings.data_folder / KEY_FILE
    found = f"in {file}" if file.exists() else f"none yet; one is made in {file}"
    yield Check("keys", ok=True, found=found)


def _child(settings: Settings) -> Iterator[Check]:
    async def start() -> None:
        child = Child(settings.fit_limit, Counts())
        child.start()
        try:
            await asyncio.wait_for(child.ready(), LOADING_SECONDS)
        finally:
            await child.stop()

    began = datetime.now(UTC)
    try:
        asyncio.run(start())
    except (TimeoutError, OSError, RuntimeError) as error:
        remedy = "install again: make setup; on a small host see that 300 MB of memory are free"
        yield Check("child process", ok=False, found=repr(error), remedy=remedy)
        return
    seconds = (datetime.now(UTC) - began).total_seconds()
    yield Check("child process", ok=True, found=f"ready after {seconds:.1f} s")


def _graphiql(settings: Settings) -> Iterator[Check]:
    del settings
    missing = faults()
    found = f"{len(missing)} files not as expected; the page takes all from its CDN"
    yield Check("graphiql", ok=True, found=found if missing else "files here and as expected")


CHECKS: tuple[Callable[[Settings], Iterator[Check]], ...] = (
    _python,
    _sqlite,
    _disk,
    _database,
    _keys,
    _child,
    _graphiql,
)
