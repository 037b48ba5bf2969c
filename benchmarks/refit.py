"""What people wait for while everything of a person is fitted anew: 200 requests meanwhile.

With the deadline that people have. A journal answer on an early day makes every model unfit, and
whenever all are fitted again, another one does so again.
"""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from itertools import cycle, islice
from statistics import median, quantiles
from threading import Lock

from benchmarks.cage import Cage
from benchmarks.household import TOKEN, Household, everything
from benchmarks.serving import Server, request, serving
from ml.catalogue import CATALOGUE
from resolvers.answer_types import camel

REQUESTS = 200
# A page that shows everything, beside people who look at one thing after another.
CLIENTS = 4
REWRITE = """mutation {{ journalRecord(input: {{
  question: "tea", behaviourOn: "2025-03-01", answeredYes: {yes}
}}) {{ userErrors {{ message }} }} }}"""


@dataclass
class Refitting:
    """A server that has everything to fit again, as often as it has done so."""

    server: Server
    times: int = 0

    def begin(self) -> None:
        """Rewrite an early day."""
        self.times += 1
        yes = json.dumps(self.times % 2 == 1)
        self.server.close()  # uvicorn has done so, after five seconds without a request
        answer = json.loads(self.server.post(request(REWRITE.format(yes=yes)), TOKEN))
        if answer["data"]["journalRecord"]["userErrors"]:
            raise RuntimeError(f"the day was not rewritten: {answer}")


@dataclass(frozen=True)
class Waited:
    """Seconds; `refits` is how often everything was fitted, or begun to be, meanwhile."""

    p50: float
    p95: float
    worst: float
    refits: int


def measure(household: Household, cage: Cage, requests: int = REQUESTS) -> Waited:
    """Return what requests waited for."""
    with serving(household.as_people_have_it, cage) as server:
        server.first(request(everything()), TOKEN)
        _until_fitted(server)
        refitting, lock = Refitting(server), Lock()
        refitting.begin()

        def ask(client: int) -> list[float]:
            documents = islice(_documents(client), requests // CLIENTS)
            with closing(server.another_client()) as asking:
                return [_asked(asking, document, refitting, lock) for document in documents]

        with ThreadPoolExecutor(CLIENTS) as threads:
            seconds = [each for asked in threads.map(ask, range(CLIENTS)) for each in asked]
        return Waited(median(seconds), quantiles(seconds, n=20)[-1], max(seconds), refitting.times)


def _documents(client: int) -> "cycle[str]":
    if client == 0:
        return cycle([everything()])
    names = [camel(insight.stem) for insight in CATALOGUE]
    return cycle(
        f"{{ me {{ insights {{ {name} {{ standing headline }} }} }} }}"
        for name in names[client::CLIENTS] + names
    )


def _asked(server: Server, document: str, refitting: Refitting, lock: Lock) -> float:
    server.close()  # the last one may have been idle for longer than uvicorn keeps it
    before = time.perf_counter()
    answer = server.post(request(document), TOKEN)
    seconds = time.perf_counter() - before
    if document == everything() and _fitted(answer):
        with lock:
            refitting.begin()
    return seconds


def _fitted(answer: bytes) -> bool:
    told = json.loads(answer)["data"]["me"]["insights"].values()
    return not any(each["standing"] == "LEARNING" or each["stale"] for each in told)


def _until_fitted(server: Server) -> None:
    while not _fitted(server.post(request(everything()), TOKEN)):
        time.sleep(1)
