"""Digests of the code, by which what was computed or answered by other code is known."""

import hashlib
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements.lock"


@cache
def code_version() -> str:
    """Return a digest of whatever can change a finding or its words."""
    return _digest("schema", "ml")


@cache
def answering_version() -> str:
    """Return a digest of whatever can change a response.

    Every byte is read, 1.4 MB in 4 ms: times of files tell less. A deploy may keep them, and a
    host that unpacks the same code anew may not.
    """
    return _digest("schema", "ml", "storage", "resolvers")


def _digest(*folders: str) -> str:
    digest = hashlib.sha256(LOCK.read_bytes())
    for folder in folders:
        for file in _sources(ROOT / folder):
            digest.update(os.fsencode(os.path.relpath(file, ROOT)))
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _sources(folder: Path) -> Iterator[Path]:
    for path, folders, files in os.walk(folder):
        folders.sort()
        yield from (Path(path, name) for name in sorted(files) if name.endswith(".py"))
