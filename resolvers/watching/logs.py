"""Logs: one JSON object a line, without health values, query texts or tokens.

An error is told by its kind and by where it was raised. What it says may quote a value; it is left
out but where it can be of nothing else than of the machine.
"""

import json
import logging
import re
import sqlite3
import traceback
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime

# What a plain record has; all else was given as `extra` and is shown.
_PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message"}
# What clients call their operations is shorter; a longer name is a text.
OPERATION = re.compile(r"[_A-Za-z][_0-9A-Za-z]{0,39}")


@dataclass
class Request:
    """What every line says that is logged on behalf of a request."""

    id: str
    operation: str | None = None

    def calls_itself(self, operation: str | None) -> None:
        """Take the name that the client gave to the operation, if it is no more than a name."""
        if operation and OPERATION.fullmatch(operation):
            self.operation = operation


REQUEST: ContextVar[Request | None] = ContextVar("request", default=None)


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            # Asyncio goes on with the task and what it raised, which may quote a value.
            "message": record.getMessage().partition("\n")[0],
            **_of_request(),
            **{key: value for key, value in vars(record).items() if key not in _PLAIN},
        }
        if record.exc_info and record.exc_info[1]:
            line["error"] = "\n".join(_told(record.exc_info[1]))
        return json.dumps(line, default=str)


def _of_request() -> dict[str, str]:
    request = REQUEST.get()
    if request is None:
        return {}
    named = {"operation": request.operation} if request.operation else {}
    return {"request_id": request.id, **named}


def _told(error: BaseException) -> Iterator[str]:
    """Yield the lines that tell of an error: what led to it, where it was raised, its kind."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from _told(cause)
        yield "which led to:"
    yield "Traceback (most recent call last):"
    for frame in traceback.extract_tb(error.__traceback__):
        yield f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}'
    if type(error).__name__ == "RemoteTraceback":  # the same of the child process, as text
        yield from (line for line in str(error).splitlines() if line.startswith('  File "'))
    yield f"{type(error).__module__}.{type(error).__qualname__}{_of_the_machine(error)}"


def _of_the_machine(error: BaseException) -> str:
    """Return what an error says, if that is of files, libraries and the database alone."""
    if isinstance(error, OSError):
        return f": {error.strerror}"  # without the file, which may have the name of an upload
    if isinstance(error, (ImportError, sqlite3.OperationalError)):
        return f": {error}"
    if type(error) is sqlite3.DatabaseError:  # a kind of it may be of a value
        return f": {error}"
    return ""


def set_up(level: int = logging.INFO) -> None:
    """Send every log line to standard error as JSON."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # It quotes bytes of an upload that it cannot read; the sender is told without them.
    logging.getLogger("python_multipart").setLevel(logging.ERROR)
