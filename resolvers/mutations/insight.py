"""Going back to an earlier model, and computing an insight anew."""

from typing import TYPE_CHECKING

import strawberry

from resolvers.context import Info
from resolvers.insight_name import InsightName
from resolvers.insights import Insights
from resolvers.mutations.writing import not_found, writing
from resolvers.told import models
from schema.model_version import ModelVersion
from schema.user_error import UserError
from storage import people
from storage.computed import answers, model_versions

if TYPE_CHECKING:
    from sqlmodel import Session


@strawberry.input(description="Which model to roll back.")
class ModelRollbackInput:
    """Which model to roll back."""

    insight: InsightName = strawberry.field(description="The insight whose model it is.")


@strawberry.type(description="What became of it.")
class ModelRollbackPayload:
    """What became of it."""

    model_version: ModelVersion | None = strawberry.field(
        description="The version that is live now. It serves until newer data change what it was "
        "fitted on, or for a day; every answer made with it says so. "
        "Null with `userErrors`."
    )
    user_errors: list[UserError] = strawberry.field(description="What to mend; empty if done.")


@strawberry.input(description="Which insight to compute anew.")
class InsightRefreshInput:
    """Which insight to compute anew."""

    insight: InsightName = strawberry.field(description="The insight.")


@strawberry.type(description="What became of it.")
class InsightRefreshPayload:
    """What became of it."""

    insights: Insights | None = strawberry.field(
        description="The insights; select the one to wait for. Null with `userErrors`."
    )
    user_errors: list[UserError] = strawberry.field(description="What to mend; empty if done.")


async def roll_back(info: Info, given: ModelRollbackInput) -> ModelRollbackPayload:
    """Make the version that is not live live again."""
    errors = info.context.may_write()
    if errors:
        return ModelRollbackPayload(model_version=None, user_errors=errors)
    stem, person_id = given.insight.value, info.context.person_id
    resources = info.context.application.resources
    now = resources.clock()

    def write(session: "Session") -> ModelVersion:
        model_versions.roll_back(session, person_id, stem, now, signer=resources.signer)
        people.move_revision(session, person_id, None)
        kept = model_versions.of_person(session, person_id, [stem])[stem]
        return next(shown for shown in models(kept) if shown.live)

    try:
        return ModelRollbackPayload(model_version=await writing(info, write), user_errors=[])
    except model_versions.NothingToRollBack as nothing:
        errors = [not_found("insight", str(nothing))]
        return ModelRollbackPayload(model_version=None, user_errors=errors)


async def refresh(info: Info, given: InsightRefreshInput) -> InsightRefreshPayload:
    """Drop what is known of an insight, so that selecting it computes it anew."""
    errors = info.context.may_write()
    if errors:
        return InsightRefreshPayload(insights=None, user_errors=errors)
    stem, person_id = given.insight.value, info.context.person_id

    def write(session: "Session") -> None:
        answers.forget(session, person_id, stem)
        model_versions.outdate(session, person_id, stem)
        # What is under way with the old model is not taken for the new, and what builds on it
        # follows.
        people.move_revision(session, person_id, None)

    await writing(info, write)
    return InsightRefreshPayload(insights=Insights(past=None), user_errors=[])
