"""How much is computed for one person: beyond the budget nothing fails, and nobody else waits."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import settings
from ml.catalogue import BY_STEM
from ml.task import Outcome, Task
from resolvers.application import Application
from resolvers.asked import Asked
from resolvers.computing.child import Child
from resolvers.computing.cluster import OtherCode
from resolvers.computing.compute import ComputationEnded
from resolvers.computing.fit_budget import FitBudget
from resolvers.front.counts import Counts
from schema.answer import Answer, Standing
from tests.databases import environment_of
from tests.resolvers.serving import ADA, BOB, Server, Told, computed, serving

pytestmark = pytest.mark.anyio

ONE, OTHER = "sleepSummary", "workoutSummary"
SHOWN = "standing stale basis headline caveats { code }"
RECORD = """mutation { journalRecord(input: {question: "tea", behaviourOn: "2026-01-03",
    answeredYes: true}) { userErrors { code } } }"""


@pytest.fixture
async def spent(data: Path, caplog: pytest.LogCaptureFixture) -> AsyncGenerator[Server]:
    """Return a server on which each may have one thing computed, of which Ada has had one."""
    caplog.set_level("INFO", "attune")
    async with serving(data, ATTUNE_DEADLINE="30", ATTUNE_FIT_BUDGET="0.00001") as server:
        await server.child_ready()
        told = await server.insights(f"{ONE} {{ {SHOWN} }}")
        assert (told.at(f"{ONE}.standing"), told.at(f"{ONE}.stale")) == ("READY", False)
        yield server


async def test_what_was_never_computed_is_told_by_its_rule(
    spent: Server, caplog: pytest.LogCaptureFixture
) -> None:
    told = await spent.insights(f"{OTHER} {{ {SHOWN} }}")
    assert told.at(f"{OTHER}.standing") == "LEARNING"
    assert why(told, OTHER) == "COMPUTING_SPENT"
    assert told.at(f"{OTHER}.headline")
    assert computed(caplog) == []


async def test_what_is_known_is_told_as_ever(spent: Server) -> None:
    told = await spent.insights(f"{ONE} {{ {SHOWN} }}")
    assert (told.at(f"{ONE}.standing"), told.at(f"{ONE}.stale")) == ("READY", False)
    assert why(told, ONE) != "COMPUTING_SPENT"


async def test_what_has_been_computed_before_is_told_as_stale(spent: Server) -> None:
    (await spent.ask(RECORD)).whole()
    told = await spent.insights(f"{ONE} {{ {SHOWN} }}")
    assert (told.at(f"{ONE}.standing"), told.at(f"{ONE}.stale")) == ("READY", True)
    assert why(told, ONE) == "COMPUTING_SPENT"


async def test_a_past_day_counts_too(spent: Server) -> None:
    told = await spent.insights(f"{ONE} {{ {SHOWN} }}", as_of="2026-01-10")
    assert (told.at(f"{ONE}.standing"), why(told, ONE)) == ("LEARNING", "COMPUTING_SPENT")


async def test_another_has_a_budget_of_their_own(spent: Server) -> None:
    told = await spent.insights(f"{OTHER} {{ {SHOWN} }}", BOB)
    assert told.at(f"{OTHER}.standing") == "READY"


async def test_what_is_asked_for_is_not_refreshed_beyond_it(
    spent: Server, ada_export: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (await spent.ask(RECORD)).whole()
    await spent.upload(ada_export)
    await spent.application.refresh_asked(ADA.person_id)
    assert computed(caplog) == []


def test_what_waits_counts_and_what_was_not_taken_is_given_back() -> None:
    insight = BY_STEM["habit_impact"]
    expected = insight.cost_ms / 1000
    budget = FitBudget(timedelta(seconds=10 * expected), timedelta(seconds=30))
    for _ in range(10):
        assert budget.allows(1, insight)
        budget.begin(1, insight)
    assert not budget.allows(1, insight)
    assert budget.allows(2, insight)
    budget.end(1, insight, 0)
    assert budget.allows(1, insight)
    budget.end(1, insight, None)
    assert not budget.allows(1, insight), "one that was ended has taken as long as one may"


def why(told: Told, field: str) -> object:
    """Return the first caveat, which says how the answer came about."""
    return told.at(f"{field}.caveats.0.code")


class Nobody(Child):
    """Computes nothing, and says why."""

    def __init__(self, why: ComputationEnded) -> None:
        super().__init__(timedelta(seconds=30), Counts())
        self._why = why
        self.started.set()

    def start(self) -> None:
        pass

    async def compute(self, task: Task, cost_ms: int) -> Outcome:
        del task, cost_ms
        raise self._why


@pytest.mark.parametrize(
    ("why", "seconds_left"),
    [(OtherCode("of yesterday"), 60), (ComputationEnded("it took too long"), 30)],
)
async def test_what_was_not_begun_costs_nothing(
    data: Path, why: ComputationEnded, seconds_left: int
) -> None:
    advice = BY_STEM["recommendations"]  # ends with the first of what it builds on
    application = Application(settings.read(environment_of(data)), compute=Nobody(why))
    async with application.running():
        asked = [Asked(advice, advice.arguments(), None)]
        (told,) = await application.path.settle(ADA.person_id, asked)
        assert isinstance(told, Answer)
        assert told.standing is Standing.LEARNING
        left = application.resources.budget
        costly = replace(advice, cost_ms=(seconds_left - 1) * 1000)
        assert left.allows(ADA.person_id, costly)
        assert seconds_left == 60 or not left.allows(ADA.person_id, replace(advice, cost_ms=31_000))
