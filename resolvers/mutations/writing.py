"""Writing on behalf of a request: in one transaction, in a thread, if the token may."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from resolvers.context import Info
from resolvers.person import reading
from schema import global_id
from schema.user_error import UserError, UserErrorCode
from storage import pages
from storage.kept_days import first_day

if TYPE_CHECKING:
    from sqlmodel import Session

Value = TypeVar("Value")

EARLIEST = date(2010, 1, 1)  # before any wearable whose exports are read here


def earliest_day(info: Info) -> date:
    """Return the first day for which something can be written down: an older one is not kept."""
    application = info.context.application
    first_on = first_day(application.settings.keep_days, application.resources.clock())
    return max(EARLIEST, first_on or EARLIEST)


async def writing(info: Info, write: Callable[["Session"], Value]) -> Value:
    """Return what is written in one transaction."""
    resources, person_id = info.context.application.resources, info.context.person_id

    def run() -> Value:
        with resources.database.write(person_id) as session:
            return write(session)

    return await resources.offload.write(person_id, run)


def moment(info: Info) -> datetime:
    """Return the time as it will be kept, in whole seconds, so that a payload tells no other."""
    return info.context.application.resources.clock().replace(microsecond=0)


async def first_day_ahead(info: Info) -> date:
    """Return the first day that can still be planned: today, or an earlier last day with data.

    An export of the past has a today of its own, and it is still yesterday somewhere on earth.
    """
    person_id = info.context.person_id
    nights = await reading(info, lambda session: pages.days(session, person_id, None, 1))
    today = (info.context.application.resources.clock() - timedelta(hours=12)).date()
    return min([today, *map(date.fromordinal, nights.day)])


def own_row(kind: str, given: str) -> int | None:
    """Return the number of the row that an id of this kind names, None where it is none."""
    try:
        named, key = global_id.decode(given)
        return global_id.number(key) if named == kind else None
    except global_id.UnknownId:
        return None


def invalid(field: str, message: str) -> UserError:
    """Return the error of one input field."""
    return UserError(field=["input", field], message=message, code=UserErrorCode.INVALID)


def not_found(field: str, message: str) -> UserError:
    """Return the error of a field that names nothing."""
    return UserError(field=["input", field], message=message, code=UserErrorCode.NOT_FOUND)
