"""What a person chooses: kept, shown, replaced, cleared, and refused where it is nonsense."""

import logging
from datetime import UTC, datetime, timedelta

import pytest

from schema.json_form import Json
from storage.computed import histories
from tests.people import LAST_ON
from tests.resolvers.changing import Input, change, changes_nothing, codes
from tests.resolvers.choosing import (
    CANDIDATES,
    CONSENT,
    FEEDBACK,
    GOAL,
    GOAL_CLEAR,
    HRV,
    PLAN,
    PLAN_CLEAR,
    RUN,
    TOMORROW,
)
from tests.resolvers.planted import NAP, suggest
from tests.resolvers.serving import ADA, Server

pytestmark = pytest.mark.anyio


async def test_feedback_is_kept_and_given_again_it_replaces_all_of_it(server: Server) -> None:
    given: Input = {"suggestionId": suggest(server.database, ADA), "verdict": "PARTLY"}
    first = await change(server, FEEDBACK, {**given, "note": "  half an hour "})
    second = await change(server, FEEDBACK, {**given, "verdict": "FOLLOWED"})

    kept: dict[str, Json] = {
        "id": given["suggestionId"],
        "insight": "recommendations",
        "action": "NAP",
        "text": "Take a nap.",
        "variant": None,
        "verdict": "PARTLY",
        "note": "half an hour",
    }
    assert first.at("feedbackGive.suggestion") == kept
    assert second.at("feedbackGive.suggestion") == {**kept, "verdict": "FOLLOWED", "note": None}
    assert server.rows("SELECT verdict, note FROM feedback") == [("FOLLOWED", None)]
    read = histories.current(server.database, ADA.person_id)
    assert read.revision == revision(server)


async def test_a_note_is_a_note_and_no_book(server: Server) -> None:
    given: Input = {"suggestionId": suggest(server.database, ADA), "verdict": "SKIPPED"}
    longest = await change(server, FEEDBACK, {**given, "note": "x" * 500})
    longer = await change(server, FEEDBACK, {**given, "note": "x" * 501})

    assert longest.at("feedbackGive.userErrors") == []
    assert codes(longer, "feedbackGive") == [(["input", "note"], "INVALID")]
    assert "xx" not in str(longer.at("feedbackGive.userErrors"))


async def test_what_feedback_says_is_in_no_log(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    given: Input = {"suggestionId": suggest(server.database, ADA), "verdict": "SKIPPED"}
    await change(server, FEEDBACK, {**given, "note": "my own words"})
    server.change("DROP TABLE feedback")
    broken = await server.ask(FEEDBACK, ADA, {"input": {**given, "note": "my own words"}})

    assert broken.errors is not None
    assert any(record.levelno == logging.ERROR for record in caplog.records)
    assert "my own words" not in caplog.text


@pytest.mark.parametrize("given", ["", "x", "UGxhbjox", "U3VnZ2VzdGlvbjpub25l", "U3VnZ2VzdGlvbjo="])
async def test_feedback_on_nothing_is_not_found(unchanged: Server, given: str) -> None:
    told = await change(unchanged, FEEDBACK, {"suggestionId": given, "verdict": "SKIPPED"})

    assert told.at("feedbackGive.suggestion") is None
    assert codes(told, "feedbackGive") == [(["input", "suggestionId"], "NOT_FOUND")]


async def test_a_plan_takes_the_place_of_one_of_the_same_day_and_activity(server: Server) -> None:
    first = await change(server, PLAN, RUN)
    again = await change(server, PLAN, {**RUN, "activity": "running", "strain": 12})
    other = await change(server, PLAN, {"dayOn": RUN["dayOn"], "strain": 4})
    unnamed = await change(server, PLAN, {"dayOn": RUN["dayOn"], "strain": 5})

    kept = first.at("planSet.plan")
    assert isinstance(kept, dict)
    assert kept == {"id": kept["id"], **RUN, "activity": "running"}
    assert again.at("planSet.plan") == {**kept, "strain": 12}
    assert other.at("planSet.plan.id") == unnamed.at("planSet.plan.id") != kept["id"]
    shown = await server.ask("{ me { plans { id } } }")
    assert shown.at("me.plans") == [
        {"id": other.at("planSet.plan.id")},
        {"id": first.at("planSet.plan.id")},
    ]


async def test_a_plan_is_cleared_once(server: Server) -> None:
    kept = await change(server, PLAN, RUN)
    given: Input = {"id": kept.at("planSet.plan.id")}
    first = await change(server, PLAN_CLEAR, given)
    second = await change(server, PLAN_CLEAR, given)

    assert first.at("planClear") == {"clearedId": given["id"], "userErrors": []}
    assert second.at("planClear.clearedId") is None
    assert codes(second, "planClear") == [(["input", "id"], "NOT_FOUND")]


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"dayOn": str(LAST_ON - timedelta(days=1))}, ["dayOn"]),
        ({"dayOn": "2999-01-01"}, ["dayOn"]),
        ({"activity": " "}, ["activity"]),
        ({"activity": "x" * 81}, ["activity"]),
        ({"activity": None, "minutes": None, "strain": None}, ["activity"]),
        ({"minutes": 0.5}, ["minutes"]),
        ({"minutes": 1441}, ["minutes"]),
        ({"strain": -1}, ["strain"]),
        ({"strain": 21.1}, ["strain"]),
        ({"dayOn": "1999-01-01", "minutes": -3, "strain": 99}, ["dayOn", "minutes", "strain"]),
    ],
)
async def test_a_plan_that_makes_no_sense_names_its_fields(
    unchanged: Server, changed: Input, fields: list[str]
) -> None:
    told = await change(unchanged, PLAN, {**RUN, **changed})

    assert told.at("planSet.plan") is None
    assert codes(told, "planSet") == [(["input", name], "INVALID") for name in fields]
    assert unchanged.rows("SELECT id FROM plans") == []


async def test_an_export_of_the_past_has_a_today_of_its_own(server: Server) -> None:
    server.change(
        "DELETE FROM cycles WHERE person_id = 1 AND day_on > '2025-10-01'",
    )
    then = await change(server, PLAN, {**RUN, "dayOn": "2025-10-02"})
    before = await change(server, PLAN, {**RUN, "dayOn": "2025-09-30"})

    assert then.at("planSet.userErrors") == []
    assert codes(before, "planSet") == [(["input", "dayOn"], "INVALID")]


async def test_without_data_today_is_today(server: Server) -> None:
    server.change("DELETE FROM cycles")
    today = datetime.now(UTC).date()
    for days, errors in ((0, 0), (365, 0), (-2, 1), (370, 1)):
        day = today + timedelta(days=days)
        told = await change(server, PLAN, {**RUN, "dayOn": str(day)})
        assert len(codes(told, "planSet")) == errors, day


async def test_there_is_one_goal_of_each_metric(server: Server) -> None:
    first = await change(server, GOAL, HRV)
    again = await change(server, GOAL, {"metric": "HRV", "target": 70})
    await change(server, GOAL, {"metric": "ASLEEP", "target": 470})

    kept = first.at("goalSet.goal")
    assert isinstance(kept, dict)
    assert kept == {"id": kept["id"], "unit": "ms", **HRV}
    assert again.at("goalSet.goal") == {**kept, "target": 70, "byOn": None}
    shown = await server.ask("{ me { goals { metric target unit } } }")
    assert shown.at("me.goals") == [
        {"metric": "HRV", "target": 70, "unit": "ms"},
        {"metric": "ASLEEP", "target": 470, "unit": "minutes"},
    ]
    cleared = await change(server, GOAL_CLEAR, {"id": kept["id"]})
    assert cleared.at("goalClear") == {"clearedId": kept["id"], "userErrors": []}
    assert codes(await change(server, GOAL_CLEAR, {"id": kept["id"]}), "goalClear") == [
        (["input", "id"], "NOT_FOUND")
    ]


@pytest.mark.parametrize(
    ("metric", "low", "high"),
    [
        ("RECOVERY", 1, 100),
        ("HRV", 5, 300),
        ("RESTING_HEART_RATE", 30, 120),
        ("ASLEEP", 300, 720),
        ("BEDTIME_SPREAD", 5, 240),
        ("ENOUGH_SLEEP", 0.05, 1),
        ("WORKOUT_STRAIN", 1, 21),
        ("WORKOUT_ENERGY", 10, 10_000),
    ],
)
async def test_a_goal_keeps_within_what_its_metric_can_be(
    server: Server, metric: str, low: float, high: float
) -> None:
    for target, errors in ((low - 0.01, 1), (low, 0), (high, 0), (high + 0.01, 1)):
        told = await change(server, GOAL, {"metric": metric, "target": target})
        assert codes(told, "goalSet") == [(["input", "target"], "INVALID")] * errors, target


@pytest.mark.parametrize("by_on", [str(LAST_ON), "2040-01-01"])
async def test_a_goal_is_for_a_day_ahead(unchanged: Server, by_on: str) -> None:
    told = await change(unchanged, GOAL, {**HRV, "byOn": by_on})

    assert told.at("goalSet.goal") is None
    assert codes(told, "goalSet") == [(["input", "byOn"], "INVALID")]


async def test_a_feature_is_off_until_it_is_chosen(server: Server) -> None:
    shown = "{ me { consents { id feature enabled notedAt } } }"
    before = (await server.ask(shown)).at("me.consents.0")
    on = await change(server, CONSENT, CANDIDATES)
    off = await change(server, CONSENT, {**CANDIDATES, "enabled": False})

    assert isinstance(before, dict)
    assert before == {
        "id": before["id"],
        "feature": "CANDIDATE_ALGORITHMS",
        "enabled": False,
        "notedAt": None,
    }
    assert on.at("consentSet.consent") == {"id": before["id"], **CANDIDATES}
    assert off.at("consentSet.consent.enabled") is False
    after = (await server.ask(shown)).at("me.consents.0")
    assert isinstance(after, dict)
    assert after == {**before, "notedAt": after["notedAt"]}
    assert after["notedAt"] is not None


async def test_each_choice_moves_the_revision_and_outdates_no_model(server: Server) -> None:
    await server.insights("sleepWindow { standing }")
    suggestion = suggest(server.database, ADA)
    changes: list[tuple[str, Input]] = [
        (FEEDBACK, {"suggestionId": suggestion, "verdict": "FOLLOWED"}),
        (PLAN, RUN),
        (PLAN_CLEAR, {"id": "UGxhbjox"}),
        (GOAL, HRV),
        (GOAL_CLEAR, {"id": "R29hbDox"}),
        (CONSENT, CANDIDATES),
    ]
    for document, given in changes:
        before = revision(server)
        await change(server, document, given)
        assert revision(server) == before + 1, document
    told = await server.insights("sleepWindow { standing model { number } }")

    assert server.rows("SELECT data_rewritten FROM model_versions") == [(0,)]
    assert told.at("sleepWindow") == {"standing": "READY", "model": {"number": 1}}


async def test_what_was_chosen_is_what_analyses_read(server: Server) -> None:
    suggest(server.database, ADA)
    for document, given in ((PLAN, RUN), (GOAL, HRV), (CONSENT, CANDIDATES)):
        await change(server, document, given)
    with server.database.read() as session:
        choices = histories.build(session, ADA.person_id).choices

    assert [(plan.day_on, plan.strain) for plan in choices.plans] == [(TOMORROW, 9.5)]
    assert [(goal.metric, goal.target) for goal in choices.goals] == [("HRV", 62)]
    assert [(each.feature, each.enabled) for each in choices.consents] == [
        ("CANDIDATE_ALGORITHMS", True)
    ]
    assert [each.key for each in choices.suggestions] == [NAP]


@pytest.mark.parametrize(
    ("document", "given", "payload"),
    [
        (FEEDBACK, {"suggestionId": "x", "verdict": "SKIPPED"}, {"suggestion": None}),
        (PLAN, RUN, {"plan": None}),
        (PLAN_CLEAR, {"id": "x"}, {"clearedId": None}),
        (GOAL, HRV, {"goal": None}),
        (GOAL_CLEAR, {"id": "x"}, {"clearedId": None}),
        (CONSENT, CANDIDATES, {"consent": None}),
    ],
)
async def test_a_token_that_may_only_read_chooses_nothing(
    server: Server, document: str, given: Input, payload: Input
) -> None:
    await changes_nothing(server, document, given, payload)


async def test_a_payload_tells_what_is_read_afterwards(server: Server) -> None:
    told = [
        (await change(server, PLAN.replace("id dayOn", "id notedAt"), RUN)).at("planSet.plan"),
        (await change(server, GOAL.replace("id metric", "id notedAt"), HRV)).at("goalSet.goal"),
    ]
    for payload in told:
        assert isinstance(payload, dict)
        read = await server.ask(
            "query ($id: ID!) { node(id: $id) "
            "{ ... on Plan { notedAt } ... on Goal { notedAt } } }",
            variables={"id": payload["id"]},
        )
        assert read.at("node.notedAt") == payload["notedAt"]


def revision(server: Server) -> int:
    ((found,),) = server.rows("SELECT revision FROM people WHERE id = 1")
    assert isinstance(found, int)
    return found
