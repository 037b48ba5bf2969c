"""Processes that open one database at the same moment, for test_migrations.py: PROCESSES."""

import os
import sys
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier

import settings
from storage.databases.database import Database


def open_it(together: Barrier) -> None:
    together.wait()
    Database(settings.read(os.environ)).close()


def main(processes: int) -> int:
    # Forked, so that the libraries are imported once.
    context = get_context("fork")
    together = context.Barrier(processes)
    openers = [context.Process(target=open_it, args=(together,)) for _ in range(processes)]
    for opener in openers:
        opener.start()
    for opener in openers:
        opener.join()
    return max(opener.exitcode or 0 for opener in openers)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
