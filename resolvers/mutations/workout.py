"""Writing down a workout."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import strawberry

from resolvers.context import Info
from resolvers.mutations.writing import earliest_day, invalid, writing
from resolvers.told import workout
from schema.user_error import UserError
from schema.workout import Workout
from storage import records
from storage.importers.activities import activity_key

if TYPE_CHECKING:
    from sqlmodel import Session

LONGEST_NAME = 80
LONGEST = timedelta(hours=24)  # a longer one is a trip, or a slip of the pen
# Bounds of what can be: WHOOP's scale, and records of human effort with room to spare.
BOUNDS = {
    "strain": (0.0, 21.0),
    "energy_kcal": (0.0, 20_000.0),
    "average_heart_rate_bpm": (30.0, 230.0),
    "distance_meters": (0.0, 500_000.0),
}


@strawberry.input(description="A workout.")
class WorkoutRecordInput:
    """A workout."""

    activity: str = strawberry.field(description="Kind of activity, such as Running.")
    started_at: datetime = strawberry.field(description="Start, with the local UTC offset.")
    ended_at: datetime = strawberry.field(description="End, with the local UTC offset.")
    strain: float | None = strawberry.field(default=None, description="Strain, 0 to 21.")
    energy_kcal: float | None = strawberry.field(default=None, description="Energy, kcal.")
    average_heart_rate_bpm: float | None = strawberry.field(
        default=None, description="Average heart rate, beats a minute."
    )
    distance_meters: float | None = strawberry.field(default=None, description="Distance, meters.")


@strawberry.type(description="What became of it.")
class WorkoutRecordPayload:
    """What became of it."""

    workout: Workout | None = strawberry.field(
        description="The workout as kept; null with `userErrors`."
    )
    user_errors: list[UserError] = strawberry.field(description="What to mend; empty if done.")


async def record(info: Info, given: WorkoutRecordInput) -> WorkoutRecordPayload:
    """Keep a workout."""
    now = info.context.application.resources.clock()
    errors = info.context.may_write() or _mistakes(given, earliest_day(info), now)
    if errors:
        return WorkoutRecordPayload(workout=None, user_errors=errors)
    own = replace(records.OwnWorkout(**vars(given)), activity=activity_key(given.activity))

    def write(session: "Session") -> Workout:
        return workout(records.record_workout(session, info.context.person_id, own))

    return WorkoutRecordPayload(workout=await writing(info, write), user_errors=[])


def _mistakes(given: WorkoutRecordInput, earliest: date, now: datetime) -> list[UserError]:
    errors: list[UserError] = []
    if not 1 <= len(given.activity.strip()) <= LONGEST_NAME:
        errors.append(invalid("activity", f"give a name of 1 to {LONGEST_NAME} letters"))
    errors += _mistaken_times(given, earliest, now)
    for name, (low, high) in BOUNDS.items():
        value = getattr(given, name)
        if value is not None and not low <= value <= high:
            field = "".join(word.title() if i else word for i, word in enumerate(name.split("_")))
            errors.append(invalid(field, f"{value} is outside {low:g} to {high:g}"))
    return errors


def _mistaken_times(given: WorkoutRecordInput, earliest: date, now: datetime) -> list[UserError]:
    for field, moment in (("startedAt", given.started_at), ("endedAt", given.ended_at)):
        if moment.tzinfo is None:
            return [invalid(field, f"{moment.isoformat()} lacks its UTC offset, such as +02:00")]
    if given.started_at.date() < earliest:
        return [invalid("startedAt", f"{given.started_at.date()} is before {earliest}")]
    if not timedelta() < given.ended_at - given.started_at <= LONGEST:
        return [invalid("endedAt", "must come after startedAt, by 24 hours at most")]
    if given.ended_at > now:
        return [invalid("endedAt", "lies in the future; write a workout down when it is done")]
    return []
