"""Who asks, writes and imports at the same time, and remembers what was acknowledged."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from subprocess import TimeoutExpired
from threading import Event, Thread

import httpx

from tests.processes.asking import INSIGHTS
from tests.processes.serving import LEAVE_WITHIN_SECONDS, Serving, eventually
from tests.reliability import exports

RECORD = """mutation($on: Date!, $yes: Boolean!) { journalRecord(input: {
    question: "written_here", behaviourOn: $on, answeredYes: $yes
}) { userErrors { message } } }"""
FIRST_WRITTEN_ON = date(2015, 1, 1)
FIELDS = " ".join(f"{name} {{ standing }}" for name in INSIGHTS)
QUESTIONS = (
    f"{{ me {{ insights {{ {FIELDS} }} }} }}",
    "{ me { name revision days(first: 30) { nodes { dayOn } } models { insight } } }",
    f'{{ me {{ insights(asOf: "2024-02-20") {{ {FIELDS} }} }} }}',
)


@dataclass
class Ledger:
    """What a folder's server has acknowledged, round after round, and what it was sent."""

    written: dict[date, bool] = field(default_factory=dict[date, bool])
    imported: set[int] = field(default_factory=set[int])
    sent: int = 0
    answered: int = 0
    revision: int = 0
    _days: Iterator[int] = field(default_factory=count)
    _exports: Iterator[int] = field(default_factory=count)

    def next_day(self) -> date:
        return FIRST_WRITTEN_ON + timedelta(days=next(self._days))

    def next_export(self) -> int:
        return next(self._exports)


@dataclass
class Load:
    """Clients of one server, until it is gone or they are told to stop."""

    server: Serving
    token: str
    ledger: Ledger
    scratch: Path
    unexpected: list[str] = field(default_factory=list[str])
    _over: Event = field(default_factory=Event)
    _threads: list[Thread] = field(default_factory=list[Thread])

    def begin(self) -> None:
        for work in (self._write, self._write, self._ask, self._import):
            thread = Thread(target=self._repeat, args=(work,))
            thread.start()
            self._threads.append(thread)

    def wait_for_an_acknowledgement(self) -> None:
        """Wait until a write of this load was acknowledged."""
        before = len(self.ledger.written)
        eventually(lambda: len(self.ledger.written) > before, lambda: self.server.text)

    def end(self) -> None:
        """Wait for what is under way."""
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _repeat(self, work: Callable[[httpx.Client], None]) -> None:
        with self.server.client(self.token) as client:
            while not self._over.is_set():
                try:
                    work(client)
                except httpx.TransportError:
                    if not self._is_gone():
                        self.unexpected.append("a connection broke")
                    return

    def _is_gone(self) -> bool:
        """Tell whether the server was killed or is ending, as is tried here."""
        with suppress(TimeoutExpired):
            self.server.process.wait(LEAVE_WITHIN_SECONDS)
        return self.server.process.poll() is not None

    def _write(self, client: httpx.Client) -> None:
        on = self.ledger.next_day()
        yes = bool(on.toordinal() % 2)
        self.ledger.sent += 1
        variables = {"on": on.isoformat(), "yes": yes}
        told = client.post("/graphql", json={"query": RECORD, "variables": variables})
        if self._is_good(told) and not told.json()["data"]["journalRecord"]["userErrors"]:
            self.ledger.written[on] = yes

    def _ask(self, client: httpx.Client) -> None:
        for question in QUESTIONS:
            if self._is_good(client.post("/graphql", json={"query": question})):
                self.ledger.answered += 1

    def _import(self, client: httpx.Client) -> None:
        number = self.ledger.next_export()
        export = exports.write(self.scratch / f"export-{number}.zip", number)
        self.ledger.sent += 1
        with export.open("rb") as file:
            told = client.post("/import", files={"export": (export.name, file)})
        export.unlink()
        # 202 promises a report, and nothing that is kept already.
        if self._is_good(told) and told.status_code == 200:
            self.ledger.imported.add(number)

    def _is_good(self, told: httpx.Response) -> bool:
        good = told.status_code in {200, 202} and "errors" not in told.json()
        if not good:
            self.unexpected.append(told.text[:300])
        return good
