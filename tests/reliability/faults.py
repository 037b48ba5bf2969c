"""Disks that are full, files that may not be written, locks, damage, memory: each met by a server.

Each returns what was told and what went on, having made sure that it is as it should be.
"""

import random
import resource
import sqlite3
import subprocess
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, contextmanager
from os import geteuid
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from tests.commands.running import refusal, run
from tests.processes.asking import ask
from tests.processes.serving import Serving, eventually, members, serving
from tests.reliability.clocks import CLOCKS
from tests.reliability.meeting import (
    NAME,
    STORED,
    SUMMARY,
    a_person,
    code_of,
    have_stored,
    how_answered,
    quiet,
    still_reads,
    write,
    write_until_refused,
)
from tests.reliability.mounts import MOUNTED
from tests.storage.held_elsewhere import held_elsewhere

LIMIT_BYTES = 300_000  # what a new log takes at once, and what the server prints
PAGE_BYTES = 4096
CHILD_BYTES = 200_000_000  # less than the libraries map
LEARNED = "{ me { insights { sleepWindow { standing caveats { code } } } } }"
COMMANDS = (("person", "add", "Bob"), ("token", "list", "--person", "Ada"))


def disk_full(folder: Path) -> str:
    """No file may grow beyond a limit, which is then lifted."""
    token, export = a_person(folder)
    with serving(folder / "data") as server, server.client(token) as client:
        have_stored(server, client)
        limits = (LIMIT_BYTES, resource.RLIM_INFINITY)
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, limits)
        assert how_answered(client) == STORED
        kept, told = write_until_refused(client)
        assert told == "DISK_FULL"
        sent = client.post("/import", content=export.read_bytes())
        assert (sent.status_code, code_of(sent)) == (507, "DISK_FULL")
        still_reads(client)
        (summary,) = ask(client, SUMMARY)["me"]["insights"].values()
        assert summary["standing"] in {"READY", "LEARNING"}
        free = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, free)
        assert write(client, kept + 1) == ""
        assert ask(client, "{ me { revision } }")["me"]["revision"] == kept + 2
        quiet(server)
    return (
        "mutations `DISK_FULL`, imports 507; reads, insights and stored responses go on; writes "
        "again at once"
    )


def read_only_file(folder: Path) -> str:
    """The server starts on a file that it may not write."""
    token, _ = a_person(folder)
    with _unwritable(folder / "data" / "attune.db"):
        with serving(folder / "data") as server, server.client(token) as client:
            still_reads(client)
            assert write(client, 0) == "READ_ONLY"
            quiet(server)
        doctor = run(folder / "data", "doctor").stdout
        assert "may not write its database" in doctor
        assert "let its user write the file and its folder" in doctor
    return "mutations `READ_ONLY`; it starts and reads; `doctor` says what to do"


def locked(folder: Path) -> str:
    """Another program holds a transaction that writes, for as long as it likes."""
    _meet(folder, _transaction(folder / "data" / "attune.db"))
    return "mutations `BUSY` after 5 s; reads and stored responses go on; writes again at once"


def lock_kept(folder: Path) -> str:
    """One of our own processes keeps the lock of writers for longer than any write takes."""
    _meet(folder, held_elsewhere(folder / "data" / "attune.db"))
    return "mutations `BUSY` after 20 s; reads and stored responses go on; writes again at once"


def child_out_of_memory(folder: Path) -> str:
    """What computes may not have the memory that it needs."""
    token, _ = a_person(folder)
    with serving(folder / "data") as server, server.client(token) as client:
        _ = ask(client, NAME)
        limits = (CHILD_BYTES, resource.RLIM_INFINITY)
        for each in eventually(lambda: _computing(server), lambda: server.text):
            resource.prlimit(each, resource.RLIMIT_AS, limits)

        def ended() -> bool:
            (told,) = ask(client, LEARNED)["me"]["insights"].values()
            return told["caveats"][:1] == [{"code": "COMPUTATION_ENDED"}]

        eventually(ended, lambda: server.text)
        still_reads(client)
        assert write(client, 0) == ""
        ends = server.text.count("computation ended")
        ask(client, LEARNED)
        assert server.text.count("computation ended") == ends  # not tried again for a minute
    return "LEARNING, `COMPUTATION_ENDED`, tried again after a minute; all else goes on"


def damaged(folder: Path) -> str:
    """The file is overwritten, cut off, or something else; commands and server say so."""
    a_person(folder)
    file = folder / "data" / "attune.db"
    whole = file.read_bytes()
    foreign = "the database holds tables of another program"
    for content, told in (
        (b"\0" * 100 + whole[100:], "the database is damaged"),
        (b"no database at all " * 500, "the database is damaged"),
        (whole[: len(whole) // 3 // PAGE_BYTES * PAGE_BYTES], "the database is damaged"),
        (_another_programs(folder), foreign),
    ):
        file.write_bytes(content)
        for words in COMMANDS:
            assert refusal(folder / "data", *words).startswith(f"{words[0]}: {file}: {told}")
        doctor = run(folder / "data", "doctor")
        assert doctor.returncode == 1
        assert "Traceback" not in doctor.stderr
        assert told in doctor.stdout
        with serving(folder / "data") as server:
            assert server.process.wait() == 1
            assert f"serve: {file}: {told}" in server.text
            assert "Traceback" not in server.text
    return "every command and the server end with one line that has the remedy"


def pages_overwritten(folder: Path, seed: int = 7, times: int = 5) -> str:
    """Pages are overwritten by chance: what can be read is answered, and nothing is a surprise."""
    token, _ = a_person(folder)
    file = folder / "data" / "attune.db"
    whole = file.read_bytes()
    chance = random.Random(seed)  # noqa: S311  places, and no secrets
    answered = refused = 0
    for _ in range(times):
        content = bytearray(whole)
        for _ in range(len(whole) // PAGE_BYTES // 10):
            at = chance.randrange(1, len(whole) // PAGE_BYTES) * PAGE_BYTES
            content[at : at + PAGE_BYTES] = chance.randbytes(PAGE_BYTES)
        file.write_bytes(content)
        with serving(folder / "data") as server, server.client(token) as client:
            try:
                told = client.post("/graphql", json={"query": SUMMARY})
            except httpx.TransportError:
                server.process.wait()
                refused += 1
            else:
                good = told.status_code == 200 and "errors" not in told.json()
                answered += good
                refused += not good
            server.process.terminate()
            server.process.wait()
            assert "Traceback" not in server.text, server.text
        doctor = run(folder / "data", "doctor").stdout
        assert "restore BACKUP" in doctor
    return f"{answered} of {times} answered, {refused} refused in words; `doctor` sees each"


def log_missing(folder: Path) -> str:
    """The log of a killed server is removed: what it held is lost, and the rest is whole."""
    token, _ = a_person(folder)
    with serving(folder / "data") as server, server.client(token) as client:
        assert write(client, 0) == ""
        server.process.kill()
        server.process.wait()
    for ending in ("-wal", "-shm"):
        (folder / "data" / f"attune.db{ending}").unlink()
    with serving(folder / "data") as server, server.client(token) as client:
        assert ask(client, "{ me { revision } }")["me"]["revision"] == 1
        assert write(client, 0) == ""
        quiet(server)
    return "starts with what was in the file; what was in the log alone is lost"


FAULTS: dict[str, Callable[[Path], str]] = {
    "a full disk": disk_full,
    "a file that may not be written": read_only_file,
    "another program's lock": locked,
    "our own lock, kept by another process": lock_kept,
    "a child without memory": child_out_of_memory,
    "a damaged file, and another program's": damaged,
    "a tenth of the pages overwritten": pages_overwritten,
    "a log that is missing": log_missing,
    **MOUNTED,
    **CLOCKS,
}


def section() -> str:
    """Return what came of every fault, as a table."""
    lines = ["| fault | what is told, and what goes on |", "|---|---|"]
    for name, fault in FAULTS.items():
        with TemporaryDirectory() as folder:
            lines.append(f"| {name} | {fault(Path(folder))} |")
    return "\n".join([*lines, ""])


def _meet(folder: Path, lock: AbstractContextManager[None]) -> None:
    """Look while a write waits, and once it is refused."""
    token, _ = a_person(folder)
    with serving(folder / "data") as server, server.client(token) as client:
        have_stored(server, client)
        with ThreadPoolExecutor(1) as thread, lock:
            waiting = thread.submit(write, client, 0)
            while not waiting.done():
                assert how_answered(client) == STORED
                still_reads(client)
            assert waiting.result() == "BUSY"
            assert how_answered(client) == STORED
        assert write(client, 0) == ""
        quiet(server)


@contextmanager
def _transaction(file: Path) -> Generator[None]:
    with closing(sqlite3.connect(file)) as another:
        another.execute("BEGIN IMMEDIATE")
        yield


def _computing(server: Serving) -> list[int]:
    """Return the process that computes and the one it was forked from, once both are there."""
    found = {int(each.split(" ")[0]) for each in members(server.process.pid)}
    parents = {pid: int(_stat(pid)[1]) for pid in found}
    return next(
        (
            [pid, parent]
            for pid, parent in parents.items()
            if parents.get(parent) == server.process.pid
        ),
        [],
    )


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


@contextmanager
def _unwritable(file: Path) -> Generator[None]:
    """Root writes whatever the mode says, but not what is immutable."""
    if geteuid() == 0:
        subprocess.run(["chattr", "+i", str(file)], check=True)
    else:
        file.chmod(0o400)
    try:
        yield
    finally:
        if geteuid() == 0:
            subprocess.run(["chattr", "-i", str(file)], check=True)
        else:
            file.chmod(0o600)


def _another_programs(folder: Path) -> bytes:
    other = folder / "places.sqlite"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS places (id INTEGER)")
        connection.commit()
    return other.read_bytes()
