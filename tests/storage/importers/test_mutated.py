"""Exports gone wrong: never a traceback, never a part of one, always a report."""

import json
from collections import Counter
from datetime import date, datetime
from math import isfinite
from pathlib import Path

from sqlmodel import col, select

from storage import people
from storage.importers.kinds import (
    COLUMN_OF,
    DAY_NUMBERS,
    MORNING_NUMBERS,
    SLEEP_NUMBERS,
    WORKOUT_NUMBERS,
)
from storage.importers.report import UnreadableExport
from storage.tables import Cycle, Import, JournalAnswer, Person, Sleep, Workout
from tests.storage.importers.conftest import NOW, Account
from tests.storage.importers.mutations import mutated, untouched

# The many are those of `make audit`, the few others.
MANY, FEW = 1000, 60
LIMIT = 2_500_000  # below the bomb among the mutations
RANGES = {
    COLUMN_OF.get(column, column): within
    for numbers in (MORNING_NUMBERS, DAY_NUMBERS, SLEEP_NUMBERS, WORKOUT_NUMBERS)
    for column, within in numbers.items()
}
# A cell quoted in part, the file's name and the remedy.
LONGEST_REFUSAL = 800

Dump = list[dict[str, object]]


def test_mutated_exports(account: Account) -> None:
    tried = Counter(try_one(account, seed) for seed in range(MANY, MANY + FEW))
    # Both ways are tried, or the mutations are too mild or too wild to tell of anything.
    assert min(tried["imported"], tried["refused"]) > FEW / 10


def try_one(account: Account, seed: int) -> str:
    """Import a mutated export, on top of a whole one for every second seed."""
    done, content = mutated(seed)
    account = _somebody(account, seed)
    if seed % 2:
        account.imports_path(_written(account, untouched()))
    before = _dump(account)
    path = _written(account, content)
    try:
        report = account.imports_path(path, limit=LIMIT)
    except UnreadableExport as error:
        refusal = str(error)
        same = _dump(account) == before
        assert same, (seed, done)
        readable = 0 < len(refusal) < LONGEST_REFUSAL and refusal.isprintable()
        assert readable, (seed, done, refusal)
        return "refused"
    for file in report.files:
        assert file.read == file.imported + file.unchanged + file.skipped_rows, (seed, done)
    after = _dump(account)
    _sound(after, seed, done)
    kept = json.loads(str(after[-1]["report"]))
    assert kept == report.to_json()
    again = account.imports_path(path, limit=LIMIT)
    assert [file.imported for file in again.files] == [0] * len(again.files), (seed, done)
    assert _dump(account)[: len(after) - 1] == after[:-1], (seed, done)
    return "imported"


def _somebody(account: Account, seed: int) -> Account:
    with account.database.write() as session:
        person_id = people.add(session, f"person {seed}", now=NOW)
    return Account(account.database, person_id, account.folder)


def _written(account: Account, content: bytes) -> Path:
    path = account.folder / "export.zip"
    path.write_bytes(content)
    return path


def _dump(account: Account) -> Dump:
    """Return all that is kept of a person; imports last, the oldest first."""
    with account.database.read() as session:
        rows: Dump = [session.get_one(Person, account.person_id).model_dump()]
        for table in (Cycle, Sleep, Workout, JournalAnswer, Import):
            query = select(table).where(col(table.person_id) == account.person_id)
            rows += [row.model_dump() for row in session.exec(query.order_by(col(table.id)))]
    return rows


def _sound(rows: Dump, seed: int, done: str) -> None:
    """Make sure that nothing was kept which cannot be."""
    for row in rows:
        for column, value in row.items():
            if isinstance(value, float):
                within = RANGES.get(column)
                assert isfinite(value), (seed, done, column, value)
                assert within is None or within.low <= value <= within.high, (seed, done, column)
            elif isinstance(value, datetime | date):
                assert 2011 <= value.year <= 2024, (seed, done, column, value)
