"""Two people on one server: to each, what is the other's is as if it were not there."""

import pytest

from schema.json_form import Json
from storage.tokens import Grant
from tests.owners import Owner, add_owner
from tests.resolvers.changing import Input, change, codes
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
)
from tests.resolvers.planted import suggest
from tests.resolvers.serving import ADA, BOB, Server, items

pytestmark = pytest.mark.anyio

NODES = """{ me {
    id
    days(first: 2) { nodes { id } }
    workouts(first: 2) { nodes { id } }
    journal(first: 2) { nodes { id } }
    models { id }
    imports { id }
    plans { id }
    goals { id }
    consents { id }
    suggestions { nodes { id } }
} }"""
NODE = "query ($id: ID!) { node(id: $id) { __typename id } }"
OWN_ANSWER = """mutation { journalRecord(
    input: {question: "tea", behaviourOn: "2026-01-03", answeredYes: true}
) { journalAnswer { id } } }"""
FORGET = """mutation ($id: ID!) { journalForget(input: {id: $id}) {
    forgottenId userErrors { code message }
} }"""
ROLLBACK = """mutation { modelRollback(input: {insight: SLEEP_WINDOW}) {
    modelVersion { number } userErrors { code }
} }"""
REFRESH = """mutation { insightRefresh(input: {insight: SLEEP_WINDOW}) {
    insights { sleepWindow { model { number } } } userErrors { code }
} }"""
EVERYTHING = """{ me {
    name timezone revision
    days(first: 366) { nodes { dayOn recoveryPercent strain } }
    workouts(first: 366) { nodes { startedAt strain } }
    journal(first: 366) { nodes { question answeredYes behaviourOn } }
    models { number }
    imports { sourceName }
    plans { dayOn activity strain }
    goals { metric target }
    consents { feature enabled }
    suggestions { nodes { text verdict note } }
} }"""


async def test_every_node_of_ones_own_is_found_and_none_of_the_others(server: Server) -> None:
    await server.insights("sleepWindow { standing }", ADA)
    await choose(server)
    ids = ids_in((await server.ask(NODES, ADA)).whole().data)
    kinds: list[Json] = []
    for node_id in ids:
        own = await server.ask(NODE, ADA, {"id": node_id})
        others = await server.ask(NODE, BOB, {"id": node_id})
        assert own.whole().at("node.id") == node_id
        assert others.whole().at("node") is None
        kinds.append(own.at("node.__typename"))

    assert set(map(str, kinds)) == {
        "Person",
        "Day",
        "Workout",
        "JournalAnswer",
        "ModelVersion",
        "Import",
        "Plan",
        "Goal",
        "Consent",
        "Suggestion",
    }


@pytest.mark.parametrize(
    "node_id",
    [
        "",
        "x",
        "UGVyc29u",
        "UGVyc29uOg==",
        "RGF5OjE6eA==",
        "V29ya291dDo5OTk5OTk5OTk5OTk5OTk5OTk5OQ==",
        "UGxhbjp4",
        "R29hbDo5OQ==",
        "Q29uc2VudDoxOlg=",
        "U3VnZ2VzdGlvbjpub25l",
    ],
)
async def test_what_is_no_id_is_nothing(unchanged: Server, node_id: str) -> None:
    assert (await unchanged.ask(NODE, ADA, {"id": node_id})).whole().at("node") is None


async def test_what_one_sees_does_not_depend_on_the_other(server: Server) -> None:
    bobs = (await server.ask(EVERYTHING, BOB)).whole()
    (await server.ask(OWN_ANSWER, ADA)).whole()
    await choose(server)
    await server.insights("sleepWindow { standing }", ADA)
    adas = (await server.ask(EVERYTHING, ADA)).whole()

    assert (await server.ask(EVERYTHING, BOB)).whole() == bobs
    assert bobs.at("me.name") == "Bob"
    for told, owner in ((adas, ADA), (bobs, BOB)):
        ((days,),) = server.rows(
            "SELECT count(DISTINCT day_on) FROM cycles WHERE person_id = :id", id=owner.person_id
        )
        assert len(items(told.at("me.days.nodes"))) == days
    own = {str(day) for day in items(bobs.at("me.days.nodes"))}
    assert not own & {str(day) for day in items(adas.at("me.days.nodes"))}


async def test_nothing_of_the_other_can_be_changed(server: Server) -> None:
    answer = (await server.ask(OWN_ANSWER, ADA)).at("journalRecord.journalAnswer.id")
    for _ in range(2):
        await server.ask(REFRESH, ADA)
    refused = (await server.ask(FORGET, BOB, {"id": answer})).whole()
    nothing = (await server.ask(ROLLBACK, BOB)).whole()
    (await server.ask(REFRESH, BOB)).whole()

    assert refused.at("journalForget.forgottenId") is None
    assert refused.at("journalForget.userErrors.0.code") == "NOT_FOUND"
    assert nothing.at("modelRollback.userErrors.0.code") == "NOT_FOUND"
    assert (await server.ask(NODE, ADA, {"id": answer})).at("node.id") == answer
    told = await server.insights("sleepWindow { model { number rolledBack } }", ADA)
    assert told.at("sleepWindow.model") == {"number": 2, "rolledBack": False}


async def test_nothing_the_other_has_chosen_can_be_changed(server: Server) -> None:
    suggestion = await choose(server)
    before = (await server.ask(EVERYTHING, ADA)).whole()
    plan = await server.ask("{ me { plans { id } goals { id } } }", ADA)
    attempts: list[tuple[str, str, Input]] = [
        ("planClear", PLAN_CLEAR, {"id": plan.at("me.plans.0.id")}),
        ("goalClear", GOAL_CLEAR, {"id": plan.at("me.goals.0.id")}),
        ("feedbackGive", FEEDBACK, {"suggestionId": suggestion, "verdict": "SKIPPED"}),
    ]
    for name, document, given in attempts:
        refused = await change(server, document, given, BOB)
        assert [code for _, code in codes(refused, name)] == ["NOT_FOUND"]
    for name, document, given in (
        ("planSet", PLAN, {**RUN, "strain": 3}),
        ("goalSet", GOAL, {**HRV, "target": 40}),
        ("consentSet", CONSENT, {**CANDIDATES, "enabled": False}),
    ):
        own = await change(server, document, given, BOB)
        assert own.at(f"{name}.userErrors") == []

    assert (await server.ask(EVERYTHING, ADA)).whole() == before


async def test_equal_suggestions_are_each_persons_own(server: Server) -> None:
    both = {suggest(server.database, owner) for owner in (ADA, BOB)}
    (shared,) = both
    await change(server, FEEDBACK, {"suggestionId": shared, "verdict": "PARTLY"}, BOB)
    verdict = "query ($id: ID!) { node(id: $id) { ... on Suggestion { verdict } } }"

    assert (await server.ask(verdict, ADA, {"id": shared})).at("node.verdict") is None
    assert (await server.ask(verdict, BOB, {"id": shared})).at("node.verdict") == "PARTLY"


async def test_equal_questions_of_two_people_have_answers_of_their_own(server: Server) -> None:
    told = [
        await server.insights("habitImpact { headline evidence { have firstOn } }", owner)
        for owner in (ADA, BOB)
    ]
    assert told[0].at("habitImpact.evidence.firstOn") == "2025-07-16"
    assert told[1].at("habitImpact.evidence.firstOn") == "2025-10-04"


async def test_the_admin_scope_opens_nobody_elses_data(server: Server) -> None:
    admin = add_owner(server.database, "Root", Grant(scopes=("read", "write", "admin")))
    await choose(server)
    ids = ids_in((await server.ask(NODES, ADA)).whole().data)

    for node_id in ids:
        assert (await server.ask(NODE, admin, {"id": node_id})).whole().at("node") is None


@pytest.mark.parametrize("token", ["", "Ada", f"{ADA.token}x", f"{ADA.token} {BOB.token}"])
async def test_without_a_token_in_force_nothing_is_said(unchanged: Server, token: str) -> None:
    response = await unchanged.client.post(
        "/graphql",
        json={"query": "{ me { name } }"},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert response.status_code == 401
    assert "Ada" not in response.text


async def test_a_token_that_was_revoked_opens_nothing_any_more(server: Server) -> None:
    gone = Owner("gone", ADA.person_id, ADA.token)
    assert (await server.ask("{ me { name } }", gone)).at("me.name") == "Ada"
    server.change("UPDATE access_tokens SET revoked_at = 1 WHERE person_id = 1")
    response = await server.client.post(
        "/graphql",
        json={"query": "{ me { name } }"},
        headers={"Authorization": f"Bearer {ADA.token}"},
    )
    assert response.status_code == 401


async def choose(server: Server) -> str:
    """Have Ada choose something of every kind, and return the id of what was suggested to her."""
    suggestion = suggest(server.database, ADA)
    feedback: Input = {"suggestionId": suggestion, "verdict": "PARTLY", "note": "my own words"}
    for document, given in ((PLAN, RUN), (GOAL, HRV), (CONSENT, CANDIDATES), (FEEDBACK, feedback)):
        await change(server, document, given)
    return suggestion


def ids_in(value: Json) -> list[str]:
    if isinstance(value, list):
        return [found for each in value for found in ids_in(each)]
    if not isinstance(value, dict):
        return []
    own = value.get("id")
    return [
        *([own] if isinstance(own, str) else []),
        *(found for each in value.values() for found in ids_in(each)),
    ]
