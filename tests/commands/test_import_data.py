import json
import os
import pty
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from tests.commands.conftest import NIGHTS
from tests.commands.running import PATIENCE_SECONDS, ROOT, environment, refusal, run
from tests.processes.household import Household


def test_a_second_import_changes_nothing(household: Household, export: Path) -> None:
    words = ("import", str(export), "--person", "Ada", "--json")
    first, second = run(household.data, *words), run(household.data, *words)
    assert (first.returncode, first.stderr) == (0, "")
    assert json.loads(first.stdout) == report(imported=NIGHTS, unchanged=0)
    assert json.loads(second.stdout) == report(imported=0, unchanged=NIGHTS)


def test_a_folder_is_an_export_too(
    household: Household, files: dict[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "unpacked"
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_text(content)
    (folder / "notes.txt").write_text("mine")
    ran = run(household.data, "import", str(folder), "--person", "Ada", "--json")
    assert ran.stderr == "note: notes.txt ignored: not a CSV\n"
    assert json.loads(ran.stdout) == report(imported=NIGHTS, unchanged=0)


def test_a_single_file_is_reported_to_people(
    household: Household, files: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "renamed.csv"
    good = files["physiological_cycles.csv"]
    file.write_text(good + good.splitlines()[1].replace("2024-03-01", "2024-13-01") + "\n")
    ran = run(household.data, "import", str(file), "--person", "Ada")
    assert (ran.returncode, ran.stderr) == (0, "")
    counts, skipped = ran.stdout.splitlines()
    assert counts == (
        f"renamed.csv (cycles): {NIGHTS + 1} rows read, {NIGHTS} imported, 0 unchanged, 1 set aside"
    )
    assert skipped.startswith(f"  row {NIGHTS + 2}: ")
    assert "2024-13-01" in skipped


def test_a_row_set_aside_has_its_number_and_a_reason(
    household: Household, files: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "sleeps.csv"
    file.write_text(files["physiological_cycles.csv"].replace("2024-03-03 23", "yesterday 23", 1))
    ran = run(household.data, "import", str(file), "--person", "Ada", "--json")
    (told,) = json.loads(ran.stdout)["files"]
    (skipped,) = told["skipped"]
    assert set(skipped) == {"row", "reason"}
    assert skipped["row"] == 4
    assert "yesterday 23:10:00" in skipped["reason"]
    assert told["read"] == told["imported"] + told["unchanged"] + len(told["skipped"])


def test_an_unknown_person_is_named(household: Household, export: Path) -> None:
    line = refusal(household.data, "import", str(export), "--person", "Bo")
    assert line == (
        "import: --person 'Bo' is not known here; there is: Ada; or add one: person add NAME"
    )


def test_a_missing_path_is_named(household: Household, tmp_path: Path) -> None:
    path = tmp_path / "absent.zip"
    line = refusal(household.data, "import", str(path), "--person", "Ada")
    assert line == f"import: {path}: there is no such file or folder"


@pytest.mark.parametrize("content", [b"%PDF-1.7 ...", b"", b"PK\x03\x04 damaged", b"a,b\n1,2\n"])
def test_a_file_that_is_no_export_is_named_with_what_was_expected(
    household: Household, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "export.zip"
    path.write_bytes(content)
    line = refusal(household.data, "import", str(path), "--person", "Ada")
    assert line.startswith("import: export.zip ")
    assert "expected a WHOOP export" in line


def test_a_terminal_sees_a_bar_and_a_pipe_none(household: Household, export: Path) -> None:
    ours, its = pty.openpty()
    termios.tcsetwinsize(its, (24, 80))
    words = ("import", str(export), "--person", "Ada")
    with os.fdopen(ours, "rb", buffering=0) as terminal:
        ran = subprocess.run(
            [sys.executable, "main.py", *words],
            cwd=ROOT,
            env=environment(household.data),
            stdout=subprocess.PIPE,
            stderr=its,
            timeout=PATIENCE_SECONDS,
            check=True,
        )
        shown = terminal.read(4096).decode()
        os.close(its)
    assert "physiological_cycles.csv:" in shown
    assert " rows" in shown
    assert b"%|" not in ran.stdout


def report(*, imported: int, unchanged: int) -> dict[str, object]:
    files = [
        {
            "name": name,
            "read": NIGHTS,
            "imported": imported,
            "unchanged": unchanged,
            "skipped": [],
        }
        for name in ("physiological_cycles.csv", "journal_entries.csv")
    ]
    return {"files": files, "revision": 1}
