"""Documents as they were read: parsed and validated once, and kept if they are in order.

The longest take 40 ms, so they are read in a thread, and one after another: who asks beside them
shares the interpreter with one thread, and does not wait for its end.
"""

from collections import OrderedDict
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Protocol

import anyio.to_thread
from anyio import CapacityLimiter
from graphql import DocumentNode, GraphQLError, GraphQLSchema, specified_rules, validate
from strawberry.extensions import SchemaExtension
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from resolvers.documents.limits import TooMuch
from resolvers.documents.measuring import WithinLimits
from resolvers.documents.parsing import parsed
from resolvers.plain_fields import Collected

# Ours comes first: what it refuses no other rule reads.
RULES = (WithinLimits, *specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)
# More help nobody; each may cost a search for names that are alike, up to 5 ms.
MOST_ERRORS = 3
# A client has a handful of documents, GraphiQL one for each edit.
MOST_DOCUMENTS = 64
# A screen of a client has a hundred or two. A kept document takes 530 bytes a token, and each full
# collection of garbage looks at five objects of it: 8 MB, and 40 ms for which everybody waits.
# What is collected of it while it is executed is a quarter more.
MOST_KEPT_TOKENS = 16_000


@dataclass(frozen=True)
class Read:
    """A document, what is wrong with it, and how long it is.

    `collected` is what is selected below each of its fields; None where directives may change it.
    """

    document: DocumentNode
    errors: list[GraphQLError]
    tokens: int
    collected: Collected | None


class Documents:
    """The documents that were read last."""

    def __init__(self) -> None:
        """Begin with none."""
        self._kept: OrderedDict[str, Read] = OrderedDict()
        self._tokens = 0
        self._reading = CapacityLimiter(1)

    def __len__(self) -> int:
        """Return how many are kept."""
        return len(self._kept)

    async def read(self, text: str, schema: GraphQLSchema) -> Read:
        """Return a document.

        Raises
        ------
        TooMuch
            If it is too long, or nested too deep.
        GraphQLError
            If it is none.
        """
        found = self._kept.get(text)
        if found is not None:
            self._kept.move_to_end(text)
            return found
        read = await anyio.to_thread.run_sync(read_anew, text, schema, limiter=self._reading)
        if not read.errors:
            self._keep(text, read)
        return read

    def _keep(self, text: str, read: Read) -> None:
        if text in self._kept:
            return  # somebody else asked for it meanwhile
        self._kept[text] = read
        self._tokens += read.tokens
        while len(self._kept) > MOST_DOCUMENTS or self._tokens > MOST_KEPT_TOKENS:
            _, oldest = self._kept.popitem(last=False)
            self._tokens -= oldest.tokens


class HasCollected(Protocol):
    """The context of a request."""

    collected: Collected | None


class ReadOnce(SchemaExtension):
    """Takes a request's document from those that are kept."""

    def __init__(self, documents: Documents) -> None:
        """Share the kept documents."""
        self._documents = documents

    async def on_parse(self) -> AsyncIterator[None]:
        """Read the document, unless it is there."""
        context = self.execution_context
        schema = context.schema._schema  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] there is no other way
        self._read = await self._documents.read(context.query or "", schema)
        context.graphql_document = self._read.document
        request: HasCollected = context.context
        request.collected = self._read.collected
        yield

    def on_validate(self) -> Iterator[None]:
        """Tell what was found to be wrong with it."""
        self.execution_context.pre_execution_errors = self._read.errors
        yield


def read_anew(text: str, schema: GraphQLSchema) -> Read:
    """Parse and validate a document."""
    document = _parsed(text)
    errors = validate(schema, document, RULES, max_errors=MOST_ERRORS)
    return Read(document, errors, _tokens(document), None if "@" in text else {})


def _parsed(text: str) -> DocumentNode:
    try:
        return parsed(text)
    except GraphQLError as error:
        # The parser's own limits are known by their words alone.
        if error.message.endswith("Parsing aborted."):
            raise TooMuch(error.message.removeprefix("Syntax Error: ")) from None
        raise


def _tokens(document: DocumentNode) -> int:
    token = document.loc and document.loc.start_token
    count = 0
    while token:
        count += 1
        token = token.next
    return count
