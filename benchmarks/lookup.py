"""The front door's look-up, by itself: python -m benchmarks.lookup [DATABASE_URL ...].

Each database named is asked for a stored response of 14 kB, and a file of SQLite besides. A
database that is named must be empty, and has one person in it afterwards.
"""

import asyncio
import statistics
import sys
import time
from contextlib import aclosing, closing
from datetime import UTC, datetime
from tempfile import TemporaryDirectory

import settings
from commands.serve import lookup_in
from settings import Settings
from storage import people, tokens
from storage.computed import responses
from storage.databases.database import Database
from storage.door.bearer import digest
from storage.door.response_lookup import Asked
from storage.tables import StoredResponse

TIMES = 2000
BODY = b"x" * 14_000  # what every insight says, with its evidence
TOKEN = "a token of nobody"  # noqa: S105  made up


def furnish(chosen: Settings, now: datetime) -> None:
    with closing(Database(chosen)) as database, database.write() as session:
        person_id = people.add(session, "Ada", now=now)
        tokens.add(session, person_id, TOKEN, tokens.Grant(), now=now)
        kept = StoredResponse(
            person_id=person_id,
            scopes="read write",
            request=b"request",
            revision=0,
            code_version="code",
            answered_at=now,
            used_at=now,
            content_type="application/json",
            questions="[]",
            body=BODY,
        )
        responses.keep(session, kept)


async def look(chosen: Settings, now: datetime) -> str:
    asked = Asked(digest(TOKEN), b"request", "code", now.timestamp())
    seconds: list[float] = []
    async with aclosing(lookup_in(chosen)) as lookup:
        found = await lookup.find(asked)
        cpu = time.process_time()
        for _ in range(TIMES):
            began = time.perf_counter()
            found = await lookup.find(asked)
            seconds.append(time.perf_counter() - began)
        cpu = time.process_time() - cpu
    if found is None or found.stored is None:
        raise RuntimeError("nothing was found")
    p50 = statistics.median(seconds)
    return f"p50 {p50 * 1e6:.0f} us, CPU {cpu / TIMES * 1e6:.0f} us a look-up"


def main(urls: list[str]) -> None:
    now = datetime.now(UTC)
    with TemporaryDirectory() as folder:
        for url in ("", *urls):
            chosen = settings.read({"ATTUNE_DATA": folder, "DATABASE_URL": url})
            furnish(chosen, now)
            kind = "PostgreSQL, asyncpg" if url else "SQLite, sqlite3"
            print(f"{kind:20} {asyncio.run(look(chosen, now))}")


if __name__ == "__main__":
    main(sys.argv[1:])
