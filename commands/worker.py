"""worker: compute on this machine what a Dask scheduler sends, for a server elsewhere."""

import asyncio
import signal
from argparse import ArgumentParser, Namespace
from concurrent.futures import BrokenExecutor
from importlib.util import find_spec

import setting_values
from commands.line import CHILD_DID_NOT_START, Mistake
from resolvers.computing.cluster import NoCertificates, make_sure_of_certificates
from resolvers.watching import logs
from settings import Settings


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "address",
        nargs="?",
        metavar="ADDRESS",
        help="the scheduler, as dask://HOST:PORT (default: COMPUTE)",
    )


def run(given: Namespace, settings: Settings) -> int:
    """Compute until stopped."""
    try:
        address = setting_values.scheduler(given.address or "") or settings.scheduler
    except ValueError as error:
        told = f"{given.address} is no address; give one as dask://HOST:PORT"
        raise Mistake(told) from error
    if not address:
        raise Mistake("no scheduler is named; give ADDRESS or set COMPUTE, as dask://HOST:PORT")
    if find_spec("distributed") is None:
        raise Mistake(
            "Dask is not installed: pip install --require-hashes -r requirements-cluster.lock"
        )
    from resolvers.computing.cluster_worker import work  # noqa: PLC0415  it may not be installed

    try:
        make_sure_of_certificates(address, "worker")
    except NoCertificates as none:
        raise Mistake(str(none)) from none
    logs.set_up()

    async def until_told() -> None:
        working = asyncio.ensure_future(work(address, settings.fit_limit))
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, working.cancel)
        await asyncio.wait({working})
        if not working.cancelled():
            working.result()

    try:
        asyncio.run(until_told())
    except BrokenExecutor as broken:
        raise Mistake(f"{CHILD_DID_NOT_START} ({broken})") from broken
    return 0
