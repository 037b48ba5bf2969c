"""Keeping responses for the front door: after they were sent, and only if they last."""

from contextlib import suppress

from starlette.types import Message, Scope, Send

from resolvers.background import Background
from resolvers.front.plain_http import answered_by, header
from resolvers.http.lasting import Lasting
from resolvers.resources import Resources
from storage import tables
from storage.computed import responses
from storage.computed.questions import to_text
from storage.databases.faults import StorageFault
from storage.door.response_lookup import Place

# What every insight says, with its evidence, is 14 kB, and the largest finding 31 kB; beyond that
# it is a download, and is asked once.
LARGEST_BYTES = 65_536


class Recorder:
    """A send channel that says who answered, and remembers what was sent."""

    def __init__(self, send: Send) -> None:
        """Remember nothing yet."""
        self._send = send
        self._body: list[bytes] = []
        self._size = 0
        self.status = 0
        self.content_type = ""

    async def __call__(self, message: Message) -> None:
        """Send a message on."""
        if message["type"] == "http.response.start":
            headers: list[tuple[bytes, bytes]] = list(message["headers"])
            self.status = message["status"]
            self.content_type = header(headers, b"content-type").decode("latin-1")
            message = {**message, "headers": [*headers, *answered_by(b"computed")]}
        elif message["type"] == "http.response.body":
            self._remember(message.get("body", b""))
        await self._send(message)

    @property
    def body(self) -> bytes | None:
        """The whole body, None where it is too large to be kept."""
        return b"".join(self._body) if self._size <= LARGEST_BYTES else None

    def _remember(self, part: bytes) -> None:
        self._size += len(part)
        if self._size <= LARGEST_BYTES:
            self._body.append(part)


class Responses:
    """Keeps responses in the background."""

    def __init__(self, resources: Resources) -> None:
        """Begin with nothing under way."""
        self._resources = resources
        self._keeping = Background("a response was not kept")

    def keep_later(self, scope: Scope, sent: Recorder) -> None:
        """Keep what was sent, if the door looked for it and it may be sent again."""
        place: Place | None = scope.get("attune.place")
        lasting: Lasting | None = scope.get("attune.lasting")
        body = sent.body
        if place is None or lasting is None or body is None:
            return
        if not (sent.status == 200 and lasting.lasts):
            return
        now, content_type = self._resources.clock(), sent.content_type

        def write() -> None:
            # It can be made again: nobody waits behind another's write, and no fault is in the way.
            with (
                suppress(StorageFault),
                self._resources.database.write(place.person_id, wait=False) as session,
            ):
                response = tables.StoredResponse(
                    **place._asdict(),
                    answered_at=now,
                    expires_at=lasting.expires_at,
                    used_at=now,
                    content_type=content_type,
                    questions=to_text(lasting.questions),
                    body=body,
                )
                responses.keep(session, response)

        self._keeping.begin(self._resources.offload.write(place.person_id, write))

    async def settled(self) -> None:
        """Wait until what is under way is kept."""
        await self._keeping.finish()
