from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from ml.history import History
from simulation.export import write_export
from simulation.habits import UNLOGGED
from simulation.person import SimulatedPerson, simulate
from storage import people
from storage.computed import histories
from storage.importers.whoop import import_export
from tests.databases import database_of
from validation.histories import answering_every_night, history_of, with_recovery

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def imported(person: SimulatedPerson, folder: Path) -> History:
    export = folder / "export.zip"
    write_export(person, export)
    database = database_of(folder)
    with database.write() as session:
        person_id = people.add(session, "simulated", now=NOW)
    import_export(
        database, person_id, export, now=NOW, unpacked_limit_bytes=10**9, keep_notes=False
    )
    with database.read() as session:
        history = histories.build(session, person_id)
    database.close()
    return history


@pytest.mark.parametrize("table", ["nights", "workouts", "journal"])
def test_equals_the_way_through_an_export_and_its_import(tmp_path: Path, table: str) -> None:
    # 200 days hold a trip over time zones, naps, nights without the strap, and empty rows.
    person = simulate(200, seed=5)
    through_files, straight = imported(person, tmp_path), history_of(person)
    assert straight.activities == through_files.activities
    assert straight.questions == through_files.questions
    expected, made = getattr(through_files, table), getattr(straight, table)
    for field in fields(expected):
        np.testing.assert_allclose(
            getattr(made, field.name), getattr(expected, field.name), 1e-12, err_msg=field.name
        )


def test_replaces_recoveries_alone() -> None:
    history = history_of(simulate(30, seed=1))
    other = with_recovery(history, np.full(30, 50.0))
    assert set(other.nights.recovery_percent) == {50.0}
    assert other.nights.strain is history.nights.strain
    assert other.workouts is history.workouts


def test_answers_every_question_truly_on_recorded_nights() -> None:
    person = simulate(200, seed=5)
    diligent, truth = answering_every_night(person), person.truth
    assert (person.journal[truth.recorded] < 0).any()
    assert np.array_equal(diligent.journal[truth.recorded], truth.done[truth.recorded])
    assert (diligent.journal[~truth.recorded] == UNLOGGED).all()
    asked = person.journal >= 0
    assert np.array_equal(diligent.journal[asked], person.journal[asked])
