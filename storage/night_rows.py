"""The rows that nights are made of, as plain tuples: an object of the ORM takes ten times as much.

In SQL and without the classes of the tables, which the first answer does not wait for.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Boolean, Connection, Date, TextClause, bindparam, text
from sqlalchemy.sql.selectable import TextualSelect

from storage.instants import UtcDateTime


class CycleRow(NamedTuple):
    """Of a cycle, what nights are made of; see `storage.tables.Cycle`."""

    started_at: datetime
    ended_at: datetime | None
    utc_offset_minutes: int
    day_on: date
    recovery_percent: float | None
    resting_heart_rate_bpm: float | None
    hrv_rmssd_ms: float | None
    skin_temperature_celsius: float | None
    blood_oxygen_percent: float | None
    strain: float | None
    energy_kcal: float | None
    max_heart_rate_bpm: float | None
    average_heart_rate_bpm: float | None


class SleepRow(NamedTuple):
    """Of a sleep, what nights are made of; see `storage.tables.Sleep`."""

    cycle_started_at: datetime
    onset_at: datetime
    wake_at: datetime | None
    utc_offset_minutes: int
    is_nap: bool
    respiratory_rate_rpm: float | None
    asleep_minutes: float | None
    in_bed_minutes: float | None
    light_sleep_minutes: float | None
    deep_sleep_minutes: float | None
    rem_sleep_minutes: float | None
    awake_minutes: float | None
    sleep_need_minutes: float | None
    sleep_debt_minutes: float | None
    sleep_efficiency_percent: float | None
    sleep_consistency_percent: float | None


# In the order of their keys: what comes first among equals is no accident of a database.
_OF_CYCLES = f"SELECT {', '.join(CycleRow._fields)} FROM cycles WHERE person_id = :person_id"  # noqa: S608  names of ours
_OF_SLEEPS = f"SELECT {', '.join(SleepRow._fields)} FROM sleeps WHERE person_id = :person_id"  # noqa: S608  likewise


def _cycles(statement: TextClause) -> TextualSelect:
    return statement.columns(started_at=UtcDateTime, ended_at=UtcDateTime, day_on=Date)


def _sleeps(statement: TextClause) -> TextualSelect:
    return statement.columns(
        cycle_started_at=UtcDateTime, onset_at=UtcDateTime, wake_at=UtcDateTime, is_nap=Boolean
    )


_CYCLES = _cycles(text(f"{_OF_CYCLES} ORDER BY started_at"))
_CYCLES_ON = _cycles(
    text(f"{_OF_CYCLES} AND day_on IN :days ORDER BY started_at").bindparams(
        bindparam("days", expanding=True, type_=Date)
    )
)
_SLEEPS = _sleeps(text(f"{_OF_SLEEPS} ORDER BY onset_at"))
_SLEEPS_IN = _sleeps(
    text(f"{_OF_SLEEPS} AND cycle_started_at IN :starts ORDER BY onset_at").bindparams(
        bindparam("starts", expanding=True, type_=UtcDateTime)
    )
)


def cycles(connection: Connection, person_id: int) -> list[CycleRow]:
    """Return a person's cycles, oldest first."""
    rows = connection.execute(_CYCLES, {"person_id": person_id})
    return [CycleRow(*row) for row in rows]


def cycles_on(connection: Connection, person_id: int, days: Sequence[date]) -> list[CycleRow]:
    """Return a person's cycles of some days, oldest first."""
    rows = connection.execute(_CYCLES_ON, {"person_id": person_id, "days": days})
    return [CycleRow(*row) for row in rows]


def sleeps(connection: Connection, person_id: int) -> list[SleepRow]:
    """Return a person's sleeps, oldest first."""
    rows = connection.execute(_SLEEPS, {"person_id": person_id})
    return [SleepRow(*row) for row in rows]


def sleeps_in(connection: Connection, person_id: int, cycles: Sequence[CycleRow]) -> list[SleepRow]:
    """Return the sleeps of some of a person's cycles, oldest first."""
    starts = [cycle.started_at for cycle in cycles]
    rows = connection.execute(_SLEEPS_IN, {"person_id": person_id, "starts": starts})
    return [SleepRow(*row) for row in rows]
