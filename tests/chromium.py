"""A real Chromium, driven over chromedriver's plain HTTP protocol."""

import base64
import json
import re
import shutil
import subprocess
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NotRequired, TypeAlias, TypedDict

import httpx

Json: TypeAlias = "Mapping[str, Json] | Sequence[Json] | str | float | bool | None"

# A cold Chromium on one busy core has taken 8 s to its first page.
PATIENCE_SECONDS = 30.0
PROGRAMS = ("chromium", "chromedriver")
FLAGS = (
    "--headless=new",
    "--no-sandbox",  # containers run as root, where Chromium's own sandbox cannot
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Whoever else is asked does not exist, on a machine with or without a network.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
# The key under which the protocol hands out an element's reference.
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


class SentRequest(TypedDict):
    url: str
    method: str
    headers: dict[str, str]
    postData: NotRequired[str]


class LogEntry(TypedDict):
    level: str
    message: str


class EventParams(TypedDict):
    request: SentRequest


class Event(TypedDict):
    method: str
    params: EventParams


class EventLine(TypedDict):
    message: Event


@dataclass(frozen=True)
class Window:
    """The one window of a browser session."""

    session: httpx.Client

    def open(self, url: str) -> None:
        self.command("url", {"url": url})

    def measure(self, width: int, height: int) -> None:
        """Give the page itself this size; `--window-size` counts the browser's own bars too."""
        size: Json = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        command = "Emulation.setDeviceMetricsOverride"
        self.command("goog/cdp/execute", {"cmd": command, "params": size})

    def run(self, script: str) -> Json:
        """Answer what the script, a function's body, returns in the page."""
        return self.command("execute/sync", {"script": script, "args": []})

    def wait_for(self, expression: str) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self.run(f"return Boolean({expression})"):
            if time.monotonic() > deadline:
                page = self.run("return document.body.innerText")
                raise TimeoutError(f"{expression} never came true; the page says: {page}")
            time.sleep(0.05)

    def click(self, selector: str) -> None:
        self.command(f"element/{self.element(selector)}/click", {})

    def type(self, selector: str, text: str) -> None:
        self.command(f"element/{self.element(selector)}/value", {"text": text})

    def element(self, selector: str) -> str:
        found = self.command("element", {"using": "css selector", "value": selector})
        if not isinstance(found, Mapping):
            raise TypeError(f"{selector}: chromedriver answered {found!r}, expected a reference")
        return str(found[ELEMENT])

    def screenshot(self) -> bytes:
        answer = self.session.get("screenshot").raise_for_status()
        encoded: str = answer.json()["value"]
        return base64.b64decode(encoded)

    def console(self) -> list[str]:
        """Everything that reached the console since last asked, policy violations among it."""
        return [entry["message"] for entry in self.log("browser")]

    def history(self) -> list[str]:
        """Every address to which the back button could lead, and the present one."""
        command: Json = {"cmd": "Page.getNavigationHistory", "params": {}}
        answer = self.session.post("goog/cdp/execute", json=command).raise_for_status()
        entries: list[dict[str, str]] = answer.json()["value"]["entries"]
        return [entry["url"] for entry in entries]

    def requests(self) -> list[SentRequest]:
        """Every request since last asked, but for those of the browser's own start page."""
        lines: list[EventLine] = [json.loads(entry["message"]) for entry in self.log("performance")]
        events = [line["message"] for line in lines]
        sent = [event for event in events if event["method"] == "Network.requestWillBeSent"]
        requests = [event["params"]["request"] for event in sent]
        return [request for request in requests if not request["url"].startswith("chrome")]

    def log(self, kind: str) -> list[LogEntry]:
        answer = self.session.post("se/log", json={"type": kind}).raise_for_status()
        entries: list[LogEntry] = answer.json()["value"]
        return entries

    def command(self, path: str, body: Json) -> Json:
        answer = self.session.post(path, json=body)
        value: Json = answer.json()["value"]
        if answer.is_error:
            raise RuntimeError(f"chromedriver refused {path}: {value}")
        return value


def missing_programs() -> list[str]:
    return [program for program in PROGRAMS if shutil.which(program) is None]


@contextmanager
def chromium(width: int = 1400, height: int = 900) -> Generator[Window]:
    """Open a browser with a fresh profile, and leave nothing of it behind."""
    with (
        TemporaryDirectory(prefix="attune-chromium-") as profile,
        chromedriver() as address,
        httpx.Client(timeout=PATIENCE_SECONDS) as driver,
    ):
        wanted = capabilities(Path(profile))
        answer = driver.post(f"{address}/session", json={"capabilities": {"alwaysMatch": wanted}})
        session: str = answer.raise_for_status().json()["value"]["sessionId"]
        driver.base_url = httpx.URL(f"{address}/session/{session}")
        window = Window(driver)
        try:
            window.measure(width, height)
            yield window
        finally:
            driver.delete(f"{address}/session/{session}")


def capabilities(profile: Path) -> Json:
    return {
        "goog:chromeOptions": {
            "binary": shutil.which("chromium"),
            "args": [*FLAGS, f"--user-data-dir={profile}"],
        },
        "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
    }


@contextmanager
def chromedriver() -> Generator[str]:
    """Start chromedriver on a port of its own choosing."""
    process = subprocess.Popen(
        ["chromedriver", "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    with process:
        try:
            yield f"http://127.0.0.1:{chosen_port(process)}"
        finally:
            process.terminate()


def chosen_port(process: subprocess.Popen[str]) -> str:
    for line in process.stdout or ():
        if started := re.search(r"started successfully on port (\d+)", line):
            return started[1]
    raise RuntimeError("chromedriver ended before it named its port")
