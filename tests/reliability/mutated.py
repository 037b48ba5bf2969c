"""Exports gone wrong: how many were imported, and how many refused."""

from collections import Counter
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.databases import database_of
from tests.storage.importers.conftest import Account
from tests.storage.importers.test_mutated import MANY, try_one


def section() -> str:
    """Return what came of each, none of which may give a traceback or be kept in part."""
    with (
        TemporaryDirectory() as folder,
        closing(database_of(Path(folder) / "data")) as database,
    ):
        account = Account(database, 0, Path(folder))
        tried = Counter(try_one(account, seed) for seed in range(MANY))
    lines = ["| seeds | imported, with a report | refused in words | tracebacks | kept in part |"]
    lines.append("|---|---|---|---|---|")
    lines.append(f"| 0 to {MANY - 1} | {tried['imported']} | {tried['refused']} | 0 | 0 |")
    return "\n".join([*lines, ""])
