"""Adoption: planted use is counted as it was, and nothing tells of a few people."""

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from statistics import fmean

import pytest
from sqlalchemy import update
from sqlmodel import Session, col

from resolvers.watching.adoption import measured
from schema.adoption import Adoption, InsightAdoption, SuggestionAdoption, Withheld
from storage.databases.database import Database
from storage.tables import StoredAnswer
from storage.tokens import Grant
from tests.databases import database_of
from tests.owners import NOW, add_owner
from tests.resolvers.serving import ADA, Server, items
from tests.resolvers.using import add_people, asks, is_forecast, is_told, recovers
from tests.statements import statements

pytestmark = pytest.mark.anyio

ADOPTION = """{ server { adoption {
    people
    insights { field peopleIn7Days peopleIn30Days withheld }
    active { share people withheld }
    suggestions { variant people suggestions answeredShare followedShare partlyShare withheld }
    suggestionsByVariant { variant followedShare withheld }
    recoveryChange { points interval90 { low high } people withheld }
    predictionError { points interval90 { low high } people withheld }
} } }"""
FEW = Withheld.TOO_FEW_PEOPLE
EVEN_WEEK = (0, 2, 4)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = database_of(tmp_path / "data")
    yield database
    database.close()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.write() as session:
        yield session


def test_who_asked_is_counted_by_week_and_month(session: Session) -> None:
    everyone = add_people(session, 9)
    for person_id in everyone[:6]:
        asks(session, person_id, [0, 6, 20], "sleep_window")
    for person_id in everyone[6:]:
        asks(session, person_id, [7, 29], "sleep_window")
    for person_id in everyone[:4]:
        asks(session, person_id, [1], "habit_impact")
        asks(session, person_id, [30], "recommendations")

    shown = measured(session, NOW)
    assert asked(shown, "sleepWindow") == (6, 9, None)
    assert asked(shown, "habitImpact") == (None, None, FEW)
    assert asked(shown, "recommendations") == (None, None, FEW)


def test_active_is_who_asked_on_three_days_of_seven(session: Session) -> None:
    everyone = add_people(session, 8)
    asks(session, everyone[0], EVEN_WEEK, "sleep_window")
    asks(session, everyone[1], [0, 6], "sleep_window")
    asks(session, everyone[1], [3, 6], "habit_impact")
    asks(session, everyone[2], [0, 1], "sleep_window")
    asks(session, everyone[2], [0, 1], "habit_impact")
    asks(session, everyone[3], [5, 6, 7], "sleep_window")

    shown = measured(session, NOW).active
    assert (shown.share, shown.people, shown.withheld) == (2 / 8, 8, None)


def test_each_person_counts_alike_in_what_was_followed(session: Session) -> None:
    everyone = add_people(session, 6)
    is_told(session, everyone[0], ["SKIPPED"] * 40)
    for person_id in everyone[1:5]:
        is_told(session, person_id, ["FOLLOWED", "PARTLY", None, "FOLLOWED"])

    shown = measured(session, NOW).suggestions
    assert shown == SuggestionAdoption(
        variant=None,
        people=5,
        suggestions=56,
        answered_share=fmean([1, *[0.75] * 4]),
        followed_share=fmean([0, *[0.5] * 4]),
        partly_share=fmean([0, *[0.25] * 4]),
        withheld=None,
    )


def test_what_was_suggested_long_ago_is_left_out(session: Session) -> None:
    for person_id in add_people(session, 5):
        is_told(session, person_id, [*["FOLLOWED"] * 61, *["SKIPPED"] * 30])

    shown = measured(session, NOW).suggestions
    assert (shown.followed_share, shown.suggestions) == (1, 5 * 61)


def test_variants_stand_side_by_side(session: Session) -> None:
    everyone = add_people(session, 10)
    for person_id in everyone[:5]:
        is_told(session, person_id, ["FOLLOWED", "SKIPPED"], "order:first")
    for person_id in everyone[5:]:
        is_told(session, person_id, ["FOLLOWED", "FOLLOWED"], "order:second")

    shown = measured(session, NOW)
    assert [(each.variant, each.followed_share) for each in shown.suggestions_by_variant] == [
        ("order:first", 0.5),
        ("order:second", 1),
    ]
    assert shown.suggestions.followed_share == 0.75


def test_no_variant_is_told_apart_where_the_rest_would_tell_of_a_few(session: Session) -> None:
    everyone = add_people(session, 9)
    for person_id in everyone[:5]:
        is_told(session, person_id, ["FOLLOWED"], "order:first")
    for person_id in everyone[5:]:
        is_told(session, person_id, ["SKIPPED"], "order:second")

    shown = measured(session, NOW)
    assert shown.suggestions.people == 9
    (instead,) = shown.suggestions_by_variant
    assert (instead.variant, instead.followed_share, instead.withheld) == (None, None, FEW)


def test_a_change_of_recovery_is_that_of_people_who_use_it(session: Session) -> None:
    everyone = add_people(session, 8)
    for number, person_id in enumerate(everyone[:5]):
        recovers(session, person_id, [20.0] * 50 + [50.0] * 60 + [51.0 + number] * 60)
        asks(session, person_id, [29], "sleep_window")
    recovers(session, everyone[5], [10.0] * 60 + [90.0] * 60)  # no longer uses it
    recovers(session, everyone[6], [10.0] * 60 + [90.0] * 29)  # too few before and after
    recovers(session, everyone[7], [None] * 120)
    asks(session, everyone[5], [30], "sleep_window")
    for person_id in everyone[6:]:
        asks(session, person_id, [0], "sleep_window")

    shown = measured(session, NOW).recovery_change
    assert (shown.points, shown.people, shown.withheld) == (3, 5, None)
    assert shown.interval90 is not None
    # 3 +- t(.95; 4) sqrt(2.5 / 5)
    assert shown.interval90.low == pytest.approx(3 - 2.131847 * 0.5**0.5, abs=0.005)
    assert shown.interval90.high == pytest.approx(3 + 2.131847 * 0.5**0.5, abs=0.005)


def test_days_count_from_each_persons_last_recovery(session: Session) -> None:
    for person_id in add_people(session, 5):
        recovers(session, person_id, [40.0] * 60 + [60.0] * 60 + [None] * 45)
        asks(session, person_id, [0], "sleep_window")

    assert measured(session, NOW).recovery_change.points == 20


def test_the_error_is_the_mean_over_learned_forecasts_of_this_code(session: Session) -> None:
    everyone = add_people(session, 8)
    for number, person_id in enumerate(everyone[:6]):
        is_forecast(session, person_id, 15.0 + number)
    is_forecast(session, everyone[6], None)

    shown = measured(session, NOW).prediction_error
    assert (shown.points, shown.people) == (17.5, 6)
    outdate(session, everyone[0])
    assert measured(session, NOW).prediction_error.points == 18
    outdate(session, everyone[1])
    assert measured(session, NOW).prediction_error.withheld is FEW


@pytest.mark.parametrize("count", [2, 4])
def test_of_a_few_people_nothing_is_told(session: Session, count: int) -> None:
    for person_id in add_people(session, count):
        uses(session, person_id)

    shown = measured(session, NOW)
    assert shown.people == count
    assert {asked(shown, each.field) for each in shown.insights} == {(None, None, FEW)}
    rest = (shown.active, shown.suggestions, shown.recovery_change, shown.prediction_error)
    for measure in (*rest, *shown.suggestions_by_variant):
        numbers = {
            getattr(measure, field.name) for field in fields(measure) if field.name != "withheld"
        }
        assert (numbers, measure.withheld) == ({None}, FEW)


def test_of_five_people_everything_is_told(session: Session) -> None:
    for person_id in add_people(session, 5):
        uses(session, person_id)

    shown = measured(session, NOW)
    assert asked(shown, "sleepWindow") == (5, 5, None)
    assert (shown.active.share, shown.suggestions.followed_share) == (1, 0.5)
    assert (shown.recovery_change.points, shown.prediction_error.points) == (5, 16)


def test_an_only_person_is_told_all_of_themselves(session: Session) -> None:
    (only,) = add_people(session, 1)
    nothing = measured(session, NOW)
    assert nothing.suggestions.withheld is nothing.recovery_change.withheld is Withheld.NOTHING_YET
    assert asked(nothing, "sleepWindow") == (0, 0, None)

    uses(session, only)
    shown = measured(session, NOW)
    assert asked(shown, "sleepWindow") == (1, 1, None)
    assert (shown.active.share, shown.suggestions.followed_share) == (1, 0.5)
    change, error = shown.recovery_change, shown.prediction_error
    assert (change.points, change.people, error.points, error.interval90) == (5, 1, 16, None)
    assert change.interval90 is not None
    assert (change.interval90.low, change.interval90.high) == (5, 5)


def test_an_only_persons_gaps_leave_nothing_to_compare(session: Session) -> None:
    (only,) = add_people(session, 1)
    # Thirty nights of each sixty days, none of which has another sixty days before it.
    recovers(session, only, [50.0] * 30 + [None] * 60 + [55.0] * 30)
    asks(session, only, [0], "sleep_window")

    shown = measured(session, NOW).recovery_change
    assert (shown.points, shown.withheld) == (None, Withheld.NOTHING_YET)


def test_statements_do_not_grow_with_people(database: Database) -> None:
    counts: list[int] = []
    for first in (0, 6):
        with database.write() as session:
            for person_id in add_people(session, 6, first):
                uses(session, person_id)
        with statements(database) as seen, database.read() as session:
            measured(session, NOW)
        counts.append(len([each for each in seen if each.lstrip().startswith("SELECT")]))

    assert counts == [6, 6]


async def test_only_the_scope_admin_is_told(server: Server) -> None:
    grant = Grant(scopes=("read", "admin"))
    root = add_owner(server.database, "Root", grant)
    others = await server.ask(ADOPTION, ADA)
    told = (await server.ask(ADOPTION, root)).whole()

    assert others.whole().at("server") == {"adoption": None}
    assert told.at("server.adoption.people") == 3
    assert told.at("server.adoption.active") == {
        "share": None,
        "people": None,
        "withheld": "TOO_FEW_PEOPLE",
    }


async def test_what_was_asked_over_graphql_is_counted(server: Server) -> None:
    owners = [ADA, *(add_owner(server.database, f"User{number}") for number in range(4))]
    root = add_owner(server.database, "Root", Grant(("read", "admin")))
    for owner in owners:
        await server.insights("sleepSummary { standing }", owner)
    await server.application.usage.write()
    told = (await server.ask(ADOPTION, root)).whole()

    counts = {
        str(each["field"]): each["peopleIn7Days"]
        for each in items(told.at("server.adoption.insights"))
        if isinstance(each, dict)
    }
    assert counts["sleepSummary"] == 5
    assert counts["sleepWindow"] is None


def outdate(session: Session, person_id: int) -> None:
    """Have the answers of a person come from other code."""
    mine = col(StoredAnswer.person_id) == person_id
    session.connection().execute(update(StoredAnswer).where(mine).values(code_version="other"))


def uses(session: Session, person_id: int) -> None:
    """Have a person do a bit of everything."""
    asks(session, person_id, EVEN_WEEK, "sleep_window")
    is_told(session, person_id, ["FOLLOWED", "SKIPPED"])
    is_told(session, person_id, ["FOLLOWED", None], "order:first")
    recovers(session, person_id, [50.0] * 60 + [55.0] * 60)
    is_forecast(session, person_id, 16.0)


def asked(shown: Adoption, field: str) -> tuple[int | None, int | None, Withheld | None]:
    found: InsightAdoption = next(each for each in shown.insights if each.field == field)
    return found.people_in_7_days, found.people_in_30_days, found.withheld
