"""The operations that clients are shown, and the files by which clients' tools find them."""

import json
from pathlib import Path

import pytest
from graphql import build_schema, parse, validate

CLIENTS = Path(__file__).parents[2] / "clients"
SDL = (CLIENTS.parent / "schema" / "schema.graphql").read_text("utf-8")
OPERATIONS = sorted((CLIENTS / "operations").glob("*.graphql"))
STANDING = CLIENTS / "operations" / "Standing.graphql"


@pytest.mark.parametrize("path", OPERATIONS, ids=lambda path: path.stem)
def test_an_operation_is_one_of_the_committed_schema(path: Path) -> None:
    text = path.read_text("utf-8")
    # Tools of clients take all files for one; a fragment by itself is used by nobody.
    whole = text if "...Standing" not in text else text + STANDING.read_text("utf-8")
    errors = [error.message for error in validate(build_schema(SDL), parse(whole))]
    assert errors == (["Fragment 'Standing' is never used."] if path == STANDING else [])


def test_configurations_name_what_is_there() -> None:
    ios = CLIENTS / "ios" / "apollo-codegen-config.json"
    told = json.loads(ios.read_text("utf-8"))
    for paths in told["input"].values():
        for path in paths:
            assert list(ios.parent.glob(path)) != [], path

    kotlin = CLIENTS / "kotlin"
    build = (kotlin / "build.gradle.kts").read_text("utf-8")
    for path in ("../operations", "../../schema/schema.graphql"):
        assert f'"{path}"' in build
        assert (kotlin / path).exists()


@pytest.mark.parametrize("scalar", ["Date", "DateTime"])
def test_every_configuration_says_what_a_scalar_is(scalar: str) -> None:
    assert f"scalar {scalar}" in SDL
    typescript = json.loads((CLIENTS / "typescript" / "codegen.json").read_text("utf-8"))
    (generated,) = typescript["generates"].values()
    assert scalar in generated["config"]["scalars"]
    assert f'mapScalar("{scalar}"' in (CLIENTS / "kotlin" / "build.gradle.kts").read_text("utf-8")
    python = (CLIENTS / "python" / "pyproject.toml").read_text("utf-8")
    assert f"[tool.ariadne-codegen.scalars.{scalar}]" in python
