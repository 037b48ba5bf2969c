"""One validation rule that measures what a document asks for, before any other rule reads it.

Each fragment is measured once and then only added up, so that the pass stays linear in the document
however its fragments are nested; it ends at the first limit that is passed.
"""

from collections.abc import Iterable

from graphql import (
    DocumentNode,
    FieldNode,
    FloatValueNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValidationContext,
    ValidationRule,
    ValueNode,
    get_named_type,
    is_composite_type,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

from resolvers.documents.limits import (
    MOST,
    MOST_DIGITS,
    MOST_FRAGMENTS,
    MOST_OPERATIONS,
    Measure,
    TooMuch,
    at_most,
)
from resolvers.pages import MOST as MOST_ITEMS

# All of the schema takes 100 ms of the process that serves everybody, and nobody asks for it twice.
TYPES_MS = 2000
# A field of an item takes 8 microseconds of that process too, 100 ms for all of a year's days;
# counted for more, since everybody waits.
PAGED_FIELDS_IN_A_MS = 50
# From type to type: one within another multiplies by all fields there are, and nobody needs it.
TYPE_LISTS = ("fields", "inputFields", "interfaces", "possibleTypes")
# In the introspection an alias asks for nothing but the same again.
INTROSPECTION_ALIAS_MS = 500


class WithinLimits(ValidationRule):
    """Refuses a document before those rules begin that take the square of its length."""

    context: ValidationContext

    def enter_document(self, document: DocumentNode, *_: object) -> None:
        """Measure the document, and end the validation if it is too much."""
        try:
            check(self.context.schema, document)
        except RecursionError:
            raise TooMuch("this nests too many fragments; ask for less at once") from None


def check(schema: GraphQLSchema, document: DocumentNode) -> None:
    """Measure all operations of a document together, and all its fragments.

    Raises
    ------
    TooMuch
        If they pass a limit, or a fragment holds itself.
    """
    operations = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
    fragments = [one for one in document.definitions if isinstance(one, FragmentDefinitionNode)]
    at_most(MOST_OPERATIONS, len(operations), "operations")
    at_most(MOST_FRAGMENTS, len(fragments), "fragments")
    measuring = Measuring(schema, fragments)
    for fragment in fragments:
        measuring.fragment(fragment.name.value)
    all_together = Measure()
    for operation in operations:
        asked = measuring.operation(operation)
        at_most(MOST.root_fields, asked.root_fields, "root fields")
        asked.keys.clear()  # operations stand apart: nothing of theirs is merged
        all_together.add(asked)


class Measuring:
    """Measures selections; what a fragment asks for is kept under its name."""

    def __init__(self, schema: GraphQLSchema, fragments: Iterable[FragmentDefinitionNode]) -> None:
        """Begin with no fragment measured."""
        self._schema = schema
        self._fragments = {fragment.name.value: fragment for fragment in fragments}
        self._measured: dict[str, Measure] = {}
        self._under_way: set[str] = set()

    def operation(self, operation: OperationDefinitionNode) -> Measure:
        """Return what an operation asks for."""
        variables = operation.variable_definitions or ()
        given = len(variables) + values(variable.default_value for variable in variables)
        asked = Measure(directives=len(operation.directives or ()), values=given)
        root = self._schema.get_root_type(operation.operation)
        asked.add(self._selections(operation.selection_set, root))
        return asked

    def fragment(self, name: str) -> Measure:
        """Return what a fragment asks for; of one that is not there another rule tells."""
        if name not in self._fragments:
            return Measure()
        if name in self._under_way:
            raise TooMuch("a fragment holds itself; take it out of itself")
        if name not in self._measured:
            self._under_way.add(name)
            fragment = self._fragments[name]
            asked = Measure(directives=len(fragment.directives or ()))
            condition = self._schema.get_type(fragment.type_condition.name.value)
            asked.add(self._selections(fragment.selection_set, condition))
            self._measured[name] = asked
            self._under_way.remove(name)
        return self._measured[name]

    def _selections(self, selections: SelectionSetNode, parent: GraphQLNamedType | None) -> Measure:
        total = Measure()
        for selection in selections.selections:
            if selection.directives:
                total.add(Measure(directives=len(selection.directives)))
            total.add(self._selection(selection, parent))
        return total

    def _selection(self, selection: SelectionNode, parent: GraphQLNamedType | None) -> Measure:
        if isinstance(selection, FragmentSpreadNode):
            return self.fragment(selection.name.value)
        if isinstance(selection, FieldNode):
            return self._field(selection, parent)
        if not isinstance(selection, InlineFragmentNode):
            raise TypeError(selection.kind)
        condition = selection.type_condition
        within = self._schema.get_type(condition.name.value) if condition else parent
        return self._selections(selection.selection_set, within)

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None) -> Measure:
        name = node.name.value
        definition = (
            self._schema.get_field(parent, name)
            if parent is not None and is_composite_type(parent)
            else None
        )
        below = Measure()
        if node.selection_set:
            kind = get_named_type(definition.type) if definition else None
            below = self._selections(node.selection_set, kind)
        leads_to_types = parent is not None and parent.name == "__Type" and name in TYPE_LISTS
        below.fields += 1
        below.levels += 1
        below.aliases += node.alias is not None
        paged = below.fields * page_size(node, definition) // PAGED_FIELDS_IN_A_MS
        below.ms_of_computing += cost(node, parent, definition) + paged
        below.lists_of_types_in_each_other += leads_to_types
        below.root_fields = 1
        below.values += values(argument.value for argument in node.arguments or ())
        below.keys = {(node.alias or node.name).value: below.fields}
        return below


def values(given: Iterable[ValueNode | None]) -> int:
    """Return how many values there are, as deep as they go."""
    count = 0
    waiting = list(given)
    while waiting:
        value = waiting.pop()
        count += value is not None
        if isinstance(value, ListValueNode):
            waiting += value.values
        elif isinstance(value, ObjectValueNode):
            waiting += [entry.value for entry in value.fields]
        elif isinstance(value, IntValueNode | FloatValueNode):
            at_most(MOST_DIGITS, len(value.value), "digits in a number")
    return count


def page_size(node: FieldNode, definition: GraphQLField | None) -> int:
    """Return the most items that a page can have; what a variable holds is not known here."""
    if definition is None or "first" not in definition.args:
        return 0
    given = [one.value for one in node.arguments or () if one.name.value == "first"]
    if not given:
        return definition.args["first"].default_value
    return (
        min(int(given[0].value), MOST_ITEMS) if isinstance(given[0], IntValueNode) else MOST_ITEMS
    )


def cost(node: FieldNode, parent: GraphQLNamedType | None, definition: GraphQLField | None) -> int:
    """Return the milliseconds of computing that a field itself costs, as its declaration says."""
    if parent is not None and parent.name.startswith("__"):
        types = parent.name == "__Schema" and node.name.value == "types"
        return TYPES_MS * types + INTROSPECTION_ALIAS_MS * (node.alias is not None)
    declared = definition and definition.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    return declared.metadata.get("cost", 0) if isinstance(declared, StrawberryField) else 0
