"""What is installed is what was locked: every file by its hash; and what it says that it is."""

import re
import tomllib
from pathlib import Path

import pytest

from resolvers.version import VERSION

ROOT = Path(__file__).parents[1]
PINNED = re.compile(r"^[a-z0-9][a-z0-9._-]*(\[[a-z0-9,._-]+\])?==\S+", re.IGNORECASE)


@pytest.mark.parametrize(
    "lock", sorted(ROOT.glob("requirements*.lock")), ids=lambda path: path.name
)
def test_every_locked_dependency_has_its_version_and_hashes(lock: Path) -> None:
    text = lock.read_text()
    logical = text.replace("\\\n", " ").splitlines()
    lines = [line for line in logical if line.strip() and not line.lstrip().startswith("#")]

    assert lines
    assert [line for line in lines if not PINNED.match(line)] == []
    assert [line for line in lines if "--hash=sha256:" not in line] == []
    assert "://" not in text
    assert "index-url" not in text


def test_the_server_tells_the_version_of_its_package() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == VERSION
