"""People who use a server: planted rows of what they asked, were told, and recovered to."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from sqlmodel import Session

from ml.catalogue import CATALOGUE
from resolvers.code_version import code_version
from resolvers.composing import Circumstances, by_rule, compose
from schema.answer import Skill, Standing
from schema.packed import pack
from storage.choice_tables import Feedback, Suggestion
from storage.computed import histories
from storage.tables import Cycle, Person, StoredAnswer, Usage
from tests.owners import NOW

TODAY = NOW.date()
DAY = timedelta(days=1)


def add_people(session: Session, count: int, first: int = 0) -> list[int]:
    """Add people of whom nothing is known, and return their ids."""
    numbers = range(first, first + count)
    rows = [Person(name=f"Person {number}", created_at=NOW) for number in numbers]
    session.add_all(rows)
    session.flush()
    return [row.id or 0 for row in rows]


def asks(session: Session, person_id: int, days_ago: Sequence[int], stem: str) -> None:
    for days in days_ago:
        row = Usage(person_id=person_id, insight=stem, asked_on=TODAY - days * DAY, times=3)
        session.add(row)
    session.flush()


def recovers(session: Session, person_id: int, percents: Sequence[float | None]) -> None:
    """Keep recoveries of as many days, of which the last one is yesterday."""
    for days_ago, percent in enumerate(reversed(percents), start=1):
        day = TODAY - days_ago * DAY
        session.add(
            Cycle(
                person_id=person_id,
                started_at=datetime.combine(day - DAY, time(23), UTC),
                utc_offset_minutes=0,
                day_on=day,
                recovery_percent=percent,
            )
        )
    session.flush()


def is_told(
    session: Session, person_id: int, verdicts: Sequence[str | None], variant: str | None = None
) -> None:
    """Keep a suggestion for each verdict, None for one that was not answered."""
    for number, verdict in enumerate(verdicts):
        row = Suggestion(
            person_id=person_id,
            key=f"recommendations:{variant}:{number}",
            insight="recommendations",
            told_at=NOW - number * DAY,
            action="NAP",
            text="Take a nap.",
            context="{}",
            propensity=1.0,
            variant=variant,
        )
        session.add(row)
        session.flush()
        if verdict:
            session.add(Feedback(suggestion_id=row.id or 0, given_at=NOW, verdict=verdict))
    session.flush()


def is_forecast(session: Session, person_id: int, error_points: float | None) -> None:
    """Keep an answer whose forecast erred by so much; None for one that was not learned."""
    (insight,) = (each for each in CATALOGUE if each.stem == "recovery_prediction")
    history = histories.build(session, person_id)
    told = by_rule(insight, history, insight.arguments())
    skill = (skill_of(error_points),) if error_points else ()
    concluded = replace(told, conclusion=replace(told.conclusion, skill=skill))
    answer = compose(insight, concluded, history, Circumstances(Standing.READY, NOW))
    session.add(
        StoredAnswer(
            person_id=person_id,
            insight=insight.stem,
            arguments="{}",
            as_of_key="",
            revision=0,
            code_version=code_version(),
            computed_at=NOW,
            used_at=NOW,
            packed=pack(answer),
        )
    )
    session.flush()


def skill_of(error_points: float) -> Skill:
    return Skill(
        baseline_name="running mean",
        percent=1.0,
        mean_absolute_error=error_points,
        baseline_mean_absolute_error=20.0,
        origins=90,
    )
