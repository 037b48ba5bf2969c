"""Contests on the server: in steps behind everything else, from the switch to the verdict."""

import json

import anyio
import pytest

from tests.resolvers.serving import Server, until

pytestmark = pytest.mark.anyio

CONSENT = """mutation ($on: Boolean!) {
    consentSet(input: {feature: CANDIDATE_ALGORITHMS, enabled: $on}) { userErrors { message } }
}"""
CONTEST = """recoveryPrediction { standing stale model {
    algorithm contest { standing challenger percent origins pValue won }
} }"""
AT = "recoveryPrediction.model.contest.standing"


async def test_nothing_is_contested_unless_it_is_wanted(server: Server) -> None:
    told = await server.insights(CONTEST)

    assert told.at(AT) == "SWITCHED_OFF"
    assert told.at("recoveryPrediction.model.algorithm") == "ridge stack"
    assert server.rows("SELECT * FROM contests") == []


async def test_from_the_switch_to_the_verdict(server: Server) -> None:
    await server.ask(CONSENT, variables={"on": True})
    begun = await server.insights(CONTEST)
    await until(lambda: bool(server.rows("SELECT 1 FROM contests WHERE judged_at IS NOT NULL")))
    ((progress, won, origins),) = server.rows("SELECT progress, won, origins FROM contests")
    judged = await server.insights(CONTEST)
    await server.ask(CONSENT, variables={"on": False})
    after = await server.insights(CONTEST)

    assert begun.at(AT) == "LEARNING"
    assert progress is None
    assert judged.at(AT) == "READY"
    assert judged.at("recoveryPrediction.model.contest.origins") == origins
    assert judged.at("recoveryPrediction.model.contest.won") is bool(won)
    assert after.at(AT) == "SWITCHED_OFF"
    assert after.at("recoveryPrediction.model.algorithm") == "ridge stack"


async def test_a_contest_that_was_left_goes_on_where_it_was(server: Server) -> None:
    await server.ask(CONSENT, variables={"on": True})
    await server.insights(CONTEST)
    await until(lambda: bool(server.rows("SELECT 1 FROM contests WHERE progress IS NOT NULL")))
    await server.application.path.flights.stop()
    rows = server.rows("SELECT progress FROM contests WHERE judged_at IS NULL")
    kept = sum(map(len, json.loads(str(rows[0][0]))["walked"].values())) if rows else 0
    for minutes in range(400, 460):  # each is one more occasion to go on, as a client gives them
        await server.insights(f"recoveryPrediction(sleepMinutes: {minutes}) {{ standing }}")
        if server.rows("SELECT 1 FROM contests WHERE judged_at IS NOT NULL"):
            break
        await anyio.sleep(0.5)

    assert kept > 0
    assert server.rows("SELECT begun_at <= judged_at FROM contests") == [(1,)]
