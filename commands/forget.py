"""forget: remove a person with everything that is kept of them, for good."""

import sys
from argparse import ArgumentParser, Namespace
from contextlib import closing

from commands.line import Mistake
from commands.whom import person_id
from settings import Settings
from storage.databases.database import Database
from storage.forgetting import forget

NOT_REACHED = "Backups, exports and copies of the files are not reached; remove them yourself."

_LEFT_IN_THE_FILE = (
    "The file could not be written anew: a reader held it, or there was no room for its copy. Old "
    "pages go as it is used; if it was a reader, now: stop the server, and run any command."
)
_LEFT_ON_POSTGRESQL = (
    "PostgreSQL itself writes over removed rows once it has vacuumed; its log and the backups of "
    "its host hold them until they are overwritten."
)


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("person", metavar="PERSON", help="whom to forget")
    parser.add_argument("--confirm", metavar="PERSON", help="the name again, to be asked nothing")


def run(given: Namespace, settings: Settings) -> int:
    """Forget, once the name was given twice."""
    with closing(Database(settings)) as database:
        whom = person_id(database, given.person, "PERSON")
        if _confirmed(given) != given.person:
            raise Mistake("that is not the name; nothing was forgotten")
        gone = forget(database, whom, settings.data_folder)
    print(f"forgot {given.person}: data, choices, models, answers and tokens are gone")
    if not gone:
        print(_LEFT_ON_POSTGRESQL if settings.on_postgresql else _LEFT_IN_THE_FILE)
    print(NOT_REACHED)
    return 0


def _confirmed(given: Namespace) -> str:
    if given.confirm is not None:
        return given.confirm
    if not sys.stdin.isatty():
        raise Mistake("nobody is there to ask; say the name twice: --confirm PERSON")
    return input(f"This cannot be undone. Type {given.person!r} to forget them: ")
