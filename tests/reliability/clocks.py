"""A clock that is ahead, and goes back while a server runs; `clock.c` tells the server the time."""

import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from tests.processes.asking import ask
from tests.processes.serving import eventually, serving
from tests.reliability.meeting import a_person, have_stored, quiet, still_reads, write

COMPILER = shutil.which("cc")
AHEAD_SECONDS = 400 * 24 * 3600
# One that is computed in the server, one that has a model of the child's.
TOLD = """{ me { insights {
    sleepSummary { standing computedAt } sleepWindow { standing computedAt model { fittedAt } }
} } }"""


def clock_set_back(folder: Path) -> str:
    """Answers, models and responses are made more than a year ahead, and then it is today."""
    token, _ = a_person(folder)
    clock = folder / "clock"
    clock.write_text(str(AHEAD_SECONDS))
    with (
        serving(folder / "data", **_told_by(clock, folder)) as server,
        server.client(token) as client,
    ):
        have_stored(server, client)
        _told_all(client, ahead=True)
        assert write(client, 0) == ""
        _told_all(client, ahead=True)
        clock.write_text("0")
        still_reads(client)
        _told_all(client, ahead=False)
        assert write(client, 1) == ""
        _told_all(client, ahead=False)
        have_stored(server, client)
        quiet(server)
    with serving(folder / "data") as server, server.client(token) as client:
        _told_all(client, ahead=False)
        assert ask(client, "{ me { revision } }")["me"]["revision"] == 3
        quiet(server)
    return (
        "what was told, fitted or stored ahead of time is made anew; writes, reads and tokens go "
        "on, after a start too"
    )


CLOCKS = {"a clock that goes back by 400 days": clock_set_back}


def _told_by(clock: Path, folder: Path) -> dict[str, str]:
    """Return the environment of a process that is told the time by a file, at every look."""
    library = folder / "clock.so"
    source = Path(__file__).with_name("clock.c")
    command = ["cc", "-shared", "-fPIC", "-O1", "-o", str(library), str(source), "-ldl"]
    subprocess.run(command, check=True)
    return {"LD_PRELOAD": str(library), "CLOCK_AHEAD": str(clock)}


def _told_all(client: httpx.Client, *, ahead: bool) -> None:
    """Ask until everything has been computed by the clock as it is."""

    def is_told() -> bool:
        told = ask(client, TOLD)["me"]["insights"].values()
        texts = [each["computedAt"] for each in told]
        texts += [model["fittedAt"] for each in told if (model := each.get("model"))]
        soon = datetime.now(UTC) + timedelta(days=1)
        ready = all(each["standing"] == "READY" for each in told)
        return ready and len(texts) == 3 and all(_is_after(text, soon) is ahead for text in texts)

    eventually(is_told, lambda: str(ask(client, TOLD)))


def _is_after(text: str, instant: datetime) -> bool:
    return datetime.fromisoformat(text) > instant
