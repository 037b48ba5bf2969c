"""`asOf`: the last data day unless a past one is given, of which no later day is known."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from schema.json_form import Json
from tests.owners import Owner, add_owner
from tests.people import LAST_ON, Row, Sheets, day_of, give, read_sheets, until, write_sheets
from tests.resolvers.serving import Server, computed
from tests.statements import statements

pytestmark = pytest.mark.anyio

PAST = date(2025, 12, 20)
MEASURED = (
    "Recovery score %",
    "Resting heart rate (bpm)",
    "Heart rate variability (ms)",
    "Day Strain",
    "Asleep duration (min)",
    "Sleep need (min)",
    "Sleep debt (min)",
)
EVIDENCE = "evidence { have need firstOn lastOn tested found skill { percent origins } }"
SAID = f"standing basis claim headline caveats {{ code }} {EVIDENCE}"
ALL_FOUR = f"""
    asOf
    recoveryPrediction {{ {SAID} finding {{ recoveryPercent interval90 {{ low high }} }} }}
    tried: recoveryPrediction(bedtime: "22:00") {{ {SAID} finding {{ recoveryPercent }} }}
    sleepWindow {{ {SAID} finding {{ usualBedtime bedtimeSdMinutes needBasedBedtime }} }}
    habitImpact {{ {SAID} finding {{
        tested
        habits {{ habit claim headline effect {{ estimate pValue nights }} }}
        tooFewAnswers {{ habit nightsWith nightsWithout }}
    }} }}
    recommendations {{ {SAID} finding {{ items {{ rule text }} }} }}
"""


async def test_it_is_the_last_data_day_unless_given(server: Server) -> None:
    told = await server.insights("asOf sleepWindow { evidence { lastOn } }")

    assert told.at("asOf") == LAST_ON.isoformat()
    assert told.at("sleepWindow.evidence.lastOn") == LAST_ON.isoformat()


async def test_a_later_day_is_taken_for_the_last(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    now = await server.insights("sleepWindow { computedAt }")
    later = await server.insights("asOf sleepWindow { computedAt }", as_of="2031-05-05")
    on_the_day = await server.insights("sleepWindow { computedAt }", as_of=LAST_ON.isoformat())

    assert later.at("asOf") == LAST_ON.isoformat()
    assert later.at("sleepWindow") == on_the_day.at("sleepWindow") == now.at("sleepWindow")
    assert len(computed(caplog)) == 1


async def test_no_later_day_changes_a_past_answer(
    server: Server, ada_export: Path, tmp_path: Path
) -> None:
    sheets = read_sheets(ada_export)
    other_future = living(server, "Eve", write_sheets(tmp_path / "e.zip", altered(sheets, PAST)))
    no_future = living(server, "Tom", write_sheets(tmp_path / "t.zip", until(sheets, PAST)))

    told = await server.insights(ALL_FOUR, as_of=PAST.isoformat())
    otherwise = await server.insights(ALL_FOUR, other_future, as_of=PAST.isoformat())
    by_then = await server.insights(ALL_FOUR, no_future)
    today = await server.insights(ALL_FOUR)

    assert told.at("asOf") == PAST.isoformat()
    assert otherwise == told
    assert by_then == told
    assert today.at("recoveryPrediction") != told.at("recoveryPrediction")


async def test_a_question_that_was_first_asked_later_is_not_known(
    server: Server, ada_export: Path, tmp_path: Path
) -> None:
    sheets = dict(read_sheets(ada_export))
    sheets["journal_entries.csv"] += [
        row | {"Question text": "Tried cold showers?"}
        for row in sheets["journal_entries.csv"]
        if day_of(row) > PAST
    ]
    asker = living(server, "Eve", write_sheets(tmp_path / "e.zip", sheets))

    told = await server.insights(ALL_FOUR, as_of=PAST.isoformat())
    assert await server.insights(ALL_FOUR, asker, as_of=PAST.isoformat()) == told


async def test_a_past_answer_is_kept_apart_and_publishes_no_model(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    asked = "recoveryPrediction { headline model { number } }"
    past = await server.insights(asked, as_of=PAST.isoformat())
    again = await server.insights(asked, as_of=PAST.isoformat())
    today = await server.insights(asked)

    assert past == again
    assert past.at("recoveryPrediction.model") is None
    assert today.at("recoveryPrediction.model.number") == 1
    assert [each.fitted for each in computed(caplog)] == [True, True]
    assert server.rows("SELECT as_of_key FROM answers ORDER BY as_of_key") == [
        ("",),
        (PAST.isoformat(),),
    ]
    assert server.rows("SELECT CAST(fitted_through_on AS TEXT) FROM model_versions") == [
        (LAST_ON.isoformat(),)
    ]


async def test_a_past_fit_is_not_made_with_the_live_model(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    await server.insights("recoveryPrediction { standing }")
    with statements(server.database) as seen:
        await server.insights("recoveryPrediction { standing }", as_of=PAST.isoformat())

    assert [each.fitted for each in computed(caplog)] == [True, True]
    assert not [statement for statement in seen if "INSERT INTO model_versions" in statement]


async def test_before_the_first_data_there_is_too_little(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    told = await server.insights(ALL_FOUR, as_of="2020-01-01")

    for field in ("recoveryPrediction", "sleepWindow", "habitImpact", "recommendations"):
        assert told.at(f"{field}.standing") == "INSUFFICIENT"
        assert told.at(f"{field}.evidence.have") == 0
        assert told.at(f"{field}.evidence.lastOn") is None
    assert told.at("asOf") == "2020-01-01"
    assert not computed(caplog)


async def test_a_person_without_data_has_no_day(server: Server) -> None:
    newcomer = add_owner(server.database, "Zoe")
    told = await server.insights(ALL_FOUR, newcomer)
    past = await server.insights(ALL_FOUR, newcomer, as_of="2025-01-01")

    assert told.at("asOf") is None
    assert told.at("sleepWindow.standing") == "INSUFFICIENT"
    assert past == told


async def test_a_few_days_short_of_enough_says_how_many(server: Server) -> None:
    first = date.fromisoformat(
        str((await server.insights(ALL_FOUR)).at("recoveryPrediction.evidence.firstOn"))
    )
    told = await server.insights(ALL_FOUR, as_of=(first + timedelta(days=10)).isoformat())

    have: Json = told.at("recoveryPrediction.evidence.have")
    assert isinstance(have, int)
    # Eleven nights, of which the first four calibrate; a strap is off now and then.
    assert 4 <= have <= 7
    assert told.at("recoveryPrediction.standing") == "INSUFFICIENT"


def living(server: Server, name: str, export: Path) -> Owner:
    owner = add_owner(server.database, name)
    give(server.database, owner.person_id, export)
    return owner


def altered(sheets: Sheets, day: date) -> Sheets:
    """Return the same life up to a day, and another one after it."""
    return {
        "physiological_cycles.csv": reversed_after(sheets["physiological_cycles.csv"], day),
        "sleeps.csv": reversed_after(sheets["sleeps.csv"], day),
        "workouts.csv": [row for row in sheets["workouts.csv"] if day_of(row) <= day],
        "journal_entries.csv": [
            row if day_of(row) <= day else row | {"Answered yes": opposite(row)}
            for row in sheets["journal_entries.csv"]
        ],
    }


def opposite(row: Row) -> str:
    return "false" if row["Answered yes"] == "true" else "true"


def reversed_after(rows: list[Row], day: date) -> list[Row]:
    later = [row for row in rows if day_of(row) > day]
    measured = {
        id(row): {name: other[name] for name in MEASURED if name in other}
        for row, other in zip(later, reversed(later), strict=True)
    }
    return [row | measured.get(id(row), {}) for row in rows]
