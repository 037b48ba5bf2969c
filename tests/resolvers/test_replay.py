"""A body that is read ahead: it arrives again as it came, and no more of it than agreed."""

import pytest
from starlette.types import Message

from resolvers.front.replay import Replay

pytestmark = pytest.mark.anyio

DISCONNECT: Message = {"type": "http.disconnect"}


def parts(*bodies: bytes) -> list[Message]:
    last = len(bodies) - 1
    return [
        {"type": "http.request", "body": body, "more_body": place < last}
        for place, body in enumerate(bodies)
    ]


class Channel:
    def __init__(self, messages: list[Message]) -> None:
        self.left = list(messages)

    async def __call__(self) -> Message:
        return self.left.pop(0)


@pytest.mark.parametrize("bodies", [(b"",), (b"abc",), (b"a", b"", b"bc")])
async def test_a_body_is_read_and_arrives_again(bodies: tuple[bytes, ...]) -> None:
    sent = [*parts(*bodies), DISCONNECT]
    replay = Replay(Channel(sent))

    assert await replay.read(3) == b"".join(bodies)
    assert [await replay() for _ in sent] == sent


async def test_a_longer_body_is_left_where_it_is() -> None:
    sent = parts(b"ab", b"cd", b"ef", b"gh")
    channel = Channel(sent)
    replay = Replay(channel)

    assert await replay.read(3) is None
    assert channel.left == sent[2:]
    assert [await replay() for _ in sent] == sent


async def test_a_body_whose_last_part_is_too_much_is_not_taken_for_whole() -> None:
    replay = Replay(Channel(parts(b"abcd")))

    assert await replay.read(3) is None
    assert await replay() == parts(b"abcd")[0]


async def test_a_sender_who_has_gone_is_heard_of_again() -> None:
    sent = [*parts(b"a", b"b")[:1], DISCONNECT]
    replay = Replay(Channel(sent))

    assert await replay.read(3) is None
    assert [await replay() for _ in sent] == sent
