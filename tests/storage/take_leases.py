"""Processes that take the same leases, for test_leases.py: PROCESSES KEYS; prints who won."""

import json
import os
import sys
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier

import settings
from storage.computed import leases
from storage.databases.database import Database


def take(number: int, keys: int, together: Barrier) -> None:
    database = Database(settings.read(os.environ))
    together.wait()
    won: list[str] = []
    for thing in range(keys):
        with database.write(1) as session:
            key = leases.key_of(1, f"thing {thing}")
            won += [key] if leases.take(session, key, str(number), 60) else []
    database.close()
    os.write(sys.stdout.fileno(), f"{json.dumps(won)}\n".encode())  # one line, whole


def main(processes: int, keys: int) -> None:
    # Forked, so that the libraries are imported once.
    context = get_context("fork")
    together = context.Barrier(processes)
    takers = [
        context.Process(target=take, args=(number, keys, together)) for number in range(processes)
    ]
    for taker in takers:
        taker.start()
    for taker in takers:
        taker.join()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
