"""Many people lived through, in processes of their own, with progress."""

import os
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TypeVar

from tqdm import tqdm

Life = TypeVar("Life")
# Arrays here are small: threads of the libraries would only wait for one another.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
# Of about half a second each, so that progress moves.
AT_A_TIME = 4


@dataclass(frozen=True)
class Crowd:
    """Runs lives, in this process where there is no executor."""

    executor: Executor | None = None

    def live(self, about: str, live: Callable[[int], Life], seeds: range) -> list[Life]:
        """Return each person's life, in the order of the seeds."""
        lives: Iterable[Life] = (
            self.executor.map(live, seeds, chunksize=AT_A_TIME)
            if self.executor
            else map(live, seeds)
        )
        return list(tqdm(lives, desc=about, total=len(seeds), unit=" people"))


@contextmanager
def crowd_of(jobs: int) -> Generator[Crowd]:
    """Yield a crowd that lives in so many processes; one is this process."""
    if jobs == 1:
        yield Crowd()
        return
    # The libraries read these when a fresh process imports them.
    os.environ.update(ONE_THREAD)
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as executor:
        yield Crowd(executor)
