"""Fitting everybody who is due: whom, what is left when it is interrupted, and what is told."""

from collections.abc import Iterable
from contextlib import aclosing
from pathlib import Path

import pytest
from sqlalchemy import Connection

from resolvers.computing.fitting import FITTED, Fitted, fit, people_due
from storage.computed.questions import Found, Question, find
from tests.resolvers.serving import Server, computed, serving

pytestmark = pytest.mark.anyio


async def test_what_was_done_before_an_interruption_is_not_done_again(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    application = server.application
    due = await people_due(application)
    assert due == [1, 2]

    async with aclosing(fit(application, due, 1)) as fitted:
        first = await anext(fitted)
    assert first.failed == {}
    (left,) = await people_due(application)
    assert {first.person_id, left} == {1, 2}
    # What was begun of the other is given up here, and taken up again there.
    caplog.clear()
    assert [each.failed async for each in fit(application, [left, first.person_id], 2)] == [{}, {}]
    again = [each.insight for each in computed(caplog)]
    assert len(again) == len(set(again)) > 0

    assert await people_due(application) == []
    assert server.rows("SELECT count(*) FROM usage") == [(0,)]


async def test_new_data_other_code_and_time_make_people_due_again(server: Server) -> None:
    application = server.application
    assert [each.failed async for each in fit(application, [2], 1)] == [{}]
    assert await people_due(application) == [1]
    for change in (
        "UPDATE people SET revision = revision + 1 WHERE id = 2",
        "UPDATE answers SET code_version = 'of yesterday'",
        "UPDATE answers SET expires_at = computed_at",
        "DELETE FROM answers WHERE insight = 'sleep_window'",
    ):
        server.change(change)
        assert await people_due(application) == [1, 2]
        assert [each.failed async for each in fit(application, [2], 1)] == [{}]
        assert await people_due(application) == [1]

    server.change("UPDATE people SET revision = 0")
    assert await people_due(application) == []


async def test_what_could_not_be_computed_is_named_and_stays_due(
    server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("resolvers.computing.flights.publish", broken)
    (fitted,) = [each async for each in fit(server.application, [2], 1)]
    assert fitted.failed != {}
    assert set(fitted.failed) <= {insight.stem for insight in FITTED}
    assert set(fitted.failed.values()) == {"ZeroDivisionError"}
    assert "unexpected error" in caplog.text
    assert await people_due(server.application) == [1, 2]


async def test_who_was_forgotten_since_they_were_listed_is_passed_over(
    data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving(data) as server:

        def slowly(
            connection: Connection, person_id: int, questions: Iterable[Question]
        ) -> Found | None:
            found = find(connection, person_id, questions)
            server.change("DELETE FROM people WHERE id = 2")
            return found

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("resolvers.lazy_path.find", slowly)
            during = [each async for each in fit(server.application, [2], 1)]
        after = [each async for each in fit(server.application, [2], 1)]

    assert during == after == [Fitted(2, {})]
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
