"""Stored answers: the last answer to each question a person asked, and how often it was asked."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta

from sqlalchemy import and_, bindparam, delete, not_, update
from sqlmodel import Session, col, select

from storage.computed.questions import DEFAULTS, LATEST, Question
from storage.databases.dialects import insert
from storage.tables import Person, StoredAnswer, Usage

# Slider-like arguments would fill the table; 32 sets cover a screen of what-ifs.
MOST_ARGUMENT_SETS = 32
# What nobody asked for in two weeks is not refreshed by an import; the next query computes it.
ASKED_WITHIN = timedelta(days=14)

_OF_DEFAULTS = and_(col(StoredAnswer.arguments) == DEFAULTS, col(StoredAnswer.as_of_key) == LATEST)
_MARK_AS_USED = (
    update(StoredAnswer)
    .where(
        col(StoredAnswer.person_id) == bindparam("of_person"),
        col(StoredAnswer.insight) == bindparam("of_insight"),
        col(StoredAnswer.arguments) == bindparam("of_arguments"),
        col(StoredAnswer.as_of_key) == bindparam("of_as_of_key"),
    )
    .values(used_at=bindparam("now"))
)


def store(session: Session, answer: StoredAnswer) -> None:
    """Put an answer in the place of the last one to the same question."""
    same = (
        col(StoredAnswer.person_id) == answer.person_id,
        col(StoredAnswer.insight) == answer.insight,
        col(StoredAnswer.arguments) == answer.arguments,
        col(StoredAnswer.as_of_key) == answer.as_of_key,
    )
    # To compute anew is no use of it, or a refresh after each import would go on for ever.
    last_use = session.exec(select(StoredAnswer.used_at).where(*same)).first()
    answer.used_at = last_use or answer.used_at
    session.connection().execute(delete(StoredAnswer).where(*same))
    session.add(answer)
    session.flush()
    _drop_least_used(session, answer)


def forget(session: Session, person_id: int, insight: str) -> None:
    """Drop every answer to an insight, so that it is computed anew."""
    session.connection().execute(
        delete(StoredAnswer).where(
            col(StoredAnswer.person_id) == person_id, col(StoredAnswer.insight) == insight
        )
    )


def forget_unasked(session: Session, person_id: int, now: datetime) -> None:
    """Drop every answer but those that `asked_for` tells when the data have moved on."""
    lately = col(StoredAnswer.used_at) >= now - ASKED_WITHIN
    session.connection().execute(
        delete(StoredAnswer).where(
            col(StoredAnswer.person_id) == person_id,
            not_(and_(_OF_DEFAULTS, lately)),
        )
    )


def asked_for(session: Session, person_id: int, now: datetime) -> list[str]:
    """Return the insights asked for lately, of the default day, whose data have moved on since."""
    return list(
        session.exec(
            select(StoredAnswer.insight)
            .join(Person)
            .where(
                StoredAnswer.person_id == person_id,
                StoredAnswer.revision != Person.revision,
                _OF_DEFAULTS,
                StoredAnswer.used_at >= now - ASKED_WITHIN,
            )
        )
    )


def note_use(
    session: Session, person_id: int, asked: Mapping[Question, int], now: datetime, today: date
) -> None:
    """Add to the counts of what a person asked, and mark the answers as used.

    Others may wait to write meanwhile: so it is two statements with many rows, where one for each
    row would be a journey each to a database elsewhere.
    """
    # They may have been forgotten since they asked.
    if not asked or session.get(Person, person_id) is None:
        return
    connection = session.connection()
    connection.execute(
        _MARK_AS_USED,
        [{"now": now, "of_person": person_id, **_named(question)} for question in asked],
    )
    by_insight: Counter[str] = Counter()
    for question, times in asked.items():
        by_insight[question.insight] += times
    counting = insert(session, Usage.metadata.tables["usage"])
    connection.execute(
        counting.on_conflict_do_update(
            index_elements=["person_id", "insight", "asked_on"],
            set_={"times": counting.table.c.times + counting.excluded.times},
        ),
        [
            {"person_id": person_id, "insight": insight, "asked_on": today, "times": times}
            for insight, times in by_insight.items()
        ],
    )


def _named(question: Question) -> dict[str, str]:
    # The names of columns are taken by what is set.
    return {f"of_{name}": value for name, value in asdict(question).items()}


def _drop_least_used(session: Session, newest: StoredAnswer) -> None:
    others = session.exec(
        select(StoredAnswer.id)
        .where(
            StoredAnswer.person_id == newest.person_id,
            StoredAnswer.insight == newest.insight,
            not_(_OF_DEFAULTS),
        )
        .order_by(col(StoredAnswer.used_at).desc(), col(StoredAnswer.id).desc())
        .offset(MOST_ARGUMENT_SETS)
    ).all()
    if others:
        session.connection().execute(delete(StoredAnswer).where(col(StoredAnswer.id).in_(others)))
