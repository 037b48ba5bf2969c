"""fit: compute what is due of everybody, so that nobody waits for it."""

import asyncio
import logging
import sys
from argparse import ArgumentParser, Namespace
from concurrent.futures import BrokenExecutor
from contextlib import aclosing

from tqdm import tqdm

import setting_values
from commands.line import CHILD_DID_NOT_START, Mistake
from resolvers.application import Application
from resolvers.computing.cluster import Cluster, NoCertificates, OtherCode
from resolvers.computing.compute import Compute
from resolvers.computing.crew import Crew
from resolvers.computing.fitting import Fitted, fit, people_due
from resolvers.front.counts import Counts
from resolvers.watching import logs
from settings import Settings

# A worker that has just been started loads its libraries first: 20 s on a tenth of a processor.
WORKER_SECONDS = 60
# So many people are under way that a cluster of some dozen workers has something to do, and no
# more histories are held here than there is room for.
AT_ONCE_ON_A_CLUSTER = 64


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--all", action="store_true", required=True, help="everybody who is due")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--jobs", type=int, default=1, metavar="N", help="processes (default: 1)")
    where.add_argument(
        "--dask", metavar="ADDRESS", help="a scheduler, as dask://HOST:PORT (default: COMPUTE)"
    )


def run(given: Namespace, settings: Settings) -> int:
    """Fit everybody who is due; whatever is done is kept, and not done again."""
    if given.jobs < 1:
        raise Mistake(f"--jobs {given.jobs} does nothing; give 1 or more")
    logs.set_up(logging.WARNING)
    failed, left = asyncio.run(_fit_all(settings, given.jobs, _scheduler(given.dask, settings)))
    for each in failed:
        insights = ", ".join(f"{stem} ({why})" for stem, why in sorted(each.failed.items()))
        print(f"person {each.person_id}: not computed: {insights}", file=sys.stderr)
    if left > len(failed):
        print("what is left had new data meanwhile, or was not kept: run it again", file=sys.stderr)
    return 1 if left else 0


def _scheduler(given: str | None, settings: Settings) -> str:
    if given is None:
        return settings.scheduler
    try:
        return setting_values.scheduler(given)
    except ValueError as error:
        raise Mistake(f"--dask {given} is no address; give one as dask://HOST:PORT") from error


async def _fit_all(settings: Settings, jobs: int, scheduler: str) -> tuple[list[Fitted], int]:
    """Return what failed, and how many people are still due."""
    counts = Counts()
    compute: Compute = (
        Cluster(scheduler, counts) if scheduler else Crew(jobs, settings.fit_limit, counts)
    )
    application = Application(settings, counts, compute)
    failed: list[Fitted] = []
    async with application.running():
        people = await people_due(application)
        if people:
            await _ready(compute, scheduler)
        at_once = AT_ONCE_ON_A_CLUSTER if scheduler else 2 * jobs
        with tqdm(total=len(people), desc="fit", unit=" people") as bar:
            async with aclosing(fit(application, people, at_once)) as fitted:
                async for each in fitted:
                    bar.update()
                    if each.failed:
                        failed.append(each)
        left = set(await people_due(application)).intersection(people)
    print(f"{len(people)} people were due, {len(people) - len(left)} are done")
    return failed, len(left)


async def _ready(compute: Compute, scheduler: str) -> None:
    compute.start()
    try:
        async with asyncio.timeout(WORKER_SECONDS if scheduler else None):
            await compute.ready()
    except TimeoutError as late:
        raise Mistake(
            f"there is no worker at {scheduler}; start one: python main.py worker ADDRESS"
        ) from late
    except (OtherCode, NoCertificates) as refused:
        raise Mistake(str(refused)) from refused
    except BrokenExecutor as broken:
        raise Mistake(f"{CHILD_DID_NOT_START} ({broken})") from broken
