"""Disks and folders that the kernel itself refuses to write: mounted for it, which takes root."""

import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from storage.computed.signing import KEY_FILE
from storage.databases.faults import FaultCode
from tests.commands.running import refusal, run
from tests.processes.asking import ask
from tests.processes.serving import serving
from tests.reliability.meeting import (
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

DISK_BYTES = 8_000_000  # ten times the database
PIECE_BYTES = 4096  # of the memory that such a disk is made of
UPLOAD_BYTES = 4_000_000


def small_disk(folder: Path) -> str:
    """A disk takes not one byte more, while it is served and when it is started."""
    data = folder / "data"
    with _mounted(data, "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs"):
        token, export = a_person(folder)
        own = {"ATTUNE_DATA": str(data)}  # what it prints goes to another disk
        with serving(folder / "printed", **own) as server, server.client(token) as client:
            have_stored(server, client)
            with _filled(data, leave_bytes=UPLOAD_BYTES // 2):
                sent = client.post("/import", content=bytes(UPLOAD_BYTES))
                assert (sent.status_code, code_of(sent)) == (507, "DISK_FULL")
                assert not list(data.glob("upload-*"))
                assert write(client, 0) == ""
            have_stored(server, client)
            with _filled(data):
                assert how_answered(client) == STORED
                kept, told = write_until_refused(client)
                assert told == "DISK_FULL"
                sent = client.post("/import", content=export.read_bytes())
                assert (sent.status_code, code_of(sent)) == (507, "DISK_FULL")
                still_reads(client)
                (summary,) = ask(client, SUMMARY)["me"]["insights"].values()
                assert summary["standing"] in {"READY", "LEARNING"}
            assert write(client, kept + 1) == ""
            have_stored(server, client)
            quiet(server)
            with _filled(data):
                server.process.kill()
                server.process.wait()
                with serving(folder / "printed", **own) as again, again.client(token) as first:
                    assert how_answered(first) == STORED
                    still_reads(first)
                    quiet(again)
    return (
        "mutations `DISK_FULL`, imports 507; reads, insights and stored responses go on, after a "
        "kill and a start too; writes again at once; an upload that the disk cannot take is gone"
    )


def read_only_folder(folder: Path) -> str:
    """The folder of the database is mounted so that nobody writes it."""
    data, printed = folder / "data", folder / "printed"
    own = {"ATTUNE_DATA": str(data)}
    told = FaultCode.READ_ONLY.what
    token, _ = a_person(folder)
    with _read_only(data):
        with serving(printed, **own) as server:
            assert server.process.wait() == 1
            # It is the first thing of all that it would write.
            assert f"\nserve: {data / KEY_FILE}: {told}" in server.text
            quiet(server)
        doctor = run(printed, "doctor", **own)
        assert (doctor.returncode, doctor.stderr) == (1, "")
        assert f"BAD  writing        {data / 'attune.db'}: {told}" in doctor.stdout
        assert told in refusal(printed, "person", "add", "Bob", **own)
    with serving(printed, **own) as server, server.client(token) as client:
        have_stored(server, client)
        server.process.kill()
        server.process.wait()
    with _read_only(data), serving(printed, **own) as server, server.client(token) as client:
        assert how_answered(client) == STORED
        still_reads(client)
        assert write(client, 0) == "READ_ONLY"
        quiet(server)
    with serving(printed, **own) as server, server.client(token) as client:
        assert write(client, 0) == ""
    return (
        "does not start, as SQLite cannot read without its log: one line with the remedy; after a "
        "kill, which leaves the log, it starts, reads, and mutations are `READ_ONLY`"
    )


MOUNTED = {
    "a small disk without one byte left": small_disk,
    "a folder that is mounted read-only": read_only_folder,
}


@contextmanager
def _mounted(place: Path, *words: str) -> Generator[None]:
    place.mkdir(exist_ok=True)
    subprocess.run(["mount", *words, str(place)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@contextmanager
def _read_only(folder: Path) -> Generator[None]:
    with _mounted(folder, "--bind", str(folder)):
        subprocess.run(["mount", "-o", "remount,bind,ro", str(folder)], check=True)
        yield


@contextmanager
def _filled(disk: Path, leave_bytes: int = 0) -> Generator[None]:
    """Leave so many bytes of a disk until the end of the block."""
    filler = disk / "filler"
    reserve = disk / "reserve"
    reserve.write_bytes(bytes(leave_bytes))
    try:
        with filler.open("wb", buffering=0) as file:
            while file.write(bytes(PIECE_BYTES)):
                pass
    except OSError:
        reserve.unlink()
    try:
        yield
    finally:
        filler.unlink()
