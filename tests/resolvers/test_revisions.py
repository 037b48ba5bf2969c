"""What moves the revision, and what that does to answers and models."""

import asyncio
from datetime import date, timedelta
from pathlib import Path

import pytest

from schema.json_form import Json
from tests.owners import Owner, add_owner
from tests.people import LAST_ON, give, read_sheets, until, write_sheets
from tests.resolvers.serving import (
    ADA,
    Server,
    computed,
    frozen,
    serving,
    thaw,
)
from tests.resolvers.serving import until as until_true

pytestmark = pytest.mark.anyio

SHOWN = "sleepWindow { standing stale computedAt evidence { lastOn } model { number } }"
PAST = date(2025, 12, 20)
JOURNAL = """
    mutation ($on: Date!, $yes: Boolean = true) {
      journalRecord(input: {question: "tea", behaviourOn: $on, answeredYes: $yes}) {
        journalAnswer { id } userErrors { message }
      }
    }
"""
FORGET = "mutation ($id: ID!) { journalForget(input: {id: $id}) { userErrors { message } } }"
WORKOUT = """
    mutation ($from: DateTime!, $to: DateTime!) {
      workoutRecord(input: {activity: "Running", startedAt: $from, endedAt: $to}) {
        workout { id } userErrors { message }
      }
    }
"""


async def test_the_same_export_again_leaves_answers_valid(
    server: Server, caplog: pytest.LogCaptureFixture, ada_export: Path
) -> None:
    before = await server.insights(SHOWN)
    revision = await revision_of(server)
    await server.upload(ada_export)

    assert await revision_of(server) == revision
    assert await server.insights(SHOWN) == before
    assert len(computed(caplog)) == 1


async def test_an_export_with_new_days_makes_answers_old_and_keeps_the_model(
    server: Server, caplog: pytest.LogCaptureFixture, ada_export: Path, tmp_path: Path
) -> None:
    tom = shorter_lived(server, ada_export, tmp_path)
    before = await server.insights(SHOWN, tom)
    await server.upload(ada_export, tom)
    after = await server.insights(SHOWN, tom)

    assert before.at("sleepWindow.evidence.lastOn") == PAST.isoformat()
    assert after.at("sleepWindow.evidence.lastOn") == LAST_ON.isoformat()
    assert after.at("sleepWindow.model.number") == 1
    assert [each.fitted for each in computed(caplog)] == [True, False]


async def test_a_model_past_its_lifetime_is_fitted_anew_on_new_days(
    server: Server, caplog: pytest.LogCaptureFixture, ada_export: Path, tmp_path: Path
) -> None:
    tom = shorter_lived(server, ada_export, tmp_path)
    await server.insights(SHOWN, tom)
    server.change("UPDATE model_versions SET live_since_at = live_since_at - 24 * 3600")
    await server.upload(ada_export, tom)
    after = await server.insights(SHOWN, tom)

    assert after.at("sleepWindow.model.number") == 2
    assert [each.fitted for each in computed(caplog)] == [True, True]


async def test_rewritten_days_are_fitted_anew(
    server: Server, caplog: pytest.LogCaptureFixture, ada_export: Path, tmp_path: Path
) -> None:
    before = await server.insights(SHOWN)
    sheets = dict(read_sheets(ada_export))
    rows = sheets["physiological_cycles.csv"]
    sheets["physiological_cycles.csv"] = [rows[0], rows[1] | {"Recovery score %": "7"}, *rows[2:]]
    await server.upload(write_sheets(tmp_path / "revised.zip", sheets))
    await until_true(lambda: len(computed(caplog)) == 2)
    after = await server.insights(SHOWN)

    assert before.at("sleepWindow.model.number") == 1
    assert after.at("sleepWindow.model.number") == 2


@pytest.mark.parametrize(
    ("behaviour_on", "rewritten"),
    [(LAST_ON, 0), (LAST_ON - timedelta(days=1), 1), (PAST, 1)],
    ids=["tonight", "last night", "past"],
)
async def test_a_journal_answer_marks_the_models_that_have_seen_its_night(
    server: Server, behaviour_on: date, rewritten: int
) -> None:
    await server.insights(SHOWN)
    revision = await revision_of(server)
    told = await server.ask(JOURNAL, variables={"on": behaviour_on.isoformat()})
    answer_id = told.whole().at("journalRecord.journalAnswer.id")

    assert await revision_of(server) == revision + 1
    assert server.rows("SELECT data_rewritten FROM model_versions") == [(rewritten,)]
    (await server.ask(FORGET, variables={"id": answer_id})).whole()
    assert await revision_of(server) == revision + 2


@pytest.mark.parametrize(
    ("started_at", "rewritten"),
    [("2026-02-01T07:00:00+01:00", 1), ("2026-02-02T07:00:00+01:00", 0)],
    ids=["within the last day", "after it"],
)
async def test_a_workout_marks_the_models_that_have_seen_its_day(
    server: Server, started_at: str, rewritten: int
) -> None:
    await server.insights(SHOWN)
    revision = await revision_of(server)
    ended_at = started_at.replace("07:00", "08:00")
    told = await server.ask(WORKOUT, variables={"from": started_at, "to": ended_at})

    assert told.whole().at("workoutRecord.userErrors") == []
    assert await revision_of(server) == revision + 1
    assert server.rows("SELECT data_rewritten FROM model_versions") == [(rewritten,)]


async def test_an_answer_of_the_journal_reaches_the_finding(server: Server) -> None:
    asked = "habitImpact { finding { tooFewAnswers { habit nightsWith nightsWithout } } }"
    await server.insights(asked)
    for day, yes in ((1, True), (2, True), (3, False)):
        variables: dict[str, Json] = {"on": f"2025-12-0{day}", "yes": yes}
        (await server.ask(JOURNAL, variables=variables)).whole()
    told = await server.insights(asked)

    assert told.at("habitImpact.finding.tooFewAnswers") == [
        {"habit": "tea", "nightsWith": 2, "nightsWithout": 1}
    ]


async def test_what_was_computed_from_data_that_moved_on_is_stale_and_not_kept(
    server: Server,
) -> None:
    with frozen(server.worker()):
        waiting = asyncio.create_task(server.insights(SHOWN))
        await until_true(lambda: bool(server.rows("SELECT revision FROM histories")))
        await asyncio.sleep(0.2)  # by now the task lies before the child
        (await server.ask(JOURNAL, variables={"on": PAST.isoformat()})).whole()
        thaw(server.worker())
        late = await waiting

    assert late.at("sleepWindow.standing") == "READY"
    assert late.at("sleepWindow.stale") is True
    assert server.rows("SELECT number FROM model_versions") == []
    assert server.rows("SELECT insight FROM answers") == []
    again = await server.insights(SHOWN)
    assert again.at("sleepWindow.stale") is False
    assert again.at("sleepWindow.model.number") == 1


async def test_an_import_beside_the_server_is_seen_by_the_next_query(
    data: Path, ada_export: Path, tmp_path: Path
) -> None:
    async with serving(data) as server:
        tom = shorter_lived(server, ada_export, tmp_path)
        before = await server.insights("asOf", tom)
        # As the command line does: with no part of the server knowing of it.
        give(server.database, tom.person_id, ada_export)
        after = await server.insights("asOf", tom)

    assert (before.at("asOf"), after.at("asOf")) == (PAST.isoformat(), LAST_ON.isoformat())


def shorter_lived(server: Server, export: Path, folder: Path) -> Owner:
    """Return Tom, whose life is Ada's up to a past day."""
    tom = add_owner(server.database, "Tom")
    shorter = write_sheets(folder / "shorter.zip", until(read_sheets(export), PAST))
    give(server.database, tom.person_id, shorter)
    return tom


async def revision_of(server: Server, owner: Owner = ADA) -> int:
    revision = (await server.ask("{ me { revision } }", owner)).at("me.revision")
    assert isinstance(revision, int)
    return revision
