"""Every hostile request: how it is told, and what it costs the server."""

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.processes.asking import ask
from tests.processes.household import Household
from tests.processes.serving import serving
from tests.processes.test_attacks import ATTACKS, TRIES, cost
from tests.reliability.meeting import NAME


def section() -> str:
    """Return what each was told and its least cost of a few, as a table."""
    lines = ["| sent | status | CPU, ms |", "|---|---|---|"]
    with TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        token = Household(data).add("Mallory")
        with serving(data) as server, server.client(token) as client:
            ask(client, NAME)
            for attack in ATTACKS:
                seconds = min(cost(server, client, attack, number) for number in range(TRIES))
                lines.append(f"| {attack.name} | {attack.status} | {seconds * 1000:.1f} |")
    return "\n".join([*lines, ""])
