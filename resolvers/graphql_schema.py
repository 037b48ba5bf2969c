"""The schema: what can be asked and changed, under the rules for errors and caches."""

import logging
from collections.abc import AsyncIterator
from operator import attrgetter

import strawberry
from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLFieldResolver,
    GraphQLObjectType,
    GraphQLSchema,
)
from strawberry.extensions import SchemaExtension
from strawberry.types import ExecutionContext
from strawberry.types.field import StrawberryField

from resolvers.documents.kept import Documents, ReadOnce
from resolvers.front import masking
from resolvers.http.lasting import NotesWholeQueries
from resolvers.mutations.root import Mutation
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


def _read_plainly(schema: GraphQLSchema) -> None:
    """Have fields that are attributes read as such: Strawberry calls three functions to do so.

    Of the CPU of an answer with all insights that is a tenth.
    """
    for kind in schema.type_map.values():
        for field in kind.fields.values() if isinstance(kind, GraphQLObjectType) else ():
            definition = field.extensions.get("strawberry-definition")
            if isinstance(definition, StrawberryField) and definition.is_basic_field:
                field.resolve = _reading(definition.python_name)


def _reading(name: str) -> GraphQLFieldResolver:
    read = attrgetter(name)

    def resolve(source: object, _info: object) -> object:
        return read(source)

    return resolve


DOCUMENTS = Documents()
SCHEMA = Schema(
    query=Query,
    mutation=Mutation,
    extensions=[
        lambda: ReadOnce(DOCUMENTS),
        MaskUnexpectedErrors,
        NotesWholeQueries,
    ],
)
_read_plainly(SCHEMA._schema)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] there is no other way
