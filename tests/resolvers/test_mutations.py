"""Mutations: what they keep, and what they say of what cannot be kept."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.resolvers.changing import ERRORS, Input, change, changes_nothing, codes
from tests.resolvers.serving import Server

pytestmark = pytest.mark.anyio

JOURNAL = f"""mutation ($input: JournalRecordInput!) {{ journalRecord(input: $input) {{
    journalAnswer {{ id source question answeredYes behaviourOn }} {ERRORS}
}} }}"""
FORGET = f"""mutation ($input: JournalForgetInput!) {{ journalForget(input: $input) {{
    forgottenId {ERRORS}
}} }}"""
WORKOUT = f"""mutation ($input: WorkoutRecordInput!) {{ workoutRecord(input: $input) {{
    workout {{ id source activity startedAt endedAt durationMinutes strain energyKcal }} {ERRORS}
}} }}"""
ROLLBACK = f"""mutation ($input: ModelRollbackInput!) {{ modelRollback(input: $input) {{
    modelVersion {{ number }} {ERRORS}
}} }}"""
REFRESH = f"""mutation ($input: InsightRefreshInput!) {{ insightRefresh(input: $input) {{
    insights {{ sleepWindow {{ standing model {{ number }} }} }} {ERRORS}
}} }}"""

TEA: Input = {"question": "green_tea", "behaviourOn": "2026-01-03", "answeredYes": True}
RUN: Input = {
    "activity": "Running",
    "startedAt": "2026-01-03T18:00:00+05:30",
    "endedAt": "2026-01-03T18:42:30+05:30",
    "strain": 9.5,
    "energyKcal": 433,
}


async def test_an_answer_of_the_journal_is_kept_and_another_takes_its_place(
    server: Server,
) -> None:
    first = await change(server, JOURNAL, TEA)
    second = await change(server, JOURNAL, {**TEA, "answeredYes": False})

    kept = first.at("journalRecord.journalAnswer")
    assert isinstance(kept, dict)
    assert kept | {"id": ""} == {"id": "", "source": "OWN", **TEA}
    assert second.at("journalRecord.journalAnswer") == {**kept, "answeredYes": False}
    assert server.rows("SELECT answered_yes FROM journal_answers WHERE source = 'own'") == [(0,)]


async def test_an_answer_of_the_journal_is_forgotten_once(server: Server) -> None:
    kept = await change(server, JOURNAL, TEA)
    given: Input = {"id": kept.at("journalRecord.journalAnswer.id")}
    first = await change(server, FORGET, given)
    second = await change(server, FORGET, given)

    assert first.at("journalForget.forgottenId") == given["id"]
    assert first.at("journalForget.userErrors") == []
    assert second.at("journalForget.forgottenId") is None
    assert codes(second, "journalForget") == [(["input", "id"], "NOT_FOUND")]


async def test_an_answer_of_an_export_cannot_be_forgotten(unchanged: Server) -> None:
    told = await unchanged.ask("{ me { journal(first: 1) { nodes { id source } } } }")
    assert told.at("me.journal.nodes.0.source") == "WHOOP"
    refused = await change(unchanged, FORGET, {"id": told.at("me.journal.nodes.0.id")})

    assert codes(refused, "journalForget") == [(["input", "id"], "NOT_FOUND")]
    assert await unchanged.ask("{ me { journal(first: 1) { nodes { id source } } } }") == told


@pytest.mark.parametrize(
    ("question", "day", "fields"),
    [
        ("Tea?", "2026-01-03", ["question"]),
        ("", "2026-01-03", ["question"]),
        ("_tea", "2026-01-03", ["question"]),
        ("t" * 81, "2026-01-03", ["question"]),
        ("tea\n", "2026-01-03", ["question"]),
        ("tea", "2009-12-31", ["behaviourOn"]),
        ("tea", "2999-01-01", ["behaviourOn"]),
        ("Tea?", "2999-01-01", ["question", "behaviourOn"]),
    ],
)
async def test_a_journal_answer_that_cannot_be_kept_names_its_fields(
    unchanged: Server, question: str, day: str, fields: list[str]
) -> None:
    told = await change(unchanged, JOURNAL, {**TEA, "question": question, "behaviourOn": day})

    assert told.at("journalRecord.journalAnswer") is None
    assert codes(told, "journalRecord") == [(["input", name], "INVALID") for name in fields]
    assert unchanged.rows("SELECT id FROM journal_answers WHERE source = 'own'") == []


async def test_a_workout_is_kept_in_its_own_local_time(server: Server) -> None:
    first = await change(server, WORKOUT, RUN)
    again = await change(server, WORKOUT, {**RUN, "strain": 10})

    kept = first.at("workoutRecord.workout")
    assert isinstance(kept, dict)
    stored = {"id": "", "source": "OWN", "durationMinutes": 42.5, **RUN, "activity": "running"}
    assert kept | {"id": ""} == stored
    assert again.at("workoutRecord.workout") == {**kept, "strain": 10}


async def test_the_same_workout_in_another_zone_is_shown_in_that(server: Server) -> None:
    first = await change(server, WORKOUT, RUN)
    in_utc: Input = {
        **RUN,
        "startedAt": "2026-01-03T12:30:00+00:00",
        "endedAt": "2026-01-03T13:12:30+00:00",
    }
    again = await change(server, WORKOUT, in_utc)

    assert again.at("workoutRecord.workout.id") == first.at("workoutRecord.workout.id")
    assert again.at("workoutRecord.workout.startedAt") == in_utc["startedAt"]


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"activity": " "}, ["activity"]),
        ({"activity": "x" * 81}, ["activity"]),
        ({"startedAt": "2026-01-03T18:00:00"}, ["startedAt"]),
        ({"endedAt": "2026-01-03T18:42:30"}, ["endedAt"]),
        ({"endedAt": "2026-01-03T18:00:00+05:30"}, ["endedAt"]),
        ({"endedAt": "2026-01-04T18:00:01+05:30"}, ["endedAt"]),
        (
            {"startedAt": "2999-01-03T18:00:00+05:30", "endedAt": "2999-01-03T18:40:00+05:30"},
            ["endedAt"],
        ),
        (
            {"startedAt": "1969-01-03T18:00:00+05:30", "endedAt": "1969-01-03T18:40:00+05:30"},
            ["startedAt"],
        ),
        ({"strain": 21.1}, ["strain"]),
        ({"strain": -0.1}, ["strain"]),
        ({"energyKcal": 20_001}, ["energyKcal"]),
        ({"averageHeartRateBpm": 29}, ["averageHeartRateBpm"]),
        ({"distanceMeters": -1}, ["distanceMeters"]),
        ({"activity": "", "strain": 22, "energyKcal": -1}, ["activity", "strain", "energyKcal"]),
    ],
)
async def test_a_workout_that_cannot_be_kept_names_its_fields(
    unchanged: Server, changed: Input, fields: list[str]
) -> None:
    told = await change(unchanged, WORKOUT, {**RUN, **changed})

    assert told.at("workoutRecord.workout") is None
    assert codes(told, "workoutRecord") == [(["input", name], "INVALID") for name in fields]
    assert unchanged.rows("SELECT id FROM workouts WHERE source = 'own'") == []


async def test_a_workout_of_this_minute_is_no_future(server: Server) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    told = await change(
        server,
        WORKOUT,
        {
            "activity": "Running",
            "startedAt": (now - timedelta(minutes=20)).isoformat(),
            "endedAt": now.isoformat(),
        },
    )
    assert told.at("workoutRecord.userErrors") == []


@pytest.mark.parametrize(
    ("document", "given", "payload"),
    [
        (JOURNAL, TEA, {"journalAnswer": None}),
        (FORGET, {"id": "x"}, {"forgottenId": None}),
        (WORKOUT, RUN, {"workout": None}),
        (ROLLBACK, {"insight": "SLEEP_WINDOW"}, {"modelVersion": None}),
        (REFRESH, {"insight": "SLEEP_WINDOW"}, {"insights": None}),
    ],
)
async def test_a_token_that_may_only_read_changes_nothing(
    server: Server, document: str, given: Input, payload: Input
) -> None:
    await changes_nothing(server, document, given, payload)


@pytest.mark.parametrize("given", ["", "x", "V29ya291dDox", "Sm91cm5hbEFuc3dlcjo5OQ=="])
async def test_what_is_no_answers_id_is_not_found(unchanged: Server, given: str) -> None:
    told = await change(unchanged, FORGET, {"id": given})

    assert codes(told, "journalForget") == [(["input", "id"], "NOT_FOUND")]


async def test_a_refresh_fits_anew_and_answers_with_it(server: Server) -> None:
    await server.insights("sleepWindow { standing }")
    told = await change(server, REFRESH, {"insight": "SLEEP_WINDOW"})

    assert told.at("insightRefresh.insights.sleepWindow") == {
        "standing": "READY",
        "model": {"number": 2},
    }
