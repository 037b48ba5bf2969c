"""Whether answers slow down as people are added to one SQLite file, and what a person takes."""

import shutil
import sqlite3
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from itertools import count
from pathlib import Path
from statistics import median

from benchmarks.household import ONE, TOKEN, Household
from benchmarks.serving import Server, request, serving
from storage.door.bearer import digest

# What is looked up for an answer, and what a person has most of.
CLONED = ("histories", "answers", "responses", "cycles")
# Spread over all of them, so that what is read is spread over the file.
ASKED_PEOPLE = 40
# Beyond every padding of another benchmark on the same person.
UNUSED_PADDING = count(1000)


def token_of(number: int) -> str:
    """Return the token of one of the people; the first is the one who was cloned."""
    return TOKEN if number == 1 else f"benchmark-{number:032d}"


def grown(household: Household, folder: Path, people: int) -> Household:
    """Return a copy of a household with so many people, all alike but for their tokens."""
    shutil.copytree(household.folder, folder)
    with closing(sqlite3.connect(folder / "attune.db", isolation_level=None)) as database:
        # Nothing is lost that cannot be made again: without a journal, 100,000 people in minutes.
        database.execute("PRAGMA journal_mode=OFF")
        database.execute("PRAGMA synchronous=OFF")
        database.execute("BEGIN")
        _add_people(database, people)
        database.execute("CREATE TEMP TABLE other AS SELECT id FROM people WHERE id > 1")
        for table in CLONED:
            columns = [
                name for name in _columns(database, table) if name not in {"id", "person_id"}
            ]
            listed = ", ".join(columns)
            database.execute(
                f"INSERT INTO {table} (person_id, {listed}) "  # noqa: S608  names of our own tables
                f"SELECT other.id, {listed} FROM other CROSS JOIN {table} WHERE person_id = 1"
            )
        database.execute("COMMIT")
        database.execute("PRAGMA journal_mode=WAL")
    return Household(folder)


def _add_people(database: sqlite3.Connection, people: int) -> None:
    others = range(2, people + 1)
    database.executemany(
        "INSERT INTO people (id, name, timezone, revision, created_at) "
        "SELECT ?, ?, timezone, revision, created_at FROM people WHERE id = 1",
        ((number, f"benchmark-{number}") for number in others),
    )
    database.executemany(
        "INSERT INTO access_tokens (person_id, sha256, label, scopes, created_at, last_used_at) "
        "SELECT ?, ?, label, scopes, created_at, last_used_at FROM access_tokens WHERE id = 1",
        ((number, digest(token_of(number))) for number in others),
    )


def latencies(households: Mapping[int, Household], rounds: int) -> Mapping[tuple[str, int], float]:
    """Return the median milliseconds of a stored and of a computed answer, by people."""
    taken: dict[tuple[str, int], list[float]] = {}
    with ExitStack() as stack:
        servers = {
            people: stack.enter_context(serving(household.program))
            for people, household in households.items()
        }
        for server in servers.values():
            server.first(request("{ __typename }"), TOKEN)
        for server in servers.values():
            server.settle()
        # A computed answer is kept as well, and in the end in the place of a stored one.
        for how in ("stored", "computed"):
            for place in range(rounds * ASKED_PEOPLE):
                for people, server in servers.items():
                    padding = next(UNUSED_PADDING) if how == "computed" else 0
                    token = token_of(1 + place % ASKED_PEOPLE * people // ASKED_PEOPLE)
                    seconds = _seconds(server, request(ONE, padding), token, how)
                    taken.setdefault((how, people), []).append(seconds)
    return {key: 1000 * median(each) for key, each in taken.items()}


def _seconds(server: Server, body: bytes, token: str, how: str) -> float:
    before = time.perf_counter()
    server.post(body, token)
    seconds = time.perf_counter() - before
    if server.how != how:
        raise RuntimeError(f"expected an answer that was {how}, got {server.how}")
    return seconds


def bytes_of_a_person(household: Household) -> Mapping[str, int]:
    """Return the bytes of what every table holds of the first person, the largest first."""
    sizes: dict[str, int] = {}
    with closing(sqlite3.connect(household.folder / "attune.db")) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            columns = _columns(database, table)
            if "person_id" in columns:
                lengths = " + ".join(
                    f"coalesce(length(CAST({name} AS BLOB)), 0)" for name in columns
                )
                query = f"SELECT coalesce(sum({lengths}), 0) FROM {table} WHERE person_id = 1"  # noqa: S608
                (sizes[table],) = database.execute(query).fetchone()
    return dict(sorted(sizes.items(), key=lambda each: -each[1]))


def bytes_by_insight(household: Household) -> Mapping[str, tuple[int, int]]:
    """Return the bytes of every insight's answers and of its newest model, the largest first."""
    with closing(sqlite3.connect(household.folder / "attune.db")) as database:
        answers = dict(
            database.execute(
                "SELECT insight, sum(length(packed)) FROM answers WHERE person_id = 1 GROUP BY 1"
            )
        )
        models = dict(
            database.execute(
                "SELECT insight, length(blob) FROM model_versions AS kept WHERE person_id = 1 "
                "AND number = (SELECT max(number) FROM model_versions AS other "
                "WHERE other.person_id = 1 AND other.insight = kept.insight)"
            )
        )
    sizes = {stem: (answers[stem], models.get(stem, 0)) for stem in answers}
    return dict(sorted(sizes.items(), key=lambda each: -sum(each[1])))


def _columns(database: sqlite3.Connection, table: str) -> Sequence[str]:
    return [name for _, name, *_ in database.execute(f"PRAGMA table_info({table})")]
