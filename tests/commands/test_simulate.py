import csv
import io
import zipfile
from pathlib import Path

import pytest

from tests.commands.running import refusal, run


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    def written(name: str, seed: str) -> bytes:
        out = tmp_path / name
        ran = run(tmp_path, "simulate", str(out), "--days", "30", "--seed", seed)
        assert (ran.returncode, ran.stderr) == (0, "")
        assert ran.stdout == f"wrote {out}: 30 days of person {seed}\n"
        return out.read_bytes()

    first = written("first.zip", "5")
    assert written("again.zip", "5") == first
    assert written("other.zip", "6") != first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert sorted(archive.namelist()) == [
            "journal_entries.csv",
            "physiological_cycles.csv",
            "sleeps.csv",
            "workouts.csv",
        ]
        cycles = archive.read("physiological_cycles.csv").decode().splitlines()
    assert len(list(csv.DictReader(cycles))) == 30


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--days", "0"), "--days 0: give 1 to 4000"),
        (("--days", "5000"), "--days 5000: give 1 to 4000"),
        (("--seed", "-1"), "--seed -1: give 0 or more"),
    ],
)
def test_a_person_that_cannot_be_is_refused(
    tmp_path: Path, words: tuple[str, str], message: str
) -> None:
    assert refusal(tmp_path, "simulate", str(tmp_path / "x.zip"), *words) == f"simulate: {message}"
    assert not (tmp_path / "x.zip").exists()


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    line = refusal(tmp_path, "simulate", str(tmp_path / "absent" / "x.zip"))
    assert line == f"simulate: {tmp_path / 'absent'}: there is no such folder"
