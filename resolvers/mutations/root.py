"""The root of mutations: object first, one input, one payload with userErrors."""

# ruff: noqa: A002  `input` is the word that clients expect

from typing import Annotated

import strawberry

from resolvers.context import Info
from resolvers.mutations import insight, journal, workout
from resolvers.mutations.insight import (
    InsightRefreshInput,
    InsightRefreshPayload,
    ModelRollbackInput,
    ModelRollbackPayload,
)
from resolvers.mutations.journal import (
    JournalForgetInput,
    JournalForgetPayload,
    JournalRecordInput,
    JournalRecordPayload,
)
from resolvers.mutations.workout import WorkoutRecordInput, WorkoutRecordPayload

INPUT = strawberry.argument(description="All that it takes.")


@strawberry.type(description="What can be changed.")
class Mutation:
    """What can be changed."""

    @strawberry.mutation(description="Write down yes or no to a question about a day.")
    async def journal_record(
        self, info: Info, input: Annotated[JournalRecordInput, INPUT]
    ) -> JournalRecordPayload:
        return await journal.record(info, input)

    @strawberry.mutation(description="Remove a journal answer that was written down here.")
    async def journal_forget(
        self, info: Info, input: Annotated[JournalForgetInput, INPUT]
    ) -> JournalForgetPayload:
        return await journal.forget(info, input)

    @strawberry.mutation(description="Write down a workout.")
    async def workout_record(
        self, info: Info, input: Annotated[WorkoutRecordInput, INPUT]
    ) -> WorkoutRecordPayload:
        return await workout.record(info, input)

    @strawberry.mutation(description="Make the previous version of a model live again.")
    async def model_rollback(
        self, info: Info, input: Annotated[ModelRollbackInput, INPUT]
    ) -> ModelRollbackPayload:
        return await insight.roll_back(info, input)

    @strawberry.mutation(description="Compute an insight anew, with a newly fitted model.")
    async def insight_refresh(
        self, info: Info, input: Annotated[InsightRefreshInput, INPUT]
    ) -> InsightRefreshPayload:
        return await insight.refresh(info, input)
