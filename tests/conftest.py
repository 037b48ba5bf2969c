from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import ON_POSTGRESQL, end, give_back

# What is in them opens no database, or one only to make a history by, or is about SQLite's file on
# a disk; all else runs on PostgreSQL too, so that a new test is not forgotten there.
NOT_ON_POSTGRESQL = [
    *("benchmarks", "ml", "reliability", "schema", "simulation", "validation"),
    *("test_settings.py", "test_supply.py", "test_tree.py"),
]
collect_ignore = NOT_ON_POSTGRESQL if ON_POSTGRESQL else []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """On PostgreSQL, leave out what is about SQLite; `-rs` tells what that is, and why."""
    for item in items if ON_POSTGRESQL else []:
        if mark := item.get_closest_marker("sqlite"):
            (reason,) = mark.args
            item.add_marker(pytest.mark.skip(reason=reason))


def pytest_unconfigure() -> None:
    end()


@pytest.fixture(autouse=True)
def _own_databases(request: pytest.FixtureRequest) -> Iterator[None]:  # pyright: ignore[reportUnusedFunction]
    yield
    folder: Path | None = request.node.funcargs.get("tmp_path")
    if ON_POSTGRESQL and folder is not None:
        give_back(folder.resolve())
