"""The front door: what an ASGI server starts, on the standard library alone.

It listens while the application is still being imported, knows who asks, and sends what was
answered before, as long as it holds. All else it hands over to the application, which it opens in
a thread behind itself.
"""

import asyncio
import hashlib
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, suppress
from typing import TYPE_CHECKING, Protocol

from resolvers.code_version import answering_version
from resolvers.front import bearer, plain_http
from resolvers.front.replay import Replay
from storage.databases.faults import StorageFault
from storage.door.bearer import digest
from storage.door.response_lookup import Asked, CannotTell, Found, Served, Stored

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

log = logging.getLogger("attune.door")

# A host that wakes a server has a request in its hand, and the first answer should not share a
# tenth of a processor with an import. Without one the application is opened all the same.
HEAD_START_SECONDS = 1.0
# A document of the most tokens that are taken, with its variables, is a third of this; what is
# longer is not looked up, and is held here no further.
LARGEST_REQUEST_BYTES = 65_536
# Of the ten seconds that a host gives, four are for requests under way. An import cannot be given
# up, and takes longer than the rest on a tenth of a processor; nothing depends on its end.
OPENING_SECONDS = 5.0
PLAIN_TEXT = ((b"content-type", b"text/plain; charset=utf-8"),)


class Lookup(Protocol):
    """The database as the door asks it; every method may raise CannotTell."""

    async def find(self, asked: Asked) -> Found | None:
        """Return what is there for a request, None for a token that is not in force."""
        ...

    async def knows(self, sha256: bytes) -> bool:
        """Tell whether a token was ever kept."""
        ...

    async def aclose(self) -> None:
        """Look up no more."""
        ...


class Inside(Protocol):
    """The application behind the door."""

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer."""
        ...

    def running(self) -> AbstractAsyncContextManager[None]:
        """Serve until the end of the block."""
        ...

    def note(self, served: Served) -> None:
        """Count what the door has answered."""
        ...


class DidNotOpen(RuntimeError):
    """The application could not be opened; the log says why."""


class Door:
    """An ASGI app; `failure` is why the application could not be opened."""

    def __init__(
        self,
        lookup: Lookup,
        load: Callable[[], Inside],
        leave: Callable[[], None],
        first_token: str = "",
        edition: bytes = b"",
    ) -> None:
        """Open nothing yet; `leave` ends the server once the application has failed to open.

        What was answered under another `edition` of what may be asked is not sent again.
        """
        self.failure: BaseException | None = None
        self._lookup = lookup
        self._load = load
        self._leave = leave
        self._first_token = first_token
        self._edition = edition
        self._trusted = False
        self._answered: list[Served] = []
        self._inside: asyncio.Future[Inside] | None = None
        self._wanted = asyncio.Event()
        self._closing = asyncio.Event()

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer, or have the application answer."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] != "http":
            await self._hand_over(scope, receive, send)
        elif scope["path"] == "/healthz":
            await plain_http.send_whole(send, 200, b"ok", PLAIN_TEXT)
            self._wanted.set()
        elif bearer.is_open(scope["path"]):
            await self._hand_over(scope, receive, send)
        else:
            await self._answer(scope, receive, send)

    async def _answer(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        scope["attune.arrived"] = time.monotonic()
        token = bearer.token_of(scope["headers"])
        if not token:
            await self._refuse(send)
            return
        replay = Replay(receive)
        request = b""
        if scope["method"] == "POST" and scope["path"] == "/graphql":
            try:
                async with asyncio.timeout(plain_http.PATIENCE_SECONDS):
                    body = await replay.read(LARGEST_REQUEST_BYTES)
            except TimeoutError:
                await plain_http.send_error(send, 408, plain_http.TOO_SLOW, [plain_http.CLOSE])
                return
            request = b"" if body is None else _digest(scope, body, self._edition)
        try:
            found = await self._find(digest(token), request)
        except CannotTell:
            await self._hand_over(scope, replay, send)
            return
        if found is None:
            await self._refuse(send)
        elif found.stored is not None:
            await _send_stored(send, found.stored)
            self._note(found.stored.served)
        else:
            if request:
                scope["attune.place"] = found.place
            await self._hand_over(scope, replay, send)

    async def _find(self, sha256: bytes, request: bytes) -> Found | None:
        if not self._trusted:
            # A new ATTUNE_TOKEN takes the last one out of force, which the application does.
            if self._first_token and not await self._lookup.knows(digest(self._first_token)):
                raise CannotTell("the token of the settings is not in the database yet")
            self._trusted = True
        return await self._lookup.find(Asked(sha256, request, answering_version(), time.time()))

    async def _refuse(self, send: "Send") -> None:
        await bearer.refuse(send)
        self._wanted.set()

    def _note(self, served: Served) -> None:
        self._wanted.set()
        if self._inside is not None and self._inside.done() and not self._inside.exception():
            self._inside.result().note(served)
        else:
            self._answered.append(served)

    async def _hand_over(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        self._wanted.set()
        if self._inside is None:
            raise RuntimeError("the lifespan protocol has not begun; serve with lifespan on")
        try:
            inside = await asyncio.shield(self._inside)
        except DidNotOpen as failure:
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1013, "reason": str(failure)})
            else:
                await plain_http.send_error(send, 503, str(failure))
            return
        await inside(scope, receive, send)

    async def _live(self, receive: "Receive", send: "Send") -> None:
        await receive()
        self._inside = asyncio.get_running_loop().create_future()
        opening = asyncio.create_task(self._open(self._inside))
        opening.add_done_callback(self._opened)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._lookup.aclose()
        self._closing.set()
        self._wanted.set()
        await asyncio.wait({opening}, timeout=None if self._inside.done() else OPENING_SECONDS)
        await send({"type": "lifespan.shutdown.complete"})

    async def _open(self, opened: "asyncio.Future[Inside]") -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wanted.wait(), HEAD_START_SECONDS)
        if self._closing.is_set() and not self._answered:
            return
        threads = ThreadPoolExecutor(1, thread_name_prefix="opening")
        inside = await asyncio.get_running_loop().run_in_executor(threads, self._load)
        threads.shutdown(wait=False)
        async with inside.running():
            for served in self._answered:
                inside.note(served)
            self._answered.clear()
            opened.set_result(inside)
            await self._closing.wait()

    def _opened(self, opening: "asyncio.Task[None]") -> None:
        """Tell everybody who waits that the application did not open."""
        if opening.cancelled() or opening.exception() is None:
            return
        self.failure = opening.exception()
        told = "the server could not start; its log says why"
        if isinstance(self.failure, StorageFault):
            told = str(self.failure)
            log.error(told, extra={"place": self.failure.place})
        else:
            log.error("the application failed", exc_info=self.failure)
        if self._inside is not None and not self._inside.done():
            self._inside.set_exception(DidNotOpen(told))
            self._inside.exception()  # there may be nobody to read it
        self._leave()


def _digest(scope: "Scope", body: bytes, edition: bytes) -> bytes:
    """Return a digest of all of a request that shapes its answer, byte by byte."""
    headers: plain_http.Headers = scope["headers"]
    parts = (
        plain_http.header(headers, b"accept"),
        plain_http.header(headers, b"content-type"),
        scope["query_string"],
        body,
        edition,
    )
    return hashlib.sha256(b"".join(b"%d:%b" % (len(part), part) for part in parts)).digest()


async def _send_stored(send: "Send", stored: Stored) -> None:
    age = max(0, int(time.time()) - stored.answered_at)
    headers = [
        (b"content-type", stored.content_type.encode("latin-1")),
        (b"age", str(age).encode()),
        *plain_http.answered_by(b"stored"),
    ]
    await plain_http.send_whole(send, 200, stored.body, headers)
