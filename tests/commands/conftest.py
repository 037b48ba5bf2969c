from pathlib import Path

import pytest

from storage.tokens import Grant
from tests.processes.household import Household
from tests.storage.importers.exports import answer, cycle, cycles_csv, journal_csv, night_of, zipped

NIGHTS = 20


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with nobody in it yet."""
    return tmp_path / "data"


@pytest.fixture
def household(data: Path) -> Household:
    """Ada alone, with a token that may only read."""
    household = Household(data)
    household.add("Ada", grant=Grant(scopes=("read",), label="tablet"))
    return household


@pytest.fixture
def files() -> dict[str, str]:
    """Twenty nights, each with one answer of the journal."""
    nights = [night_of(number) for number in range(1, NIGHTS + 1)]
    answers = [
        answer(start=night["start"], end=night["end"], yes="true" if number % 3 else "false")
        for number, night in enumerate(nights)
    ]
    cycles = [cycle(**night, recovery=f"{40 + number}") for number, night in enumerate(nights)]
    return {
        "physiological_cycles.csv": cycles_csv(*cycles),
        "journal_entries.csv": journal_csv(*answers),
    }


@pytest.fixture
def export(tmp_path: Path, files: dict[str, str]) -> Path:
    return zipped(tmp_path / "my_whoop_data.zip", files)
