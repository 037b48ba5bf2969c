"""The schema: what can be asked and changed, under the rules for errors and caches."""

import logging
from collections.abc import AsyncIterator

import strawberry
from graphql import FieldNode, GraphQLError
from strawberry.extensions import SchemaExtension
from strawberry.types import ExecutionContext

from resolvers.documents.kept import Documents, ReadOnce
from resolvers.front import masking
from resolvers.http.lasting import NotesWholeQueries
from resolvers.mutations.root import Mutation
from resolvers.plain_fields import PlainFieldsFirst
from resolvers.queries import Query
from schema.arguments import BadArgument
from storage.databases.faults import StorageFault

log = logging.getLogger("attune.graphql")

# What a client can mend reaches it whole; all else may quote what it must not.
MENDABLE = (BadArgument,)


class MaskUnexpectedErrors(SchemaExtension):
    """Replaces the text of a bug by an id, under which the log has it; a fault keeps its remedy."""

    async def on_operation(self) -> AsyncIterator[None]:
        """Mask the errors of the result, once it is there."""
        yield
        result = self.execution_context.result
        if result is not None and result.errors:
            result.errors = [_masked(error) for error in result.errors]


class Schema(strawberry.Schema):
    """Leaves the logging of errors to the masking: client mistakes are none of the server's."""

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Log nothing here: the default logs the query's text."""


def _masked(error: GraphQLError) -> GraphQLError:
    original = error.original_error
    if isinstance(original, StorageFault):
        log.warning(str(original), extra={"place": original.place, "fields": _fields(error)})
        return GraphQLError(
            str(original),
            nodes=error.nodes,
            path=error.path,
            extensions={"code": original.code.name},
        )
    if original is None or isinstance(original, (GraphQLError, *MENDABLE)):
        return error
    error_id = masking.noted(original, fields=_fields(error))
    return GraphQLError(
        masking.told(error_id),
        nodes=error.nodes,
        path=error.path,
        extensions={"errorId": error_id},
    )


def _fields(error: GraphQLError) -> list[str]:
    """Return what failed; not its path, which is of the names that the client gave to it."""
    return [node.name.value for node in error.nodes or () if isinstance(node, FieldNode)]


DOCUMENTS = Documents()
SCHEMA = Schema(
    query=Query,
    mutation=Mutation,
    execution_context_class=PlainFieldsFirst,
    extensions=[
        lambda: ReadOnce(DOCUMENTS),
        MaskUnexpectedErrors,
        NotesWholeQueries,
    ],
)
