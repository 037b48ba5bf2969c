"""What a process takes to its first answer, of one program after another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median

from benchmarks import sides
from benchmarks.cage import Cage
from benchmarks.household import ONE, TOKEN, Household
from benchmarks.serving import FREE, Program, megabytes, request, serving

# Each request with its own number of blanks is another to the store of responses.
UNUSED_PADDING = count(1)


@dataclass(frozen=True)
class Start:
    """A program and what it is asked first; `answer` is how its answer has to be come by."""

    program: Program
    body: bytes | None
    answer: str = ""


@dataclass(frozen=True)
class Cost:
    """What the first answer took, with the memory of the process that gave it."""

    seconds: float
    cpu_seconds: float
    megabytes: float


def starts(warm: Household, cold: Household, constants: Path, eager: Program) -> dict[str, Start]:
    """Return what is compared; a body of None is a request never seen before."""
    return {
        "bare ASGI": Start(sides.BARE, sides.HELLO),
        "stored": Start(warm.program, request(ONE), "stored"),
        "Strawberry hello": Start(sides.STRAWBERRY, sides.HELLO),
        "Strawberry + SQLModel": Start(sides.strawberry_sqlmodel(warm), sides.HELLO),
        "constants": Start(sides.constants(constants), request(ONE)),
        "computed": Start(warm.program, None, "computed"),
        "LEARNING": Start(cold.program, None, "computed"),
        "eager": Start(eager, b""),
    }


def measure(compared: Mapping[str, Start], rounds: int, cage: Cage) -> Mapping[str, Cost]:
    """Return the medians of each."""
    costs: dict[str, list[Cost]] = {name: [] for name in compared}
    for _ in range(rounds):
        for name, start in compared.items():
            costs[name].append(_first(start, cage))
    return {name: _median(each) for name, each in costs.items()}


def warm_up(compared: Mapping[str, Start]) -> None:
    """Have the code compiled, the files in memory, and the response kept."""
    for start in compared.values():
        _first(Start(start.program, start.body), FREE)


def _first(start: Start, cage: Cage) -> Cost:
    body = request(ONE, next(UNUSED_PADDING)) if start.body is None else start.body
    with serving(start.program, cage) as server:
        seconds = server.first(body, TOKEN)
        cost = Cost(seconds, server.cpu_seconds(), megabytes(server.process.pid, "Rss:"))
        answer = server.how
    if start.answer and answer != start.answer:
        raise RuntimeError(f"expected an answer that was {start.answer}, got {answer}")
    return cost


def _median(costs: Sequence[Cost]) -> Cost:
    return Cost(
        median(each.seconds for each in costs),
        median(each.cpu_seconds for each in costs),
        median(each.megabytes for each in costs),
    )
