"""What `make` and CI run."""

import subprocess

import pytest

from tests.commands.running import PATIENCE_SECONDS, ROOT

TARGETS = {
    "demo": "main.py demo",
    "test": "pytest",
    "clients": "clients/python/requirements.lock",
    "setup": "resolvers.graphiql.assets",
    "serve": "main.py serve",
    "schema": "main.py schema > schema/schema.graphql",
    "bench": "-m benchmarks",
    "audit": "pytest -m audit",
}


@pytest.mark.parametrize("target", TARGETS)
def test_make_knows_the_target(target: str) -> None:
    assert TARGETS[target] in planned(target)


def test_make_alone_shows_the_demo() -> None:
    assert planned() == planned("demo")


def test_make_test_runs_all_checks() -> None:
    plan = planned("test")
    for check in ("ruff format --check", "ruff check", "basedpyright", "lint-imports", "pytest"):
        assert f"/{check}" in plan


def test_ci_calls_make_test_and_nothing_else() -> None:
    script = (ROOT / ".ci" / "run").read_text().splitlines()
    done = [line for line in script if line and not line.startswith(("#", "set ", "export "))]
    assert done == ["make test"]


def planned(*targets: str) -> str:
    """Return what make would run."""
    ran = subprocess.run(
        ["make", "--dry-run", "--always-make", *targets],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=True,
    )
    return ran.stdout
