"""Whose data a command is about."""

from commands.line import Mistake
from storage import people
from storage.databases.database import Database


def person_id(database: Database, name: str, argument: str) -> int:
    """Return the id of the person whose name was given as an argument.

    Raises
    ------
    Mistake
        If there is none; the message gives the names there are.
    """
    try:
        with database.read() as session:
            return people.named(session, name)
    except people.NoSuchPerson as unknown:
        raise Mistake(f"{argument} {unknown}") from unknown
