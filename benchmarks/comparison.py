"""Everything beside what it is compared with, in one run: the rows of one table."""

import asyncio
import compileall
import os
import platform
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import answer_cost, cold_start, constants, growth, memory, refit, sides
from benchmarks.cage import Cage, caged
from benchmarks.figures import Row, bounded, compared
from benchmarks.household import HABITS, NIGHTS, ONE, Household, everything, move_in
from benchmarks.serving import FREE, request

# The others take under a hundredth each.
LARGEST_INSIGHTS = 8


@dataclass(frozen=True)
class Sizes:
    """How much is measured; the defaults take ten minutes on two processors."""

    nights: int = NIGHTS
    habits: int = HABITS
    # Of growth alone, where each person is cloned: what is looked up is as large for each.
    small_nights: int = 60
    small_habits: int = 12
    people: tuple[int, ...] = (10, 1000)
    rounds: int = 5
    caged_rounds: int = 5
    requests: int = 60
    stored_requests: int = 400
    eager_requests: int = 20
    refit_requests: int = refit.REQUESTS
    use_cage: bool = True


def rows(sizes: Sizes) -> Iterator[Row]:
    """Yield every row as soon as it is measured."""
    for folder in ("schema", "ml", "storage", "resolvers", "commands", "benchmarks"):
        compileall.compile_dir(constants.SDL.parents[1] / folder, quiet=1)
    with TemporaryDirectory() as scratch, ExitStack() as stack:
        cage = stack.enter_context(caged()) if sizes.use_cage else None
        folder = Path(scratch)
        warm = _moved_in(folder / "warm", sizes.nights, sizes.habits)
        cold = _copied(warm, folder / "cold")
        # Once for nothing: libraries are then compiled, as pip leaves them and uv does not.
        memory.measure(_copied(warm, folder / "compiling"), FREE)
        measured = memory.measure(warm, cage or FREE)
        yield from _of_memory(measured, sizes, cage)
        module = constants.write(folder, measured.data)
        compileall.compile_file(module, quiet=1)
        eager = sides.trained(warm)
        starts = cold_start.starts(warm, cold, module, eager.program)
        yield from _of_starting(starts, sizes, cage)
        yield from _of_answers(warm, module, sizes)
        yield from _beside_eager(warm, eager, sizes)
        yield from _of_refitting(_copied(warm, folder / "refit"), sizes, cage)
        yield from _of_people(warm, folder, sizes)


def conditions(sizes: Sizes) -> str:
    """Return what the figures depend on, without the name of anything."""
    with caged() as cage:
        could = sizes.use_cage and cage is not None
    return (
        f"Python {platform.python_version()} on {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} processors shared with other work. One simulated person of "
        f"{sizes.nights} nights and {sizes.habits} habits. "
        + (
            f"Caged and free; medians of {sizes.caged_rounds} rounds caged and {sizes.rounds} free "
            if could
            else "Free alone, for want of root and control groups or by choice; medians of "
            f"{sizes.rounds} rounds "
        )
        + "of all that is compared in turn."
    )


def _moved_in(folder: Path, nights: int, habits: int) -> Household:
    folder.mkdir()
    return move_in(folder, nights, habits)


def _copied(household: Household, folder: Path) -> Household:
    shutil.copytree(household.folder, folder)
    return Household(folder)


def _of_memory(measured: memory.Memory, sizes: Sizes, cage: Cage | None) -> Iterator[Row]:
    where = _where(cage)
    everything_of = f"everything of {sizes.nights} nights is fitted, {where}"
    yield bounded(f"memory of the serving process, {where}", measured.server, "MB", 90)
    yield bounded(f"peak of the whole tree while {everything_of}", measured.tree_peak, "MB", 350)
    if measured.cage_peak is not None:
        counted = f"{measured.cage_peak:.3g} MB"
        yield Row("the same by the cage's counter, with cached pages of files", counted)
    yield Row(f"until {everything_of}", f"{measured.seconds:.3g} s")


def _of_starting(
    starts: Mapping[str, cold_start.Start], sizes: Sizes, cage: Cage | None
) -> Iterator[Row]:
    cold_start.warm_up(starts)
    if cage is not None:
        yield from _first_answers(cold_start.measure(starts, sizes.caged_rounds, cage), "caged")
    took = cold_start.measure(starts, sizes.rounds, FREE)
    yield from _first_answers(took, "free")
    for name, cost in took.items():
        ours = " of ours" if name in {"stored", "computed", "LEARNING"} else ""
        what = f"CPU to the first answer, and memory then: {name}{ours}, free"
        yield Row(what, f"{cost.cpu_seconds:.3g} s, {cost.megabytes:.3g} MB")


def _first_answers(took: Mapping[str, cold_start.Cost], where: str) -> Iterator[Row]:
    for answer, floor in (
        ("stored", "bare ASGI"),
        ("computed", "constants"),
        ("LEARNING", "constants"),
    ):
        what = f"cold start to first {answer} answer, {where}"
        yield compared(what, took[answer].seconds, (floor, took[floor].seconds), "s", 1.15)
    for side, about in (
        ("Strawberry hello", "a Strawberry hello"),
        ("Strawberry + SQLModel", "Strawberry + SQLModel with nothing of ours"),
        ("eager", "eager FastAPI + scikit-learn + pandas"),
    ):
        ratio = took["computed"].seconds / took[side].seconds
        beside = f"our first computed answer: {ratio:.2f} x of it"
        yield Row(f"cold start of {about}, {where}", f"{took[side].seconds:.3g} s", beside)


def _of_answers(warm: Household, module: Path, sizes: Sizes) -> Iterator[Row]:
    spent = asyncio.run(
        answer_cost.beside_constants(warm, module, everything(), sizes.rounds, sizes.requests)
    )
    theirs = ("constants", spent["constants"])
    what = "CPU of all findings in one computed answer"
    yield compared(f"{what}, repeated", spent["repeated"], theirs, "ms", 1.5)
    yield compared(f"{what}, the first of a person", spent["first"], theirs, "ms", 1.5)
    spent = answer_cost.of_stored(warm, request(ONE), sizes.rounds, sizes.stored_requests)
    bare = spent["bare ASGI"]
    above = ("a Strawberry hello's", spent["Strawberry hello"] - bare)
    what = f"CPU of a stored response above bare ASGI ({bare:.3g} ms)"
    yield compared(what, spent["stored"] - bare, above, "ms", 0.5)
    counts = asyncio.run(answer_cost.statements(warm, answer_cost.documents()))
    listed = ", ".join(f"{number}: {count}" for number, count in counts.items())
    few, *_, most = counts.values()
    yield Row("SQL statements by insights selected", listed, "", most / few, 1.0, "constant")


def _beside_eager(warm: Household, eager: sides.Trained, sizes: Sizes) -> Iterator[Row]:
    spent = answer_cost.of_everything(warm, eager.program, sizes.rounds, sizes.eager_requests)
    ratio = spent["ours"] / spent["eager"]
    yield Row(
        "CPU of everything in one request over HTTP, response store bypassed",
        f"{spent['ours']:.3g} ms",
        f"eager {spent['eager']:.3g} ms: {ratio:.2f} x",
    )
    yield Row("CPU of training everything on upload, eager", f"{eager.cpu_seconds:.3g} s")


def _of_refitting(household: Household, sizes: Sizes, cage: Cage | None) -> Iterator[Row]:
    waited = refit.measure(household, cage or FREE, sizes.refit_requests)
    during = f"{sizes.refit_requests} requests while everything is fitted anew, {_where(cage)}"
    yield Row(f"p50 of {during}", f"{waited.p50:.3g} s", f"fitted {waited.refits} times")
    yield Row(f"p95 of {during}", f"{waited.p95:.3g} s")
    yield bounded(f"worst of {during}", waited.worst, "s", 3)


def _of_people(warm: Household, folder: Path, sizes: Sizes) -> Iterator[Row]:
    small = _moved_in(folder / "small", sizes.small_nights, sizes.small_habits)
    memory.measure(small, FREE)
    cold_start.warm_up({"stored": cold_start.Start(small.program, request(ONE))})
    households = {
        people: growth.grown(small, folder / f"people-{people}", people) for people in sizes.people
    }
    took = growth.latencies(households, sizes.rounds)
    fewest, most = min(sizes.people), max(sizes.people)
    for how in ("stored", "computed"):
        beside = (f"{fewest:,} people", took[how, fewest])
        yield compared(
            f"p50 of a {how} answer, {most:,} people", took[how, most], beside, "ms", 1.1
        )
    sizes_of = growth.bytes_of_a_person(warm)
    kept = sum(sizes_of.get(table, 0) for table in ("answers", "model_versions", "histories"))
    yield bounded("a person's models, answers and history", kept / 1000, "kB", 150)
    by_insight = growth.bytes_by_insight(warm)
    second = sum(model for _, model in by_insight.values())
    what = "the same from the second day on, with two versions of each model"
    yield bounded(what, (kept + second) / 1000, "kB", 150)
    for stem, (answer, model) in list(by_insight.items())[:LARGEST_INSIGHTS]:
        sizes_in_kb = f"answer {answer / 1000:.3g} kB, model {model / 1000:.3g} kB"
        yield Row(f"of them `{stem}`", sizes_in_kb)
    for table, size in sizes_of.items():
        if size:
            yield Row(f"of a person in `{table}`", f"{size / 1000:.3g} kB")


def _where(cage: Cage | None) -> str:
    return "free" if cage is None else "caged"
