"""What an answer costs: CPU of the whole process, and SQL statements.

Computed answers are compared inside one process, without a socket, which would cost both sides the
same and bring them closer; stored ones as servers, since all they cost is in serving.
"""

import importlib.util
import sys
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from statistics import median

from sqlalchemy import Connection, event
from starlette.types import ASGIApp, Message

import settings
from benchmarks import sides
from benchmarks.household import TOKEN, Household, everything
from benchmarks.serving import Program, Server, request, serving
from ml.catalogue import CATALOGUE
from resolvers.answer_types import camel
from resolvers.application import Application
from resolvers.http.routes import create_app
from storage.databases.database import Database


async def ask(app: ASGIApp, body: bytes) -> bytes:
    """Return the body of an app's answer to a request."""
    parts: list[bytes] = []
    headers = [
        (b"content-type", b"application/json"),
        (b"authorization", f"Bearer {TOKEN}".encode()),
        (b"host", b"attune"),
    ]
    scope = {"type": "http", "method": "POST", "path": "/graphql", "query_string": b""}

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        parts.append(message.get("body", b""))

    await app({**scope, "headers": headers, "scheme": "http"}, receive, send)
    return b"".join(parts)


async def beside_constants(
    household: Household, constants: Path, document: str, rounds: int, requests: int
) -> Mapping[str, float]:
    """Return milliseconds of CPU a request, of ours with the response store bypassed and theirs.

    "first" is ours as at the first request of a person: every answer is read from what is stored.
    "repeated" is ours as at the next: what was read is kept, as long as nothing else is stored.
    """
    application = Application(settings.read(household.program.settings))
    ours, theirs = create_app(application), _loaded(constants)
    kept, body = application.path.kept, request(document)
    apps: dict[str, tuple[ASGIApp, Callable[[], None]]] = {
        "first": (ours, kept.clear),
        "repeated": (ours, lambda: None),
        "constants": (theirs, lambda: None),
    }
    spent: dict[str, list[float]] = {name: [] for name in apps}
    async with application.running():
        if await ask(ours, body) != await ask(theirs, body):
            raise RuntimeError("the constants answer otherwise")
        for _ in range(rounds):
            for name, (app, forget) in apps.items():
                await ask(app, body)
                before = time.process_time()
                for _ in range(requests):
                    forget()
                    await ask(app, body)
                spent[name].append(1000 * (time.process_time() - before) / requests)
    return {name: median(each) for name, each in spent.items()}


def documents() -> Mapping[int, str]:
    """Return documents that select one, some and all of the insights, by how many."""
    names = [f"{camel(insight.stem)} {{ headline }}" for insight in CATALOGUE]
    numbers = (1, 9, len(names))
    return {
        number: f"{{ me {{ insights {{ {' '.join(names[:number])} }} }} }}" for number in numbers
    }


async def statements(household: Household, documents: Mapping[int, str]) -> Mapping[int, int]:
    """Return how many SQL statements each document's answer takes, by its number."""
    application = Application(settings.read(household.program.settings))
    app = create_app(application)
    counts: dict[int, int] = {}
    async with application.running():
        for number, document in documents.items():
            await ask(app, request(document))
            with _counted(application.resources.database) as seen:
                await ask(app, request(document))
            counts[number] = len(seen)
    return counts


def of_stored(household: Household, body: bytes, rounds: int, requests: int) -> Mapping[str, float]:
    """Return milliseconds of CPU a request: bare ASGI, a Strawberry hello, a stored response."""
    with (
        serving(sides.BARE) as bare,
        serving(sides.STRAWBERRY) as strawberry,
        serving(household.program) as ours,
    ):
        asked = {
            "bare ASGI": (bare, sides.HELLO),
            "Strawberry hello": (strawberry, sides.HELLO),
            "stored": (ours, body),
        }
        for server, question in asked.values():
            server.first(question, TOKEN)
        # The application opens behind the door, which is no part of a stored answer.
        ours.post(request("{ __typename }"), TOKEN)
        ours.settle()
        ours.post(body, TOKEN)
        if ours.how != "stored":
            raise RuntimeError("the response was not kept")
        spent: dict[str, list[float]] = {name: [] for name in asked}
        for _ in range(rounds):
            for name, (server, question) in asked.items():
                spent[name].append(_milliseconds(server, [question] * requests))
    return {name: median(each) for name, each in spent.items()}


def of_everything(
    household: Household, eager: Program, rounds: int, requests: int
) -> Mapping[str, float]:
    """Return milliseconds of CPU a request for all there is: ours, none of it stored, and eager."""
    spent: dict[str, list[float]] = {"ours": [], "eager": []}
    padding = count(1)
    with serving(household.program) as ours, serving(eager) as theirs:
        ours.first(request(everything(), next(padding)), TOKEN)
        theirs.first(b"")
        ours.settle()
        for _ in range(rounds):
            bodies = [request(everything(), next(padding)) for _ in range(requests)]
            spent["ours"].append(_milliseconds(ours, bodies))
            spent["eager"].append(_milliseconds(theirs, [b""] * requests))
    return {name: median(each) for name, each in spent.items()}


def _milliseconds(server: Server, bodies: Sequence[bytes]) -> float:
    server.close()  # it may have waited for its turn longer than uvicorn keeps a connection
    before = server.cpu_seconds()
    for body in bodies:
        server.post(body, TOKEN)
    requests = len(bodies)
    return 1000 * (server.cpu_seconds() - before) / requests


def _loaded(module: Path) -> ASGIApp:
    spec = importlib.util.spec_from_file_location(module.stem, module)
    if spec is None or spec.loader is None:
        raise ImportError(f"{module} is no module")
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[module.stem] = loaded  # where its annotations are resolved
    spec.loader.exec_module(loaded)
    return loaded.app


@contextmanager
def _counted(database: Database) -> Generator[list[str]]:
    seen: list[str] = []

    def note(_connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    engines = [database.reading, database.writing, *filter(None, [database.glancing])]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield seen
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)
