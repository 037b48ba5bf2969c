"""Self-tests by lot: from drawing to verdict, and what is refused on the way."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import pytest

from schema.json_form import Json
from tests.people import LAST_ON
from tests.resolvers.serving import ADA, BOB, Owner, Server, Told, items

pytestmark = pytest.mark.anyio

EXPERIMENT = """experiment {
    id behaviour schedule firstOn lastOn detectablePoints stoppedOn days { dayOn doIt went }
} userErrors { field code message }"""
START = f"""mutation ($input: ExperimentStartInput!) {{
    experimentStart(input: $input) {{ {EXPERIMENT} }}
}}"""
RECORD = f"""mutation ($input: ExperimentRecordInput!) {{
    experimentRecord(input: $input) {{ {EXPERIMENT} }}
}}"""
STOP = f"""mutation ($input: ExperimentStopInput!) {{
    experimentStop(input: $input) {{ {EXPERIMENT} }}
}}"""
VERDICT = """experimentVerdict {
    standing headline evidence { have need } finding {
        outcome daysOver days followedShare difference { points pValue nightsDone nightsLeft }
    }
}"""
LATE_MEAL: dict[str, Json] = {"behaviour": "late_meal", "days": 28}


async def test_days_are_drawn_before_they_come(server: Server) -> None:
    kept = await started(server)
    days = kept.at("experimentStart.experiment.days")
    assert isinstance(days, dict)
    do_it, listed = items(days["doIt"]), items(days["dayOn"])

    assert kept.at("experimentStart.experiment.schedule") == "BLOCKS_OF_FOUR"
    assert [sum(map(bool, do_it[start : start + 4])) for start in range(0, 28, 4)] == [2] * 7
    # Tomorrow, where Ada last was.
    assert listed[0] in {str(today(server) + timedelta(days=days)) for days in (0, 1, 2)}
    assert set(map(str, items(days["went"]))) == {"UNKNOWN"}
    points = kept.at("experimentStart.experiment.detectablePoints")
    assert isinstance(points, float)
    assert 10 < points < 40
    assert (await server.ask("{ me { experiments { behaviour } } }")).at("me.experiments") == [
        {"behaviour": "late_meal"}
    ]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"behaviour": "Late meal"}, "behaviour"),
        ({"behaviour": "alcohol", "confirmedSafe": True}, "behaviour"),
        ({"behaviour": "evening_walk"}, "confirmedSafe"),
        ({"days": 30}, "days"),
        ({"schedule": "WEEKS"}, "days"),
        ({"firstOn": "2026-01-01"}, "firstOn"),
        ({"firstOn": "2099-01-01"}, "firstOn"),
    ],
)
async def test_what_must_not_be_drawn_is_refused(
    unchanged: Server, changed: Mapping[str, Json], field: str
) -> None:
    told = await unchanged.ask(START, variables={"input": {**LATE_MEAL, **changed}})

    assert told.whole().at("experimentStart.experiment") is None
    assert told.at("experimentStart.userErrors.0.field") == ["input", field]
    assert unchanged.rows("SELECT * FROM experiments") == []


async def test_two_at_once_are_refused_until_one_is_stopped(server: Server) -> None:
    # It is another day where the person was last than in Greenwich.
    server.change("UPDATE cycles SET utc_offset_minutes = 1439")
    server.change("UPDATE people SET revision = revision + 1")
    there = server.application.resources.clock() + timedelta(minutes=1439)
    first = await started(server)
    again = await server.ask(START, variables={"input": {**LATE_MEAL, "behaviour": "meditation"}})
    stopped = await server.ask(STOP, variables={"input": {"id": experiment_id(first)}})
    after = await server.ask(START, variables={"input": {**LATE_MEAL, "behaviour": "meditation"}})

    assert again.at("experimentStart.userErrors.0.field") == ["input", "firstOn"]
    assert stopped.at("experimentStop.experiment.stoppedOn") == str(there.date())
    assert after.at("experimentStart.userErrors") == []


async def test_another_persons_is_as_if_it_were_not_there(server: Server) -> None:
    experiment = experiment_id(await started(server))
    for document, mutation, more in (
        (STOP, "experimentStop", {}),
        (RECORD, "experimentRecord", {"dayOn": str(LAST_ON), "followed": True}),
    ):
        told = await server.ask(document, BOB, {"input": {"id": experiment, **more}})
        assert told.whole().at(f"{mutation}.experiment") is None
        assert told.at(f"{mutation}.userErrors.0.code") == "NOT_FOUND"
    assert (await server.ask("{ me { experiments { id } } }", BOB)).at("me.experiments") == []


async def test_only_days_that_have_come_are_written_down(server: Server) -> None:
    experiment = experiment_id(await started(server))
    too_soon = today(server) + timedelta(days=3)
    early = await server.ask(
        RECORD, variables={"input": {"id": experiment, "dayOn": str(too_soon), "followed": True}}
    )

    assert early.at("experimentRecord.userErrors.0.field") == ["input", "dayOn"]


async def test_from_drawing_to_verdict(server: Server) -> None:
    experiment = experiment_id(await started(server))
    waiting = await server.insights(VERDICT)
    # Time passes: the plan comes to lie in the last four weeks of the data.
    first_on = LAST_ON - timedelta(days=30)
    server.change(f"UPDATE experiments SET first_on = '{first_on}', noted_at = 0")  # noqa: S608
    for place in range(28):
        followed = await server.ask(
            RECORD,
            variables={
                "input": {
                    "id": experiment,
                    "dayOn": str(first_on + timedelta(days=place)),
                    "followed": place != 5,
                }
            },
        )
        assert followed.whole().at("experimentRecord.userErrors") == []
    told = await server.insights(VERDICT)
    early = await server.insights(VERDICT, as_of=str(first_on + timedelta(days=20)))

    assert waiting.at("experimentVerdict.standing") == "INSUFFICIENT"
    assert waiting.at("experimentVerdict.finding.outcome") == "NOT_YET"
    assert told.at("experimentVerdict.standing") == "READY"
    assert told.at("experimentVerdict.finding.outcome") in {"DIFFERENCE", "NO_DIFFERENCE"}
    assert told.at("experimentVerdict.finding.followedShare") == pytest.approx(27 / 28, abs=0.001)
    assert told.at("experimentVerdict.finding.difference.pValue") is not None
    assert early.at("experimentVerdict.finding.outcome") == "NOT_YET"
    assert early.at("experimentVerdict.finding.difference") is None


async def started(server: Server, owner: Owner = ADA) -> Told:
    told = await server.ask(START, owner, {"input": LATE_MEAL})
    assert told.whole().at("experimentStart.userErrors") == []
    return told


def experiment_id(told: Told) -> Json:
    return told.at("experimentStart.experiment.id")


def today(server: Server) -> date:
    now: datetime = server.application.resources.clock()
    return now.date()
