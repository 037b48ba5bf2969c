"""Beginning, writing down and stopping a self-test."""

import math
from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import SystemRandom
from typing import TYPE_CHECKING, TypeAlias, TypeVar

import strawberry

from ml.experiment_plan import BadExperiment, Schedule, draw, recovery_sd_points, refuse_unsafe
from ml.history import History
from resolvers import told
from resolvers.computing import ground
from resolvers.context import Info
from resolvers.mutations.journal import KEY, LONGEST_KEY
from resolvers.mutations.writing import invalid, not_found, own_row, writing
from schema.experiment import Experiment, ExperimentSchedule
from schema.user_error import UserError
from storage import choice_tables
from storage.chosen import experiments

if TYPE_CHECKING:
    from sqlmodel import Session

# The lot decides what a person does for weeks: drawn by the system, not from a seed.
LOT = SystemRandom()
# A plan that begins later than in a month is better drawn then.
LATEST_BEGINNING = timedelta(days=31)


@strawberry.input(description="What to test, and for how long.")
class ExperimentStartInput:
    """What to test, and for how long."""

    behaviour: str = strawberry.field(
        description="Stable key as in the journal, such as late_meal; earlier_bedtime means "
        "falling asleep half an hour before the usual time. What may harm is refused."
    )
    days: int = strawberry.field(
        description="How many, 28 to 168: a multiple of 4, in weeks of 14 and at least 84. The "
        "longer, the smaller the difference that shows.",
        default=56,
    )
    schedule: ExperimentSchedule = strawberry.field(
        description="How days are drawn.", default=ExperimentSchedule.BLOCKS_OF_FOUR
    )
    first_on: date | None = strawberry.field(
        description="First day, within a month; tomorrow unless given.", default=None
    )
    confirmed_safe: bool = strawberry.field(
        description="Needed for a behaviour that is not known here: that both doing and leaving "
        "it are harmless to you.",
        default=False,
    )


@strawberry.input(description="How a day of an experiment went.")
class ExperimentRecordInput:
    """How a day of an experiment went."""

    id: strawberry.ID = strawberry.field(description="Id of the experiment.")
    day_on: date = strawberry.field(description="A day of its plan.")
    followed: bool = strawberry.field(description="Whether it went as drawn.")


@strawberry.input(description="Which experiment to stop.")
class ExperimentStopInput:
    """Which experiment to stop."""

    id: strawberry.ID = strawberry.field(description="Id of the experiment.")


@strawberry.type(description="What became of it.")
class ExperimentPayload:
    """What became of it."""

    experiment: Experiment | None = strawberry.field(
        description="The experiment as kept; null with `userErrors`."
    )
    user_errors: list[UserError] = strawberry.field(description="What to mend; empty if done.")


@strawberry.type(description="What became of it.")
class ExperimentStartPayload(ExperimentPayload):
    """What became of it."""


@strawberry.type(description="What became of it.")
class ExperimentRecordPayload(ExperimentPayload):
    """What became of it."""


@strawberry.type(description="What became of it.")
class ExperimentStopPayload(ExperimentPayload):
    """What became of it."""


Payload = TypeVar("Payload", bound=ExperimentPayload)


Change: TypeAlias = Callable[["Session", "choice_tables.Experiment"], list[UserError]]


async def start(info: Info, given: ExperimentStartInput) -> ExperimentStartPayload:
    """Draw a plan and keep it."""
    resources, person_id = info.context.application.resources, info.context.person_id
    history = await _history(info)
    today = _local_day(resources.clock(), history)
    first_on = given.first_on or today + timedelta(days=1)
    errors = info.context.may_write() or _mistakes(given, first_on, today)
    if errors:
        return ExperimentStartPayload(experiment=None, user_errors=errors)
    schedule = Schedule[given.schedule.name]
    try:
        refuse_unsafe(given.behaviour, confirmed_safe=given.confirmed_safe)
        drawn = draw(schedule, given.days, recovery_sd_points(history), LOT)
    except BadExperiment as bad:
        return ExperimentStartPayload(experiment=None, user_errors=[invalid(bad.field, str(bad))])
    planned = experiments.Planned(
        behaviour=given.behaviour,
        first_on=first_on,
        block_days=schedule.value,
        arms=drawn.arms,
        detectable_points=drawn.detectable_points,
    )

    def write(session: "Session") -> ExperimentStartPayload:
        for other in experiments.of_person(session, person_id):
            if _overlaps(other, first_on):
                message = (
                    f"the experiment with {other.behaviour!r} runs until {_last_on(other)}; two "
                    "at once could not be told apart: stop it, or begin after it"
                )
                return ExperimentStartPayload(
                    experiment=None, user_errors=[invalid("firstOn", message)]
                )
        row = experiments.begin(session, person_id, planned, resources.clock())
        return ExperimentStartPayload(experiment=told.experiment(row, []), user_errors=[])

    return await writing(info, write)


async def record(info: Info, given: ExperimentRecordInput) -> ExperimentRecordPayload:
    """Write down whether a day went as drawn."""
    # It is already tomorrow somewhere on earth.
    latest = (info.context.application.resources.clock() + timedelta(hours=14)).date()

    def write(session: "Session", row: "choice_tables.Experiment") -> list[UserError]:
        last_on = min(_last_on(row), latest)
        if not row.first_on <= given.day_on <= last_on:
            days = f"{row.first_on} to {last_on}" if last_on >= row.first_on else "none yet"
            message = f"{given.day_on} is none of the days of the plan that have come: {days}"
            return [invalid("dayOn", message)]
        experiments.record(session, row, given.day_on, followed=given.followed)
        return []

    return await _changing(info, given.id, write, ExperimentRecordPayload)


async def stop(info: Info, given: ExperimentStopInput) -> ExperimentStopPayload:
    """End an experiment before its last day."""
    # Of the same days as its beginning: by it the days are told that still count.
    today = _local_day(info.context.application.resources.clock(), await _history(info))

    def write(session: "Session", row: "choice_tables.Experiment") -> list[UserError]:
        if row.stopped_on is None:
            experiments.stop(session, row, today)
        return []

    return await _changing(info, given.id, write, ExperimentStopPayload)


async def _changing(info: Info, given: str, change: Change, payload: type[Payload]) -> Payload:
    errors = info.context.may_write()
    if errors:
        return payload(experiment=None, user_errors=errors)

    def write(session: "Session") -> Payload:
        row = _found(session, info.context.person_id, given)
        if row is None:
            missing = not_found(
                "id",
                "there is no experiment of yours with this id; see your `experiments`",
            )
            return payload(experiment=None, user_errors=[missing])
        errors = change(session, row)
        shown = None if errors else told.experiment(row, experiments.records(session, row))
        return payload(experiment=shown, user_errors=errors)

    return await writing(info, write)


def _found(session: "Session", person_id: int, given: str) -> "choice_tables.Experiment | None":
    number = own_row("Experiment", given)
    return None if number is None else experiments.find(session, person_id, number)


def _mistakes(given: ExperimentStartInput, first_on: date, today: date) -> list[UserError]:
    errors: list[UserError] = []
    if not KEY.fullmatch(given.behaviour) or len(given.behaviour) > LONGEST_KEY:
        message = f"use up to {LONGEST_KEY} small letters, digits and _, such as late_meal"
        errors.append(invalid("behaviour", message))
    if not today < first_on <= today + LATEST_BEGINNING:
        message = (
            f"{first_on} is outside {today + timedelta(days=1)} to {today + LATEST_BEGINNING}; a "
            "day must be drawn before it comes"
        )
        errors.append(invalid("firstOn", message))
    return errors


def _overlaps(other: "choice_tables.Experiment", first_on: date) -> bool:
    return other.stopped_on is None and first_on <= _last_on(other)


def _last_on(row: "choice_tables.Experiment") -> date:
    return row.first_on + timedelta(days=len(row.arms) - 1)


async def _history(info: Info) -> History:
    resources, person_id = info.context.application.resources, info.context.person_id
    stood = await resources.offload.read_long(lambda: ground.load(resources.database, person_id))
    return stood.history


def _local_day(now: datetime, history: History) -> date:
    """Return the day that it is where the person last was: one that has begun is not drawn for."""
    offsets = reversed(history.nights.utc_offset_minutes)
    offset = next((each for each in offsets if not math.isnan(each)), 0.0)
    return (now + timedelta(minutes=offset)).date()
