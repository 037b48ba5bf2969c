"""What the lazy path works with, made once at the start."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from resolvers.child import Child
from resolvers.offload import Offload
from storage.database import Database
from storage.signing import Signer

VERSION = "0.1.0"
ROOT = Path(__file__).parents[1]
# Whatever can change a finding or its words: a change of any of it makes every answer old.
CODE = ("schema/**/*.py", "ml/**/*.py", "requirements.lock")


def now() -> datetime:
    """Return the time, aware and in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Resources:
    """The database, the child process, the keys, the threads, and the clock."""

    database: Database
    child: Child
    signer: Signer
    offload: Offload
    clock: Callable[[], datetime] = now


@cache
def code_version() -> str:
    """Return a digest of the code that findings come from."""
    digest = hashlib.sha256()
    for pattern in CODE:
        for file in sorted(ROOT.glob(pattern)):
            digest.update(file.relative_to(ROOT).as_posix().encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
