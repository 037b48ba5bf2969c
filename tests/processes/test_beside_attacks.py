"""What an attack costs, and who asks beside it: an attack is sent with each query.

The query is a first page with all insights, and is asked with another variable each time: a stored
response takes a few milliseconds, and would wait for an attack many times as long.
"""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import httpx
import pytest

from ml.catalogue import CATALOGUE
from tests.processes.asking import ask
from tests.processes.attacks import Attack, afresh
from tests.processes.household import Household
from tests.processes.serving import Serving, eventually, serving
from tests.processes.test_attacks import ATTACKS, GRAPHQL_HEADERS, MOST_CPU_SECONDS, used

pytestmark = pytest.mark.audit

ASKED = 15
ASKED_BEFORE = count()


def test_those_who_ask_beside_an_attack_wait_no_more_than_twice_as_long(
    tmp_path: Path, export: Path
) -> None:
    household = Household(tmp_path / "data")
    tokens = household.add("Ada", export), household.add("Mallory")
    with (
        serving(household.data) as server,
        server.client(tokens[0]) as client,
        server.client(tokens[1]) as attacker,
    ):
        eventually(lambda: not learning(client), str)
        slow = [line for attack in ATTACKS if (line := measured(server, client, attacker, attack))]
    assert slow == []


def measured(
    server: Serving, client: httpx.Client, attacker: httpx.Client, attack: Attack
) -> str | None:
    """Print a line of the table, and return it if the attack does harm."""
    cpu = min(cost(server, attacker, attack, number) for number in range(3))
    alone: list[float] = []
    beside: list[float] = []
    with ThreadPoolExecutor(1) as thread:
        for number in range(ASKED):
            alone.append(seconds(client))
            sent = thread.submit(send, attacker, attack, 10 + number)
            beside.append(seconds(client))
            sent.result()
    times = statistics.median(beside) / statistics.median(alone)
    line = (
        f"{attack.name:42} {attack.status}  {cpu * 1000:5.1f} ms of CPU  "
        f"a query alone {statistics.median(alone) * 1000:4.0f} ms, beside it {times:4.2f} times"
    )
    print(line)  # noqa: T201  an audit's figures
    return line if cpu > MOST_CPU_SECONDS or times > 2 else None


def cost(server: Serving, attacker: httpx.Client, attack: Attack, number: int) -> float:
    before = used(server)
    send(attacker, attack, number)
    return used(server) - before


def send(attacker: httpx.Client, attack: Attack, number: int) -> None:
    attacker.post("/graphql", content=afresh(attack, number), headers=GRAPHQL_HEADERS)


def seconds(client: httpx.Client) -> float:
    began = time.perf_counter()
    ask(client, NORMAL, asked=next(ASKED_BEFORE))
    return time.perf_counter() - began


def learning(client: httpx.Client) -> bool:
    insights: dict[str, dict[str, str]] = ask(client, NORMAL)["me"]["insights"]
    return any(insight["standing"] == "LEARNING" for insight in insights.values())


def camel(stem: str) -> str:
    first, *others = stem.split("_")
    return first + "".join(word.title() for word in others)


# What an app shows on its first page.
NORMAL = f"""{{ me {{ name days(first: 30) {{ nodes {{ dayOn recoveryPercent asleepMinutes }} }}
    insights {{ {" ".join(f"{camel(one.stem)} {{ standing headline }}" for one in CATALOGUE)} }}
}} }}"""
