"""A Dask cluster on this machine: a scheduler and workers, each a process of its own."""

import shutil
from collections.abc import Generator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.commands.running import ROOT, environment
from tests.processes.serving import Serving, address_in, eventually, python

CODE = ("schema", "ml", "resolvers", "storage", "commands")
FILES = ("main.py", "settings.py", "setting_values.py", "requirements.lock")


@dataclass(frozen=True)
class Cluster:
    """A scheduler, and the workers that it was given so far."""

    address: str
    folder: Path
    held: ExitStack

    def worker(self, root: Path = ROOT) -> Serving:
        """Start a worker, and return it once the scheduler knows it."""
        words = ("main.py", "worker", self.address)
        worker = self.held.enter_context(_running(self.folder, root, *words))
        eventually(lambda: "computing for a scheduler" in worker.text, lambda: worker.text)
        return worker

    def plain_worker(self, resource: str) -> None:
        """Start a worker of Dask's own, which says that it has a resource, and wait for it."""
        address = self.address.replace("dask", "tcp")
        words = ("-m", "distributed.cli.dask_worker", address, "--no-nanny", "--no-dashboard")
        resources = ("--resources", f"{resource}=1")
        worker = self.held.enter_context(_running(self.folder, self.folder, *words, *resources))
        eventually(lambda: "Registered to" in worker.text, lambda: worker.text)


@contextmanager
def clustered(folder: Path) -> Generator[Cluster]:
    """Start a scheduler; in the end nothing is left of it, nor of its workers."""
    folder.mkdir(parents=True)
    words = ("-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0")
    with ExitStack() as held:
        # From another folder: it is to know nothing of our code.
        private = ("--no-dashboard", "--dashboard-address", "127.0.0.1:0")
        running = _running(folder, folder, *words, *private)
        scheduler = held.enter_context(running)
        place = address_in(scheduler, r"Scheduler at:\s+tcp://(\S+)$")
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


def _running(folder: Path, cwd: Path, *words: str) -> AbstractContextManager[Serving]:
    return python(folder, cwd, words, environment(folder / "data"))
