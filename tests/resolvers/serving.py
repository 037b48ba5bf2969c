"""A server in this process, its child process, and what is seen of both from outside."""

import os
import signal
import time
from collections.abc import AsyncGenerator, Callable, Generator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import anyio
import httpx
import pytest
from sqlalchemy import text

import settings
from resolvers.application import Application
from resolvers.http.routes import create_app
from schema.json_form import Json
from storage.databases.database import Database
from tests.commands.running import PATIENCE_SECONDS
from tests.databases import copy_database, environment_of
from tests.owners import Owner

ADA = Owner("Ada", 1, f"Ada-{'0' * 32}")
BOB = Owner("Bob", 2, f"Bob-{'0' * 32}")

Value = str | int | float | bytes | None


@dataclass(frozen=True)
class Told:
    """A GraphQL response."""

    data: Json
    errors: Json

    def at(self, path: str) -> Json:
        """Return what lies at a path of the data, such as `me.days.nodes.0.id`."""
        return at(self.data, path)

    def whole(self) -> "Told":
        """Return itself, having made sure that nothing went wrong."""
        assert self.errors is None, self.errors
        return self


def at(value: Json, path: str) -> Json:
    for step in path.split(".") if path else ():
        if isinstance(value, list):
            value = value[int(step)]
        else:
            assert isinstance(value, dict), (path, step, value)
            value = value[step]
    return value


def items(value: Json) -> list[Json]:
    assert isinstance(value, list), value
    return value


@dataclass
class Server:
    """An application that is asked over ASGI, without a socket between."""

    application: Application
    client: httpx.AsyncClient
    workers_before: frozenset[int]

    @property
    def database(self) -> Database:
        return self.application.resources.database

    async def ask(
        self, document: str, owner: Owner = ADA, variables: Mapping[str, Json] | None = None
    ) -> Told:
        """Ask, whatever comes of it."""
        response = await self.post(document, owner, variables)
        assert response.status_code == 200, response.text
        body: dict[str, Json] = response.json()
        return Told(body.get("data"), body.get("errors"))

    async def post(
        self, document: str, owner: Owner = ADA, variables: Mapping[str, Json] | None = None
    ) -> httpx.Response:
        """Return the response to a question."""
        return await self.client.post(
            "/graphql",
            json={"query": document, "variables": variables or {}},
            headers={"Authorization": f"Bearer {owner.token}"},
        )

    async def insights(self, fields: str, owner: Owner = ADA, as_of: str | None = None) -> Told:
        """Ask for insights, of which nothing goes wrong; paths begin at the insights."""
        where = f'(asOf: "{as_of}")' if as_of else ""
        told = await self.ask(f"{{ me {{ insights{where} {{ {fields} }} }} }}", owner)
        return Told(told.whole().at("me.insights"), None)

    async def upload(self, export: Path, owner: Owner = ADA) -> Json:
        """Send an export, and return its report."""
        content = await anyio.Path(export).read_bytes()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("resolvers.http.upload.ANSWER_WITHIN_SECONDS", PATIENCE_SECONDS)
            response = await self.client.post(
                "/import",
                content=content,
                headers={"Authorization": f"Bearer {owner.token}"},
            )
        assert response.status_code == 200, response.text
        return response.json()

    async def child_ready(self) -> None:
        self.application.resources.child.start()
        await self.application.resources.child.ready()

    def worker(self) -> int:
        """Return the process in which this server computes."""
        (worker,) = self.workers()
        return worker

    def workers(self) -> frozenset[int]:
        """Return the processes in which this server computes, of which there is one at most."""
        return _workers() - self.workers_before

    def rows(self, statement: str, **values: Value) -> list[tuple[Value, ...]]:
        with self.database.reading.connect() as connection:
            return [tuple(row) for row in connection.execute(text(statement), values)]

    def change(self, statement: str, **values: Value) -> None:
        """Change rows behind the application's back."""
        with self.database.write() as session:
            session.connection().execute(text(statement), values)


@asynccontextmanager
async def serving(data: Path, **environment: str) -> AsyncGenerator[Server]:
    """Serve a data folder; names of the environment are those of settings.py."""
    before = _workers()
    application = Application(settings.read({**environment_of(data), **environment}))
    transport = httpx.ASGITransport(create_app(application))
    async with (
        application.running(),
        httpx.AsyncClient(transport=transport, base_url="http://attune") as client,
    ):
        yield Server(application, client, before)


def copied(data: Path, to: Path) -> Path:
    copy_database(data, to)
    return to


@dataclass(frozen=True)
class Computed:
    """What the log says of one computation."""

    insight: str
    fitted: bool
    tasks_of_this_child: int


def computed(caplog: pytest.LogCaptureFixture) -> list[Computed]:
    """Return the computations so far, in order."""
    return [
        Computed(**{name: vars(record)[name] for name in Computed.__dataclass_fields__})
        for record in caplog.records
        if (record.name, record.message) == ("attune.child", "computed")
    ]


async def until(condition: Callable[[], bool]) -> None:
    """Wait for what happens in the background."""
    with anyio.fail_after(PATIENCE_SECONDS):
        while not condition():  # noqa: ASYNC110  nothing announces it
            await anyio.sleep(0.02)


@contextmanager
def frozen(process: int) -> Generator[None]:
    """Stop a process where it is for the length of the block."""
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        thaw(process)


def thaw(process: int) -> None:
    with suppress(ProcessLookupError):  # it was killed meanwhile, as some tests want
        os.kill(process, signal.SIGCONT)


def send_at_work(process: int, number: signal.Signals) -> None:
    """Send a signal to a process as soon as it is seen computing."""
    idle = _processor_ticks(process)
    while _processor_ticks(process) <= idle:
        time.sleep(0.001)
    os.kill(process, number)


def fork_server() -> int:
    """Return the process that every worker is forked from."""
    (found,) = _fork_servers(dict(_processes()))
    return found


def _workers() -> frozenset[int]:
    """Return the children of this process's fork server."""
    parents = dict(_processes())
    ours = _fork_servers(parents)
    return frozenset(process for process, parent in parents.items() if parent in ours)


def _fork_servers(parents: Mapping[int, int]) -> set[int]:
    return {
        process
        for process, parent in parents.items()
        if parent == os.getpid() and b"forkserver" in _command(process)
    }


def _command(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):  # it ended meanwhile
        return b""


def _processes() -> Iterator[tuple[int, int]]:
    """Yield every process with its parent."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(FileNotFoundError, ProcessLookupError):  # it ended meanwhile
            yield int(folder.name), int(_stat(folder)[1])


def _processor_ticks(process: int) -> int:
    numbers = _stat(Path(f"/proc/{process}"))
    return int(numbers[11]) + int(numbers[12])


def _stat(process: Path) -> list[str]:
    """Return the kernel's numbers, from the state on, which follows the name in parentheses."""
    return (process / "stat").read_text().rpartition(")")[2].split()
