"""Writing on behalf of a request: in one transaction, in a thread, if the token may."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from sqlmodel import Session

from resolvers.context import Info
from schema.user_error import UserError, UserErrorCode

Value = TypeVar("Value")

EARLIEST = date(2010, 1, 1)  # before any wearable whose exports are read here


async def writing(info: Info, write: Callable[[Session], Value]) -> Value:
    """Return what is written in one transaction."""
    resources = info.context.application.resources

    def run() -> Value:
        with resources.database.write() as session:
            return write(session)

    return await resources.offload.write(run)


def invalid(field: str, message: str) -> UserError:
    """Return the error of one input field."""
    return UserError(field=["input", field], message=message, code=UserErrorCode.INVALID)


def not_found(field: str, message: str) -> UserError:
    """Return the error of a field that names nothing."""
    return UserError(field=["input", field], message=message, code=UserErrorCode.NOT_FOUND)
