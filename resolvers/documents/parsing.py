"""The parser of documents, which goes no further once one asks for too much.

What can be counted as it is written is counted here, and again with its fragments written out by
`resolvers.documents.measuring`: to read the rest of what is refused takes most of what it costs.
"""

from collections import Counter
from contextlib import suppress

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    OperationDefinitionNode,
    ValueNode,
    VariableDefinitionNode,
)
from graphql.language.parser import Parser

from resolvers.documents.limits import (
    MOST,
    MOST_COMMENTS,
    MOST_FRAGMENTS,
    MOST_OPERATIONS,
    MOST_TOKENS,
    TooMuch,
    at_most,
)

MOST_WRITTEN = {
    "operations": MOST_OPERATIONS,
    "fragments": MOST_FRAGMENTS,
    "fields": MOST.fields,
    "aliases": MOST.aliases,
    "directives": MOST.directives,
    # Each directive has one, which is not counted otherwise.
    "values": MOST.values + MOST.directives,
}


def parsed(text: str) -> DocumentNode:
    """Return a document.

    Raises
    ------
    TooMuch
        If it asks for too much, as far as that is seen without the schema.
    GraphQLError
        If it is none.
    """
    with suppress(RecursionError):
        return _Counting(text).parse_document()
    # Out here, so that the error does not hold all the frames of the other.
    raise TooMuch("this nests too deep; ask for less at once")


class _Counting(Parser):
    def __init__(self, text: str) -> None:
        super().__init__(text, max_lexical_tokens=MOST_TOKENS, max_comments=MOST_COMMENTS)
        self._written: Counter[str] = Counter()

    def _count(self, what: str) -> None:
        self._written[what] += 1
        at_most(MOST_WRITTEN[what], self._written[what], what)

    def parse_operation_definition(self) -> OperationDefinitionNode:
        self._count("operations")
        return super().parse_operation_definition()

    def parse_fragment_definition(self) -> FragmentDefinitionNode:
        self._count("fragments")
        return super().parse_fragment_definition()

    def parse_field(self) -> FieldNode:
        self._count("fields")
        field = super().parse_field()
        if field.alias:
            self._count("aliases")
        return field

    def parse_directive(self, is_const: bool) -> DirectiveNode:  # noqa: FBT001  as it is called
        self._count("directives")
        return super().parse_directive(is_const)

    def parse_variable_definition(self) -> VariableDefinitionNode:
        self._count("values")
        return super().parse_variable_definition()

    def parse_value_literal(self, is_const: bool) -> ValueNode:  # noqa: FBT001  as it is called
        self._count("values")
        return super().parse_value_literal(is_const)
