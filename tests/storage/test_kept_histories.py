"""Kept histories: how long they hold, and what they are not kept over."""

import pytest
from sqlmodel import Session

from ml.history import History, decode
from storage import people
from storage.computed import histories
from storage.databases.database import Database
from storage.tables import Person, StoredHistory
from tests.owners import Owner
from tests.storage.test_histories import A_DAY, ASLEEP_AT, FRIDAY, cycle, history


@pytest.mark.usefixtures("ada")
def test_a_history_is_kept_until_the_revision_moves(database: Database) -> None:
    history(database, cycle())
    with database.write() as session:
        kept = session.get(StoredHistory, 1)
        assert kept is not None
        kept.blob = b"kept as it is"
        session.add(kept)
    assert histories.current(database, 1).blob == b"kept as it is"
    assert history(database, cycle(ASLEEP_AT + A_DAY)).nights.day


@pytest.mark.usefixtures("ada")
def test_a_history_of_another_format_is_built_anew(database: Database) -> None:
    history(database, cycle())
    with database.write() as session:
        kept = session.get(StoredHistory, 1)
        assert kept is not None
        kept.format += 1
        session.add(kept)

    assert decode(histories.current(database, 1).blob).last_on == FRIDAY


@pytest.mark.parametrize("meanwhile", ["forgotten", "a later one"])
def test_a_history_is_not_kept_over_what_came_meanwhile(
    database: Database, ada: Owner, monkeypatch: pytest.MonkeyPatch, meanwhile: str
) -> None:
    built = histories.build

    def slowly(session: Session, person_id: int) -> History:
        found = built(session, person_id)
        monkeypatch.setattr("storage.computed.histories.build", built)
        with database.write() as writing:
            if meanwhile == "forgotten":
                writing.delete(writing.get_one(Person, person_id))
            else:
                people.move_revision(writing, person_id, None)
        if meanwhile != "forgotten":
            histories.current(database, person_id)
        return found

    monkeypatch.setattr("storage.computed.histories.build", slowly)
    assert histories.current(database, ada.person_id).revision == 0
    with database.read() as session:
        kept = session.get(StoredHistory, ada.person_id)
    assert (kept and kept.revision) == (None if meanwhile == "forgotten" else 1)
