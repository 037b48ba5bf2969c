from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import ON_POSTGRESQL, end, give_back

# What opens a database, or a process that does; a test that asks for none has nothing to show
# on another database.
OPENING = {"database", "account", "data", "server", "unchanged", "furnished", "home", "household"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL, leave out what touches no database, and what is about the files of SQLite."""
    if not ON_POSTGRESQL:
        return
    chosen = [item for item in items if _touches(item) and not _about_files(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = chosen


def pytest_unconfigure() -> None:
    end()


def _touches(item: pytest.Item) -> bool:
    fixtures: list[str] = getattr(item, "fixturenames", [])
    return item.get_closest_marker("database") is not None or not OPENING.isdisjoint(fixtures)


def _about_files(item: pytest.Item) -> bool:
    return item.get_closest_marker("sqlite") is not None


@pytest.fixture(autouse=True)
def _own_databases(request: pytest.FixtureRequest) -> Iterator[None]:  # pyright: ignore[reportUnusedFunction]
    yield
    folder: Path | None = request.node.funcargs.get("tmp_path")
    if ON_POSTGRESQL and folder is not None:
        give_back(folder.resolve())
