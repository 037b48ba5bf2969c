"""Every hostile request: how it is told, what it costs the server, and who waits for it."""

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from simulation.export import write_export
from simulation.person import simulate
from tests.processes.household import Household
from tests.processes.serving import serving
from tests.processes.test_attacks import ATTACKS, TRIES, cost
from tests.processes.test_beside_attacks import (
    Caller,
    Waited,
    beside,
    late,
    median,
    prepare,
    stored_asked,
)

HEAD = "| sent | status | CPU, ms | a stored response beside it, CPU ms: median, p95 |"


def section() -> str:
    """Return what each was told and its least cost of a few, as a table."""
    lines = [HEAD, "|---|---|---|---|"]
    with TemporaryDirectory() as folder:
        household = Household(Path(folder) / "data")
        write_export(simulate(60, seed=3), export := Path(folder) / "export.zip")
        ada, mallory = household.add("Ada", export), household.add("Mallory")
        with (
            serving(household.data) as server,
            server.client(mallory) as client,
            closing(Caller(server, ada)) as asker,
            closing(Caller(server, mallory)) as attacker,
        ):
            prepare(server, ada, asker)
            all_alone: list[Waited] = []
            for attack in ATTACKS:
                seconds = min(cost(server, client, attack, number) for number in range(TRIES))
                alone, waited = beside(server, asker, attacker, attack, stored_asked)
                all_alone += alone
                lines.append(
                    f"| {attack.name} | {attack.status} | {seconds * 1000:.1f} | {cpu(waited)} |"
                )
    return "\n".join([*lines, "", f"Alone a stored response takes {cpu(all_alone)}.", ""])


def cpu(waited: list[Waited]) -> str:
    return f"{median(waited).cpu_ms:.1f}, {late(waited).cpu_ms:.1f}"
