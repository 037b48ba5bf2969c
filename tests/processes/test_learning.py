"""The first questions to a server that has just started."""

from pathlib import Path

from ml.catalogue import BY_STEM, CATALOGUE
from resolvers.answer_types import camel
from tests.processes.asking import INSIGHTS, ask, insights
from tests.processes.household import Household
from tests.processes.serving import eventually, serving

ONE = "{ me { insights { sleepWindow { standing basis headline } } } }"


def test_a_first_answer_is_a_rule_and_soon_the_finding(tmp_path: Path, export: Path) -> None:
    token = Household(tmp_path).add("Ada", export)
    with serving(tmp_path) as server, server.client(token) as client:

        def window() -> dict[str, str]:
            return ask(client, ONE)["me"]["insights"]["sleepWindow"]

        first = window()
        assert (first["standing"], first["basis"]) == ("LEARNING", "RULE")
        assert first["headline"] != ""
        eventually(lambda: window()["standing"] == "READY", lambda: server.text)
        # What nobody selected, nobody computed.
        computed = [line["insight"] for line in server.log if line["message"] == "computed"]
        assert computed == ["sleep_window"]

        def all_ready() -> bool:
            return {answer["standing"] for answer in insights(client).values()} == {"READY"}

        eventually(all_ready, lambda: server.text)
        computed = [line["insight"] for line in server.log if line["message"] == "computed"]
        assert len(computed) == len(set(computed))
        assert set(computed) == selected_and_used()


def selected_and_used() -> set[str]:
    """Return the stems of the insights that are asked for, and of all that they build on."""
    found: set[str] = set()
    waiting = [each.stem for each in CATALOGUE if camel(each.stem) in INSIGHTS]
    while waiting:
        stem = waiting.pop()
        if stem not in found:
            found.add(stem)
            waiting += BY_STEM[stem].uses
    return found
