"""GraphiQL in a real Chromium, against a small schema, and against the server behind its gate."""

import json
import socket
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from resolvers.graphiql.page import EXAMPLES
from tests.chromium import Window, chromium
from tests.processes.household import Household
from tests.processes.serving import serving
from tests.resolvers.graphiql.pages import TOKEN

pytestmark = pytest.mark.usefixtures("browser", "npm_files")

RESPONSE = ".result-window"
EDITOR = "document.querySelector('.graphiql-query-editor .CodeMirror')?.CodeMirror"
TITLES = "[...document.querySelectorAll('.graphiql-tab-button')].map((tab) => tab.innerText.trim())"


@contextmanager
def served(app: str) -> Generator[str]:
    """Serve one of `pages` from a process of its own; connections wait until it is up."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        command = [sys.executable, "-m", "uvicorn", f"tests.resolvers.graphiql.pages:{app}"]
        process = subprocess.Popen(
            [*command, "--fd", str(listening.fileno()), "--log-level", "warning"],
            pass_fds=[listening.fileno()],
        )
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()


def shows(text: str, selector: str = RESPONSE) -> str:
    return f"document.querySelector({selector!r})?.innerText.includes({text!r})"


# Everything in which a page can leave something behind, but for the address.
KEPT = """return Promise.all([indexedDB.databases(), caches.keys()]).then((kept) => [
    ...kept.flat(), ...Object.keys(localStorage), ...Object.keys(sessionStorage), document.cookie
].filter(Boolean).map(String))"""


def ask_for_my_name(window: Window) -> None:
    """Paste a query of the test's schema into a new tab, and run it."""
    window.wait_for("document.querySelector('.graphiql-tab-add')")
    window.click(".graphiql-tab-add")
    window.wait_for(f"{EDITOR}?.getValue() === ''")
    window.run(f"{EDITOR}.setValue('{{ me {{ name }} }}')")
    # GraphiQL reads the operation's name out of the text a moment after it has changed.
    window.wait_for(f"!{EDITOR}.operationName")
    window.click(".graphiql-execute-button")
    window.wait_for(shows("Ada of the test"))


def test_a_token_in_the_fragment_authorises_and_leaves_no_trace() -> None:
    with served("installed") as origin, chromium() as window:
        window.open(f"{origin}/graphiql#token={TOKEN}")
        ask_for_my_name(window)

        titles = window.run(f"return {TITLES}")
        assert titles == ["FirstLook", "Evidence", "Days", "JournalRecord", "Server", "<untitled>"]
        assert window.run("return location.href") == f"{origin}/graphiql"
        assert window.run("return localStorage.length + sessionStorage.length") == 0
        assert window.run("return document.cookie") == ""

        requests = window.requests()
        outside = [one["url"] for one in requests if not one["url"].startswith((origin, "data:"))]
        assert outside == []
        assert not [one["url"] for one in requests if TOKEN in one["url"]]
        queries = [one for one in requests if one["url"] == f"{origin}/graphql"]
        assert {one["headers"]["Authorization"] for one in queries} == {f"Bearer {TOKEN}"}
        asked = [json.loads(one.get("postData", "{}"))["query"] for one in queries]
        assert asked[-1] == "{ me { name } }"
        assert len([query for query in asked if "__schema" in query]) == 1
        assert window.console() == []


def test_behind_the_gate_a_token_is_in_no_history_and_in_no_store(tmp_path: Path) -> None:
    token = Household(tmp_path / "data").add("Ada of the test")
    with serving(tmp_path / "data") as server, chromium() as window:
        page = f"{server.address}/graphiql"
        window.open(f"{page}#token={token}")
        ask_for_my_name(window)

        assert window.run("return location.href") == page
        assert [url for url in window.history() if "token" in url] == []
        assert window.history()[-1] == page
        assert window.run(KEPT) == []
        assert window.console() == []
        outside = [one["url"] for one in window.requests()]
        assert [url for url in outside if not url.startswith((server.address, "data:"))] == []

        window.open(f"{page}#token={token}-of-another")
        window.wait_for(shows("refused this token", "#standing"))
        assert [url for url in window.history() if "token" in url] == []
        assert window.run(KEPT) == []
        told = window.console()
        assert [line for line in told if "401" not in line] == []
        assert [line for line in told if token in line] == []
    assert token not in server.text


def test_without_a_token_nothing_is_asked_until_one_is_typed() -> None:
    with served("installed") as origin, chromium() as window:
        window.open(f"{origin}/graphiql")
        window.wait_for("document.querySelector('.graphiql-execute-button')")
        window.click(".graphiql-execute-button")
        window.wait_for(shows("Paste an access token"))
        assert not [one for one in window.requests() if one["url"] == f"{origin}/graphql"]

        window.type("#access input", TOKEN)
        window.click("#access button")
        ask_for_my_name(window)
        assert window.run("return document.querySelector('#access input').value") == ""
        assert window.run("return location.href") == f"{origin}/graphiql"
        assert window.run("return localStorage.length + sessionStorage.length") == 0


def test_a_refused_token_is_said_and_can_be_replaced_by_a_new_address() -> None:
    with served("installed") as origin, chromium() as window:
        window.open(f"{origin}/graphiql#token=stale")
        window.wait_for(shows("refused this token", "#standing"))
        window.open(f"{origin}/graphiql#token={TOKEN}")
        ask_for_my_name(window)
        assert window.run("return location.hash") == ""


def test_every_example_fills_a_tab_of_its_own() -> None:
    with served("installed") as origin, chromium() as window:
        window.open(f"{origin}/graphiql#token={TOKEN}")
        window.wait_for(f"{TITLES}.length === {len(EXAMPLES)}")
        window.click(".graphiql-tab:nth-of-type(2) .graphiql-tab-button")
        window.wait_for(shows("query Evidence", ".graphiql-query-editor"))


def test_a_page_that_cannot_have_its_files_says_how_to_get_them() -> None:
    with served("without_packages") as origin, chromium() as window:
        window.open(f"{origin}/graphiql#token={TOKEN}")
        window.wait_for(shows("could not be loaded", "#graphiql"))
        assert window.run(f"return {shows('https://unpkg.com', '#notice')}") is True
        assert window.run("return location.hash") == ""
        assert not [line for line in window.console() if "Content Security Policy" in line]


def test_the_explorer_and_the_documentation_know_the_schema() -> None:
    with served("installed") as origin, chromium() as window:
        window.open(f"{origin}/graphiql#token={TOKEN}")
        ask_for_my_name(window)
        window.click("[aria-label='Show GraphiQL Explorer']")
        window.wait_for(shows("name", ".graphiql-explorer-root"))
        window.click("[aria-label='Show Documentation Explorer']")
        window.wait_for(shows("Person", ".graphiql-plugin"))
        assert window.console() == []
