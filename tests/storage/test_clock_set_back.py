"""A clock that was ahead and is set right: what it told does not outstay its time."""

from datetime import datetime, timedelta

from storage.computed import model_versions
from storage.computed.model_versions import FittedModel
from storage.computed.questions import Kept
from storage.computed.signing import Signer
from storage.databases.database import Database
from tests.owners import NOW, Owner

AHEAD = timedelta(days=3 * 365)
SIGNER = Signer(("k" * 32,))


def kept(computed_at: datetime) -> Kept:
    until = computed_at + timedelta(days=1)
    return Kept(1, "a", int(computed_at.timestamp()), int(until.timestamp()), b"")


def fitted(at: datetime) -> FittedModel:
    return FittedModel("sleep_window", 1, "libraries", "ridge", 30, at, at.date(), b"model")


def test_an_answer_of_the_future_is_computed_anew() -> None:
    assert kept(NOW).holds(1, "a", NOW)
    assert kept(NOW + timedelta(seconds=30)).holds(1, "a", NOW)
    assert not kept(NOW + AHEAD).holds(1, "a", NOW)


def test_a_model_of_the_future_makes_way_for_the_next(database: Database, ada: Owner) -> None:
    for at in (NOW + AHEAD, NOW + AHEAD + timedelta(days=1), NOW):
        with database.write() as session:
            model_versions.publish(session, ada.person_id, fitted(at), SIGNER)
    with database.read() as session:
        versions = model_versions.of_person(session, ada.person_id)["sleep_window"]
    live = model_versions.live(versions)
    assert live is not None
    assert [row.number for row in versions] == [2, 3]
    assert (live.number, live.fitted_at) == (3, NOW)
    assert not model_versions.is_of_the_future(live, NOW)


def test_a_model_of_the_future_is_known(database: Database, ada: Owner) -> None:
    with database.write() as session:
        row = model_versions.publish(session, ada.person_id, fitted(NOW + AHEAD), SIGNER)
    assert model_versions.is_of_the_future(row, NOW)
