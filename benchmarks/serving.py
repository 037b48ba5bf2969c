"""A server as a process of its own, asked over one connection that is kept."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

from benchmarks.cage import Cage

ROOT = Path(__file__).parents[1]
# As on a host: one thread for linear algebra, two arenas for memory.
LEAN = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
FREE = Cage()
PATIENCE_SECONDS = 300
LOOK_EVERY_SECONDS = 0.005
# The thread that waits for the child process looks for it several times a second.
IDLE_SHARE = 0.05
# The log of a server that failed ends with a traceback, which has room in it.
MOST_SAID_BYTES = 8000


@dataclass(frozen=True)
class Program:
    """What to start: words after `python`, to which the port is added, and its settings."""

    words: Sequence[str]
    settings: Mapping[str, str] = field(default_factory=dict[str, str])
    path: str = "/graphql"
    python: str = sys.executable


@dataclass
class Server:
    """A process that was started, and when; `how` its last answer was come by."""

    process: subprocess.Popen[bytes]
    port: int
    path: str
    printed: BinaryIO
    started: float
    how: str = ""
    _connection: http.client.HTTPConnection | None = None

    def another_client(self) -> "Server":
        """Return the same server, to be asked over a connection of its own."""
        return replace(self, _connection=None)

    def post(self, body: bytes, token: str = "", path: str = "") -> bytes:
        """Return the answer's body."""
        if self._connection is None:
            self._connection = http.client.HTTPConnection(
                "127.0.0.1", self.port, timeout=PATIENCE_SECONDS
            )
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        self._connection.request("POST", path or self.path, body, headers)
        response = self._connection.getresponse()
        answer = response.read()
        if response.status != 200:
            raise RuntimeError(f"answered {response.status}: {answer[:200]!r}\n{self.said()}")
        self.how = response.headers.get("X-Attune-Answer", "")
        return answer

    def listens(self) -> None:
        """Wait until it takes connections."""
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                break
            except OSError:
                if self.process.poll() is not None:
                    raise RuntimeError(f"it ended:\n{self.said()}") from None
                time.sleep(LOOK_EVERY_SECONDS)

    def first(self, body: bytes, token: str = "") -> float:
        """Return the seconds from the start of the process to its first answer."""
        self.listens()
        self.post(body, token)
        return time.perf_counter() - self.started

    def said(self) -> str:
        """Return the end of what it has printed."""
        self.printed.seek(0)
        return self.printed.read()[-MOST_SAID_BYTES:].decode("utf-8", "replace")

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()

    def settle(self) -> None:
        """Wait until what the first answer set off is done."""
        before = -1.0
        while (now := self.cpu_seconds()) > before + IDLE_SHARE:
            before = now
            time.sleep(1)
        self.close()  # uvicorn does after five seconds without a request

    def cpu_seconds(self) -> float:
        """Return the CPU that the process has used, without its children."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(program: Program, cage: Cage = FREE) -> Generator[Server]:
    """Start a server on a free port, and end all of it after the block."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    printed = TemporaryFile()  # noqa: SIM115  closed with the server
    started = time.perf_counter()
    process = subprocess.Popen(
        cage.command([program.python, *program.words, str(port)]),
        cwd=ROOT,
        env={"PATH": os.defpath, **LEAN, **program.settings},
        stdin=subprocess.DEVNULL,
        stdout=printed,
        stderr=printed,
        start_new_session=True,
    )
    server = Server(process, port, program.path, printed, started)
    try:
        yield server
    finally:
        server.close()
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        printed.close()


def request(document: str, padding: int = 0) -> bytes:
    """Return a request's body; by other padding it is another to the store of responses."""
    return json.dumps({"query": document}).encode() + b" " * padding


def megabytes(pid: int, line: str) -> float:
    """Return what the system says of a process; of a shared page it counts a share in `Pss:`."""
    with suppress(FileNotFoundError, ProcessLookupError, PermissionError):
        for text in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if text.startswith(line):
                return int(text.split()[1]) * 1024 / 1e6
    return 0.0
