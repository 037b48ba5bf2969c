"""A process that writes often, for test_one_writer.py: PERSON_ID TIMES."""

import os
import sys

import settings
from storage import people
from storage.databases.database import Database


def main(person_id: int, times: int) -> None:
    database = Database(settings.read(os.environ))
    print("ready", flush=True)  # noqa: T201  what the test waits for
    sys.stdin.readline()
    for _ in range(times):
        with database.write() as session:
            people.move_revision(session, person_id, None)
    database.close()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
