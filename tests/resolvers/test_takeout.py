"""GET /export, brought to another server: the same findings; and being forgotten."""

import zipfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from graphql import build_schema, get_named_type

from ml.catalogue import CATALOGUE
from resolvers.answer_types import camel
from schema.json_form import Json
from storage import people, tokens
from storage.chosen import consents, experiments, goals, plans, suggestions
from storage.databases.database import Database
from tests.databases import ON_POSTGRESQL
from tests.owners import NOW, Owner, add_owner
from tests.people import LAST_ON
from tests.resolvers.changing import READER, Input, change, codes
from tests.resolvers.conftest import PATIENT_SECONDS
from tests.resolvers.planted import NAP, suggest
from tests.resolvers.serving import ADA, BOB, Server, Told, serving
from tests.resolvers.test_limits import everything

pytestmark = pytest.mark.anyio

EVE = Owner("Eve", 2, f"Eve-{'0' * 32}")
SDL = build_schema((Path(__file__).parents[2] / "schema" / "schema.graphql").read_text())
FORGET = """mutation ($input: PersonForgetInput!) { personForget(input: $input) {
    forgetting { noTraceLeft } userErrors { field code message }
} }"""


def choose(database: Database) -> None:
    """Have Ada choose and be told something of every kind."""
    suggest(database, ADA)
    with database.write() as session:
        row, _ = suggestions.find(session, ADA.person_id, NAP) or (None, None)
        assert row
        suggestions.give_feedback(session, row, "FOLLOWED", "=note", NOW)
        planned = plans.PlannedWorkout(LAST_ON + timedelta(days=1), "running", 40, 9.5)
        plans.keep(session, ADA.person_id, planned, NOW)
        goals.keep(session, ADA.person_id, goals.Aim("HRV", 62.0, None), NOW)
        consents.keep(session, ADA.person_id, "CANDIDATE_ALGORITHMS", enabled=False, now=NOW)
        drawn = experiments.Planned("tea", LAST_ON - timedelta(days=16), 4, (0, 1, 1, 0) * 4, 9.0)
        begun = experiments.begin(session, ADA.person_id, drawn, NOW - timedelta(days=20))
        for day in range(16):
            experiments.record(session, begun, drawn.first_on + timedelta(days=day), followed=True)


async def findings(server: Server, owner: Owner) -> dict[str, Json]:
    """Return every finding with all its fields, and what is claimed of it."""
    found: dict[str, Json] = {}
    for insight in CATALOGUE:
        name = camel(insight.stem)
        answer = get_named_type(SDL.type_map["Insights"].fields[name].type)  # pyright: ignore[reportAttributeAccessIssue]
        fields = everything(get_named_type(answer.fields["finding"].type))  # pyright: ignore[reportAttributeAccessIssue, reportArgumentType]
        told = await server.insights(
            f"{name} {{ standing claim headline finding {fields} }}", owner
        )
        found[name] = told.at(name)
    return found


async def download(server: Server, owner: Owner = ADA) -> bytes:
    response = await server.client.get(
        "/export", headers={"Authorization": f"Bearer {owner.token}"}
    )
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/zip"
    assert response.headers["cache-control"] == "no-store"
    return response.content


async def test_all_findings_are_the_same_on_another_server(server: Server, tmp_path: Path) -> None:
    choose(server.database)
    # What it tells is kept as suggestions, from which the next answer is computed, here and there.
    await findings(server, ADA)
    with server.database.write() as session:
        people.move_revision(session, ADA.person_id, people.FROM_THE_START)
    here = await findings(server, ADA)
    (tmp_path / "takeout.zip").write_bytes(await download(server))
    async with serving(tmp_path / "other", ATTUNE_DEADLINE=PATIENT_SECONDS) as other:
        assert add_owner(other.database, "somebody").person_id == 1
        assert add_owner(other.database, EVE.name) == EVE
        await other.upload(tmp_path / "takeout.zip", EVE)
        await other.child_ready()
        there = await findings(other, EVE)

    assert len(here) == len(CATALOGUE)
    standings = [told.at("standing") for told in (Told(each, None) for each in here.values())]
    assert "LEARNING" not in standings
    assert there == here


async def test_a_zip_of_the_person_alone_whose_folder_goes(server: Server) -> None:
    with zipfile.ZipFile(BytesIO(await download(server, BOB))) as archive:
        assert archive.testzip() is None
        manifest = archive.read("attune.json")
    told = await server.ask("{ me { exportPath } }", BOB)

    assert b'"Bob"' in manifest
    assert told.at("me.exportPath") == "/export"
    assert not list(server.application.settings.data_folder.glob("upload-*"))


async def test_a_token_that_may_not_read_takes_nothing(server: Server) -> None:
    with server.database.write() as session:
        grant = tokens.Grant(scopes=("write",))
        tokens.add(session, ADA.person_id, READER.token, grant, now=NOW)
    headers = {"Authorization": f"Bearer {READER.token}"}

    assert (await server.client.get("/export", headers=headers)).status_code == 403
    assert (await server.client.get("/export")).status_code == 401


async def test_a_person_is_forgotten_at_their_word(server: Server) -> None:
    given: Input = {"name": "ada"}
    assert codes(await change(server, FORGET, given), "personForget") == [
        (["input", "name"], "INVALID")
    ]
    await server.insights("sleepSummary { headline }")
    await server.insights("sleepSummary { headline }")
    assert len(server.application.path.kept) == 1
    told = await change(server, FORGET, {"name": ADA.name})

    assert len(server.application.path.kept) == 0
    # What a server of PostgreSQL keeps cannot be told from here.
    gone = {"noTraceLeft": not ON_POSTGRESQL}
    assert told.at("personForget") == {"forgetting": gone, "userErrors": []}
    assert (await server.post("{ me { name } }")).status_code == 401
    assert server.rows("SELECT name FROM people") == [(BOB.name,)]
    assert (await server.ask("{ me { name } }", BOB)).at("me.name") == "Bob"


async def test_a_reading_token_forgets_nobody(server: Server) -> None:
    with server.database.write() as session:
        grant = tokens.Grant(scopes=("read",))
        tokens.add(session, ADA.person_id, READER.token, grant, now=NOW)
    told = await change(server, FORGET, {"name": ADA.name}, READER)

    assert told.at("personForget.forgetting") is None
    assert codes(told, "personForget") == [(None, "NOT_ALLOWED")]
