from pathlib import Path

from tests.commands.running import ROOT, run


def test_the_printed_schema_is_the_one_written_down(data: Path) -> None:
    printed = run(data, "schema")
    assert (printed.returncode, printed.stderr) == (0, "")
    written = ROOT / "schema" / "schema.graphql"
    assert written.exists(), "schema/schema.graphql is not there; run: make schema"
    same = written.read_text("utf-8") == printed.stdout
    assert same, "schema/schema.graphql is not what the code says; run: make schema"
