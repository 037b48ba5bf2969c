"""What the document tells a newcomer to use is there."""

import re

import pytest

from commands.line import COMMANDS
from tests.commands.running import ROOT
from tests.deploy.blueprint import variables
from tests.deploy.test_blueprint import DISK, FREE, service_of

TEXT = (ROOT / "docs" / "deploy.md").read_text("utf-8")


@pytest.mark.parametrize("file", sorted(set(re.findall(r"\b(?:deploy/)?[\w-]+\.ya?ml\b", TEXT))))
def test_every_file_is_there(file: str) -> None:
    assert (ROOT / file).is_file()


def test_every_command_is_there() -> None:
    named = set(re.findall(r"main\.py (\w+)", TEXT)) | set(re.findall(r"rm attune (\w+)", TEXT))
    assert named <= set(COMMANDS)
    assert {"serve", "person", "doctor"} <= named


def test_every_variable_is_in_a_blueprint() -> None:
    known = variables(service_of(FREE)) | variables(service_of(DISK))
    named = set(re.findall(r"\b(?:ATTUNE|LITESTREAM|OPENBLAS|OMP|MALLOC|DATABASE)_\w*\w", TEXT))
    assert {name for name in named if name not in known and name != "LITESTREAM_"} == set()


def test_what_is_asked_for_is_told() -> None:
    asked = [key for key, given in variables(service_of(FREE)).items() if "sync" in given]
    assert asked == ["DATABASE_URL"]
    asked = [key for key, given in variables(service_of(DISK)).items() if "sync" in given]
    assert len(asked) == 4
    assert "give it the four `LITESTREAM_` values" in TEXT


@pytest.mark.parametrize("place", re.findall(r"\]\(#([\w-]+)\)", TEXT))
def test_every_place_is_there(place: str) -> None:
    titles = re.findall(r"^## (.*)$", TEXT, re.MULTILINE)
    assert place in {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles}
