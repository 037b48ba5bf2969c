"""Digests of the code: any byte of it counts, and nothing else does."""

import shutil
from pathlib import Path

import pytest

from resolvers import code_version
from resolvers.code_version import ROOT

FOLDERS = ("schema", "ml", "storage", "resolvers")


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the code, of which the digests are taken."""
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy2(ROOT / "requirements.lock", tmp_path)
    monkeypatch.setattr(code_version, "ROOT", tmp_path)
    monkeypatch.setattr(code_version, "LOCK", tmp_path / "requirements.lock")
    return tmp_path


def digests() -> tuple[str, str]:
    """Return both digests, taken anew."""
    for digest in (code_version.code_version, code_version.answering_version):
        digest.cache_clear()
    taken = code_version.code_version(), code_version.answering_version()
    for digest in (code_version.code_version, code_version.answering_version):
        digest.cache_clear()
    return taken


@pytest.mark.parametrize(
    ("file", "finding_changes"),
    [
        ("schema/caveats.py", True),
        ("ml/engines/ridge.py", True),
        ("requirements.lock", True),
        ("resolvers/told.py", False),
        ("storage/pages.py", False),
    ],
)
def test_one_byte_is_another_version(copy: Path, file: str, *, finding_changes: bool) -> None:
    before = digests()
    stat = (copy / file).stat()
    text = (copy / file).read_bytes()
    (copy / file).write_bytes(text[:-1] + b" ")
    after = digests()

    assert (copy / file).stat().st_size == stat.st_size
    assert (before[0] != after[0]) is finding_changes
    assert before[1] != after[1]


def test_the_same_code_elsewhere_and_later_is_the_same(copy: Path) -> None:
    before = digests()
    for file in copy.rglob("*.py"):
        file.touch()
    (copy / "ml" / "notes.txt").write_text("no code")

    assert digests() == before
