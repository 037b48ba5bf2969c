"""demo: a simulated year, imported and answered, with all that a newcomer needs on the screen."""

import asyncio
import shlex
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from commands import serve
from commands.import_data import import_with_bar
from commands.query import answer
from resolvers.code_version import ROOT
from resolvers.watching import logs
from settings import Settings
from storage import people, tokens
from storage.chosen import agreements
from storage.databases.database import Database

NAME = "demo"
DAYS, SEED = 365, 7  # a year, of a person whose alcohol shows and whose other habits mostly do not
EXPORT, TOKEN = "simulated-export.zip", "token"
FIRST_QUERY = (
    "{ me { insights { recoveryPrediction { headline } "
    "habitImpact { claim headline } sleepWindow { claim headline } } } }"
)


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--port", type=int, help="port to listen on (default: PORT or 8000)")


def run(given: Namespace, settings: Settings) -> int:
    """Prepare what is not there yet, and serve it on this machine alone."""
    port = settings.port if given.port is None else given.port
    folder = settings.data_folder / "demo"
    settings = replace(
        settings,
        host="127.0.0.1",
        port=port,
        data_folder=folder,
        database_url="",
        first_token="",
        keep_days=None,
    )
    # First of all: a port that is taken should not cost the newcomer the rest.
    with serve.listen(settings.host, port) as listening:
        token = _prepare(settings)
        _step("Computing the first insights (the libraries take a few seconds to load) ...")
        headlines = asyncio.run(_headlines(settings))
        address = serve.address_of(settings.host, listening)
        print(_welcome(address, token, headlines), flush=True)
        logs.set_up()
        serve.serve(settings, listening)
    _step("Stopped.")
    return 0


def _prepare(settings: Settings) -> str:
    """Return the demo's token, having simulated and imported the person where it is new."""
    folder = settings.data_folder
    export, token_file = folder / EXPORT, folder / TOKEN
    if token_file.exists():
        _step(f"Using the demo that is in {folder}.")
        return token_file.read_text().strip()
    folder.mkdir(parents=True, exist_ok=True)
    _step(f"Simulating a person: {DAYS} days as a WHOOP export ...")
    _simulate(export)
    _step("Importing the export ...")
    token, now = tokens.new_token(), datetime.now(UTC)
    with closing(Database(settings)) as database:
        with database.write() as session:
            person_id = people.named_or_added(session, NAME, now=now)
            agreements.note(session, person_id, agreements.Way.DEMO, now=now)
            tokens.add(session, person_id, token, tokens.Grant(label="demo"), now=now)
        print(import_with_bar(database, person_id, export, settings).text())
    token_file.touch(mode=0o600)
    token_file.write_text(token)
    return token


def _simulate(export: Path) -> None:
    """Write the export in a process of its own, so that numpy stays out of the server."""
    words = ("simulate", str(export), "--days", str(DAYS), "--seed", str(SEED))
    subprocess.run(  # noqa: S603  our own command, with words of our own
        [sys.executable, str(ROOT / "main.py"), *words],
        check=True,
        stdout=subprocess.DEVNULL,
        process_group=0,  # a terminal's Ctrl-C reaches us alone, and `run` then ends it
    )


async def _headlines(settings: Settings) -> list[str]:
    document = "{ me { insights { %s } } }" % " ".join(  # noqa: UP031  braces are GraphQL's
        f"{name} {{ headline }}" for name in ("recoveryPrediction", "habitImpact", "sleepWindow")
    )
    answered = await answer(settings, NAME, document, {})
    me = (answered.get("data") or {}).get("me")
    return _found(me)


def _found(value: object) -> list[str]:
    """Return every headline in a response, in its order."""
    if not isinstance(value, dict):
        return []
    own = [value["headline"]] if "headline" in value else []
    return [*own, *(found for each in value.values() for found in _found(each))]


def _welcome(address: str, token: str, headlines: list[str]) -> str:
    body = '{"query": "%s"}' % FIRST_QUERY  # noqa: UP031  braces are JSON's
    command = (
        f"curl -s {address}/graphql -H 'Authorization: Bearer {token}' "
        f"-H 'Content-Type: application/json' -d {shlex.quote(body)}"
    )
    lines = (
        "",
        "The first three headlines:",
        *(f"  - {headline}" for headline in headlines),
        "",
        f"Token:     {token}",
        f"GraphiQL:  {address}/graphiql#token={token}",
        "",
        "A query to paste into another terminal:",
        "",
        command,
        "",
        "Ctrl-C stops it.",
    )
    return "\n".join(lines)


def _step(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
