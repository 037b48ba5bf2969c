"""What a child does first.

In a file of its own, since every child imports it: with what starts a child it had taken each one
0.7 s of a busy processor, and it takes 0.04.
"""

import os
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


def settle_in(lifeline: "Connection") -> None:
    """In the child: compute in one thread, and end when the server does, however that ends."""
    # On a tenth of a processor more threads only take turns, and with them sums are rounded in
    # another order on another machine. Imported here, since the serving process has no use for it.
    from threadpoolctl import threadpool_limits  # noqa: PLC0415

    threadpool_limits(limits=1)

    def watch() -> None:
        try:
            lifeline.recv_bytes()
        except EOFError:
            os._exit(0)

    Thread(target=watch, name="lifeline", daemon=True).start()
