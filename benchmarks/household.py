"""The simulated person whom everything is measured on, and the questions asked of them."""

import json
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from graphql import GraphQLObjectType, build_schema, get_named_type, is_leaf_type

import settings
from benchmarks.constants import SDL
from benchmarks.serving import Program, Server, request
from simulation.export import write_export
from simulation.person import simulate
from simulation.planted import Planted
from storage import people, tokens
from storage.databases.database import Database
from storage.importers.whoop import import_export

NIGHTS, HABITS = 700, 40
TOKEN = "benchmark-" + "0" * 32
ONE = "{ me { insights { sleepWindow { standing headline } } } }"
# The bound is on the tokens of a document; these leave room for what is selected of the findings.
PLAIN_FIELDS_A_FINDING = 12


@dataclass(frozen=True)
class Household:
    """A data folder with one person, whom TOKEN opens."""

    folder: Path

    @property
    def as_people_have_it(self) -> Program:
        """The server of it; a benchmark asks faster than people do."""
        given = {"ATTUNE_DATA": str(self.folder), "ATTUNE_REQUESTS_A_MINUTE": "1000000"}
        return Program(("main.py", "serve", "--port"), given)

    @property
    def program(self) -> Program:
        """The server of it; what is not ready is waited for, as nobody waits at a benchmark."""
        waiting = {
            "ATTUNE_DEADLINE": "60",
            "ATTUNE_FIT_LIMIT": "120",
            "ATTUNE_FIT_BUDGET": "1000000",
        }
        served = self.as_people_have_it
        return replace(served, settings={**served.settings, **waiting})


def move_in(folder: Path, nights: int, habits: int) -> Household:
    """Import a simulated person, of whom nothing is computed yet."""
    export = folder / "export.zip"
    write_export(simulate(nights, seed=1, planted=Planted(habit_count=habits)), export)
    database, now = Database(settings.read({"ATTUNE_DATA": str(folder)})), datetime.now(UTC)
    with database.write() as session:
        person_id = people.add(session, "benchmark", now=now)
        tokens.add(session, person_id, TOKEN, tokens.Grant(), now=now)
    import_export(
        database, person_id, export, now=now, unpacked_limit_bytes=10**9, keep_notes=False
    )
    database.close()
    return Household(folder)


def everything() -> str:
    """Return a document that selects all findings, as far as the bound on documents lets it."""
    insights = build_schema(SDL.read_text()).get_type("Insights")
    selected: list[str] = []
    for name, field in insights.fields.items() if isinstance(insights, GraphQLObjectType) else ():
        answer = get_named_type(field.type)
        if isinstance(answer, GraphQLObjectType):
            finding = get_named_type(answer.fields["finding"].type)
            plain = [
                each
                for each, of in (
                    finding.fields if isinstance(finding, GraphQLObjectType) else {}
                ).items()
                if is_leaf_type(get_named_type(of.type))
            ]
            chosen = " ".join(plain[:PLAIN_FIELDS_A_FINDING]) or "__typename"
            selected.append(f"{name} {{ standing claim stale headline finding {{ {chosen} }} }}")
    return f"{{ me {{ insights {{ {' '.join(selected)} }} }} }}"


def answered(server: Server) -> dict[str, object]:
    """Return the data of `everything`, once nothing of it is being computed any more."""
    while True:
        answer = json.loads(server.post(request(everything()), TOKEN))
        if answer.get("errors"):
            raise RuntimeError(f"errors: {answer['errors'][:2]}")
        if not any(
            each["standing"] == "LEARNING" for each in answer["data"]["me"]["insights"].values()
        ):
            return answer["data"]
        time.sleep(1)
