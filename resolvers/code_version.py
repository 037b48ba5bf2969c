"""Digests of the code, by which what was computed or answered by other code is known."""

import hashlib
import os
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements.lock"


@cache
def code_version() -> str:
    """Return a digest of whatever can change a finding or its words."""
    return _digest(LOCK.read_bytes(), "schema", "ml")


@cache
def answering_version() -> str:
    """Return a digest of whatever can change a response.

    Every byte is read, 1.4 MB in 4 ms: times of files tell less. A deploy may keep them, and a
    host that unpacks the same code anew may not.
    """
    return _digest(code_version().encode(), "storage", "resolvers")


def _digest(beginning: bytes, *folders: str) -> str:
    digest = hashlib.sha256(beginning)
    root = str(ROOT)
    for file in chain.from_iterable(_sources(f"{root}/{folder}") for folder in folders):
        digest.update(file.removeprefix(root).encode())
        # A third faster without Path and without a buffer, and the first answer waits for it.
        with open(file, "rb", buffering=0) as source:  # noqa: PTH123
            digest.update(source.read())
    return digest.hexdigest()[:16]


def _sources(folder: str) -> Iterator[str]:
    for path, folders, files in os.walk(folder):
        folders.sort()
        yield from (f"{path}/{name}" for name in sorted(files) if name.endswith(".py"))
