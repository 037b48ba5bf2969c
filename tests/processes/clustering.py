"""A Dask cluster on this machine: a scheduler and workers, each a process of its own."""

import shutil
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.commands.running import ROOT, environment
from tests.processes.serving import Serving, address_in, eventually, started

CODE = ("schema", "ml", "resolvers", "storage", "commands")
FILES = ("main.py", "settings.py", "requirements.lock")


@dataclass(frozen=True)
class Cluster:
    """A scheduler, and the workers that it was given so far."""

    address: str
    folder: Path
    held: ExitStack

    def worker(self, root: Path = ROOT) -> Serving:
        """Start a worker, and return it once the scheduler knows it."""
        folder = self.folder / f"worker-{time.monotonic_ns()}"
        worker = self.held.enter_context(started(folder, "worker", self.address, root=root))
        eventually(lambda: "computing for a scheduler" in worker.text, lambda: worker.text)
        return worker

    def plain_worker(self, resource: str) -> None:
        """Start a worker of Dask's own, which says that it has a resource, and wait for it."""
        address = self.address.replace("dask", "tcp")
        words = ["-m", "distributed.cli.dask_worker", address, "--no-nanny", "--no-dashboard"]
        printed = self.folder / "plain-worker"
        with printed.open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, *words, "--resources", f"{resource}=1"],
                cwd=self.folder,
                env=environment(self.folder),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        self.held.callback(process.wait)
        self.held.callback(process.kill)
        eventually(lambda: "Registered to" in printed.read_text(), printed.read_text)


@contextmanager
def clustered(folder: Path) -> Generator[Cluster]:
    """Start a scheduler; in the end nothing is left of it, nor of its workers."""
    folder.mkdir(parents=True)
    printed = folder / "scheduler"
    # From another folder: it is to know nothing of our code.
    words = ["-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0"]
    with ExitStack() as held, printed.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, *words, "--no-dashboard"],
            cwd=folder,
            env=environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
        held.callback(process.wait)
        held.callback(process.kill)
        place = address_in(Serving(process, printed), r"Scheduler at:\s+tcp://(\S+)$")
        yield Cluster(f"dask://{place}", folder, held)


def other_code(folder: Path) -> Path:
    """Return a copy of the code that computes something else."""
    for name in CODE:
        shutil.copytree(ROOT / name, folder / name)
    for name in FILES:
        shutil.copy(ROOT / name, folder / name)
    with (folder / "ml" / "task.py").open("a") as file:
        file.write("# another one\n")
    return folder
