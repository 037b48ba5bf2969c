"""Documents as they were read: parsed and validated once, and kept for the next request."""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass

from graphql import DocumentNode, GraphQLError, GraphQLSchema, parse, specified_rules, validate
from strawberry.extensions import SchemaExtension
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from resolvers.limits import MOST_COMMENTS, MOST_TOKENS, TooMuch
from resolvers.measuring import WithinLimits

# Ours comes first: what it refuses no other rule reads.
RULES = (WithinLimits, *specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)
# More help nobody; each may cost a search for names that are alike, up to 5 ms.
MOST_ERRORS = 3
# A client has a handful of documents, GraphiQL one for each edit.
MOST_DOCUMENTS = 64
# A kept document takes 530 bytes a token: 34 MB at most.
MOST_KEPT_TOKENS = 64_000


@dataclass
class Read:
    """A document, how long it is, and what is wrong with it."""

    document: DocumentNode
    tokens: int
    errors: list[GraphQLError] | None = None


class Documents:
    """The documents that were read last."""

    def __init__(self) -> None:
        """Begin with none."""
        self._kept: OrderedDict[str, Read] = OrderedDict()
        self._tokens = 0

    def __len__(self) -> int:
        """Return how many are kept."""
        return len(self._kept)

    def read(self, text: str) -> Read:
        """Return a document.

        Raises
        ------
        TooMuch
            If it is too long, or nested too deep.
        GraphQLError
            If it is none.
        """
        found = self._kept.get(text)
        if found is None:
            document = _parsed(text)
            found = Read(document, _tokens(document))
            self._keep(text, found)
        self._kept.move_to_end(text)
        return found

    def errors(self, text: str, schema: GraphQLSchema) -> list[GraphQLError]:
        """Return what is wrong with a document."""
        found = self.read(text)
        if found.errors is None:
            found.errors = validate(schema, found.document, RULES, max_errors=MOST_ERRORS)
        return found.errors

    def _keep(self, text: str, read: Read) -> None:
        self._kept[text] = read
        self._tokens += read.tokens
        while len(self._kept) > MOST_DOCUMENTS or self._tokens > MOST_KEPT_TOKENS:
            _, oldest = self._kept.popitem(last=False)
            self._tokens -= oldest.tokens


class ReadOnce(SchemaExtension):
    """Takes a request's document from those that are kept."""

    def __init__(self, documents: Documents) -> None:
        """Share the kept documents."""
        self._documents = documents

    def on_parse(self) -> Iterator[None]:
        """Parse the document, unless it is there."""
        self.execution_context.graphql_document = self._documents.read(self._text()).document
        yield

    def on_validate(self) -> Iterator[None]:
        """Validate the document, unless that was done."""
        context = self.execution_context
        schema = context.schema._schema  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] there is no other way
        context.pre_execution_errors = self._documents.errors(self._text(), schema)
        yield

    def _text(self) -> str:
        return self.execution_context.query or ""


def _parsed(text: str) -> DocumentNode:
    try:
        return parse(text, max_lexical_tokens=MOST_TOKENS, max_comments=MOST_COMMENTS)
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
