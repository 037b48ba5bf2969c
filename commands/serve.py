"""serve: GraphQL over HTTP, after making sure that nobody can come in who should not."""

import errno
import ipaddress
import socket
import sys
from argparse import ArgumentParser, Namespace
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from os import environ

import uvicorn
from starlette.applications import Starlette

import settings as configuration
from commands.line import Mistake
from resolvers import logs
from resolvers.application import Application
from resolvers.http import create_app
from settings import Settings
from storage import people, tokens
from storage.database import Database

# Of the ten seconds that a host gives: four for requests under way, five for the child process.
GRACE_SECONDS = 4
FIRST_PERSON = "me"
SETTING_LABEL = "ATTUNE_TOKEN"


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--host", help="address to listen on (default: HOST or 127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to listen on (default: PORT or 8000)")


def run(given: Namespace, settings: Settings) -> int:
    """Serve until stopped."""
    settings = replace(
        settings,
        host=given.host or settings.host,
        port=settings.port if given.port is None else given.port,
    )
    logs.set_up()
    with listen(settings.host, settings.port) as listening:
        app = guarded_app(settings)
        address = address_of(settings.host, listening)
        print(f"serving on {address}  (GraphiQL: {address}/graphiql)", file=sys.stderr, flush=True)
        serve(app, listening)
    return 0


def serve(app: Starlette, listening: socket.socket) -> None:
    """Serve an app on a socket until stopped."""
    config = uvicorn.Config(
        app,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    # Ctrl-C is how one stops it; uvicorn raises it again when all is stopped.
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket.

    Raises
    ------
    Mistake
        If the port is taken or the address is none of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Mistake(
                f"port {port} is taken; stop what uses it, or choose another: --port {port + 1}"
            ) from error
        raise Mistake(f"cannot listen on {host}:{port}: {error.strerror}") from error
    except OverflowError as error:
        raise Mistake(f"there is no port {port}; choose one of 1 to 65535") from error


def address_of(host: str, listening: socket.socket) -> str:
    """Return the address at which a socket is reached."""
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{listening.getsockname()[1]}"


@cache
def from_environment() -> Starlette:
    """Return the app for a server that was started otherwise, such as `uvicorn main:app`."""
    logs.set_up()
    return guarded_app(configuration.read(environ))


def guarded_app(settings: Settings) -> Starlette:
    """Return the app, if its keys and tokens are fit for the host it listens on.

    Raises
    ------
    Mistake
        If others can reach the host and there is no key or no token.
    """
    if not (is_loopback(settings.host) or settings.signing_keys):
        raise Mistake(
            f"on {settings.host} others can come in: set ATTUNE_KEYS to a random text of 32 "
            "letters or more, such as that of: python -c 'import secrets; "
            "print(secrets.token_urlsafe(32))'"
        )
    application = Application(settings)
    database = application.resources.database
    now = datetime.now(UTC)
    if settings.first_token:
        make_first_person(database, settings.first_token, now)
    with database.read() as session:
        open_to_somebody = tokens.any_in_force(session, now)
    if not (is_loopback(settings.host) or open_to_somebody):
        raise Mistake(
            f"on {settings.host} nobody could come in: set ATTUNE_TOKEN, or add a person first: "
            "python main.py person add NAME"
        )
    return create_app(application)


def make_first_person(database: Database, token: str, now: datetime) -> None:
    """Add a person with the token of the settings, unless it is known."""
    with database.write() as session:
        if not tokens.is_known(session, token):
            # A host without a shell has no other way to take the last one out of force.
            tokens.revoke_labelled(session, SETTING_LABEL, now)
            person_id = people.named_or_added(session, FIRST_PERSON, now=now)
            tokens.add(session, person_id, token, tokens.Grant(label=SETTING_LABEL), now=now)


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach the host."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
