"""export and forget, as a person says them."""

import zipfile
from pathlib import Path

import pytest

from commands.line import run
from tests.databases import environment_of
from tests.processes.household import Household


def test_export_import_and_forget(
    data: Path,
    household: Household,
    export: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    del household
    takeout = tmp_path / "ada.zip"

    def said(folder: Path, *words: str, code: int = 0) -> str:
        assert run(words, environment_of(folder)) == code
        told = capsys.readouterr()
        return told.err if code else told.out

    said(data, "import", str(export), "--person", "Ada")
    assert said(data, "export", "Ada", str(takeout)).startswith(f"wrote {takeout} (")
    assert takeout.stat().st_mode & 0o777 == 0o600
    assert zipfile.ZipFile(takeout).testzip() is None
    assert "is there already" in said(data, "export", "Ada", str(takeout), code=1)

    other = tmp_path / "other"
    said(other, "person", "add", "Eve")
    brought = said(other, "import", str(takeout), "--person", "Eve")
    assert "cycles.csv (cycles): 20 rows read, 20 imported" in brought

    assert "say the name twice: --confirm" in said(other, "forget", "Eve", code=1)
    assert "not the name" in said(other, "forget", "Eve", "--confirm", "Ada", code=1)
    assert said(other, "forget", "Eve", "--confirm", "Eve").startswith("forgot Eve: ")
    nobody = said(other, "export", "Eve", str(tmp_path / "none.zip"), code=1)
    assert "'Eve' is not known here; there is: nobody yet" in nobody
    assert not (tmp_path / "none.zip").exists()


@pytest.mark.sqlite("about a file")
def test_what_could_not_be_exported_leaves_its_name_free(
    data: Path, household: Household, tmp_path: Path
) -> None:
    del household
    (data / "attune.db").write_bytes(b"no database" * 1000)
    assert run(("export", "Ada", str(tmp_path / "ada.zip")), environment_of(data)) == 1
    assert not (tmp_path / "ada.zip").exists()
