"""Suggestions as published findings leave them behind."""

from datetime import datetime, timedelta

from ml.choices import Suggested
from schema import global_id
from storage.chosen import suggestions
from storage.databases.database import Database
from tests.owners import NOW, Owner

NAP = "recommendations:2026-01-31:NAP"


def suggest(
    database: Database,
    owner: Owner,
    key: str = NAP,
    told_at: datetime = NOW,
    variant: str | None = None,
) -> str:
    """Keep a suggestion, and return its id."""
    told = Suggested(key, key.rpartition(":")[2], "Take a nap.", "{}", 0.5, variant)
    with database.write() as session:
        suggestions.keep(session, owner.person_id, "recommendations", [told], told_at)
    return global_id.encode("Suggestion", key)


def suggest_often(database: Database, owner: Owner, times: int) -> None:
    """Keep suggestions of many days, two of each moment."""
    for number in range(times):
        told_at = NOW - timedelta(days=number // 2)
        suggest(database, owner, f"recommendations:{number}:NAP", told_at)
