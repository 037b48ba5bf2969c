"""Histories: rows as columns; one entry a day, a workout, and an answer."""

import math
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete
from sqlmodel import SQLModel

from ml.history import History, decode, encode
from storage import people, records
from storage.computed import histories, kept_history
from storage.databases.database import Database
from storage.tables import Cycle, JournalAnswer, Sleep, Workout
from tests.owners import Owner

FRIDAY = date(2026, 1, 2)
# An hour east of Greenwich: asleep at 23:30 of Thursday, awake at 07:00 of Friday.
ASLEEP_AT = datetime(2026, 1, 1, 22, 30, tzinfo=UTC)
AWAKE_AT = datetime(2026, 1, 2, 6, 0, tzinfo=UTC)
A_DAY = timedelta(days=1)


def cycle(started_at: datetime = ASLEEP_AT, **changed: object) -> Cycle:
    return Cycle(
        person_id=1,
        started_at=started_at,
        ended_at=started_at + A_DAY,
        utc_offset_minutes=60,
        day_on=FRIDAY,
        recovery_percent=60,
        strain=10,
        energy_kcal=2000,
    ).sqlmodel_update(changed)


def sleep(
    cycle_started_at: datetime = ASLEEP_AT, asleep_minutes: float = 420, **changed: object
) -> Sleep:
    return Sleep(
        person_id=1,
        cycle_started_at=cycle_started_at,
        onset_at=cycle_started_at,
        wake_at=AWAKE_AT,
        utc_offset_minutes=60,
        asleep_minutes=asleep_minutes,
    ).sqlmodel_update(changed)


def answer(question: str, *, yes: bool, night_started_at: datetime = ASLEEP_AT) -> JournalAnswer:
    return JournalAnswer(
        person_id=1,
        source="whoop",
        night_started_at=night_started_at,
        question=question,
        answered_yes=yes,
    )


def workout(started_at: datetime, **changed: object) -> Workout:
    return Workout(
        person_id=1,
        source="whoop",
        cycle_started_at=ASLEEP_AT,
        started_at=started_at,
        ended_at=started_at + timedelta(minutes=40),
        utc_offset_minutes=60,
        activity="Running",
    ).sqlmodel_update(changed)


def history(database: Database, *rows: SQLModel) -> History:
    with database.write() as session:
        session.add_all(rows)
        people.move_revision(session, 1, None)
    return decode(histories.current(database, 1).blob)


@pytest.mark.usefixtures("ada")
def test_a_night_is_keyed_by_its_morning_on_the_local_clock(database: Database) -> None:
    nights = history(database, cycle(), sleep()).nights

    assert list(nights.day) == [FRIDAY.toordinal()]
    assert (nights.sleep_onset_hours[0], nights.wake_onset_hours[0]) == (-0.5, 7.0)
    assert (nights.recovery_percent[0], nights.strain[0], nights.asleep_minutes[0]) == (60, 10, 420)


def test_the_last_day_is_known_without_the_history(database: Database, ada: Owner) -> None:
    with database.look() as connection:
        assert kept_history.last_on(connection, ada.person_id) is None
    last = history(database, cycle(), cycle(ASLEEP_AT + A_DAY, day_on=FRIDAY + A_DAY)).last_on
    with database.look() as connection:
        assert kept_history.last_on(connection, ada.person_id) == last == FRIDAY + A_DAY
        assert kept_history.last_on(connection, 99) is None


@pytest.mark.usefixtures("ada")
def test_of_two_cycles_on_one_date_the_longest_sleep_tells_of_the_night(
    database: Database,
) -> None:
    second = ASLEEP_AT + timedelta(hours=8)
    nights = history(
        database,
        cycle(ended_at=second, recovery_percent=40.0, strain=4.0, energy_kcal=700.0),
        sleep(asleep_minutes=180),
        cycle(second, recovery_percent=80.0, strain=9.0, energy_kcal=1500.0),
        sleep(second, asleep_minutes=300, wake_at=second + timedelta(hours=6)),
    ).nights

    assert list(nights.day) == [FRIDAY.toordinal()]
    assert (nights.recovery_percent[0], nights.asleep_minutes[0]) == (80, 300)
    assert nights.sleep_onset_hours[0] == 7.5
    assert (nights.strain[0], nights.energy_kcal[0]) == (9.0, 2200.0)


@pytest.mark.usefixtures("ada")
def test_a_nap_is_no_night(database: Database) -> None:
    nap_at = ASLEEP_AT + timedelta(hours=15)
    nights = history(
        database,
        cycle(),
        sleep(asleep_minutes=200),
        sleep(asleep_minutes=250, onset_at=nap_at, is_nap=True),
        sleep(asleep_minutes=30, onset_at=nap_at + timedelta(hours=5), is_nap=True),
    ).nights

    assert nights.asleep_minutes[0] == 200
    assert nights.nap_minutes[0] == 280


@pytest.mark.usefixtures("ada")
def test_the_stub_of_a_cycle_is_a_day_with_nothing_known(database: Database) -> None:
    stub = cycle(recovery_percent=None, strain=None, energy_kcal=None)
    nights = history(database, stub).nights

    assert list(nights.day) == [FRIDAY.toordinal()]
    unknown = (nights.recovery_percent, nights.strain, nights.energy_kcal, nights.sleep_onset_hours)
    assert all(math.isnan(column[0]) for column in unknown)
    assert nights.nap_minutes[0] == 0


@pytest.mark.usefixtures("ada")
def test_days_are_in_order_whatever_the_order_of_rows(database: Database) -> None:
    later = [
        cycle(
            ASLEEP_AT + number * A_DAY,
            day_on=FRIDAY + number * A_DAY,
            recovery_percent=float(number),
        )
        for number in (3, 1, 2)
    ]
    found = history(database, *later)

    assert list(found.nights.recovery_percent) == [1, 2, 3]
    assert found.last_on == FRIDAY + 3 * A_DAY


@pytest.mark.usefixtures("ada")
def test_a_workout_belongs_to_the_day_of_its_cycle(database: Database) -> None:
    after_midnight = datetime(2026, 1, 2, 23, 30, tzinfo=UTC)  # 00:30 of Saturday, local time
    elsewhere = datetime(2026, 1, 5, 17, 0, tzinfo=UTC)
    found = history(
        database,
        cycle(),
        workout(elsewhere, cycle_started_at=None, activity="Cycling"),
        workout(after_midnight),
    )

    assert list(found.workouts.day) == [FRIDAY.toordinal(), FRIDAY.toordinal() + 3]
    assert list(found.workouts.start_hours) == [24.5, 18.0]
    assert [found.activities[index] for index in found.workouts.activity] == ["Running", "Cycling"]
    assert math.isnan(found.workouts.strain[0])


@pytest.mark.usefixtures("ada")
def test_answers_lie_on_the_night_that_they_precede(database: Database) -> None:
    found = history(
        database,
        cycle(),
        answer("caffeine", yes=False),
        answer("alcohol", yes=True),
        answer("alcohol", yes=True, night_started_at=ASLEEP_AT + A_DAY),  # of no known night
    )

    assert found.questions == ("alcohol", "caffeine")
    assert list(found.journal.day) == [FRIDAY.toordinal()] * 2
    assert list(found.journal.answered_yes) == [1, 0]


def test_the_own_word_stands_whatever_an_export_says(database: Database, ada: Owner) -> None:
    with database.write() as session:
        thursday = FRIDAY - A_DAY
        records.record_journal(session, ada.person_id, "alcohol", thursday, answered_yes=False)
    found = history(database, cycle(), answer("alcohol", yes=True))

    assert list(found.journal.day) == [FRIDAY.toordinal()]
    assert list(found.journal.answered_yes) == [0]


@pytest.mark.usefixtures("ada")
def test_of_two_cycles_on_one_date_the_answer_before_the_longest_sleep_counts(
    database: Database,
) -> None:
    second = ASLEEP_AT + timedelta(hours=8)
    found = history(
        database,
        cycle(ended_at=second),
        sleep(asleep_minutes=400),
        cycle(second),
        sleep(second, asleep_minutes=100),
        answer("alcohol", yes=True),
        answer("alcohol", yes=False, night_started_at=second),
    )

    assert list(found.journal.answered_yes) == [1]


def test_a_person_without_rows_has_an_empty_history(database: Database, ada: Owner) -> None:
    stored = histories.current(database, ada.person_id)

    assert stored.last_on is None
    assert decode(stored.blob).last_on is None


def test_nobody_has_no_history(database: Database) -> None:
    with pytest.raises(kept_history.UnknownPerson):
        histories.current(database, 99)


@pytest.mark.usefixtures("ada")
def test_an_own_workout_moves_to_the_cycle_that_a_later_export_brings(database: Database) -> None:
    just_after_midnight = datetime(2026, 1, 4, 0, 10, tzinfo=UTC)
    own = workout(just_after_midnight, source="own", cycle_started_at=None)
    alone = history(database, cycle(ended_at=None), own)
    assert date.fromordinal(alone.workouts.day[0]) == date(2026, 1, 4)

    begun = datetime(2026, 1, 2, 23, 0, tzinfo=UTC)
    ended = begun + timedelta(hours=26)
    later = history(database, cycle(begun, day_on=date(2026, 1, 3), ended_at=ended))
    assert date.fromordinal(later.workouts.day[0]) == date(2026, 1, 3)


@pytest.mark.usefixtures("ada")
def test_the_order_in_which_rows_were_written_does_not_show(database: Database) -> None:
    later, evening = ASLEEP_AT + timedelta(hours=2), ASLEEP_AT + timedelta(hours=20)

    def rows() -> list[SQLModel]:
        return [
            cycle(),
            sleep(asleep_minutes=200, deep_sleep_minutes=50.0),
            sleep(onset_at=later, asleep_minutes=200, deep_sleep_minutes=70.0),
            workout(evening, ended_at=evening + timedelta(minutes=20), activity="Running"),
            workout(evening, activity="Cycling"),
        ]

    told = history(database, *rows())
    with database.write() as session:
        for table in (Cycle, Sleep, Workout):
            session.connection().execute(delete(table))
    *others, last = reversed(rows())
    for row in others:
        history(database, row)
    again = history(database, last)

    assert encode(again) == encode(told)
    assert told.nights.deep_sleep_minutes[0] == 50
    assert [told.activities[number] for number in told.workouts.activity] == ["Running", "Cycling"]
