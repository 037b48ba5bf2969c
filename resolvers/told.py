"""From rows to the types that are shown."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING

from ml.experiment_plan import Schedule
from ml.history import Nights
from resolvers.answer_types import camel
from schema import global_id
from schema.agreement import Agreement, AgreementWay
from schema.consent import Consent
from schema.day import Day
from schema.experiment import Experiment, ExperimentDay, ExperimentDays, ExperimentSchedule
from schema.feature import Feature
from schema.feedback import FeedbackVerdict
from schema.goal import UNITS, Goal, GoalMetric
from schema.imported import AbsurdValue, Import, ImportedFile, SkippedRow
from schema.journal import JournalAnswer
from schema.model_version import ModelVersion
from schema.plan import Plan
from schema.suggestion import Suggestion
from schema.workout import Source, Workout
from storage import choice_tables, tables
from storage.chosen import agreements
from storage.computed import model_versions

if TYPE_CHECKING:
    from storage.pages import PlacedAnswer

_DAY_NUMBERS = {field.name for field in fields(Day)} & {field.name for field in fields(Nights)}


def days(person_id: int, nights: Nights) -> list[Day]:
    """Return the days of a table of nights, newest first."""
    return [_day(person_id, nights, row) for row in reversed(range(len(nights.day)))]


def workout(row: tables.Workout) -> Workout:
    """Return a workout in local time."""
    own = {field.name for field in fields(Workout)} - {"id", "source", "started_at", "ended_at"}
    zone = _zone(row.utc_offset_minutes)
    return Workout(
        id=global_id.encode("Workout", row.id),
        source=Source[row.source.upper()],
        started_at=row.started_at.astimezone(zone),
        ended_at=row.ended_at.astimezone(zone),
        **{name: getattr(row, name) for name in own},
    )


def journal_answer(placed: PlacedAnswer) -> JournalAnswer:
    """Return a journal answer with the day of its behaviour."""
    row = placed.answer
    before = placed.night_on - timedelta(days=1) if placed.night_on else None
    return JournalAnswer(
        id=global_id.encode("JournalAnswer", row.id),
        source=Source[row.source.upper()],
        question=row.question,
        answered_yes=row.answered_yes,
        behaviour_on=row.behaviour_on or before,
        notes=row.notes,
    )


def imported(row: tables.Import) -> Import:
    """Return an import with its report."""
    report = json.loads(row.report)
    return Import(
        id=global_id.encode("Import", row.id),
        imported_at=row.imported_at,
        source_name=row.source_name,
        revision=row.revision,
        files=[
            ImportedFile(
                name=file["name"],
                read=file["read"],
                imported=file["imported"],
                unchanged=file["unchanged"],
                skipped=[SkippedRow(**skipped) for skipped in file["skipped"]],
                # Reports of before this was told have none.
                absurd_values=[AbsurdValue(**value) for value in file.get("values", [])],
            )
            for file in report["files"]
        ],
        notes=report["notes"],
    )


def experiment(
    row: choice_tables.Experiment, records: Sequence[choice_tables.ExperimentRecord]
) -> Experiment:
    """Return an experiment with its days."""
    days = [row.first_on + timedelta(days=place) for place in range(len(row.arms))]
    went = {
        record.day_on: ExperimentDay.AS_DRAWN if record.followed else ExperimentDay.OTHERWISE
        for record in records
    }
    return Experiment(
        id=global_id.encode("Experiment", row.id),
        behaviour=row.behaviour,
        schedule=ExperimentSchedule[Schedule(row.block_days).name],
        first_on=row.first_on,
        last_on=days[-1],
        detectable_points=row.detectable_points,
        stopped_on=row.stopped_on,
        days=ExperimentDays(
            day_on=days,
            do_it=[arm == "1" for arm in row.arms],
            went=[went.get(day, ExperimentDay.UNKNOWN) for day in days],
        ),
    )


def models(rows: Sequence[tables.ModelVersion]) -> list[ModelVersion]:
    """Return the versions of one insight."""
    live = model_versions.live(rows)
    return [
        ModelVersion(
            id=global_id.encode("ModelVersion", row.id),
            insight=camel(row.insight),
            number=row.number,
            algorithm=row.algorithm,
            rows=row.rows,
            fitted_at=row.fitted_at,
            fitted_through_on=row.fitted_through_on,
            live=row is live,
            rolled_back=row.rolled_back,
            size_bytes=len(row.blob),
            libraries=row.libraries,
        )
        for row in rows
    ]


def plan(row: choice_tables.Plan) -> Plan:
    """Return a planned workout."""
    own = {field.name for field in fields(Plan)} - {"id"}
    return Plan(id=global_id.encode("Plan", row.id), **{name: getattr(row, name) for name in own})


def goal(row: choice_tables.Goal) -> Goal:
    """Return a goal with its unit."""
    metric = GoalMetric[row.metric]
    return Goal(
        id=global_id.encode("Goal", row.id),
        metric=metric,
        target=row.target,
        unit=UNITS[metric],
        by_on=row.by_on,
        noted_at=row.noted_at,
    )


def consent(person_id: int, feature: Feature, row: choice_tables.Consent | None) -> Consent:
    """Return what a person chose about a feature, which is off until they choose."""
    return Consent(
        id=global_id.encode("Consent", person_id, feature.name),
        feature=feature,
        enabled=row is not None and row.enabled,
        noted_at=row.noted_at if row else None,
    )


def agreement(row: choice_tables.Agreement) -> Agreement:
    """Return what was agreed to, with the words if they are known here."""
    return Agreement(
        version=row.version,
        text=agreements.TEXTS.get(row.version),
        agreed_at=row.agreed_at,
        way=AgreementWay[row.act],
    )


def suggestion(row: choice_tables.Suggestion, said: choice_tables.Feedback | None) -> Suggestion:
    """Return a suggestion with what the person said of it."""
    return Suggestion(
        # By its key, so that a finding can give the id without knowing the row.
        id=global_id.encode("Suggestion", row.key),
        insight=camel(row.insight),
        action=row.action,
        text=row.text,
        told_at=row.told_at,
        variant=row.variant,
        verdict=FeedbackVerdict[said.verdict] if said else None,
        note=said.note if said else None,
        feedback_given_at=said.given_at if said else None,
    )


def _day(person_id: int, nights: Nights, row: int) -> Day:
    day_on = date.fromordinal(nights.day[row])
    numbers = {name: _known(getattr(nights, name)[row]) for name in _DAY_NUMBERS}
    offset = numbers["utc_offset_minutes"] or 0
    return Day(
        id=global_id.encode("Day", person_id, day_on),
        day_on=day_on,
        sleep_onset_at=_clock(day_on, nights.sleep_onset_hours[row], offset),
        wake_onset_at=_clock(day_on, nights.wake_onset_hours[row], offset),
        **numbers,
    )


def _clock(day_on: date, hours: float, offset_minutes: float) -> datetime | None:
    if math.isnan(hours):
        return None
    midnight = datetime.combine(day_on, time(), _zone(offset_minutes))
    # Hours come from whole seconds, and go back to them.
    return midnight + timedelta(seconds=round(hours * 3600))


def _zone(offset_minutes: float) -> timezone:
    return timezone(timedelta(minutes=offset_minutes))


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
