"""person: add people, each with a token that is shown once, and list them."""

import json
from argparse import ArgumentParser, Namespace
from contextlib import closing
from datetime import UTC, datetime
from zoneinfo import available_timezones

from commands.line import Mistake
from settings import Settings
from storage import people, tokens
from storage.chosen import agreements
from storage.databases.database import Database


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    actions = parser.add_subparsers(dest="action", required=True)
    add = actions.add_parser("add", help="add a person who agrees, and print a token, once")
    add.add_argument("name", metavar="NAME", help="a name for the person on this server")
    add.add_argument("--timezone", help="home time zone, such as Europe/Berlin")
    add.add_argument("--json", action="store_true", help='print {"person", "token", "agreement"}')
    listing = actions.add_parser("list", help="list people, with the days of which data are there")
    listing.add_argument("--json", action="store_true", help="print JSON")


def run(given: Namespace, settings: Settings) -> int:
    """Add a person, or list everybody."""
    return {"add": _add, "list": _list}[given.action](given, settings)


def _add(given: Namespace, settings: Settings) -> int:
    if not given.name.strip():
        raise Mistake("NAME is empty; give the person a name")
    if given.timezone and given.timezone not in available_timezones():
        raise Mistake(f"--timezone {given.timezone!r} is not known; give one like Europe/Berlin")
    token, now = tokens.new_token(), datetime.now(UTC)
    try:
        with closing(Database(settings)) as database, database.write() as session:
            person_id = people.add(session, given.name, now=now, timezone=given.timezone)
            agreements.note(session, person_id, agreements.Way.COMMAND, now=now)
            tokens.add(session, person_id, token, tokens.Grant(label="first token"), now=now)
    except people.NameTaken as taken:
        raise Mistake(str(taken)) from taken
    agreement = agreements.TEXTS[agreements.CURRENT]
    if given.json:
        print(json.dumps({"person": given.name, "token": token, "agreement": agreement}))
    else:
        print(f"added {given.name}; this token is shown only now:\n\n  {token}\n")
        print(agreement)
    return 0


def _list(given: Namespace, settings: Settings) -> int:
    with closing(Database(settings)) as database, database.read() as session:
        everybody = people.everybody(session)
    if given.json:
        print(json.dumps([_shown(entry) for entry in everybody]))
    else:
        print("\n".join(map(_line, everybody)) or "nobody yet; add one: person add NAME")
    return 0


def _line(entry: people.Entry) -> str:
    held = f"{entry.days} days, {entry.first_on} to {entry.last_on}" if entry.days else "no data"
    return f"{entry.name:<20} added {entry.created_at:%Y-%m-%d}  {held}"


def _shown(entry: people.Entry) -> dict[str, object]:
    return {
        "person": entry.name,
        "timezone": entry.timezone,
        "createdAt": entry.created_at.isoformat(),
        "days": entry.days,
        "firstOn": entry.first_on and entry.first_on.isoformat(),
        "lastOn": entry.last_on and entry.last_on.isoformat(),
    }
