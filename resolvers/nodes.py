"""Any thing by its id: only what belongs to the asker, as if nothing else were there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from resolvers import told
from resolvers.person import person
from schema import global_id
from schema.feature import Feature
from schema.node import Node
from storage import choice_tables, tables
from storage import pages as stored
from storage.chosen import consents, experiments, own, suggestions
from storage.computed import model_versions

if TYPE_CHECKING:
    from sqlmodel import Session


def find(session: Session, person_id: int, given: str) -> Node | None:
    """Return the thing of an id, None where it is not the asker's or is not there."""
    try:
        kind, key = global_id.decode(given)
        return _FINDERS[kind](session, person_id, key) if kind in _FINDERS else None
    except global_id.UnknownId:
        return None


def _person(session: Session, person_id: int, key: list[str]) -> Node | None:
    if global_id.number(key) != person_id:
        return None
    row = session.get(tables.Person, person_id)
    return person(row) if row else None


def _day(session: Session, person_id: int, key: list[str]) -> Node | None:
    owner, _, day = ":".join(key).partition(":")
    if owner != str(person_id):
        return None
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        return None
    return next(iter(told.days(person_id, stored.on_days(session, person_id, [wanted]))), None)


def _workout(session: Session, person_id: int, key: list[str]) -> Node | None:
    row = own.find(session, tables.Workout, person_id, global_id.number(key))
    return told.workout(row) if row else None


def _journal_answer(session: Session, person_id: int, key: list[str]) -> Node | None:
    row = stored.journal_answer(session, person_id, global_id.number(key))
    return told.journal_answer(row) if row else None


def _import(session: Session, person_id: int, key: list[str]) -> Node | None:
    row = own.find(session, tables.Import, person_id, global_id.number(key))
    return told.imported(row) if row else None


def _model_version(session: Session, person_id: int, key: list[str]) -> Node | None:
    row = own.find(session, tables.ModelVersion, person_id, global_id.number(key))
    if row is None:
        return None
    kept = model_versions.of_person(session, person_id, [row.insight])[row.insight]
    return next(shown for shown in told.models(kept) if shown.number == row.number)


def _plan(session: Session, person_id: int, key: list[str]) -> Node | None:
    row = own.find(session, choice_tables.Plan, person_id, global_id.number(key))
    return told.plan(row) if row else None


def _goal(session: Session, person_id: int, key: list[str]) -> Node | None:
    row = own.find(session, choice_tables.Goal, person_id, global_id.number(key))
    return told.goal(row) if row else None


def _consent(session: Session, person_id: int, key: list[str]) -> Node | None:
    owner, _, name = ":".join(key).partition(":")
    if owner != str(person_id) or name not in Feature.__members__:
        return None
    return told.consent(person_id, Feature[name], consents.of_person(session, person_id).get(name))


def _suggestion(session: Session, person_id: int, key: list[str]) -> Node | None:
    found = suggestions.find(session, person_id, ":".join(key))
    return told.suggestion(*found) if found else None


def _experiment(session: Session, person_id: int, key: list[str]) -> Node | None:
    row = experiments.find(session, person_id, global_id.number(key))
    return told.experiment(row, experiments.records(session, row)) if row else None


_FINDERS: dict[str, Callable[[Session, int, list[str]], Node | None]] = {
    "Person": _person,
    "Day": _day,
    "Workout": _workout,
    "JournalAnswer": _journal_answer,
    "Import": _import,
    "ModelVersion": _model_version,
    "Plan": _plan,
    "Goal": _goal,
    "Consent": _consent,
    "Suggestion": _suggestion,
    "Experiment": _experiment,
}
