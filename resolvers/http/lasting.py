"""Whether a response may be sent again, and until when: gathered while it is made."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from strawberry.extensions import SchemaExtension
from strawberry.types.graphql import OperationType

from resolvers.computing.publishing import is_kept
from schema.answer import Answer, Standing
from storage.computed.questions import Question


@dataclass
class Lasting:
    """What a response rests on.

    `by_revision`: all that was read moves with the person's revision, or with the code. A read is
    taken not to, unless its resolver says that it does.
    """

    whole: bool = False
    by_revision: bool = True
    expires_at: datetime | None = None
    questions: set[Question] = field(default_factory=set[Question])

    @property
    def lasts(self) -> bool:
        """Whether the same request would be answered alike until `expires_at`."""
        return self.whole and self.by_revision

    def rest_on(self, question: Question, answer: Answer) -> None:
        """Take an answer into account."""
        self.questions.add(question)
        # What was not kept is to be computed anew; feedback on what it suggests finds nothing.
        if answer.stale or answer.standing is Standing.LEARNING or not is_kept(answer):
            self.by_revision = False
        if answer.expires_at is not None:
            self.expires_at = min(self.expires_at or answer.expires_at, answer.expires_at)


class HasLasting(Protocol):
    """The context of a request."""

    lasting: Lasting


class NotesWholeQueries(SchemaExtension):
    """Notes which operations were queries that went without an error."""

    async def on_operation(self) -> AsyncIterator[None]:
        """Look at the result, once it is there."""
        yield
        executed = self.execution_context
        result = executed.result
        whole = result is not None and not result.errors
        if whole and executed.operation_type is OperationType.QUERY:
            context: HasLasting = executed.context
            context.lasting.whole = True
