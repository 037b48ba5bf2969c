"""A person of whom every table holds something, in texts that try the form of the files."""

from datetime import UTC, date, datetime, timedelta

from sqlmodel import Session

from storage import choice_tables, tables
from storage.databases.database import Database

AT = datetime(2024, 3, 14, 22, 10, tzinfo=UTC)
NOW = datetime(2024, 6, 1, 12, 0, tzinfo=UTC)
# Formulas, quotes, line ends, what is empty and what is not, and what is no ASCII.
TEXTS = (
    '=HYPERLINK("http://example.org"; "x")',
    "+1",
    "-2,5",
    "@SUM(A1)",
    "'quoted",
    '"',
    "a\r\nb\nc\rd",
    "",
    "\t;",
    "Übung 💤",
)


def furnish(database: Database, person_id: int) -> None:
    """Keep something in every table of a person."""
    with database.write() as session:
        for number in range(len(TEXTS)):
            _night(session, person_id, number)
            _choices(session, person_id, number)
        _derived(session, person_id)


def _night(session: Session, person_id: int, number: int) -> None:
    start = AT + timedelta(days=number)
    offset = 60 - 30 * number
    session.add(
        tables.Cycle(
            person_id=person_id,
            utc_offset_minutes=offset,
            started_at=start,
            ended_at=start + timedelta(hours=23) if number % 2 else None,
            day_on=start.date() + timedelta(days=1),
            recovery_percent=0.1 + 0.2 + number,  # no short decimal
            hrv_rmssd_ms=None if number == 3 else 61.25,
        )
    )
    session.add(
        tables.Sleep(
            person_id=person_id,
            utc_offset_minutes=offset,
            cycle_started_at=start,
            onset_at=start + timedelta(minutes=number),
            is_nap=number % 2 == 0,
            asleep_minutes=400 + number / 3,
        )
    )
    session.add(
        tables.Workout(
            person_id=person_id,
            utc_offset_minutes=offset,
            source="own" if number % 2 else "whoop",
            started_at=start,
            ended_at=start + timedelta(hours=1),
            activity="running",
            altitude_change_meters=-3.5,
            gps_enabled=[True, False, None][number % 3],
        )
    )
    session.add(
        tables.JournalAnswer(
            person_id=person_id,
            source="own" if number % 2 else "whoop",
            night_started_at=start,
            behaviour_on=start.date() if number % 2 else None,
            question="alcohol",
            answered_yes=number % 3 == 0,
            notes=TEXTS[number],
        )
    )


def _choices(session: Session, person_id: int, number: int) -> None:
    text, day = TEXTS[number], date(2024, 3, 1) + timedelta(days=number)
    plan = choice_tables.Plan(person_id=person_id, noted_at=AT, day_on=day, activity=text)
    suggestion = choice_tables.Suggestion(
        person_id=person_id,
        key=f"recommendations:{day}:NAP",
        insight="recommendations",
        told_at=AT,
        action="NAP",
        text=text,
        context='{"recovery":-1.5}',
        propensity=1 / 3,
        variant=None if number % 2 else "reason_first",
    )
    experiment = choice_tables.Experiment(
        person_id=person_id,
        noted_at=AT + timedelta(hours=number),
        behaviour="tea",
        first_on=day,
        block_days=4,
        arms="0110" * (number + 1),
        detectable_points=7.25,
        stopped_on=day if number % 2 else None,
    )
    # Two of the same day and activity are two.
    session.add_all([plan, choice_tables.Plan(**plan.model_dump(exclude={"id"}))])
    session.add_all([suggestion, experiment])
    session.flush()
    session.add(
        choice_tables.Feedback(
            suggestion_id=suggestion.id or 0, given_at=AT, verdict="PARTLY", note=text or None
        )
    )
    session.add(
        choice_tables.ExperimentRecord(
            experiment_id=experiment.id or 0, day_on=day, followed=number % 2 == 0
        )
    )
    session.add(tables.Usage(person_id=person_id, insight="goals", asked_on=day, times=number + 1))


def _derived(session: Session, person_id: int) -> None:
    session.add_all(
        [
            choice_tables.Goal(
                person_id=person_id, noted_at=AT, metric="HRV", target=62.5, by_on=None
            ),
            choice_tables.Consent(
                person_id=person_id, feature="CANDIDATE_ALGORITHMS", noted_at=AT, enabled=True
            ),
            choice_tables.Contest(
                person_id=person_id, insight="day_types", begun_at=AT, progress='{"a": [1]}'
            ),
            choice_tables.Agreement(person_id=person_id, agreed_at=AT, version="1", act="COMMAND"),
            tables.Import(
                person_id=person_id,
                imported_at=AT,
                source_name="=1.zip",
                revision=3,
                report='{"files": [], "revision": 3, "notes": ["read me.txt"]}',
            ),
            tables.StoredAnswer(
                person_id=person_id,
                insight="goals",
                arguments="{}",
                as_of_key="",
                revision=3,
                code_version="",
                computed_at=AT,
                used_at=AT,
                answer='{"headline": "told"}',
            ),
        ]
    )
