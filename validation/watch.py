"""The suite of the watches: what is told of nights, levels and weeks that nothing happened in."""

from collections.abc import Callable

from validation import anomalies, levels
from validation.crowd import Crowd
from validation.tables import Row, targets_table

# Shares of one in thirty, and of seven in ten, are then known to 2 and 4 percentage points.
USERS = 500
# Everything was built and tuned on smaller seeds.
FIRST_SEED = 500_000
# Each part has seeds of its own.
SEEDS_APART = 10_000
# Each takes the crowd, how many people and the first seed, and returns its lines.
PARTS: tuple[Callable[[Crowd, int, int], list[Row]], ...] = (anomalies.rows, levels.rows)


def section(crowd: Crowd, users: int, first_seed: int, command: str) -> str:
    """Return the table, under the command that makes it."""
    told = [
        row
        for place, part in enumerate(PARTS)
        for row in part(crowd, users, first_seed + place * SEEDS_APART)
    ]
    ordered = sorted(told, key=lambda row: row.target)
    return "\n".join((f"Made by `{command}`.", "", *targets_table(ordered)))
