"""Stored answers: one a question, the least used dropped, every use counted."""

from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from storage import people
from storage.computed import answers
from storage.computed.answers import MOST_ARGUMENT_SETS
from storage.computed.questions import LATEST, Found, Kept, Question, find
from storage.databases.database import Database
from storage.tables import StoredAnswer, Usage
from tests.owners import NOW, Owner, add_owner

DAY = timedelta(days=1)
AT = int(NOW.timestamp())
SECOND = timedelta(seconds=1)
TODAY = date(2026, 2, 1)


def row(arguments: str = "{}", **changed: object) -> StoredAnswer:
    return StoredAnswer(
        person_id=1,
        insight="sleep_window",
        arguments=arguments,
        as_of_key=LATEST,
        revision=0,
        code_version="code",
        computed_at=NOW,
        expires_at=NOW + DAY,
        used_at=NOW,
        packed=b"{}",
    ).sqlmodel_update(changed)


@pytest.mark.usefixtures("ada")
def test_one_answer_is_kept_to_one_question(database: Database) -> None:
    for packed in (b"first", b"second"):
        with database.write() as session:
            answers.store(session, row(packed=packed))
            answers.store(session, row(packed=packed, as_of_key="2026-01-01"))
    questions = [Question("sleep_window", "{}", key) for key in (LATEST, "2026-01-01", "x")]
    with database.look() as connection:
        found = find(connection, 1, questions)

    assert found is not None
    assert {question.as_of_key: kept.packed for question, kept in found.answers.items()} == {
        LATEST: b"second",
        "2026-01-01": b"second",
    }


@pytest.mark.usefixtures("ada")
def test_what_another_version_kept_elsewhere_is_none(database: Database) -> None:
    with database.write() as session:
        answers.store(session, row(packed=None, answer="{}"))
    with database.look() as connection:
        asked = [Question("sleep_window", "{}", LATEST)]
        assert find(connection, 1, asked) == Found(0, {})
        assert find(connection, 99, asked) is None


@pytest.mark.usefixtures("ada")
def test_of_other_arguments_the_least_recently_used_is_dropped(database: Database) -> None:
    with database.write() as session:
        answers.store(session, row(used_at=NOW - 99 * DAY))  # the default is never dropped
        answers.store(session, row(insight="habit_impact", used_at=NOW - 99 * DAY))
        for number in range(MOST_ARGUMENT_SETS):
            # The third is the one that was not used for longest.
            used_at = NOW - 9 * DAY if number == 3 else NOW - number * SECOND
            answers.store(session, row(f"{number:02}", used_at=used_at))
        answers.store(session, row("new", used_at=NOW))
    with database.read() as session:
        kept = session.exec(select(StoredAnswer.arguments).order_by(col(StoredAnswer.id))).all()

    others = [f"{number:02}" for number in range(MOST_ARGUMENT_SETS) if number != 3]
    assert list(kept) == ["{}", "{}", *others, "new"]


@pytest.mark.usefixtures("ada")
def test_computing_anew_is_no_use(database: Database) -> None:
    with database.write() as session:
        answers.store(session, row(used_at=NOW - 3 * DAY))
        answers.store(session, row(used_at=NOW))
    with database.read() as session:
        assert session.exec(select(StoredAnswer.used_at)).one() == NOW - 3 * DAY


@pytest.mark.parametrize(
    ("revision", "code", "later", "current"),
    [
        (0, "code", DAY - SECOND, True),
        (0, "code", DAY, False),
        (1, "code", SECOND, False),
        (0, "other", SECOND, False),
    ],
)
def test_an_answer_holds_for_its_data_its_code_and_its_time(
    revision: int, code: str, later: timedelta, *, current: bool
) -> None:
    until = int((NOW + DAY).timestamp())
    assert Kept(0, "code", AT, until, b"").holds(revision, code, NOW + later) is current


def test_an_answer_that_never_expires_holds() -> None:
    assert Kept(0, "code", AT, None, b"").holds(0, "code", NOW + 999 * DAY)


@pytest.mark.usefixtures("ada")
def test_what_was_asked_lately_is_refreshed_where_data_moved_on(database: Database) -> None:
    with database.write() as session:
        answers.store(session, row())
        answers.store(session, row("{other}"))
        answers.store(session, row(insight="old", used_at=NOW - 15 * DAY))
        answers.store(session, row(insight="past", as_of_key="2026-01-01"))
        session.flush()
        assert answers.asked_for(session, 1, NOW) == []
        people.move_revision(session, 1, None)
        answers.store(session, row(insight="fresh", revision=1))
        assert answers.asked_for(session, 1, NOW) == ["sleep_window"]


def test_uses_are_counted_by_person_insight_and_day(database: Database, ada: Owner) -> None:
    bob = add_owner(database, "Bob")
    plain, tried = (Question("sleep_window", text, LATEST) for text in ("{}", "{tried}"))
    hers, his = {plain: 2, tried: 1}, {plain: 4}
    with database.write() as session:
        answers.store(session, row())
        answers.note_use(session, ada.person_id, hers, NOW + DAY, TODAY)
        answers.note_use(session, bob.person_id, his, NOW + DAY, TODAY)
    with database.write() as session:
        for day in (TODAY, TODAY + DAY):
            answers.note_use(session, ada.person_id, hers, NOW + 2 * DAY, day)
            answers.note_use(session, bob.person_id, his, NOW + 2 * DAY, day)
    with database.read() as session:
        counted = {(use.person_id, use.asked_on): use.times for use in session.exec(select(Usage))}
        used_at = session.exec(select(StoredAnswer.used_at)).one()

    assert counted == {
        (ada.person_id, TODAY): 6,
        (ada.person_id, TODAY + DAY): 3,
        (bob.person_id, TODAY): 8,
        (bob.person_id, TODAY + DAY): 4,
    }
    assert used_at == NOW + 2 * DAY
