"""Suggestions: what was told stays as it was first told."""

from datetime import timedelta

from sqlmodel import select

from ml.choices import Suggested
from storage.choice_tables import Feedback, Suggestion
from storage.chosen import suggestions
from storage.computed import histories
from storage.databases.database import Database
from tests.owners import NOW, Owner

TOLD = Suggested("advice:2026-01-31:NAP", "NAP", "Take a nap.", "{}", 0.5, None)


def test_the_same_of_the_same_day_is_kept_as_first_told(database: Database, ada: Owner) -> None:
    for later in (timedelta(), timedelta(hours=1)):
        with database.write() as session:
            suggestions.keep(session, ada.person_id, "recommendations", [TOLD], NOW + later)

    with database.read() as session:
        (row,) = session.exec(select(Suggestion)).all()
    assert (row.told_at, row.action, row.propensity) == (NOW, "NAP", 0.5)


def test_an_analysis_reads_it_with_its_feedback(database: Database, ada: Owner) -> None:
    with database.write() as session:
        suggestions.keep(session, ada.person_id, "recommendations", [TOLD], NOW)
        session.flush()
        session.add(Feedback(suggestion_id=1, given_at=NOW, verdict="FOLLOWED"))
    with database.read() as session:
        (read,) = histories.build(session, ada.person_id).choices.suggestions

    assert (read.key, read.propensity, read.verdict) == (TOLD.key, 0.5, "FOLLOWED")
    assert read.noted_on == NOW.date()
