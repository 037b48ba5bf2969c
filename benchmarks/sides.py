"""The programs that ours is measured beside, and what each is asked."""

from dataclasses import dataclass
from pathlib import Path

from benchmarks.household import Household
from benchmarks.serving import ROOT, Program, serving

HELLO = b'{"query": "{ hello }"}'
BARE = Program(("-m", "benchmarks.floor_bare"))
STRAWBERRY = Program(("-m", "benchmarks.floor_hello"))
# Apart, so that what only these comparisons need is no part of what the server is tested with.
EAGER_PYTHON = ROOT / ".venv-bench" / "bin" / "python"


def strawberry_sqlmodel(household: Household) -> Program:
    """Return Strawberry and SQLModel with nothing of ours, on a household's database."""
    return Program(("-m", "benchmarks.floor_sqlmodel"), {"ATTUNE_DATA": str(household.folder)})


def constants(module: Path) -> Program:
    """Return the server of the module that was written; as `-m` it is compiled but once."""
    return Program(("-m", module.stem), {"PYTHONPATH": str(module.parent)})


@dataclass(frozen=True)
class Trained:
    """The eager design with a household's export, and the CPU seconds that its upload took."""

    program: Program
    cpu_seconds: float


def trained(household: Household) -> Trained:
    """Upload a household's export to the eager design, which trains all its models on it.

    Raises
    ------
    FileNotFoundError
        If its libraries are not installed where benchmarks look for them.
    """
    if not EAGER_PYTHON.exists():
        raise FileNotFoundError(f"{EAGER_PYTHON} is not there: run `make bench` once")
    settings = {"ATTUNE_DATA": str(household.folder)}
    program = Program(("-m", "benchmarks.eager"), settings, "/insights", str(EAGER_PYTHON))
    with serving(program) as server:
        server.listens()
        before = server.cpu_seconds()
        server.post((household.folder / "export.zip").read_bytes(), path="/upload")
        return Trained(program, server.cpu_seconds() - before)
