"""Whatever is sent: no failure of the server, nothing of others, and nothing of it in the log."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.processes.household import Household
from tests.processes.made_up import MARK, MadeUp, handfuls
from tests.processes.serving import Serving, serving
from tests.processes.test_logs import ACTIVITY, OWN_QUESTION, QUESTION, distinctive

HANDFUL = 10
# What only the server's insides say.
INSIDES = ("Traceback", 'File "', "sqlalchemy", "sqlite", "site-packages", "object at 0x", "/work")
# An answer in time is of no interest here, and computations are many.
DEADLINE_SECONDS = "0.01"
WILHELMINA = "Wilhelmina"
RECOVERIES = [f"{41 + number}.{6173 + number}" for number in range(20)]
OTHERS = (WILHELMINA, QUESTION, OWN_QUESTION, ACTIVITY, *RECOVERIES)


@dataclass
class Target:
    """A server with a person who asks, and another of whom nothing may be heard."""

    server: Serving
    token: str
    client: httpx.Client
    statuses: Counter[int] = field(default_factory=Counter[int])

    def take(self, request: MadeUp) -> None:
        headers = {"Content-Type": "application/json", "Accept": request.accept}
        if request.known:
            headers["Authorization"] = f"Bearer {self.token}"
        told = self.client.post("/graphql", content=request.body, headers=headers)
        self.statuses[told.status_code] += 1
        assert told.status_code in ({200, 400, 413} if request.known else {401}), told.text
        answer = told.json()
        assert set(answer) <= {"data", "errors"}
        assert answer.get("errors") or answer.get("data") is not None
        assert [word for word in OTHERS if word in told.text] == []
        messages = str([error["message"] for error in answer.get("errors", [])])
        assert "unexpected error" not in messages, (messages, request.body)
        assert [word for word in INSIDES if word in messages] == []


@pytest.fixture
def target(tmp_path: Path, export: Path) -> Iterator[Target]:
    household = Household(tmp_path / "data")
    token = household.add("Asker", export)
    household.add(WILHELMINA, distinctive(tmp_path / "quixotic.zip", RECOVERIES))
    with serving(household.data, ATTUNE_DEADLINE=DEADLINE_SECONDS) as server:
        with server.client() as client:
            yield Target(server, token, client)
        server.process.terminate()
        server.ended()
        look_through(server, token)


def look_through(server: Serving, token: str) -> None:
    """Make sure that the log of a whole run holds nothing that was asked or answered."""
    text = server.text
    private = (*OTHERS, token, MARK, "query", "mutation", "standing", "headline", "asOf")
    assert [word for word in private if word in text] == []
    assert not re.search(r"attune_\w{8}", text)
    assert {str(line["level"]) for line in server.log} <= {"INFO", "WARNING"}


def send(target: Target, requests: int) -> None:
    @settings(
        max_examples=requests // HANDFUL,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @seed(20261122)
    @given(handfuls())
    def sending(handful: list[MadeUp]) -> None:
        for request in handful:
            target.take(request)

    sending()
    print(f"\n{target.statuses.total()} requests: {dict(target.statuses)}")  # noqa: T201  an audit's figures
    assert target.statuses.total() >= requests
    assert target.statuses[200] > requests // 10, "most of what was made up was no GraphQL"


def test_made_up_requests(target: Target) -> None:
    """The first of those of the audit, as many as 30 seconds have taken on a busy machine."""
    send(target, 400)


@pytest.mark.audit
def test_ten_thousand_made_up_requests(target: Target) -> None:
    send(target, 10_000)
