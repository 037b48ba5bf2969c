"""The type `Person`: what a token opens."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Annotated, TypeVar

import strawberry

from resolvers import pages, told
from resolvers.context import Info
from resolvers.http.download import EXPORT_PATH
from resolvers.insights import Insights, last_data_day
from schema import global_id
from schema.agreement import Agreement
from schema.connection import Connection
from schema.consent import Consent
from schema.day import Day
from schema.experiment import Experiment
from schema.feature import Feature
from schema.goal import Goal
from schema.imported import Import
from schema.journal import JournalAnswer
from schema.model_version import ModelVersion
from schema.node import Node
from schema.plan import Plan
from schema.suggestion import Suggestion
from schema.workout import Workout
from storage import pages as stored
from storage import tables
from storage.access import Identity
from storage.chosen import agreements, consents, experiments, goals, plans
from storage.computed import model_versions

if TYPE_CHECKING:
    from sqlmodel import Session

Value = TypeVar("Value")
First = Annotated[
    int, strawberry.argument(description=f"How many, 1 to {pages.MOST}, newest first.")
]
After = Annotated[
    str | None, strawberry.argument(description="Go on after this cursor, `endCursor` of a page.")
]


async def reading(
    info: Info, read: Callable[["Session"], Value], *, moves_revision: bool = False
) -> Value:
    """Return what is read in one session, in a thread.

    Where whatever changes it moves the person's revision, the response may be sent again.
    """
    resources = info.context.application.resources
    if not moves_revision:
        info.context.lasting.by_revision = False

    def run() -> Value:
        with resources.database.read() as session:
            return read(session)

    return await resources.offload.read(run, info.context.deadline)


@strawberry.type(description="The person whose data these are.")
class Person(Node):
    """The person whose data these are."""

    name: str = strawberry.field(description="Name, as it was given to the server.")
    timezone: str | None = strawberry.field(
        description="Home time zone; data carry their own offsets. Null where none was given."
    )
    revision: int = strawberry.field(
        description="Moves with anything that can change an answer; opaque otherwise."
    )

    @strawberry.field(description="The insights; each is computed only when it is selected.")
    async def insights(
        self,
        info: Info,
        as_of: Annotated[
            date | None,
            strawberry.argument(
                description="A past day: everything is told as it could be known in its evening. "
                "A day after the last one with data is taken for that one."
            ),
        ] = None,
    ) -> Insights:
        last_on = None
        if as_of is not None:
            last_on = await last_data_day(info)
        past = as_of if as_of and last_on and as_of < last_on else None
        return Insights(past=past)

    @strawberry.field(description="Days, newest first.")
    async def days(self, info: Info, first: First = 30, after: After = None) -> Connection[Day]:
        most, before = pages.checked(first) + 1, pages.day_before(after)
        person_id = info.context.person_id
        nights = await reading(
            info, lambda session: stored.days(session, person_id, before, most), moves_revision=True
        )
        shown = [(pages.cursor(day.day_on), day) for day in told.days(person_id, nights)]
        return pages.page(shown, first, after=after)

    @strawberry.field(description="Workouts, newest first.")
    async def workouts(
        self, info: Info, first: First = 30, after: After = None
    ) -> Connection[Workout]:
        most, before = pages.checked(first) + 1, pages.key_before(after)
        person_id = info.context.person_id
        rows = await reading(
            info,
            lambda session: stored.workouts(session, person_id, before, most),
            moves_revision=True,
        )
        shown = [(_cursor(row.started_at.timestamp(), row.id), told.workout(row)) for row in rows]
        return pages.page(shown, first, after=after)

    @strawberry.field(description="Answers of the journal, newest night first.")
    async def journal(
        self, info: Info, first: First = 30, after: After = None
    ) -> Connection[JournalAnswer]:
        most, before = pages.checked(first) + 1, pages.key_before(after)
        person_id = info.context.person_id
        rows = await reading(
            info,
            lambda session: stored.journal(session, person_id, before, most),
            moves_revision=True,
        )
        shown = [
            (
                _cursor(row.answer.night_started_at.timestamp(), row.answer.id),
                told.journal_answer(row),
            )
            for row in rows
        ]
        return pages.page(shown, first, after=after)

    @strawberry.field(description="The kept versions of every model, two at most of each.")
    async def models(self, info: Info) -> list[ModelVersion]:
        person_id = info.context.person_id
        kept = await reading(info, lambda session: model_versions.of_person(session, person_id))
        return [version for rows in kept.values() for version in told.models(rows)]

    @strawberry.field(
        description="Where all that is kept of the person can be downloaded, by GET and with "
        "the same token: a zip of CSV and JSON that `POST /import` reads again."
    )
    def export_path(self) -> str:
        return EXPORT_PATH

    @strawberry.field(description="Imports, newest first.")
    async def imports(
        self,
        info: Info,
        first: Annotated[int, strawberry.argument(description="How many, 1 to 366.")] = 10,
    ) -> list[Import]:
        most, person_id = pages.checked(first), info.context.person_id
        rows = await reading(info, lambda session: stored.imports(session, person_id, most))
        return [told.imported(row) for row in rows]

    @strawberry.field(description="What findings told the person to do, newest first.")
    async def suggestions(
        self, info: Info, first: First = 30, after: After = None
    ) -> Connection[Suggestion]:
        most, before = pages.checked(first) + 1, pages.key_before(after)
        person_id = info.context.person_id
        rows = await reading(
            info, lambda session: stored.suggestions(session, person_id, before, most)
        )
        shown = [
            (_cursor(row.told_at.timestamp(), row.id), told.suggestion(row, said))
            for row, said in rows
        ]
        return pages.page(shown, first, after=after)

    @strawberry.field(description="Planned workouts, the latest day first.")
    async def plans(
        self,
        info: Info,
        first: Annotated[int, strawberry.argument(description="How many, 1 to 366.")] = 30,
    ) -> list[Plan]:
        most, person_id = pages.checked(first), info.context.person_id
        rows = await reading(
            info, lambda session: plans.of_person(session, person_id, most), moves_revision=True
        )
        return [told.plan(row) for row in rows]

    @strawberry.field(description="What the person aims at.")
    async def goals(self, info: Info) -> list[Goal]:
        person_id = info.context.person_id
        rows = await reading(
            info, lambda session: goals.of_person(session, person_id), moves_revision=True
        )
        return [told.goal(row) for row in rows]

    @strawberry.field(description="Every feature that is off until it is chosen, and the choice.")
    async def consents(self, info: Info) -> list[Consent]:
        person_id = info.context.person_id
        chosen = await reading(
            info, lambda session: consents.of_person(session, person_id), moves_revision=True
        )
        return [told.consent(person_id, each, chosen.get(each.name)) for each in Feature]

    @strawberry.field(
        description="What was agreed to when the person was added, as whoever added them stated; "
        "empty for who was added before it was kept."
    )
    async def agreements(self, info: Info) -> list[Agreement]:
        person_id = info.context.person_id
        rows = await reading(info, lambda session: agreements.of_person(session, person_id))
        return [told.agreement(row) for row in rows]

    @strawberry.field(description="Self-tests by lot, the last begun first.")
    async def experiments(self, info: Info) -> list[Experiment]:
        person_id = info.context.person_id

        def read(session: "Session") -> list[Experiment]:
            return [
                told.experiment(row, experiments.records(session, row))
                for row in experiments.of_person(session, person_id)
            ]

        return await reading(info, read, moves_revision=True)


def person(row: "tables.Person | Identity") -> Person:
    """Return a person as shown."""
    return Person(
        id=global_id.encode("Person", row.id),
        name=row.name,
        timezone=row.timezone,
        revision=row.revision,
    )


def _cursor(seconds: float, row_id: int | None) -> str:
    return pages.cursor(int(seconds), row_id)
