"""A query computes what it selects, and nothing else."""

import pytest

from ml.catalogue import BY_STEM
from tests.resolvers.serving import Server, computed
from tests.statements import statements

pytestmark = pytest.mark.anyio

ALL_FOUR = ("recoveryPrediction", "sleepWindow", "habitImpact", "recommendations")
# With the person whom it opens.
FIND_TOKEN = 1
# With where the person's data stand.
FIND_ANSWERS = 1
STORED_ANSWERS = FIND_TOKEN + FIND_ANSWERS


async def test_one_insight_selected_is_one_computed(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    told = await server.insights("sleepWindow { standing }")

    assert told.at("sleepWindow.standing") == "READY"
    (only,) = computed(caplog)
    assert (only.insight, only.tasks_of_this_child) == ("sleep_window", 1)


@pytest.mark.parametrize("selection", ["name", "insights { __typename }", "id revision"])
async def test_nothing_selected_is_nothing_done(
    server: Server, caplog: pytest.LogCaptureFixture, selection: str
) -> None:
    await server.ask("{ server { version } }")  # the token's use of this hour is noted
    with statements(server.database) as seen:
        (await server.ask(f"{{ me {{ {selection} }} }}")).whole()

    tables = [statement.split("FROM ")[1].split()[0] for statement in seen if "FROM" in statement]
    assert tables == ["access_tokens"]
    assert not computed(caplog)
    await server.insights("habitImpact { standing }")
    assert [each.tasks_of_this_child for each in computed(caplog)] == [1]


async def test_what_an_insight_builds_on_is_computed_once_for_all(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    await server.insights("sleepWindow { standing }")
    told = await server.insights("recommendations { standing } habitImpact { standing }")

    assert [told.at(f"{name}.standing") for name in ("recommendations", "habitImpact")] == [
        "READY",
        "READY",
    ]
    first, *others, last = (each.insight for each in computed(caplog))
    assert (first, last) == ("sleep_window", "recommendations")
    assert sorted([first, *others]) == sorted(BY_STEM["recommendations"].uses)


async def test_aliases_of_one_question_are_one_computation(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    fields = " ".join(
        f"a{minutes}: recoveryPrediction(sleepMinutes: {minutes}) {{ headline }}"
        for minutes in (448, 450, 452)
    )
    told = await server.insights(fields)

    # Minutes are rounded to five, so these are the same question.
    assert told.at("a448") == told.at("a450") == told.at("a452")
    assert [each.insight for each in computed(caplog)] == ["recovery_prediction"]


@pytest.mark.parametrize("selected", [1, 2, 4])
async def test_stored_answers_cost_a_fixed_number_of_statements(
    server: Server, caplog: pytest.LogCaptureFixture, selected: int
) -> None:
    await server.insights(" ".join(f"{name} {{ standing }}" for name in ALL_FOUR))
    await server.application.responses.settled()
    before = len(computed(caplog))
    with statements(server.database) as seen:
        await server.insights(" ".join(f"{name} {{ headline }}" for name in ALL_FOUR[:selected]))

    assert len(seen) == STORED_ANSWERS, seen
    assert len(computed(caplog)) == before
