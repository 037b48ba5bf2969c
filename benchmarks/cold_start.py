"""Seconds from the start of a process to its first answer, of one program after another."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from statistics import median

from benchmarks.cage import Cage
from benchmarks.household import ONE, TOKEN
from benchmarks.serving import Program, request, serving

HELLO = b'{"query": "{ hello }"}'
# Each request with its own number of blanks is another to the store of responses.
UNUSED_PADDING = count(1)


@dataclass(frozen=True)
class Start:
    """A program and what it is asked first; `answer` is how its answer has to be come by."""

    program: Program
    body: bytes | None
    answer: str = ""


def starts(warm: Program, cold: Program, constants: Program) -> Mapping[str, Start]:
    """Return what is compared; a body of None is a request never seen before."""
    return {
        "bare ASGI": Start(Program(("-m", "benchmarks.floor_bare")), HELLO),
        "stored": Start(warm, request(ONE), "stored"),
        "Strawberry hello": Start(Program(("-m", "benchmarks.floor_hello")), HELLO),
        "constants": Start(constants, request(ONE)),
        "computed": Start(warm, None, "computed"),
        "LEARNING": Start(cold, None, "computed"),
    }


def measure(compared: Mapping[str, Start], rounds: int, cage: Cage) -> Mapping[str, float]:
    """Return the median of each, in seconds."""
    seconds: dict[str, list[float]] = {name: [] for name in compared}
    for _ in range(rounds):
        for name, start in compared.items():
            seconds[name].append(_first(start, cage))
    return {name: median(each) for name, each in seconds.items()}


def warm_up(compared: Mapping[str, Start], cage: Cage) -> None:
    """Have the code compiled, the files in memory, and the response kept."""
    for start in compared.values():
        _first(Start(start.program, start.body), cage)


def _first(start: Start, cage: Cage) -> float:
    body = request(ONE, next(UNUSED_PADDING)) if start.body is None else start.body
    with serving(start.program, cage) as server:
        seconds = server.first(body, TOKEN)
        answer = server.how
    if start.answer and answer != start.answer:
        raise RuntimeError(f"expected an answer that was {start.answer}, got {answer}")
    return seconds
