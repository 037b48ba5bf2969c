import json
from pathlib import Path

from tests.commands.running import refusal, run
from tests.processes.household import Household

DAYS = "query($first: Int!) { me { name days(first: $first) { nodes { dayOn recoveryPercent } } } }"


def test_a_query_is_answered_with_variables(household: Household, export: Path) -> None:
    household.imports("Ada", export)
    ran = run(household.data, "query", DAYS, "--person", "Ada", "--variables", '{"first": 2}')
    assert (ran.returncode, ran.stderr) == (0, "")
    nodes = [
        {"dayOn": "2024-03-21", "recoveryPercent": 59.0},
        {"dayOn": "2024-03-20", "recoveryPercent": 58.0},
    ]
    assert json.loads(ran.stdout) == {"data": {"me": {"name": "Ada", "days": {"nodes": nodes}}}}


def test_an_insight_is_waited_for(household: Household, export: Path) -> None:
    household.imports("Ada", export)
    document = "{ me { insights { recoveryPrediction { standing evidence { have } } } } }"
    ran = run(household.data, "query", document, "--person", "Ada")
    assert (ran.returncode, ran.stderr) == (0, "")
    answer = json.loads(ran.stdout)["data"]["me"]["insights"]["recoveryPrediction"]
    assert answer["standing"] == "READY"


def test_errors_are_printed_and_counted(household: Household) -> None:
    ran = run(household.data, "query", "{ you { name } }", "--person", "Ada")
    assert ran.returncode == 1
    told = json.loads(ran.stdout)
    assert told["data"] is None
    assert told["errors"][0]["message"] == "Cannot query field 'you' on type 'Query'."


def test_a_mistake_in_a_variable_reaches_the_asker(household: Household) -> None:
    ran = run(household.data, "query", DAYS, "--person", "Ada", "--variables", '{"first": 0}')
    assert ran.returncode == 1
    (error,) = json.loads(ran.stdout)["errors"]
    assert error["message"].startswith("first: 0 is outside 1 to 366")


def test_variables_that_are_no_object_are_refused(household: Household) -> None:
    line = refusal(household.data, "query", DAYS, "--person", "Ada", "--variables", "[1]")
    assert line == 'query: --variables is no object; give one like {"days": 7}'
    line = refusal(household.data, "query", DAYS, "--person", "Ada", "--variables", "first=1")
    assert line.startswith("query: --variables is no JSON: ")


def test_an_unknown_person_is_named(household: Household) -> None:
    line = refusal(household.data, "query", "{ me { name } }", "--person", "Bo")
    assert line == "query: --person 'Bo' is not known here; there is: Ada"
