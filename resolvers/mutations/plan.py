"""Setting and clearing planned workouts."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

import strawberry

from resolvers import told
from resolvers.context import Info
from resolvers.mutations.workout import BOUNDS, LONGEST, LONGEST_NAME
from resolvers.mutations.writing import (
    first_day_ahead,
    invalid,
    moment,
    not_found,
    own_row,
    writing,
)
from schema.plan import Plan
from schema.user_error import UserError
from storage.chosen import plans
from storage.importers.activities import activity_key

if TYPE_CHECKING:
    from sqlmodel import Session

LONGEST_AHEAD = timedelta(days=366)  # a season; nothing here looks further
MINUTES = (1.0, LONGEST.total_seconds() / 60)


@strawberry.input(description="A workout to come; say at least one thing of it beside its day.")
class PlanSetInput:
    """A workout to come."""

    day_on: date = strawberry.field(description="Local day.")
    activity: str | None = strawberry.field(
        default=None, description="Kind of activity, such as Running."
    )
    minutes: float | None = strawberry.field(default=None, description="Duration, minutes.")
    strain: float | None = strawberry.field(
        default=None, description="Strain of the workout, 0 to 21."
    )


@strawberry.type(description="What became of it.")
class PlanSetPayload:
    """What became of it."""

    plan: Plan | None = strawberry.field(description="The plan as kept; null with `userErrors`.")
    user_errors: list[UserError] = strawberry.field(description="What to mend; empty if done.")


@strawberry.input(description="Which plan to clear.")
class PlanClearInput:
    """Which plan to clear."""

    id: strawberry.ID = strawberry.field(description="Id of the plan.")


@strawberry.type(description="What became of it.")
class PlanClearPayload:
    """What became of it."""

    cleared_id: strawberry.ID | None = strawberry.field(
        description="Id of what was cleared; null with `userErrors`."
    )
    user_errors: list[UserError] = strawberry.field(description="What to mend; empty if done.")


async def keep(info: Info, given: PlanSetInput) -> PlanSetPayload:
    """Keep a plan."""
    errors = info.context.may_write() or _mistakes(given, await first_day_ahead(info))
    if errors:
        return PlanSetPayload(plan=None, user_errors=errors)
    now = moment(info)
    activity = activity_key(given.activity) if given.activity else None
    planned = plans.PlannedWorkout(given.day_on, activity, given.minutes, given.strain)

    def write(session: "Session") -> Plan:
        return told.plan(plans.keep(session, info.context.person_id, planned, now))

    return PlanSetPayload(plan=await writing(info, write), user_errors=[])


async def clear(info: Info, given: PlanClearInput) -> PlanClearPayload:
    """Remove a plan."""
    errors = info.context.may_write()

    def write(session: "Session") -> bool:
        plan_id = own_row("Plan", given.id)
        return plan_id is not None and plans.clear(session, info.context.person_id, plan_id)

    if not errors and not await writing(info, write):
        errors = [not_found("id", "there is no plan of your own with this id; see your `plans`")]
    return PlanClearPayload(cleared_id=None if errors else given.id, user_errors=errors)


def _mistakes(given: PlanSetInput, first: date) -> list[UserError]:
    errors: list[UserError] = []
    last = first + LONGEST_AHEAD
    if not first <= given.day_on <= last:
        message = f"{given.day_on} is outside {first} to {last}; plan a day that lies ahead"
        errors.append(invalid("dayOn", message))
    if given.activity is None and given.minutes is None and given.strain is None:
        errors.append(invalid("activity", "say at least one of activity, minutes and strain"))
    if given.activity is not None and not 1 <= len(given.activity.strip()) <= LONGEST_NAME:
        message = f"give a name of 1 to {LONGEST_NAME} letters, or leave it out"
        errors.append(invalid("activity", message))
    for name, (low, high) in (("minutes", MINUTES), ("strain", BOUNDS["strain"])):
        value = getattr(given, name)
        if value is not None and not low <= value <= high:
            message = f"{value} is outside {low:g} to {high:g}; leave out what you do not know"
            errors.append(invalid(name, message))
    return errors
