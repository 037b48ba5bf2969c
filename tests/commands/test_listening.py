"""The socket that a server listens on."""

import socket

from commands.serve import listen


def test_a_connection_sends_each_part_of_an_answer_at_once() -> None:
    with (
        listen("127.0.0.1", 0) as listening,
        socket.create_connection(listening.getsockname()),
        listening.accept()[0] as accepted,
    ):
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
