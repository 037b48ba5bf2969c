"""Clients as their tools generate them from the committed schema, against a real server."""

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import pytest

from tests.commands.running import PATIENCE_SECONDS, ROOT
from tests.leaving_out import do_without
from tests.processes.asking import ask
from tests.processes.conftest import Home
from tests.processes.household import Household
from tests.processes.serving import eventually, serving

OPERATIONS = ROOT / "clients" / "operations"
TYPESCRIPT = ROOT / "clients" / "typescript"
PYTHON = ROOT / "clients" / "python"
VARIABLES: Mapping[str, dict[str, object]] = {
    "Today": {},
    "WhatIf": {"bedtime": "23:30", "sleepMinutes": 480},
    "Days": {"first": 3},
    "RecordJournal": {
        "input": {"question": "alcohol", "behaviourOn": "2024-03-14", "answeredYes": True}
    },
}


def run(folder: Path, *words: str) -> str:
    """Return what a command prints that goes well."""
    ran = subprocess.run(
        words, cwd=folder, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def typescript() -> Path | None:
    """The manifest of the TypeScript client, generated and compiled, where that can be."""
    compiler = TYPESCRIPT / "node_modules" / ".bin" / "tsc"
    if not shutil.which("node") or not compiler.exists():
        return None
    run(TYPESCRIPT, "node", "generate.js")
    run(TYPESCRIPT, str(compiler))
    return TYPESCRIPT / "src" / "generated" / "persisted-documents.json"


@pytest.fixture(scope="module")
def home(typescript: Path | None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A server that knows the documents of the TypeScript client."""
    data = tmp_path_factory.mktemp("clients") / "data"
    with serving(data, ATTUNE_DOCUMENTS=str(typescript or "")) as server:
        yield Home(server, Household(data))


@pytest.fixture(scope="module")
def ada(home: Home, export: Path) -> str:
    """A person whose prediction is ready."""
    token = home.people.add("Ada", export)
    with home.server.client(token) as client:

        def look() -> bool:
            return prediction(client)["standing"] == "READY"

        eventually(look, lambda: str(prediction(client)))
    return token


def prediction(client: httpx.Client) -> dict[str, str]:
    told = ask(client, document("Today"))
    return told["me"]["insights"]["recoveryPrediction"]


def document(name: str) -> str:
    text = (OPERATIONS / f"{name}.graphql").read_text("utf-8")
    fragment = (OPERATIONS / "Standing.graphql").read_text("utf-8")
    return text + fragment if "...Standing" in text else text


def test_every_operation_has_variables_to_be_tried_with() -> None:
    assert {file.stem for file in OPERATIONS.iterdir()} == {*VARIABLES, "Standing"}


@pytest.mark.parametrize("name", VARIABLES)
def test_an_operation_is_answered(home: Home, ada: str, name: str) -> None:
    with home.server.client(ada) as client:
        told = ask(client, document(name), **VARIABLES[name])
    assert '"userErrors": []' in json.dumps(told) if name == "RecordJournal" else told["me"]


def test_the_typescript_client_asks_by_hash(typescript: Path | None, home: Home, ada: str) -> None:
    if typescript is None:
        do_without("THE TYPESCRIPT CLIENT IS NOT TRIED: install node and npm, run `make clients`")
    script = "tests/processes/typescript_client.mjs"
    answered = json.loads(run(ROOT, "node", script, home.server.address, ada))

    headline, interval, standing, *days = answered["told"]
    with home.server.client(ada) as client:
        assert headline == prediction(client)["headline"]
    assert interval.startswith("8 times in 10 between ")
    assert standing in {"READY", "LEARNING"}
    assert days == sorted(days, reverse=True)
    assert len(days) == 3
    assert answered["registered"]["me"]["name"] == "Ada"


def test_a_mistake_in_a_typescript_client_is_found_by_its_compiler(
    typescript: Path | None,
) -> None:
    if typescript is None:
        do_without("THE TYPESCRIPT CLIENT IS NOT TRIED: install node and npm, run `make clients`")
    wrong = TYPESCRIPT / "src" / "wrong.ts"
    wrong.write_text(
        'import type { TodayQuery } from "./generated/graphql.js";\n'
        "export const told = (today: TodayQuery): string => today.me.nickname;\n"
    )
    try:
        compiled = subprocess.run(
            [TYPESCRIPT / "node_modules" / ".bin" / "tsc", "--noEmit"],
            cwd=TYPESCRIPT,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
    finally:
        wrong.unlink()
    assert compiled.returncode != 0
    assert "'today.me' is possibly 'null'" in compiled.stdout
    assert "'nickname' does not exist" in compiled.stdout


def test_the_python_client_is_typed_and_answered(home: Home, ada: str) -> None:
    own = PYTHON / ".venv" / "bin"
    if not (own / "ariadne-codegen").exists():
        do_without("THE PYTHON CLIENT IS NOT TRIED: run `make clients`")
    run(PYTHON, str(own / "ariadne-codegen"))
    checker = ROOT / ".venv" / "bin" / "basedpyright"
    run(PYTHON, str(checker), "--pythonpath", str(own / "python"), "-p", ".", "example.py")

    told = run(PYTHON, str(own / "python"), "example.py", home.server.address, ada).splitlines()

    with home.server.client(ada) as client:
        assert told[0] == prediction(client)["headline"]
    assert told[1].startswith("8 times in 10 between ")
    assert told[-1] == "noted"
