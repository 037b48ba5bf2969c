"""token: add, list and revoke the tokens of a person."""

import json
from argparse import ArgumentParser, Namespace
from contextlib import closing
from datetime import UTC, datetime, timedelta

from commands.line import Mistake
from commands.whom import person_id
from settings import Settings
from storage import tokens
from storage.databases.database import Database
from storage.tables import AccessToken


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    actions = parser.add_subparsers(dest="action", required=True)
    add = actions.add_parser("add", help="make a token and print it, once")
    add.add_argument("--scopes", default="read,write", help="of read, write, admin")
    add.add_argument("--label", default="", help="what it is for")
    add.add_argument("--days", type=int, help="days until it expires (default: never)")
    listing = actions.add_parser("list", help="list tokens, without the tokens themselves")
    revoke = actions.add_parser("revoke", help="take a token out of force at once")
    revoke.add_argument("id", type=int, metavar="ID", help="its number in the list")
    for action in (add, listing, revoke):
        action.add_argument("--person", required=True, metavar="NAME", help="whose token")
        action.add_argument("--json", action="store_true", help="print JSON")


def run(given: Namespace, settings: Settings) -> int:
    """Do what was asked with the tokens of a person."""
    with closing(Database(settings)) as database:
        whose = person_id(database, given.person, "--person")
        actions = {"add": _add, "list": _list, "revoke": _revoke}
        told = actions[given.action](database, whose, given)
    print(json.dumps(told["json"]) if given.json else told["text"])
    return 0


def _add(database: Database, whose: int, given: Namespace) -> dict[str, object]:
    scopes = tuple(given.scopes.replace(",", " ").split())
    if not scopes or not set(scopes) <= set(tokens.SCOPES):
        raise Mistake(f"--scopes {given.scopes!r}: choose of {', '.join(tokens.SCOPES)}")
    if given.days is not None and given.days < 1:
        raise Mistake(f"--days {given.days}: give 1 or more")
    token, now = tokens.new_token(), datetime.now(UTC)
    expires_at = now + timedelta(days=given.days) if given.days else None
    with database.write() as session:
        row = tokens.add(
            session, whose, token, tokens.Grant(scopes, given.label, expires_at), now=now
        )
    return {
        "json": {"id": row.id, "person": given.person, "token": token},
        "text": f"this token is shown only now:\n\n  {token}\n",
    }


def _list(database: Database, whose: int, given: Namespace) -> dict[str, object]:
    del given
    with database.read() as session:
        rows = [_shown(row) for row in tokens.of_person(session, whose)]
    lines = [
        f"{row['id']:>4}  {row['scopes']:<18} {row['state']:<9} "
        f"last used {row['lastUsedAt'] or 'never'}  {row['label']}"
        for row in rows
    ]
    return {"json": rows, "text": "\n".join(lines) or "no tokens"}


def _revoke(database: Database, whose: int, given: Namespace) -> dict[str, object]:
    with database.write() as session:
        revoked = tokens.revoke(session, whose, given.id, datetime.now(UTC))
    if not revoked:
        raise Mistake(f"{given.person} has no token {given.id} in force; see: token list")
    return {"json": {"revoked": given.id}, "text": f"token {given.id} is revoked"}


def _shown(row: AccessToken) -> dict[str, object]:
    expired = row.expires_at is not None and row.expires_at <= datetime.now(UTC)
    return {
        "id": row.id,
        "label": row.label,
        "scopes": row.scopes,
        "state": "revoked" if row.revoked_at else "expired" if expired else "in force",
        "createdAt": row.created_at.isoformat(),
        "expiresAt": row.expires_at.isoformat() if row.expires_at else None,
        "lastUsedAt": row.last_used_at.isoformat() if row.last_used_at else None,
    }
