"""The suite of the forecasts: what people were told of coming mornings, and what came."""

from collections.abc import Sequence
from pathlib import Path

from simulation.person import simulate
from validation.crowd import Crowd
from validation.exports import histories_in
from validation.forecast_figures import PERSON_COLUMNS, chances, learning, people, rows
from validation.forecast_life import ForecastLife, live_with_forecasts
from validation.histories import history_of
from validation.tables import table, targets_table

# Coverage is then known to a percentage point, in some 5 minutes of CPU.
USERS = 60
# Everything was built and tuned on smaller seeds.
FIRST_SEED = 500_000
YEAR_DAYS = 365


def section(crowd: Crowd, users: int, first_seed: int, command: str) -> str:
    """Return the tables of simulated people, under the command that makes them."""
    seeds = range(first_seed, first_seed + users)
    lives = [life for life in crowd.live("forecasts", live_a_year, seeds) if life]
    return "\n".join((f"Made by `{command}`.", "", *_tables(lives)))


def live_a_year(seed: int) -> ForecastLife | None:
    """Live through the evenings of a simulated person."""
    return live_with_forecasts(history_of(simulate(YEAR_DAYS, seed)))


def section_of_exports(folder: Path) -> str:
    """Return the tables of real people, each by number: errors, shares and counts alone.

    Parameters
    ----------
    folder
        Every folder or zip in it is one person's export.
    """
    told = [live_with_forecasts(history) for history in histories_in(folder)]
    lives = [life for life in told if life]
    left_out = f"{len(told) - len(lives)} of {len(told)} people have too few nights."
    if not lives:
        return left_out
    per_person = table(PERSON_COLUMNS, people(lives))
    return "\n".join((left_out, "", *_tables(lives), "### Each person", "", *per_person))


def _tables(lives: Sequence[ForecastLife]) -> list[str]:
    columns = ("nights known", "people", "evening", "what-if")
    return [
        f"{len(lives)} people, {sum(len(life.evening.outcome) for life in lives)} mornings.",
        "",
        *targets_table(rows(lives)),
        "Error against the running mean's, by how many nights were known:",
        "",
        *table(columns, learning(lives)),
        "Chances of a colour that were told, in tenths, and how often it came:",
        "",
        *table(("forecast", "colour", "told", "came (95 %)", "mornings"), chances(lives)),
    ]
