"""The pieces of the benchmarks, at sizes that take seconds; what they measure is not judged."""

import importlib.util
import sys
from pathlib import Path

import pytest
from graphql import build_schema, lexicographic_sort_schema, print_schema

from benchmarks import constants, figures
from benchmarks.cage import Cage, caged
from benchmarks.comparison import Sizes, rows

TINY = Sizes(
    nights=60,
    habits=12,
    people=(2, 3),
    rounds=1,
    caged_rounds=1,
    requests=2,
    stored_requests=2,
    use_cage=False,
)


def test_the_constants_are_our_own_schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = constants.write(tmp_path, {"me": None})
    spec = importlib.util.spec_from_file_location("constants_of_a_test", module)
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, loaded)
    spec.loader.exec_module(loaded)

    assert printed(loaded.SCHEMA.as_str()) == printed(constants.SDL.read_text())


def test_a_command_in_a_cage_enters_every_group_first(tmp_path: Path) -> None:
    inside = Cage((tmp_path,)).command(["sleep", "1"])

    assert inside[:2] == ["/bin/sh", "-c"]
    assert inside[2].startswith(f"echo $$ > '{tmp_path}/cgroup.procs'; exec")
    assert inside[-2:] == ["sleep", "1"]
    assert Cage().command(["sleep", "1"]) == ["sleep", "1"]


def test_a_cage_is_taken_down() -> None:
    with caged() as cage:
        folders = cage.folders if cage else ()
        assert all(folder.exists() for folder in folders)

    assert not any(folder.exists() for folder in folders)


def test_all_that_is_compared_has_a_row() -> None:
    told = list(rows(TINY))

    judged = [row for row in told if row.bar is not None]
    assert len(judged) == 11
    assert all(row.value is not None and row.value > 0 for row in judged)
    (statements,) = (row for row in told if row.what.startswith("SQL statements"))
    assert statements.verdict == "held"


def test_a_section_stands_between_its_markers(tmp_path: Path) -> None:
    document = tmp_path / "document.md"
    document.write_text(f"before\n{figures.BEGIN}\nold\n{figures.END}\nafter\n")
    row = figures.compared("this", 3.0, ("that", 2.0), "s", 1.2)

    figures.write(document, figures.table([row]))

    text = document.read_text()
    assert text.startswith(f"before\n{figures.BEGIN}\n")
    assert text.endswith(f"{figures.END}\nafter\n")
    assert "| this | 3 s | that 2 s: 1.50 x | 1.2 x | missed |" in text
    assert "old" not in text


def printed(sdl: str) -> str:
    return print_schema(lexicographic_sort_schema(build_schema(sdl)))
