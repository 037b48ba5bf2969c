"""healthy: ask the server of these settings whether it is there, as a container's host does."""

from argparse import ArgumentParser, Namespace
from http.client import HTTPConnection, HTTPException

from commands.line import Mistake
from settings import Settings

PATIENCE_SECONDS = 5
# An address to listen on that is all of them is none to ask at.
EVERY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  asked at, not listened on


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments: none."""
    del parser


def run(given: Namespace, settings: Settings) -> int:
    """Ask; the exit code is 1 if the server does not answer, or not well."""
    del given
    host = EVERY_ADDRESS.get(settings.host, settings.host)
    connection = HTTPConnection(host, settings.port, timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", "/healthz")
        status = connection.getresponse().status
    except (OSError, HTTPException) as error:
        raise Mistake(f"nobody answers on {host}:{settings.port}: {error}") from error
    finally:
        connection.close()
    if status != 200:
        raise Mistake(f"{host}:{settings.port} answers {status}")
    return 0
