"""An import on the command line beside a server that writes too: nothing is lost."""

import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import httpx

from simulation.export import write_export
from simulation.person import simulate
from tests.commands.running import ROOT, environment
from tests.processes.asking import ask, insights
from tests.processes.conftest import Home

RECORD = """mutation($on: Date!) { journalRecord(input: {question: "swam", behaviourOn: $on,
    answeredYes: true}) { journalAnswer { id } userErrors { message } } }"""
JOURNAL = """query($after: String) { me { journal(first: 366, after: $after) {
    nodes { source question behaviourOn } pageInfo { hasNextPage endCursor } } } }"""
FIRST_ON = date(2024, 1, 1)


def test_an_import_beside_a_server_loses_nothing(home: Home, tmp_path: Path) -> None:
    export = tmp_path / "my_whoop_data.zip"
    write_export(simulate(365, seed=11), export)
    hers, his = home.people.add("Ada"), home.people.add("Bo")
    with home.server.client(hers) as her, home.server.client(his) as him:
        ask(her, "{ me { name } }")  # the application loads meanwhile, and then both run
        importing = import_beside(home.people.data, "Ada", export)
        recorded: list[str] = []
        while importing.poll() is None:
            on = (FIRST_ON + timedelta(days=len(recorded))).isoformat()
            assert ask(her, RECORD, on=on)["journalRecord"]["userErrors"] == []
            recorded.append(on)
            if len(recorded) == 2:
                insights(her)
            if len(recorded) == 3:  # which may take as long as the other import
                assert him.post("/import", content=export.read_bytes()).status_code in {200, 202}
        out, err = importing.communicate()
        assert (importing.returncode, err) == (0, "")
        report = json.loads(out)
        assert len(recorded) > 1

        me = ask(her, "{ me { revision days(first: 366) { nodes { dayOn } } } }")["me"]
        read = {file["name"]: file["read"] for file in report["files"]}
        skipped = {file["name"]: len(file["skipped"]) for file in report["files"]}
        cycles = "physiological_cycles.csv"
        assert len(me["days"]["nodes"]) == read[cycles] - skipped[cycles]
        # One step for each answer, and one for the import.
        assert me["revision"] == len(recorded) + 1

        kept = journal(her)
        own = [node["behaviourOn"] for node in kept if node["source"] == "OWN"]
        assert sorted(own) == recorded
        assert len(kept) - len(own) == read["journal_entries.csv"]
        assert insights(her)["habitImpact"]["standing"] in {"READY", "LEARNING"}
    assert [line for line in home.server.log if line["level"] != "INFO"] == []


def import_beside(data: Path, name: str, export: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "main.py", "import", str(export), "--person", name, "--json"],
        cwd=ROOT,
        env=environment(data),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def journal(client: httpx.Client) -> list[dict[str, str]]:
    """Return every answer of the journal, page by page."""
    nodes: list[dict[str, str]] = []
    after = None
    while True:
        page = ask(client, JOURNAL, after=after)["me"]["journal"]
        nodes += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return nodes
        after = page["pageInfo"]["endCursor"]
