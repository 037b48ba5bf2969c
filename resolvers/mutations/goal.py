"""Setting and clearing goals."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

import strawberry

from resolvers import told
from resolvers.context import Info
from resolvers.mutations.writing import (
    first_day_ahead,
    invalid,
    moment,
    not_found,
    own_row,
    writing,
)
from schema.goal import UNITS, Goal, GoalMetric
from schema.user_error import UserError
from storage.chosen import goals

if TYPE_CHECKING:
    from sqlmodel import Session

LONGEST_AHEAD = timedelta(days=5 * 366)  # a level says nothing of years further off
# What people's levels and workouts can be, with room to spare; nobody is to aim at nights under
# five hours, or at what no night or workout has ever been.
BOUNDS = {
    GoalMetric.RECOVERY: (1.0, 100.0),
    GoalMetric.HRV: (5.0, 300.0),
    GoalMetric.RESTING_HEART_RATE: (30.0, 120.0),
    GoalMetric.ASLEEP: (300.0, 720.0),
    GoalMetric.BEDTIME_SPREAD: (5.0, 240.0),
    GoalMetric.ENOUGH_SLEEP: (0.05, 1.0),
    GoalMetric.WORKOUT_STRAIN: (1.0, 21.0),
    GoalMetric.WORKOUT_ENERGY: (10.0, 10_000.0),
}


@strawberry.input(description="What to aim at.")
class GoalSetInput:
    """What to aim at."""

    metric: GoalMetric = strawberry.field(description="What it is about; its unit is the target's.")
    target: float = strawberry.field(description="The value to aim at, in the metric's unit.")
    by_on: date | None = strawberry.field(
        default=None, description="Local day to reach it by; leave it out for any."
    )


@strawberry.type(description="What became of it.")
class GoalSetPayload:
    """What became of it."""

    goal: Goal | None = strawberry.field(description="The goal as kept; null with `userErrors`.")
    user_errors: list[UserError] = strawberry.field(description="What to mend; empty if done.")


@strawberry.input(description="Which goal to clear.")
class GoalClearInput:
    """Which goal to clear."""

    id: strawberry.ID = strawberry.field(description="Id of the goal.")


@strawberry.type(description="What became of it.")
class GoalClearPayload:
    """What became of it."""

    cleared_id: strawberry.ID | None = strawberry.field(
        description="Id of what was cleared; null with `userErrors`."
    )
    user_errors: list[UserError] = strawberry.field(description="What to mend; empty if done.")


async def keep(info: Info, given: GoalSetInput) -> GoalSetPayload:
    """Keep a goal."""
    errors = info.context.may_write() or _mistakes(given, await first_day_ahead(info))
    if errors:
        return GoalSetPayload(goal=None, user_errors=errors)
    now = moment(info)
    aim = goals.Aim(given.metric.name, given.target, given.by_on)

    def write(session: "Session") -> Goal:
        return told.goal(goals.keep(session, info.context.person_id, aim, now))

    return GoalSetPayload(goal=await writing(info, write), user_errors=[])


async def clear(info: Info, given: GoalClearInput) -> GoalClearPayload:
    """Remove a goal."""
    errors = info.context.may_write()

    def write(session: "Session") -> bool:
        goal_id = own_row("Goal", given.id)
        return goal_id is not None and goals.clear(session, info.context.person_id, goal_id)

    if not errors and not await writing(info, write):
        errors = [not_found("id", "there is no goal of your own with this id; see your `goals`")]
    return GoalClearPayload(cleared_id=None if errors else given.id, user_errors=errors)


def _mistakes(given: GoalSetInput, today: date) -> list[UserError]:
    errors: list[UserError] = []
    low, high = BOUNDS[given.metric]
    if not low <= given.target <= high:
        message = (
            f"{given.target} is outside {low:g} to {high:g} for {given.metric.name}; "
            f"its unit is {UNITS[given.metric]}"
        )
        errors.append(invalid("target", message))
    last = today + LONGEST_AHEAD
    if given.by_on is not None and not today < given.by_on <= last:
        message = f"{given.by_on} is not between {today} and {last}; give a day ahead, or none"
        errors.append(invalid("byOn", message))
    return errors
