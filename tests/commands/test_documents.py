"""What is said of manifests that cannot be used, before anything is served."""

from pathlib import Path

from tests.commands.running import refusal


def test_a_manifest_that_is_none_is_named(tmp_path: Path) -> None:
    manifest = tmp_path / "web.json"
    manifest.write_text("{}")
    said = refusal(tmp_path / "data", "serve", "--port", "0", ATTUNE_DOCUMENTS=str(manifest))
    assert said == f"serve: ATTUNE_DOCUMENTS: {manifest}: there are no documents in it"


def test_to_answer_only_registered_documents_some_are_needed(tmp_path: Path) -> None:
    said = refusal(tmp_path / "data", "serve", "--port", "0", ATTUNE_DOCUMENTS_ONLY="yes")
    assert said == "serve: ATTUNE_DOCUMENTS_ONLY=yes answers nothing without ATTUNE_DOCUMENTS"
