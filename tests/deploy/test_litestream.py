"""What is given to Litestream fits the Blueprint that starts it, and the server beside it."""

import re
import subprocess
from pathlib import Path

import yaml

import settings
from tests.commands.running import ROOT
from tests.deploy.blueprint import Service, variables

DEPLOY = ROOT / "deploy"
# Of Litestream 0.5's configuration reference; 0.3 had a list `replicas`, which 0.5 reads no more
# than one of.
KNOWN = {
    "": {"dbs", "snapshot"},
    "dbs": {"path", "replica"},
    "replica": {"type", "bucket", "endpoint", "path", "sync-interval"},
    "snapshot": {"interval", "retention"},
}
# Litestream reads these two by itself.
READ_BY_ITSELF = {"LITESTREAM_ACCESS_KEY_ID", "LITESTREAM_SECRET_ACCESS_KEY"}


def service() -> Service:
    return yaml.safe_load((DEPLOY / "render-disk.yaml").read_text("utf-8"))["services"][0]


def test_litestream_knows_every_field() -> None:
    configured = yaml.safe_load((DEPLOY / "litestream.yml").read_text("utf-8"))
    (database,) = configured["dbs"]
    found = {
        "": set(configured),
        "dbs": set(database),
        "replica": set(database["replica"]),
        "snapshot": set(configured["snapshot"]),
    }
    assert found == KNOWN
    for duration in (database["replica"]["sync-interval"], *configured["snapshot"].values()):
        assert re.fullmatch(r"\d+[smh]", duration)


def test_all_that_it_takes_from_the_environment_is_asked_for() -> None:
    given = variables(service())
    text = (DEPLOY / "litestream.yml").read_text("utf-8")
    assert set(re.findall(r"\$\{(\w+)\}", text)) | READ_BY_ITSELF == {
        name for name in given if name.startswith("LITESTREAM_") or name == "ATTUNE_DATA"
    }


def test_it_copies_and_restores_the_database_of_the_server() -> None:
    data = str(variables(service())["ATTUNE_DATA"]["value"])
    file = settings.read({"ATTUNE_DATA": data}).database_file
    configured = yaml.safe_load((DEPLOY / "litestream.yml").read_text("utf-8"))
    assert Path(configured["dbs"][0]["path"].replace("${ATTUNE_DATA}", data)) == file
    restore, replicate = str(service()["startCommand"]).split(" && exec ")
    assert restore.endswith(f" -config deploy/litestream.yml {file}")
    assert "-config deploy/litestream.yml -exec " in replicate


def test_what_fetches_it_is_a_shell_script_that_checks_what_came() -> None:
    script = DEPLOY / "get-litestream.sh"
    assert subprocess.run(["sh", "-n", script], check=False).returncode == 0
    assert "sha256sum --check" in script.read_text("utf-8")
    assert "sh deploy/get-litestream.sh" in str(service()["buildCommand"])
