"""A pooler that gives each transaction another session, as those of hosts may."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import ExitStack, asynccontextmanager
from urllib.parse import urlsplit

# What a server says once no transaction is open, and a client that goes;
# https://www.postgresql.org/docs/current/protocol-message-formats.html.
IDLE, GOES = b"Z\x00\x00\x00\x05I", b"X"
MOST_BYTES = 100_000
SESSIONS = 2


@asynccontextmanager
async def pooled(url: str) -> AsyncGenerator[str]:
    """Yield the URL of a pooler before a server; each client has two sessions there, in turn."""
    parts = urlsplit(url)

    async def serve(reader: StreamReader, writer: StreamWriter) -> None:
        with ExitStack() as leaving:
            leaving.callback(writer.close)
            greeting = await reader.read(MOST_BYTES)
            turns: deque[StreamWriter] = deque()
            for number in range(SESSIONS):
                told, session = await asyncio.open_connection(parts.hostname, parts.port)
                leaving.callback(session.close)
                session.write(greeting)
                welcome = await told.readuntil(IDLE)
                if number == 0:
                    writer.write(welcome)
                turns.append(session)
                passing = asyncio.create_task(_pass_on(told, writer, turns))
                leaving.callback(passing.cancel)
            while (said := await reader.read(MOST_BYTES)) and not said.startswith(GOES):
                turns[0].write(said)

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as pooler:
        port = pooler.sockets[0].getsockname()[1]
        own = parts._replace(netloc=f"{parts.username}@127.0.0.1:{port}", query="sslmode=disable")
        yield own.geturl()


async def _pass_on(told: StreamReader, client: StreamWriter, turns: deque[StreamWriter]) -> None:
    while answer := await told.read(MOST_BYTES):
        client.write(answer)
        if answer.endswith(IDLE):
            turns.rotate()
