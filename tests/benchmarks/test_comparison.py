"""The pieces of the benchmarks, at sizes that take seconds; what they measure is not judged."""

import asyncio
import importlib.util
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from graphql import build_schema, lexicographic_sort_schema, print_schema

from benchmarks import answer_cost, cold_start, constants, figures, growth, memory, refit
from benchmarks.cage import Cage, caged
from benchmarks.household import ONE, TOKEN, Household, everything, move_in
from benchmarks.serving import FREE, request, serving

# What measures starts a dozen servers.
pytestmark = pytest.mark.audit


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Household, memory.Memory]:
    """A person of whom everything has been computed, and what that took."""
    household = move_in(tmp_path_factory.mktemp("household"), nights=60, habits=12)
    return household, memory.measure(household, FREE)


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


def test_a_tree_takes_more_than_its_server(fitted: tuple[Household, memory.Memory]) -> None:
    _, measured = fitted

    assert 20 < measured.server < measured.tree_peak


def test_answers_cost_what_the_whole_process_spends(
    fitted: tuple[Household, memory.Memory], tmp_path: Path
) -> None:
    household, measured = fitted
    module = constants.write(tmp_path, measured.data)

    spent = asyncio.run(answer_cost.beside_constants(household, module, everything(), 1, 2))

    assert all(milliseconds > 0 for milliseconds in spent.values())


def test_statements_do_not_grow_with_the_insights_selected(
    fitted: tuple[Household, memory.Memory],
) -> None:
    counts = asyncio.run(answer_cost.statements(fitted[0], answer_cost.documents()))

    assert len(counts) == 3
    assert len(set(counts.values())) == 1


def test_bytes_are_told_by_insight(fitted: tuple[Household, memory.Memory]) -> None:
    sizes = growth.bytes_by_insight(fitted[0])

    answers = growth.bytes_of_a_person(fitted[0])["answers"]
    assert 0.8 * answers < sum(answer for answer, _ in sizes.values()) < answers
    assert sizes["sleep_summary"][1] == 0 < sizes["sleep_window"][1]


@pytest.mark.audit
def test_more_people_are_as_many_answers(
    fitted: tuple[Household, memory.Memory], tmp_path: Path
) -> None:
    household, _ = fitted
    warm = {"stored": cold_start.Start(household.program, request(ONE))}
    cold_start.warm_up(warm)
    (cost,) = cold_start.measure(
        {"stored": replace(warm["stored"], answer="stored")}, 1, FREE
    ).values()
    people = growth.grown(household, tmp_path / "people", 3)

    took = growth.latencies({3: people}, rounds=1)

    assert cost.seconds > 0
    assert 20 < cost.megabytes < 200
    assert set(took) == {("stored", 3), ("computed", 3)}
    assert growth.bytes_of_a_person(people)["histories"] > 1000


@pytest.mark.audit
def test_requests_are_answered_while_everything_is_fitted_anew(
    fitted: tuple[Household, memory.Memory], tmp_path: Path
) -> None:
    household = Household(tmp_path / "refit")
    shutil.copytree(fitted[0].folder, household.folder)

    waited = refit.measure(household, FREE, requests=refit.CLIENTS)

    assert 0 < waited.p50 <= waited.worst
    assert waited.refits > 0


def test_a_server_that_fails_is_quoted(tmp_path: Path) -> None:
    (tmp_path / "attune.db").write_text("no database")
    with (
        serving(Household(tmp_path).program) as server,
        pytest.raises(RuntimeError, match=r"(?s)answered 503.*database"),
    ):
        server.first(request(ONE), TOKEN)


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
