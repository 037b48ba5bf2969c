from pathlib import Path

import pytest
from graphql import build_schema, parse, validate

from resolvers.graphql_schema import SCHEMA

FOLDER = Path(__file__).parents[2] / "resolvers" / "graphiql" / "examples"
EXAMPLES = sorted(FOLDER.glob("*.graphql"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_shown_example_can_be_run(path: Path) -> None:
    errors = validate(build_schema(SCHEMA.as_str()), parse(path.read_text("utf-8")))
    assert [error.message for error in errors] == []


def test_the_examples_are_there() -> None:
    assert {path.stem for path in EXAMPLES} == {
        "first_look",
        "evidence",
        "days",
        "journal_record",
        "server",
    }
