"""Model versions: two are kept, published and dropped in one transaction."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from storage import people
from storage.computed import model_versions
from storage.computed.model_versions import FittedModel, NothingToRollBack
from storage.computed.signing import LARGEST_BLOB_BYTES, Signer
from storage.databases.database import Database
from tests.owners import NOW, Owner, add_owner

SIGNER = Signer(("key-" * 8,))
SECOND = timedelta(seconds=1)
FITTED = FittedModel(
    insight="sleep_window",
    format=1,
    libraries="numpy 2",
    algorithm="a curve",
    rows=90,
    fitted_at=NOW,
    fitted_through_on=date(2026, 1, 31),
    blob=b"model",
)


def test_three_fits_leave_two_and_the_newest_is_live(database: Database, ada: Owner) -> None:
    fit(database, ada, 3)

    assert numbers(database, ada) == [2, 3]
    assert live(database, ada) == 3


def test_publishing_and_dropping_are_one_transaction(database: Database, ada: Owner) -> None:
    fit(database, ada, 2)
    with database.write() as session:
        model_versions.publish(session, ada.person_id, FITTED, SIGNER)
        assert numbers(database, ada) == [1, 2]  # as others see it
        session.rollback()
    assert numbers(database, ada) == [1, 2]

    fit(database, ada, 1)
    assert numbers(database, ada) == [2, 3]


def test_a_rollback_goes_back_and_forth(database: Database, ada: Owner) -> None:
    fit(database, ada, 2)
    seen: list[int] = []
    for _ in range(4):
        roll_back(database, ada)
        seen.append(live(database, ada))

    assert seen == [1, 2, 1, 2]


def test_a_fit_after_a_rollback_keeps_what_was_live(database: Database, ada: Owner) -> None:
    fit(database, ada, 2)
    roll_back(database, ada)
    fit(database, ada, 1)

    assert numbers(database, ada) == [1, 3]
    assert live(database, ada) == 3


def test_a_number_is_never_given_again(database: Database, ada: Owner) -> None:
    fit(database, ada, 2)
    roll_back(database, ada)
    fit(database, ada, 2)  # drops number 2 at first, then number 1

    assert numbers(database, ada) == [3, 4]


@pytest.mark.parametrize("times", [0, 1])
def test_with_less_than_two_there_is_nothing_to_roll_back(
    database: Database, ada: Owner, times: int
) -> None:
    fit(database, ada, times)
    with pytest.raises(NothingToRollBack, match=f"sleep_window has {times} version"):
        roll_back(database, ada)


def test_versions_of_others_are_left_alone(database: Database, ada: Owner) -> None:
    bob = add_owner(database, "Bob")
    fit(database, bob, 1)
    fit(database, ada, 3)
    with database.write() as session:
        model_versions.publish(
            session, ada.person_id, replace(FITTED, insight="habit_impact"), SIGNER
        )

    assert numbers(database, bob) == [1]
    assert numbers(database, ada) == [2, 3]


@pytest.mark.parametrize(
    ("changed_from", "marked"),
    [
        (date(2026, 1, 30), True),
        (date(2026, 1, 31), True),
        (date(2026, 2, 1), False),
        (None, False),
    ],
)
def test_only_models_that_have_seen_a_changed_day_are_marked(
    database: Database, ada: Owner, changed_from: date | None, *, marked: bool
) -> None:
    fit(database, ada, 1)
    with database.write() as session:
        people.move_revision(session, ada.person_id, changed_from)
    with database.read() as session:
        (row,) = model_versions.of_person(session, ada.person_id)["sleep_window"]

    assert row.data_rewritten is marked


def test_what_a_model_has_seen_holds_up_to_the_earliest_change(
    database: Database, ada: Owner
) -> None:
    fit(database, ada, 1)
    for changed_from in (date(2026, 1, 30), date(2026, 1, 20), date(2026, 1, 31), None):
        with database.write() as session:
            people.move_revision(session, ada.person_id, changed_from)
    with database.read() as session:
        (row,) = model_versions.of_person(session, ada.person_id)["sleep_window"]

    assert row.rewritten_from_on == date(2026, 1, 20)


def test_what_is_too_large_is_refused_unread_though_it_is_signed(
    database: Database, ada: Owner
) -> None:
    fit(database, ada, 1)
    for size, is_genuine in ((LARGEST_BLOB_BYTES, True), (LARGEST_BLOB_BYTES + 1, False)):
        with database.write() as session:
            (row,) = model_versions.of_person(session, ada.person_id)["sleep_window"]
            row.blob = bytes(size)
            row.signature = SIGNER.sign(model_versions.signed(row))
            session.add(row)
        with database.read() as session:
            (row,) = model_versions.of_person(session, ada.person_id)["sleep_window"]
        assert len(row.blob) == (size if is_genuine else 0)
        assert model_versions.genuine(row, SIGNER) is is_genuine


def test_an_older_model_has_what_is_left_of_its_own_time(database: Database, ada: Owner) -> None:
    fit(database, ada, 3)
    changes: list[dict[str, datetime | date]] = [
        {"live_since_at": NOW + timedelta(days=1)},
        {"fitted_through_on": date(2026, 2, 1)},
    ]
    for change in changes:
        with database.read() as session:
            older, _ = model_versions.of_person(session, ada.person_id)["sleep_window"]
        assert model_versions.genuine(older, SIGNER)
        for name, value in change.items():
            setattr(older, name, value)
        assert not model_versions.genuine(older, SIGNER)


def test_what_is_not_genuine_is_not_made_so_by_a_rollback(database: Database, ada: Owner) -> None:
    fit(database, ada, 2)
    with database.write() as session:
        older, _ = model_versions.of_person(session, ada.person_id)["sleep_window"]
        older.blob = b"another"
        session.add(older)
    roll_back(database, ada)
    with database.read() as session:
        kept = model_versions.of_person(session, ada.person_id)["sleep_window"]
    assert [model_versions.genuine(row, SIGNER) for row in kept] == [False, True]
    roll_back(database, ada)
    roll_back(database, ada)
    with database.read() as session:
        kept = model_versions.of_person(session, ada.person_id)["sleep_window"]
    assert [model_versions.genuine(row, SIGNER) for row in kept] == [False, True]


def fit(database: Database, owner: Owner, times: int) -> None:
    for _ in range(times):
        with database.write() as session:
            model_versions.publish(session, owner.person_id, FITTED, SIGNER)


def roll_back(database: Database, owner: Owner) -> None:
    with database.write() as session:
        model_versions.roll_back(session, owner.person_id, "sleep_window", NOW, signer=SIGNER)


def numbers(database: Database, owner: Owner) -> list[int]:
    with database.read() as session:
        kept = model_versions.of_person(session, owner.person_id, ["sleep_window"])
    return [row.number for row in kept["sleep_window"]]


def live(database: Database, owner: Owner) -> int:
    with database.read() as session:
        kept = model_versions.of_person(session, owner.person_id, ["sleep_window"])
    version = model_versions.live(kept["sleep_window"])
    assert version is not None
    return version.number
