"""Fitting everybody who is due: whom, what is left when it is interrupted, and what is told."""

from contextlib import aclosing

import pytest

from resolvers.fitting import FITTED, fit, people_due
from tests.resolvers.serving import Server, computed

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

    monkeypatch.setattr("resolvers.flights.publish", broken)
    (fitted,) = [each async for each in fit(server.application, [2], 1)]
    assert fitted.failed != {}
    assert set(fitted.failed) <= {insight.stem for insight in FITTED}
    assert set(fitted.failed.values()) == {"ZeroDivisionError"}
    assert "unexpected error" in caplog.text
    assert await people_due(server.application) == [1, 2]
