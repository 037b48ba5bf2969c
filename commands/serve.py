"""serve: GraphQL over HTTP, after making sure that nobody can come in who should not."""

import errno
import gc
import logging
import signal
import socket
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from os import environ

import uvicorn

import settings as configuration
from commands.line import Mistake
from resolvers.documents import manifests
from resolvers.front.counts import Counted, Counts
from resolvers.front.door import Door, Inside, Lookup
from resolvers.front.gate import Gate
from resolvers.front.heads import Impatient
from resolvers.front.hosts import is_loopback
from resolvers.watching import logs
from settings import Settings
from storage.databases.durability import ADVICE, is_ephemeral
from storage.databases.faults import StorageFault
from storage.door.response_lookup import SqliteLookup

log = logging.getLogger("attune.serve")

NOT_SERVED_HERE = (
    "started by another server, which may wait for ever for who connects and does not send; "
    "`python main.py serve` does not, nor does uvicorn with "
    "UVICORN_HTTP=resolvers.front.heads:Impatient in its environment"
)
# While a document is read in a thread, each answer of the front door waits for it several times.
SHARE_SECONDS = 0.0005
# Of the ten seconds that a host gives: four for requests under way, five for the child process.
GRACE_SECONDS = 4


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--host", help="address to listen on (default: HOST or 127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to listen on (default: PORT or 8000)")
    parser.add_argument(
        "--prepare",
        action="store_true",
        help="make a key and a first token where there are none; the token is printed once",
    )


def run(given: Namespace, settings: Settings) -> int:
    """Serve until stopped."""
    settings = replace(
        settings,
        host=given.host or settings.host,
        port=settings.port if given.port is None else given.port,
    )
    logs.set_up()
    with listen(settings.host, settings.port) as listening:
        if given.prepare:
            settings = _prepared(settings)
        refuse_strangers(settings)
        edition_of(settings)  # said before anybody is told that it serves
        address = address_of(settings.host, listening)
        print(f"serving on {address}  (GraphiQL: {address}/graphiql)", file=sys.stderr, flush=True)
        serve(settings, listening)
    return 0


def serve(settings: Settings, listening: socket.socket) -> None:
    """Serve on a socket until stopped, or until the application has failed to open."""

    def leave() -> None:
        server.should_exit = True

    counts = Counts()
    door = door_to(settings, counts, leave)
    config = uvicorn.Config(
        Counted(Gate(door, settings), counts),
        http=Impatient,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=settings.proxies,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = uvicorn.Server(config)
    # Ctrl-C is how one stops it; uvicorn raises it again when all is stopped.
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listening])
    if isinstance(door.failure, StorageFault):
        raise door.failure
    if door.failure is not None:
        raise Mistake("the application could not be opened; the log says why") from door.failure


def _prepared(settings: Settings) -> Settings:
    # Opens the database, for which no other start need wait.
    from commands.first_start import prepared  # noqa: PLC0415

    return prepared(settings)


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket.

    Raises
    ------
    Mistake
        If the port is taken or the address is none of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Mistake(
                f"port {port} is taken; stop what uses it, or choose another: --port {port + 1}"
            ) from error
        raise Mistake(f"cannot listen on {host}:{port}: {error.strerror}") from error
    except OverflowError as error:
        raise Mistake(f"there is no port {port}; choose one of 1 to 65535") from error
    # Connections inherit it; asyncio sets it on sockets that name their protocol alone. Without it
    # a body waits for the acknowledgement of its head, which comes 40 ms late.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def address_of(host: str, listening: socket.socket) -> str:
    """Return the address at which a socket is reached."""
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{listening.getsockname()[1]}"


@cache
def from_environment() -> Counted:
    """Return the app for a server that was started otherwise, such as `uvicorn main:app`."""
    logs.set_up()
    settings = configuration.read(environ)
    refuse_strangers(settings)
    log.warning(NOT_SERVED_HERE)
    # That server ends itself on the signal, and its exit code says so.
    counts = Counts()
    door = door_to(settings, counts, lambda: signal.raise_signal(signal.SIGTERM))
    return Counted(Gate(door, settings), counts)


def door_to(settings: Settings, counts: Counts, leave: Callable[[], None]) -> Door:
    """Return the front door, behind which the application is opened in a thread."""
    sys.setswitchinterval(SHARE_SECONDS)
    if is_ephemeral(settings):
        log.warning("EPHEMERAL: %s", ADVICE)

    def load() -> Inside:
        # Imported behind the door, which itself stands on the standard library alone.
        with _kept_for_good():
            from resolvers.opening import opened  # noqa: PLC0415

            return opened(settings, counts)

    return Door(lookup_in(settings), load, leave, settings.first_token, edition_of(settings))


def lookup_in(settings: Settings) -> Lookup:
    """Return the front door's look-up in the database of the settings."""
    if settings.on_postgresql:
        from storage.door.postgresql_lookup import PostgresLookup  # noqa: PLC0415  a driver of its own

        return PostgresLookup(settings.database_url)
    return SqliteLookup(settings.database_file)


def edition_of(settings: Settings) -> bytes:
    """Return which documents may be asked for.

    Raises
    ------
    Mistake
        If the manifests cannot be read, or nothing could be asked for.
    """
    try:
        documents = manifests.registered(settings.documents)
    except manifests.UnreadableManifest as unreadable:
        raise Mistake(f"ATTUNE_DOCUMENTS: {unreadable}") from unreadable
    if settings.only_registered and not documents:
        raise Mistake("ATTUNE_DOCUMENTS_ONLY=yes answers nothing without ATTUNE_DOCUMENTS")
    return manifests.edition(documents, only_registered=settings.only_registered)


@contextmanager
def _kept_for_good() -> Generator[None]:
    """Collect no garbage meanwhile, nor ever look for any in what has come to be.

    A collection looks at every object there is. Imports make many and leave none, so that what is
    spent on looking is an eighth of them; and afterwards each full collection would take 80 ms.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def refuse_strangers(settings: Settings) -> None:
    """Make sure that keys and tokens are fit for the host that is listened on.

    Raises
    ------
    Mistake
        If others can reach the host and there is no key or no token.
    """
    if is_loopback(settings.host):
        return
    if not settings.signing_keys:
        raise Mistake(
            f"on {settings.host} others can come in: set ATTUNE_KEYS to a random text of 32 "
            "letters or more, such as that of: python -c 'import secrets; "
            "print(secrets.token_urlsafe(32))'"
        )
    if not (settings.first_token or _open_to_somebody(settings)):
        raise Mistake(
            f"on {settings.host} nobody could come in: set ATTUNE_TOKEN, or add a person first: "
            "python main.py person add NAME"
        )


def _open_to_somebody(settings: Settings) -> bool:
    # A host that sleeps has its token in the settings, and need not wait for these imports.
    from storage import tokens  # noqa: PLC0415
    from storage.databases.database import Database  # noqa: PLC0415

    with closing(Database(settings)) as database, database.read() as session:
        return tokens.any_in_force(session, datetime.now(UTC))
