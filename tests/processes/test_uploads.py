"""POST /import: what is sent, what becomes of it, and what is left behind."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import httpx
import pytest

from tests.processes.asking import ask
from tests.processes.conftest import UPLOAD_MB, Home
from tests.processes.serving import eventually
from tests.storage.importers.exports import cycle, cycles_csv

Counts: TypeAlias = dict[str, dict[str, int]]

KEPT = "{ me { revision days(first: 366) { nodes { dayOn } } imports { sourceName revision } } }"
TOO_MUCH = b"0" * (int(UPLOAD_MB) * 1_000_000 + 1)
ONE_DAY = cycles_csv(cycle()).encode()


def test_a_body_is_imported_and_reported(home: Home, export: Path) -> None:
    with home.server.client(home.people.add("Ada")) as client:
        sent = client.post("/import", content=export.read_bytes())
        assert sent.status_code == 200
        counts = reported(sent)
        assert set(counts) == {
            "physiological_cycles.csv",
            "sleeps.csv",
            "workouts.csv",
            "journal_entries.csv",
        }
        for file in counts.values():
            assert file["read"] == file["imported"] + file["skipped"] > 0
        me = ask(client, KEPT)["me"]
        assert me["imports"] == [{"sourceName": "upload", "revision": 1}]
        assert len(me["days"]["nodes"]) >= 55
        again = client.post("/import", content=export.read_bytes())
        assert all(file["imported"] == 0 for file in reported(again).values())
        assert ask(client, KEPT)["me"]["revision"] == again.json()["revision"] == 1
    assert uploads(home) == []


def test_a_form_is_imported_under_the_name_of_its_file(home: Home, export: Path) -> None:
    with home.server.client(home.people.add("Bo")) as client:
        sent = client.post("/import", files={"export": (export.name, export.read_bytes())})
        assert sent.status_code == 200
        files = """{ me { imports { sourceName revision notes
            files { name read imported unchanged skipped { row reason } } } } }"""
        (kept,) = ask(client, files)["me"]["imports"]
    assert (kept["sourceName"], kept["revision"], kept["notes"]) == (export.name, 1, [])
    named = ("name", "read", "imported", "unchanged", "skipped")
    assert kept["files"] == [{name: file[name] for name in named} for file in sent.json()["files"]]
    assert uploads(home) == []


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../escaped.csv", "escaped.csv"),
        ("/home/escaped.csv", "escaped.csv"),
        ("..\\..\\escaped.csv", "escaped.csv"),
        ("..", "upload"),
        (".", "upload"),
        ("/", "upload"),
        ("x" * 300 + ".csv", "x" * 56 + ".csv"),
        ("\N{SLEEPING FACE}" * 90, "\N{SLEEPING FACE}" * 60),
    ],
)
def test_a_path_in_a_name_is_not_followed(home: Home, sent: str, shown: str) -> None:
    with home.server.client(home.people.add(f"Cy {sent}")) as client:
        told = client.post("/import", files={"export": (sent, ONE_DAY)})
        assert told.status_code in {200, 202}  # it goes on after two seconds
        (kept,) = eventually(lambda: ask(client, KEPT)["me"]["imports"], lambda: told.text)
    assert kept == {"sourceName": shown, "revision": 1}
    eventually(lambda: uploads(home) == [], lambda: str(uploads(home)))
    assert list(home.people.data.parent.rglob("escaped*")) == []


@pytest.mark.parametrize("form", [False, True], ids=["body", "form"])
def test_an_upload_over_the_limit_is_refused(home: Home, form: bool) -> None:  # noqa: FBT001
    with home.server.client(home.people.add(f"Di {form}")) as client:
        sent = (
            client.post("/import", files={"export": ("my.csv", TOO_MUCH)})
            if form
            else client.post("/import", content=TOO_MUCH)
        )
        assert (sent.status_code, messages(sent)) == (413, ["the upload is larger than 1 MB"])
        assert ask(client, KEPT)["me"]["imports"] == []
    assert uploads(home) == []


def test_a_pdf_is_named_with_what_was_expected(home: Home) -> None:
    with home.server.client(home.people.add("Ed")) as client:
        sent = client.post("/import", files={"export": ("export.zip", b"%PDF-1.7 ...")})
        assert sent.status_code == 422
        (message,) = messages(sent)
        assert message.startswith("export.zip is a PDF; expected a WHOOP export")
        assert ask(client, KEPT)["me"] == {"revision": 0, "days": {"nodes": []}, "imports": []}
    assert uploads(home) == []


@pytest.mark.parametrize(
    ("content_type", "body", "message"),
    [
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="file"\r\n\r\nmy.zip\r\n--b--\r\n',
            "the form holds no file",
        ),
        ("multipart/form-data; boundary=b", b"a secret habit", "Invalid multipart data."),
        ("multipart/form-data", b"--b--", "Missing boundary in multipart."),
    ],
)
def test_a_form_without_a_file_is_the_senders_mistake(
    home: Home, content_type: str, body: bytes, message: str
) -> None:
    with home.server.client(home.people.add(f"Fay {message}")) as client:
        headers = {"Content-Type": content_type}
        sent = client.post("/import", content=body, headers=headers)
    assert sent.status_code == 400
    (told,) = messages(sent)
    assert told.startswith(message)
    assert uploads(home) == []


def test_an_upload_that_breaks_off_leaves_nothing(home: Home) -> None:
    with home.server.client(home.people.add("Guy")) as client:
        with pytest.raises(BrokenOffError):
            client.post("/import", content=breaking_off())
        eventually(lambda: uploads(home) == [], lambda: f"left: {uploads(home)}")
        assert ask(client, KEPT)["me"]["imports"] == []


class BrokenOffError(RuntimeError):
    """The sender has gone."""


def breaking_off() -> Iterator[bytes]:
    yield ONE_DAY
    raise BrokenOffError


def uploads(home: Home) -> list[str]:
    """Return what the data folder holds beyond the database, the key, and what was printed."""
    kept = ("attune.db", "signing.key", "printed-")
    return [file.name for file in home.people.data.iterdir() if not file.name.startswith(kept)]


def reported(response: httpx.Response) -> Counts:
    counts: Counts = {}
    for file in response.json()["files"]:
        whole = {name: file[name] for name in ("read", "imported", "unchanged")}
        counts[file["name"]] = {**whole, "skipped": len(file["skipped"])}
    return counts


def messages(response: httpx.Response) -> list[str]:
    return [error["message"] for error in response.json()["errors"]]
