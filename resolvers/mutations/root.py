"""The root of mutations: object first, one input, one payload with userErrors."""

# ruff: noqa: A002  `input` is the word that clients expect

from typing import Annotated

import strawberry

from resolvers.context import Info
from resolvers.mutations import (
    consent,
    experiment,
    feedback,
    forget,
    goal,
    insight,
    journal,
    plan,
    workout,
)
from resolvers.mutations.consent import ConsentSetInput, ConsentSetPayload
from resolvers.mutations.experiment import (
    ExperimentRecordInput,
    ExperimentRecordPayload,
    ExperimentStartInput,
    ExperimentStartPayload,
    ExperimentStopInput,
    ExperimentStopPayload,
)
from resolvers.mutations.feedback import FeedbackGiveInput, FeedbackGivePayload
from resolvers.mutations.forget import PersonForgetInput, PersonForgetPayload
from resolvers.mutations.goal import (
    GoalClearInput,
    GoalClearPayload,
    GoalSetInput,
    GoalSetPayload,
)
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
from resolvers.mutations.plan import (
    PlanClearInput,
    PlanClearPayload,
    PlanSetInput,
    PlanSetPayload,
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

    @strawberry.mutation(
        description="Say what became of a suggestion; said again it takes the last one's place."
    )
    async def feedback_give(
        self, info: Info, input: Annotated[FeedbackGiveInput, INPUT]
    ) -> FeedbackGivePayload:
        return await feedback.give(info, input)

    @strawberry.mutation(
        description="Plan a workout; another of the same day and activity takes its place."
    )
    async def plan_set(self, info: Info, input: Annotated[PlanSetInput, INPUT]) -> PlanSetPayload:
        return await plan.keep(info, input)

    @strawberry.mutation(description="Clear a planned workout.")
    async def plan_clear(
        self, info: Info, input: Annotated[PlanClearInput, INPUT]
    ) -> PlanClearPayload:
        return await plan.clear(info, input)

    @strawberry.mutation(description="Set a goal in the place of the last one of its metric.")
    async def goal_set(self, info: Info, input: Annotated[GoalSetInput, INPUT]) -> GoalSetPayload:
        return await goal.keep(info, input)

    @strawberry.mutation(description="Clear a goal.")
    async def goal_clear(
        self, info: Info, input: Annotated[GoalClearInput, INPUT]
    ) -> GoalClearPayload:
        return await goal.clear(info, input)

    @strawberry.mutation(description="Switch what takes much computing on or off.")
    async def consent_set(
        self, info: Info, input: Annotated[ConsentSetInput, INPUT]
    ) -> ConsentSetPayload:
        return await consent.keep(info, input)

    @strawberry.mutation(
        description="Forget the person: data, choices, models, answers, tokens, for good. Ask for "
        "`me { exportPath }` first to keep a copy."
    )
    async def person_forget(
        self, info: Info, input: Annotated[PersonForgetInput, INPUT]
    ) -> PersonForgetPayload:
        return await forget.forget(info, input)

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

    @strawberry.mutation(description="Draw the days of a self-test by lot.")
    async def experiment_start(
        self, info: Info, input: Annotated[ExperimentStartInput, INPUT]
    ) -> ExperimentStartPayload:
        return await experiment.start(info, input)

    @strawberry.mutation(description="Write down whether a day of a self-test went as drawn.")
    async def experiment_record(
        self, info: Info, input: Annotated[ExperimentRecordInput, INPUT]
    ) -> ExperimentRecordPayload:
        return await experiment.record(info, input)

    @strawberry.mutation(
        description="Stop a self-test before its last day; it has no verdict then."
    )
    async def experiment_stop(
        self, info: Info, input: Annotated[ExperimentStopInput, INPUT]
    ) -> ExperimentStopPayload:
        return await experiment.stop(info, input)
