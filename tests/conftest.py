from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import ON_POSTGRESQL, end, give_back

# Left out on PostgreSQL, each for its reason; whatever is not named here runs there too, so that a
# new test is not forgotten.
NOT_ON_POSTGRESQL = {
    "benchmarks": "open no database",
    "deploy": "read what hosts read",
    "ml": "makes histories by a database, whose rows tests/storage compares",
    "reliability": "kills and fills what a file on a disk is kept in",
    "schema": "is types and their descriptions",
    "simulation": "writes exports",
    "validation": "simulates and counts",
    "commands/test_help.py": "is told before a database is opened",
    "commands/test_make.py": "asks make what it would do",
    "processes/test_attacks.py": "is refused before anything is looked up",
    "processes/test_clients.py": "generates clients; what they ask is asked by others too",
    "processes/test_demo.py": "is what a newcomer reads; what it asks is asked by others too",
    "processes/test_graphql_over_http.py": "is about media types and status codes",
    "processes/test_metrics.py": "is about counters of the process",
    "processes/test_persisted_documents.py": "is about documents, which are kept in memory",
    "processes/test_telemetry.py": "is about spans of the process",
    "resolvers/graphiql": "is about a page; what it asks is asked by others too",
    "resolvers/test_limits.py": "is refused before anything is looked up",
    "resolvers/test_plain_fields.py": "compares with the library what is in memory",
    "resolvers/test_slow_child.py": "is about a process that computes, and the clock",
    "test_settings.py": "reads settings",
    "test_supply.py": "reads the locks",
    "test_tree.py": "reads the source",
}
collect_ignore = list(NOT_ON_POSTGRESQL) if ON_POSTGRESQL else []


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
