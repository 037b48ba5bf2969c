"""Fitting everybody whose models are due, some people at a time."""

import asyncio
import logging
import random
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass

from ml.catalogue import CATALOGUE
from resolvers.application import Application
from resolvers.asked import Asked
from resolvers.code_version import code_version
from schema.answer import Answer, Standing
from storage.computed import due
from storage.computed.kept_history import UnknownPerson

log = logging.getLogger("attune.fitting")

FITTED = tuple(insight for insight in CATALOGUE if insight.learned)


@dataclass(frozen=True)
class Fitted:
    """What became of one person: the insights that were not computed, with why."""

    person_id: int
    failed: dict[str, str]


async def people_due(application: Application) -> list[int]:
    """Return everybody of whom a model, or what it tells, is due."""
    resources = application.resources

    def read() -> list[int]:
        with resources.database.read() as session:
            stems = [insight.stem for insight in FITTED]
            return due.people_due(session, stems, code_version(), resources.clock())

    return await resources.offload.read(read)


async def fit(
    application: Application, people: Iterable[int], at_once: int
) -> AsyncGenerator[Fitted]:
    """Compute what is due of these people; yield each as soon as it is done.

    What another process has computed meanwhile is found stored, and is not computed again.
    """
    waiting = list(people)
    # Two who fit beside each other begin with different people, and seldom wait for each other.
    random.SystemRandom().shuffle(waiting)
    fitting: set[asyncio.Task[Fitted]] = set()
    try:
        while waiting or fitting:
            while waiting and len(fitting) < at_once:
                fitting.add(asyncio.create_task(_fit_one(application, waiting.pop())))
            done, fitting = await asyncio.wait(fitting, return_when=asyncio.FIRST_COMPLETED)
            for each in done:
                yield each.result()
    finally:
        for each in fitting:
            each.cancel()
        await asyncio.gather(*fitting, return_exceptions=True)


async def _fit_one(application: Application, person_id: int) -> Fitted:
    asked = [Asked(insight, insight.arguments(), None) for insight in FITTED]
    try:
        told = await application.path.settle(person_id, asked)
    except UnknownPerson:  # forgotten since they were listed
        return Fitted(person_id, {})
    failed = {
        each.insight.stem: why
        for each, answer in zip(asked, told, strict=True)
        if (why := _failure(answer)) is not None
    }
    return Fitted(person_id, failed)


def _failure(answer: Answer | BaseException) -> str | None:
    if isinstance(answer, UnknownPerson):
        return None
    if isinstance(answer, BaseException):
        log.error("unexpected error", exc_info=answer)
        return type(answer).__name__
    return "the computation ended" if answer.standing is Standing.LEARNING else None
