"""Fields that are attributes, told without what the library does around a resolver.

For each field it makes a path, an `info` and a dozen checks, of which an attribute in good order
needs none; they are a sixth of what an answer with all insights costs. What is no attribute, or not
of the kind that its type says, is left to the library, and with it every error.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime
from functools import cache
from math import isfinite
from typing import Any, Final, TypeAlias

from graphql import (
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
)
from graphql.execution.collect_fields import CollectedFields, FieldDetails, GroupedFieldSet
from graphql.pyutils import Path
from graphql.type.scalars import GRAPHQL_MAX_INT, GRAPHQL_MIN_INT
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.schema.schema_converter import CustomGraphQLEnumType
from strawberry.types.field import StrawberryField

LEFT: Final = object()  # to the library

Form: TypeAlias = Callable[[Any], object]
Told: TypeAlias = dict[str, Any]
# By the field's node in a document that is kept, and so by its address.
Collected: TypeAlias = dict[tuple[GraphQLObjectType, int], CollectedFields]


class PlainFieldsFirst(StrawberryGraphQLCoreExecutionContext):
    """Executes what is selected of an object: first what is plain, then by the library the rest."""

    def execute_fields(
        self,
        parent_type: GraphQLObjectType,
        source_value: object,
        path: Path | None,
        grouped_field_set: GroupedFieldSet,
        position_context: Any,  # noqa: ANN401  the library's own
    ) -> Told | Awaitable[Told]:
        """Return what is selected, in the order of the selection."""
        forms = _forms(parent_type)
        told: Told = {}
        left: GroupedFieldSet = {}
        for key, selected in grouped_field_set.items():
            name = selected[0].node.name.value
            found = forms.get(name)
            value = LEFT if found is None else found[1](getattr(source_value, found[0], LEFT))
            told[key] = value
            if value is LEFT:
                left[key] = selected
        if not left:
            return told
        rest = super().execute_fields(parent_type, source_value, path, left, position_context)
        if isinstance(rest, dict):
            return told | rest

        async def all_told() -> Told:
            return told | await rest

        return all_told()

    def collect_subfields(
        self, return_type: GraphQLObjectType, field_details_list: list[FieldDetails]
    ) -> CollectedFields:
        """Return what is selected below a field, as it was collected for the last request."""
        kept: Collected | None = getattr(self.context_value, "collected", None)
        if kept is None or len(field_details_list) > 1:
            return super().collect_subfields(return_type, field_details_list)
        key = return_type, id(field_details_list[0].node)
        if key not in kept:
            kept[key] = super().collect_subfields(return_type, field_details_list)
        return kept[key]


@cache
def _forms(kind: GraphQLObjectType) -> Mapping[str, tuple[str, Form]]:
    """Return under which attribute each plain field is found, and how it is told."""
    found: dict[str, tuple[str, Form]] = {"__typename": ("__class__", lambda _: kind.name)}
    for name, field in kind.fields.items():
        definition = field.extensions.get("strawberry-definition")
        if not (isinstance(definition, StrawberryField) and definition.is_basic_field):
            continue
        if (form := _form(field.type)) is not None:
            found[name] = (definition.python_name, form)
    return found


def _form(kind: object) -> Form | None:
    """Return how values of a type are told, which may be LEFT; None where it is not plain."""
    if isinstance(kind, GraphQLNonNull):
        return _required(kind.of_type)
    form = _required(kind)
    return form and (lambda value: None if value is None else form(value))


def _required(kind: object) -> Form | None:
    if isinstance(kind, GraphQLScalarType):
        return _SCALARS.get(kind.name)
    if isinstance(kind, CustomGraphQLEnumType):
        return _enum(kind)
    if isinstance(kind, GraphQLList) and (of := _form(kind.of_type)) is not None:
        return _list(of)
    return None


def _list(of: Form) -> Form:
    def tell(values: object) -> object:
        if type(values) is not list:
            return LEFT
        told = [of(value) for value in values]
        return LEFT if LEFT in told else told

    return tell


def _enum(kind: CustomGraphQLEnumType) -> Form:
    names = {value.value: name for name, value in kind.values.items()}
    of = kind.wrapped_cls
    return lambda value: names.get(value.value, LEFT) if isinstance(value, of) else LEFT


def _same(of: type) -> Form:
    return lambda value: value if type(value) is of else LEFT


def _whole(value: object) -> object:
    of_32_bits = type(value) is int and GRAPHQL_MIN_INT <= value <= GRAPHQL_MAX_INT
    return value if of_32_bits else LEFT


def _finite(value: object) -> object:
    return value if type(value) is float and isfinite(value) else LEFT


def _iso(of: type[date]) -> Form:
    return lambda value: value.isoformat() if type(value) is of else LEFT


_SCALARS: Mapping[str, Form] = {
    "String": _same(str),
    "ID": _same(str),
    "Boolean": _same(bool),
    "Int": _whole,
    "Float": _finite,
    "Date": _iso(date),
    "DateTime": _iso(datetime),
}
