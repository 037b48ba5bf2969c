"""Instants read back as what was stored; a naive one is refused."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import StatementError

from storage.databases.database import Database
from storage.instants import UtcDateTime
from storage.tables import Person

DIALECT = sqlite.dialect()
EAST = timezone(timedelta(hours=5, minutes=30))


def test_an_instant_is_kept_as_whole_seconds_in_utc(database: Database) -> None:
    with database.write() as session:
        session.add(Person(name="Ada", created_at=datetime(2026, 2, 1, 3, 30, 5, 900, EAST)))
    with database.read() as session:
        row = session.get(Person, 1)
        assert row is not None
        assert row.created_at == datetime(2026, 1, 31, 22, 0, 5, tzinfo=UTC)
        assert row.created_at.tzinfo is UTC


def test_a_naive_time_is_refused_by_its_name(database: Database) -> None:
    naive = datetime(2026, 2, 1, 3, 30)  # noqa: DTZ001  what is refused
    with database.read() as session:
        session.add(Person(name="Ada", created_at=naive))
        with pytest.raises(StatementError, match=r"naive time 2026-02-01T03:30:00"):
            session.flush()


@given(
    st.datetimes(
        min_value=datetime(1970, 1, 2),  # noqa: DTZ001  hypothesis adds the zone
        max_value=datetime(2200, 1, 1),  # noqa: DTZ001  likewise
        timezones=st.sampled_from([UTC, EAST, timezone(timedelta(hours=-9))]),
    )
)
def test_any_instant_is_kept_to_the_second(moment: datetime) -> None:
    column = UtcDateTime()
    kept = column.process_result_value(column.process_bind_param(moment, DIALECT), DIALECT)

    assert kept == moment.replace(microsecond=0)


def test_no_instant_stays_none() -> None:
    column = UtcDateTime()

    assert column.process_bind_param(None, DIALECT) is None
    assert column.process_result_value(None, DIALECT) is None
