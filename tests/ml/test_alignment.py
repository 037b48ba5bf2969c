"""Every value stands in the row of the night it belongs to, after the whole way from the export."""

import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from ml.history import History
from simulation.person import SimulatedPerson
from storage.records import record_journal
from tests.ml.histories import answers
from tests.ml.simulated import Town

# Times are written to the second.
A_SECOND = 1 / 3600


@pytest.fixture(scope="module")
def life(town: Town) -> tuple[SimulatedPerson, History]:
    """Return a person with a two-week trip 4.5 hours to the east."""
    return town.life("usual", 200, 1)


def placed(person: SimulatedPerson, history: History) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return what was simulated and what is read, by column, on the days that have a row."""
    ordinals = [day.toordinal() for day in person.times.wake_on.tolist()]
    rows = [ordinals.index(day) for day in history.nights.day]
    nights = history.nights
    simulated = {
        "recovery_percent": person.vitals.recovery_percent,
        "hrv_rmssd_ms": person.vitals.heart_rate_variability_ms,
        "asleep_minutes": person.sleep.asleep_minutes,
        "sleep_onset_hours": person.bedtime_hours,
        "strain": person.exertion.day_strain,
    }
    return {
        name: (values[rows], np.asarray(getattr(nights, name)))
        for name, values in simulated.items()
    }


def test_nights_are_keyed_by_the_morning_and_strain_by_the_day_that_follows(
    life: tuple[SimulatedPerson, History],
) -> None:
    person, history = life
    assert len(history.nights.day) > 190
    for name, (simulated, read) in placed(person, history).items():
        np.testing.assert_allclose(read, simulated, atol=A_SECOND, err_msg=name)


def test_a_trip_to_another_zone_changes_no_bedtime(
    life: tuple[SimulatedPerson, History],
) -> None:
    person, history = life
    offsets = set(history.nights.utc_offset_minutes)
    assert {60.0, 330.0} <= offsets
    simulated, read = placed(person, history)["sleep_onset_hours"]
    away = np.asarray(history.nights.utc_offset_minutes) == 330
    assert away.sum() >= 13
    np.testing.assert_allclose(read[away], simulated[away], atol=A_SECOND)
    assert abs(np.nanmean(read[away]) - np.nanmean(read[~away])) < 1  # and not 4.5 hours


def test_bedtimes_before_and_after_midnight_lie_on_one_line(
    life: tuple[SimulatedPerson, History],
) -> None:
    _, history = life
    onset = np.asarray(history.nights.sleep_onset_hours)
    known = onset[np.isfinite(onset)]
    assert 0.2 < (known < 0).mean() < 0.8
    assert known.min() > -6
    assert known.max() < 6


def test_a_journal_answer_stands_in_the_row_of_its_own_cycle(
    life: tuple[SimulatedPerson, History],
) -> None:
    person, history = life
    names = [habit.name for habit in person.habits]
    expected = {
        (day.toordinal(), names[place], int(yes))
        for day, row in zip(person.times.wake_on.tolist(), person.journal.tolist(), strict=True)
        for place, yes in enumerate(row)
        if yes >= 0
    }
    read = {(day, history.questions[place], yes) for day, place, yes in answers(history)}
    assert read == expected


def test_an_answer_of_our_own_app_joins_the_night_after_its_day(town: Town) -> None:
    person, exported = town.life("alcohol", 60, 2)
    person_id, bare = town.settled(person, lambda lines: lines[:0])
    assert answers(bare) == []
    with town.database.write() as session:
        for night, place, yes in answers(exported):
            behaviour_on = date.fromordinal(night) - timedelta(days=1)
            question = exported.questions[place]
            record_journal(session, person_id, question, behaviour_on, answered_yes=bool(yes))
    told = town.history(person_id)
    assert (told.journal, told.questions) == (exported.journal, exported.questions)
    assert len(told.journal.day) > 400


def test_own_word_stands_over_the_export(town: Town) -> None:
    person, exported = town.life("alcohol", 60, 2)
    person_id, _ = town.settled(person)
    night, place, yes = answers(exported)[0]
    behaviour_on = date.fromordinal(night) - timedelta(days=1)
    with town.database.write() as session:
        question = exported.questions[place]
        record_journal(session, person_id, question, behaviour_on, answered_yes=not yes)
    told = town.history(person_id)
    assert answers(told) == sorted(
        {*answers(exported)} - {(night, place, yes)} | {(night, place, int(not yes))}
    )


def test_what_was_not_logged_is_in_no_row(town: Town) -> None:
    person, _ = town.life("alcohol", 60, 2)
    history = town.imported(person, lambda lines: [line for line in lines if ",true," in line])
    assert len(history.journal.day) > 50
    assert set(history.journal.answered_yes) == {1}


def test_until_keeps_the_day_and_drops_what_comes_later(
    life: tuple[SimulatedPerson, History],
) -> None:
    _, history = life
    day = date.fromordinal(history.nights.day[100])
    past = history.until(day)
    assert past.last_on == day
    assert len(past.nights.day) == 101
    assert max(past.journal.day) <= day.toordinal()
    assert max(past.workouts.day) <= day.toordinal()
    same = replace(past.nights, day=history.nights.day[:101])
    assert [value for value in same.strain if not math.isnan(value)] == [
        value for value in history.nights.strain[:101] if not math.isnan(value)
    ]
