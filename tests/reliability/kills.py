"""kill -9 at random moments: of the server, of what computes for it, and of all at once."""

import os
import random
import signal
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

from tests.processes.asking import ask
from tests.processes.serving import Serving, eventually, serving
from tests.reliability.exports import LEAST_KCAL, NIGHTS
from tests.reliability.load import FIELDS, Ledger, Load

Rows: TypeAlias = Callable[[str], list[tuple[Any, ...]]]

TARGETS = ("server", "child", "both")
# So many rounds go on with the same folder; then an empty one has its first start killed too.
ROUNDS_A_FOLDER = 10
# From the first byte that a server says, or for most rounds from the first acknowledged write, to
# well into its computing.
LONGEST_SECONDS = 3.0
AT_WORK = 0.75
TOKEN = "reliability-" + "0" * 32
EXPECTED = {"attune.db", "attune.db-wal", "attune.db-shm", "attune.db.lock", "attune.db.open"}

THIRD_VERSIONS = """
SELECT person_id, insight, count(*) FROM model_versions GROUP BY 1, 2 HAVING count(*) > 2
"""
OF_LATER = """
SELECT count(*) FROM {0} JOIN people ON people.id = person_id WHERE {0}.revision > people.revision
"""
WRITTEN = "SELECT behaviour_on, answered_yes FROM journal_answers WHERE source = 'own'"
OF_EXPORTS = "SELECT question, count(*) FROM journal_answers WHERE source != 'own' GROUP BY 1"


@dataclass(frozen=True)
class Round:
    """One kill, and what it has cost."""

    number: int
    target: str
    after_seconds: float
    acknowledged: int
    lost: list[str]
    answers_again_seconds: float


def rounds(folder: Path, first: int, count: int, seed: int) -> list[Round]:
    """Kill so many times the servers of one folder, and look each time at what is left."""
    chance = random.Random(seed + first)  # noqa: S311  moments, and no secrets
    ledger = Ledger()
    told: list[Round] = []
    for number in range(first, first + count):
        told.append(_round(folder / "data", ledger, number, chance))
        print(told[-1], file=sys.stderr, flush=True)  # noqa: T201  an audit's figures
    return told


def all_rounds(count: int, seed: int, jobs: int) -> list[Round]:
    """Kill so many times, several folders beside each other."""
    with TemporaryDirectory() as folder, ThreadPoolExecutor(jobs) as threads:

        def of_folder(first: int) -> list[Round]:
            data = Path(folder) / f"from-{first}"
            data.mkdir()
            return rounds(data, first, min(ROUNDS_A_FOLDER, count - first), seed)

        each = threads.map(of_folder, range(0, count, ROUNDS_A_FOLDER))
        return [told for some in each for told in some]


def section(count: int, seed: int, jobs: int) -> str:
    """Return what came of so many rounds, as a table."""
    told = all_rounds(count, seed, jobs)
    lines = [
        "| killed | rounds | at, s | acknowledged | lost or not whole | again, s: median, most |",
        "|---|---|---|---|---|---|",
        *(_line(target, [each for each in told if each.target == target]) for target in TARGETS),
        _line("all", told),
    ]
    return "\n".join([*lines, *_what_was_lost(told), ""])


def _line(target: str, told: list[Round]) -> str:
    moments = [each.after_seconds for each in told]
    again = [each.answers_again_seconds for each in told]
    return (
        f"| {target} | {len(told)} | {min(moments):.2f} to {max(moments):.2f} "
        f"| {sum(each.acknowledged for each in told):,} | {sum(len(each.lost) for each in told)} "
        f"| {statistics.median(again):.1f}, {max(again):.1f} |"
    )


def _what_was_lost(told: list[Round]) -> list[str]:
    lost = [f"- Round {each.number}, {each.target}: {what}" for each in told for what in each.lost]
    return ["", *lost] if lost else []


def _round(data: Path, ledger: Ledger, number: int, chance: random.Random) -> Round:
    target = TARGETS[number % len(TARGETS)]
    after_seconds = chance.uniform(0.0, LONGEST_SECONDS)
    before = len(ledger.written) + len(ledger.imported)
    lost: list[str] = []
    with serving(data, ATTUNE_TOKEN=TOKEN, ATTUNE_DEADLINE="0.2") as server:
        load = Load(server, TOKEN, ledger, data.parent)
        load.begin()
        if chance.random() < AT_WORK:
            load.wait_for_an_acknowledgement()
        time.sleep(after_seconds)
        _kill(server, target, chance)
        if target == "child":
            lost += _still_answers(server, chance)
            server.process.terminate()
        load.end()
        server.process.wait()
        lost += _left(server)
        lost += [f"unexpected: {text}" for text in load.unexpected]
        lost += _complaints(server.text)
    began = time.monotonic()
    with serving(data, ATTUNE_TOKEN=TOKEN) as again, again.client(TOKEN) as client:
        told = ask(client, "{ me { name revision } }")["me"]
        seconds = time.monotonic() - began
        again.process.terminate()
        again.process.wait()
        lost += _left(again)
    lost += found_wrong(data, ledger)
    if told["revision"] < ledger.revision:
        lost.append(f"revision went back from {ledger.revision} to {told['revision']}")
    ledger.revision = told["revision"]
    acknowledged = len(ledger.written) + len(ledger.imported) - before
    return Round(number, target, after_seconds, acknowledged, lost, seconds)


def _left(server: Serving) -> list[str]:
    """Return the processes that do not end by themselves."""
    try:
        # Who is loading the libraries hears of the end once they are there.
        eventually(lambda: not server.left(), lambda: f"process left: {server.left()}")
    except AssertionError as left:
        return [str(left)]
    return []


def _complaints(text: str) -> list[str]:
    """Return what of a log is no warning but a surprise; its last line may be cut off."""
    lines = [line for line in text.splitlines()[:-1] if not line.startswith("serving on ")]
    # Python's own tracker clears up after a killed process, and says so.
    strange = [
        line for line in lines if not line.startswith("{") and "resource_tracker" not in line
    ]
    bugs = [line for line in lines if line.startswith("{") and '"ERROR"' in line]
    return [f"in the log: {line}" for line in (*bugs, *strange)]


def _kill(server: Serving, target: str, chance: random.Random) -> None:
    if target == "server":
        server.process.kill()
    elif target == "both":
        server.signal_group(signal.SIGKILL)
    else:
        others = _children(server)
        if others:  # early on there is none yet
            with suppress(ProcessLookupError):
                os.kill(chance.choice(others), signal.SIGKILL)


def _children(server: Serving) -> list[int]:
    """Return the process that has the libraries, and the one forked from it that computes.

    Python's own, which watches over semaphores, holds nothing of ours and complains when killed.
    """
    found = [int(member.split(" ")[0]) for member in server.left()]
    return [
        pid
        for pid in found
        if pid != server.process.pid and b"resource_tracker" not in line_of(pid)
    ]


def line_of(pid: int) -> bytes:
    """Return the command line of a process, empty where it has gone."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def _still_answers(server: Serving, chance: random.Random) -> list[str]:
    """Ask once more, and have it compute again where there is anything to compute."""
    time.sleep(chance.uniform(0.0, 1.0))
    if server.process.poll() is not None:
        return [f"the server has ended with its child: {server.text[-500:]}"]
    with server.client(TOKEN) as client:
        told = client.post("/graphql", json={"query": f"{{ me {{ insights {{ {FIELDS} }} }} }}"})
    good = told.status_code == 200 and "errors" not in told.json()
    return [] if good else [f"not answered beside a killed child: {told.text[:300]}"]


def found_wrong(data: Path, ledger: Ledger) -> list[str]:
    """Return what is not as it was acknowledged, and whatever is not whole."""
    left = {file.name for file in data.iterdir() if not file.name.startswith("printed-")}
    wrong = [f"file left: {name}" for name in sorted(left - EXPECTED - {"signing.key"})]
    with closing(sqlite3.connect(f"file:{data / 'attune.db'}?mode=ro", uri=True)) as connection:

        def rows(statement: str) -> list[tuple[Any, ...]]:
            return connection.execute(statement).fetchall()

        wrong += [f"integrity: {row}" for row in rows("PRAGMA integrity_check") if row != ("ok",)]
        wrong += [f"orphan: {row}" for row in rows("PRAGMA foreign_key_check")]
        wrong += [f"more than two versions: {row}" for row in rows(THIRD_VERSIONS)]
        wrong += [
            f"of a revision that never was: {table}"
            for table in ("answers", "histories", "imports", "responses")
            if rows(OF_LATER.format(table)) != [(0,)]
        ]
        kept = dict(rows(WRITTEN))
        wrong += [
            f"acknowledged and lost: journal of {on}"
            for on, yes in ledger.written.items()
            if kept.get(on.isoformat()) != int(yes)
        ]
        wrong += _half_imports(rows, ledger)
    return wrong


def _half_imports(rows: Rows, ledger: Ledger) -> list[str]:
    """Return where an import and what it says of itself are not both there, whole."""
    names = [str(name) for (name,) in rows("SELECT source_name FROM imports ORDER BY id")]
    numbers = [int(name.removeprefix("export-").removesuffix(".zip")) for name in names]
    wrong = [f"acknowledged and lost: import {n}" for n in ledger.imported - set(numbers)]
    of_export = dict(rows(OF_EXPORTS))
    if of_export != {f"marker_{n}": NIGHTS for n in numbers}:
        wrong.append(f"half an import: {of_export} of {numbers}")
    energies = rows("SELECT energy_kcal, count(*) FROM cycles GROUP BY 1")
    if energies != ([(LEAST_KCAL + numbers[-1], NIGHTS)] if numbers else []):
        wrong.append(f"half an import: {energies} of {numbers[-1:]}")
    written = len(rows(WRITTEN))
    revisions = rows("SELECT revision FROM people")
    if revisions and revisions != [(written + len(numbers),)]:
        wrong.append(f"{written} answers and {len(numbers)} imports make revision {revisions}")
    return wrong
