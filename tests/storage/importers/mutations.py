"""Exports gone wrong: each mutation takes a whole export and leaves it damaged in its own way."""

import io
import re
import zipfile
from collections.abc import Callable
from random import Random

from tests.storage.importers.byte_mutations import BYTE_MUTATIONS, flipped_bytes, truncated
from tests.storage.importers.exports import (
    CYCLES_COLUMNS,
    JOURNAL_COLUMNS,
    SLEEPS_COLUMNS,
    WORKOUTS_COLUMNS,
    CellsByColumn,
    answer,
    cycle,
    night_of,
    sleep,
    workout,
)

NIGHTS = 12
NAMES = {
    "physiological_cycles.csv": CYCLES_COLUMNS,
    "sleeps.csv": SLEEPS_COLUMNS,
    "workouts.csv": WORKOUTS_COLUMNS,
    "journal_entries.csv": JOURNAL_COLUMNS,
}

Tables = dict[str, list[list[str]]]
Files = dict[str, bytes]

ABSURD = [
    *("400", "0", "-3", "5", "1800", "900", "1e9", "1" * 400, "0x10", "NaN", "inf", "٣٤", "1_0"),
    *("1900-01-01 00:00:00", "2100-12-31 23:59:59", "2024-02-30 10:00:00", "0000-00-00 00:00:00"),
    *("9999-12-31 23:59:59", "2024-03-15T23:10:00+99:00", "13/13/24 10:00", "24:61"),
    *('=HYPERLINK("http://example.org","x")', "+1+1", "-2+3", "@SUM(A1)", "\tx", "'", '"', "|x"),
    *("UTC+99:00", "UTCZ", "UTC-12:00", "UTC+14:00", "true", "TRUE", "perhaps", "", " ", "💤" * 50),
    *("\x1b[31m", "\u202e", "\ufeff", "a\nb", "a\rb", "x" * 3000),
]


def whole(random: Random) -> Tables:
    """Return an export of two weeks, with its header as the first row of every file."""
    nights = [night_of(number) for number in range(1, NIGHTS + 1)]
    bounds = [{"start": night["start"], "end": night["end"]} for night in nights]
    rows: dict[str, list[CellsByColumn]] = {
        "physiological_cycles.csv": [cycle(**night) for night in nights],
        "sleeps.csv": [sleep(**night) for night in nights],
        "workouts.csv": [
            workout(
                **bound,
                workout_start=night["wake"].replace("07:05", "18:00"),
                workout_end=night["wake"].replace("07:05", "18:50"),
            )
            for night, bound in zip(nights, bounds, strict=True)
        ],
        "journal_entries.csv": [
            answer(**bound, yes=random.choice(["true", "false"])) for bound in bounds
        ],
    }
    return {
        name: [list(columns), *([row.get(column, "") for column in columns] for row in rows[name])]
        for name, columns in NAMES.items()
    }


def _some(random: Random, table: list[list[str]]) -> list[list[str]]:
    return random.sample(table[1:], k=min(len(table) - 1, random.randint(1, 4)))


def _any(random: Random, tables: Tables) -> list[list[str]]:
    return tables[random.choice(sorted(tables))]


def _disturb(random: Random, row: list[str]) -> None:
    place = random.randint(0, len(row))  # beyond the end there is a cell more
    row[place : place + 1] = [random.choice(ABSURD)]


def absurd_values(random: Random, tables: Tables) -> None:
    for row in _some(random, _any(random, tables)):
        _disturb(random, row)


def shuffled_columns(random: Random, tables: Tables) -> None:
    table = _any(random, tables)
    order = random.sample(range(len(table[0])), k=len(table[0]))
    table[:] = [[row[place] for place in order if place < len(row)] for row in table]


def slipped_columns(random: Random, tables: Tables) -> None:
    for row in _some(random, _any(random, tables)):
        row.insert(random.randint(0, len(row)), "")


def a_column_dropped(random: Random, tables: Tables) -> None:
    table = _any(random, tables)
    place = random.randrange(len(table[0]))
    for row in table:
        del row[place : place + 1]


def a_header_twice(random: Random, tables: Tables) -> None:
    header = _any(random, tables)[0]
    header[random.randrange(len(header))] = random.choice(header)


def a_header_in_between(random: Random, tables: Tables) -> None:
    table = _any(random, tables)
    table.insert(random.randrange(1, len(table) + 1), list(table[0]))


def cut_rows(random: Random, tables: Tables) -> None:
    for row in _some(random, _any(random, tables)):
        del row[random.randint(0, len(row)) :]


def surplus_cells(random: Random, tables: Tables) -> None:
    for row in _some(random, _any(random, tables)):
        row.extend(random.choices(ABSURD, k=random.randint(1, 40)))


def duplicated_cycles(random: Random, tables: Tables) -> None:
    table = _any(random, tables)
    table += [list(row) for row in _some(random, table)]


def contradicting_cycles(random: Random, tables: Tables) -> None:
    table = _any(random, tables)
    again = [list(row) for row in _some(random, table)]
    for row in again:
        _disturb(random, row)
    table += again


def overlapping_zones(random: Random, tables: Tables) -> None:
    table = _any(random, tables)
    place = table[0].index("Cycle timezone") if "Cycle timezone" in table[0] else 0
    for row in _some(random, table):
        if place < len(row):
            row[place] = random.choice(["UTC-11:00", "UTC+13:45", "UTC+00:00", "UTC-03:30"])


def moved_times(random: Random, tables: Tables) -> None:
    table = _any(random, tables)
    for row in _some(random, table):
        row[:] = [re.sub(r" 23:1\d:", f" 23:{random.randint(10, 59)}:", cell) for cell in row]


def dates_of_other_centuries(random: Random, tables: Tables) -> None:
    year = random.choice(["1900", "2100", "0001", "20240", "24"])
    for row in _some(random, _any(random, tables)):
        row[:] = [cell.replace("2024-", f"{year}-") for cell in row]


def cut_to_the_minute(random: Random, tables: Tables) -> None:
    table = _any(random, tables)
    table[1:] = [[re.sub(r"(\d\d:\d\d):\d\d$", r"\1", cell) for cell in row] for row in table[1:]]


TABLE_MUTATIONS: tuple[Callable[[Random, Tables], None], ...] = (
    absurd_values,
    shuffled_columns,
    slipped_columns,
    a_column_dropped,
    a_header_twice,
    a_header_in_between,
    cut_rows,
    surplus_cells,
    duplicated_cycles,
    contradicting_cycles,
    overlapping_zones,
    moved_times,
    dates_of_other_centuries,
    cut_to_the_minute,
)


OTHER_NAMES = (
    *("../cycles.csv", "/etc/passwd.csv", "..\\sleeps.csv", "C:\\x.csv", "con.csv", " .csv"),
    *("a\nb.csv", "a\x1b[31m.csv", "ü💤.csv", "x" * 300 + ".csv", "a/b/c/d.csv", ".csv", "x.CSV"),
)


def packed(random: Random, files: Files, faults: frozenset[str]) -> bytes:
    """Return a zip, with the faults of zips that are asked for."""
    target = io.BytesIO()
    method = zipfile.ZIP_STORED if "stored" in faults else zipfile.ZIP_DEFLATED
    if "other packing" in faults:
        method = random.choice([zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        if "other name" in faults:
            archive.writestr(random.choice(OTHER_NAMES), random.choice([*files.values(), b""]))
        if "nested" in faults:
            archive.writestr("inner.zip", target.getvalue())
        if "bomb" in faults:
            archive.writestr("bomb.csv", b"\n" * 3_000_000)
        if "link" in faults:
            link = zipfile.ZipInfo("link.csv")
            link.external_attr = 0o120777 << 16
            archive.writestr(link, "/etc/passwd")
    content = bytearray(target.getvalue())
    if "encrypted" in faults:
        for place in (found.start() for found in re.finditer(b"PK\x01\x02", bytes(content))):
            content[place + 8] |= 1
    if "name twice" in faults:
        again = bytes(content).replace(b"workouts.csv", b"journals.csv")
        content = bytearray(again.replace(b"journal_entries.csv", b"journal.csv\0\0\0\0\0\0\0\0"))
    return bytes(content)


ZIP_FAULTS = (
    *("stored", "other packing", "other name", "nested", "bomb", "link", "encrypted", "name twice"),
    *("flipped", "truncated"),
)


def untouched() -> bytes:
    """Return an export to which nothing was done."""
    random = Random(0)  # noqa: S311  likewise
    files = {name: _rows(table) for name, table in whole(random).items()}
    return packed(random, files, frozenset())


def mutated(seed: int) -> tuple[str, bytes]:
    """Return what was done to an export, in words, and the zip that came of it."""
    random = Random(seed)  # noqa: S311  a seeded one, so that a failure can be had again
    tables = whole(random)
    done: list[str] = []
    for mutate in random.sample(TABLE_MUTATIONS, k=random.randint(0, 3)):
        mutate(random, tables)
        done.append(mutate.__name__)
    files = {name: _rows(table) for name, table in tables.items()}
    for damage in random.sample(BYTE_MUTATIONS, k=random.choice([0, 0, 1, 2])):
        name = random.choice(sorted(files))
        files[name] = damage(random, files[name])
        done.append(f"{damage.__name__} of {name}")
    faults = frozenset(random.sample(ZIP_FAULTS, k=random.choice([0, 0, 0, 1, 2])))
    content = packed(random, files, faults)
    for name, damage in (("flipped", flipped_bytes), ("truncated", truncated)):
        if name in faults:
            content = damage(random, content)
    return ", ".join([*done, *sorted(faults)]) or "nothing", content


def _rows(rows: list[list[str]]) -> bytes:
    return "".join(",".join(_cell(cell) for cell in row) + "\n" for row in rows).encode()


def _cell(cell: str) -> str:
    needs = any(sign in cell for sign in ',"\n\r')
    return '"' + cell.replace('"', '""') + '"' if needs else cell
