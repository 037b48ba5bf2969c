"""Who is due is one statement, which looks the answers of a person up by an index."""

import pytest
from sqlalchemy import text

from storage.computed.due import people_due
from storage.databases.database import Database
from tests.owners import NOW
from tests.statements import statements


def test_one_statement_finds_everybody(database: Database) -> None:
    with database.read() as session, statements(database) as seen:
        assert people_due(session, ["sleep_window"], "code", NOW) == []
    assert len([each for each in seen if each.startswith("SELECT")]) == 1


@pytest.mark.sqlite("how a statement is carried out is asked in SQLite's own words")
def test_answers_are_looked_up_by_an_index(database: Database) -> None:
    with database.read() as session, statements(database) as seen:
        people_due(session, ["sleep_window"], "code", NOW)
    (statement,) = [each for each in seen if each.startswith("SELECT")]

    with database.reading.connect() as connection:
        number = statement.count("?")
        plan = connection.exec_driver_sql(
            f"EXPLAIN QUERY PLAN {statement}", (None,) * number
        ).fetchall()
    steps = [str(row[-1]) for row in plan]
    assert any(step.startswith("SEARCH answers USING INDEX") for step in steps)
    assert not any(step.startswith("SCAN answers") for step in steps)
    with database.reading.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM people")).scalar() == 0
