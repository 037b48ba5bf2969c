"""Takeouts gone wrong: never a traceback, never a part of one, always a report."""

import re
import zipfile
from pathlib import Path
from random import Random

import pytest

from storage.databases.database import Database
from storage.importers.report import UnreadableExport
from tests.storage.importers.byte_mutations import BYTE_MUTATIONS
from tests.storage.importers.mutations import ABSURD
from tests.storage.takeout.test_round_trip import ADA, brought, elsewhere, rows, takeout

__all__ = ["elsewhere", "takeout"]  # fixtures

MANY, FEW = 500, 40


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def with_cell(path: Path, name: str, old: str, new: str) -> Path:
    files = members(path)
    assert old.encode() in files[name]
    files[name] = files[name].replace(old.encode(), new.encode(), 1)
    return packed(path.with_name("changed.zip"), files)


@pytest.mark.parametrize(
    ("name", "old", "new", "reason"),
    [
        ("experiments.csv", "0110,", "x,", "arms is 'x': expected what [01]{4,400} matches"),
        ("cycles.csv", ",2024-03-15,", ",2034-03-15,", "day_on is no day of this cycle"),
        ("cycles.csv", "2024-03-14T22", "2034-03-14T22", "a time after 2024-06-02, which"),
        ("workouts.csv", "running", "RUN <b>", r"activity is 'RUN <b>': expected what"),
        ("suggestions.csv", '"{""recovery"":-1.5}"', "x", "context is no JSON object"),
        ("experiments.csv", ",4,", ",4.5,", "block_days is '4.5': expected a whole number"),
        ("feedback.csv", "2024-03-01:NAP", "2024-01-01:NAP", "the row that it hangs on is not"),
        ("imports.jsonl", '"files": []', '"files": 1', "no report of an import in this line"),
        ("sleeps.csv", ",true,", ",,", "is_nap is empty: every row has one"),
    ],
)
def test_a_row_that_means_nothing_is_set_aside(
    elsewhere: Database, takeout: Path, name: str, old: str, new: str, reason: str
) -> None:
    report = brought(elsewhere, with_cell(takeout, name, old, new))

    (file,) = [file for file in report.files if file.name == name]
    assert file.skipped[0].reason.startswith(reason)
    assert file.read == file.imported + file.unchanged + file.skipped_rows


def test_an_absurd_value_is_set_aside_alone(elsewhere: Database, takeout: Path) -> None:
    report = brought(elsewhere, with_cell(takeout, "cycles.csv", "61.25", "9000"))

    assert [value.column for value in report.files[0].values] == ["hrv_rmssd_ms"]
    assert len(rows(elsewhere, ADA)["cycles"]) == report.files[0].read


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("attune.json", b'{"format": 2}', r"^attune\.json is not of format 1"),
        ("attune.json", b"[", r"^attune\.json is no JSON"),
        ("attune.json", b"[" * 100_000, r"^attune\.json is no"),
        ("cycles.csv", b"day_on\n", r"^cycles\.csv has no column 'started_at'"),
    ],
)
def test_what_is_no_takeout_is_refused(
    elsewhere: Database, takeout: Path, name: str, content: bytes, message: str
) -> None:
    changed = packed(takeout.with_name("changed.zip"), members(takeout) | {name: content})
    with pytest.raises(UnreadableExport, match=message):
        brought(elsewhere, changed)

    assert not any(rows(elsewhere, ADA).values())


@pytest.mark.audit
def test_five_hundred_spoilt_takeouts(elsewhere: Database, takeout: Path) -> None:
    for seed in range(MANY):
        _try(elsewhere, takeout, seed)


def test_spoilt_takeouts(elsewhere: Database, takeout: Path) -> None:
    tried = [_try(elsewhere, takeout, seed) for seed in range(MANY, MANY + FEW)]

    assert FEW / 10 < sum(tried) < FEW


def _try(database: Database, takeout: Path, seed: int) -> bool:
    """Import a spoilt takeout on top of what the ones before it left; tell whether it was read."""
    random = Random(seed)  # noqa: S311  a seeded one, so that a failure can be had again
    files = members(takeout)
    for name in random.sample(sorted(files), k=random.randint(1, 4)):
        cells = re.split(r"([,\n])", files[name].decode())
        for _ in range(3):
            cells[random.randrange(len(cells))] = random.choice(ABSURD)
        files[name] = "".join(cells).encode()
        if random.random() < 0.2:
            files[name] = random.choice(BYTE_MUTATIONS)(random, files[name])
    spoilt = packed(takeout.with_name("spoilt.zip"), files)
    before = rows(database, ADA)
    try:
        report = brought(database, spoilt)
    except UnreadableExport as error:
        same, told = rows(database, ADA) == before, str(error)
        assert same, seed
        assert told.isprintable(), (seed, told)
        return False
    for file in report.files:
        assert file.read == file.imported + file.unchanged + file.skipped_rows, (seed, file.name)
    return True
