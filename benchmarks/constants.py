"""Our own SDL as a Strawberry module of its own, whose resolvers return constants.

Nothing of ours is imported by what is written here, so it is what the same GraphQL costs without
a database, a token, or anything to compute.
"""

import json
import keyword
from collections.abc import Iterator
from pathlib import Path

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    is_introspection_type,
    value_from_ast_untyped,
)
from strawberry.utils.str_converters import to_snake_case

SDL = Path(__file__).parents[1] / "schema" / "schema.graphql"
SCALARS = {
    "Int": "int",
    "Float": "float",
    "String": "str",
    "Boolean": "bool",
    "ID": "strawberry.ID",
    "Date": "date",
    "DateTime": "datetime",
}
IMPORTS = """from __future__ import annotations

import json
import sys
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Annotated

import strawberry
from starlette.applications import Starlette
from starlette.routing import Route
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.types.base import StrawberryOptional
"""
SERVING = """
def constant(kind, value):
    if value is None:
        return None
    if isinstance(value, list):
        of = kind.of_type if isinstance(kind, StrawberryOptional) else kind
        return [constant(of.of_type, each) for each in value]
    if hasattr(kind, "of_type"):
        return constant(kind.of_type, value)
    if hasattr(kind, "wrapped_cls"):
        return kind.wrapped_cls[value]
    if kind in (date, datetime):
        return kind.fromisoformat(value)
    if not hasattr(kind, "__strawberry_definition__"):
        return value
    filled = kind.__new__(kind)
    for field in kind.__strawberry_definition__.fields:
        name = SCHEMA.config.name_converter.from_field(field)
        if name in value:
            own = "c_" if field.base_resolver else ""
            setattr(filled, own + field.python_name, constant(field.type, value[name]))
    return filled


SCHEMA = strawberry.Schema(
    Query,
    Mutation,
    extensions=[lambda: ParserCache(maxsize=64), lambda: ValidationCache(maxsize=64)],
)
ROOT = constant(Query, json.loads(Path(__file__).with_name("constants.json").read_text()))


class Endpoint(GraphQL):
    async def get_root_value(self, request):
        return ROOT


app = Starlette(routes=[Route("/graphql", Endpoint(SCHEMA, graphql_ide=None), methods=["POST"])])

if __name__ == "__main__":
    import uvicorn

    port = int(sys.argv[1])
    uvicorn.run(app, port=port, log_config=None, access_log=False, lifespan="off", loop="asyncio")
"""


def write(folder: Path, data: object) -> Path:
    """Write the module, and beside it the `data` of the answer that its resolvers return."""
    module = folder / "constants.py"
    module.write_text(f"{IMPORTS}\n\n{source(build_schema(SDL.read_text()))}\n{SERVING}")
    (folder / "constants.json").write_text(json.dumps(data))
    return module


def source(schema: GraphQLSchema) -> str:
    """Return every type of a schema as Python; forward references are left to be resolved."""
    kinds = [kind for kind in schema.type_map.values() if not is_introspection_type(kind)]
    # Enums are the defaults of arguments, and interfaces the bases of types: they come first.
    parts = [_enum(kind) for kind in kinds if isinstance(kind, GraphQLEnumType)]
    parts += [_input(kind) for kind in kinds if isinstance(kind, GraphQLInputObjectType)]
    parts += [_object(kind) for kind in kinds if isinstance(kind, GraphQLInterfaceType)]
    parts += [_object(kind) for kind in kinds if isinstance(kind, GraphQLObjectType)]
    return "\n\n\n".join(parts)


def _enum(kind: GraphQLEnumType) -> str:
    values = (
        f"    {name} = strawberry.enum_value({name!r}, description={value.description!r})"
        for name, value in kind.values.items()
    )
    head = f"@strawberry.enum(description={kind.description!r})\nclass {kind.name}(Enum):"
    return "\n".join((head, *values))


def _input(kind: GraphQLInputObjectType) -> str:
    lines = [f"@strawberry.input(description={kind.description!r})", f"class {kind.name}:"]
    for name, field in kind.fields.items():
        default = "".join(f", default={value}" for value in _default(field))
        about = f"name={name!r}, description={field.description!r}{default}"
        lines.append(f"    {_python(name)}: {_annotation(field.type)} = strawberry.field({about})")
    return "\n".join(lines)


def _object(kind: GraphQLObjectType | GraphQLInterfaceType) -> str:
    decorator = "interface" if isinstance(kind, GraphQLInterfaceType) else "type"
    bases = ", ".join(each.name for each in kind.interfaces)
    head = f"@strawberry.{decorator}(description={kind.description!r})"
    return "\n".join((head, f"class {kind.name}({bases}):", *_fields(kind)))


def _fields(kind: GraphQLObjectType | GraphQLInterfaceType) -> Iterator[str]:
    """Yield a resolver a field, as ours have one wherever something is found out."""
    for name, field in kind.fields.items():
        given = "".join(f", {_argument(*each)}" for each in field.args.items())
        about = f"name={name!r}, description={field.description!r}"
        constant = f"c_{_python(name)}"
        if field.args or kind.name in {"Query", "Mutation", "Person", "Insights"}:
            yield (
                f"    @strawberry.field({about})\n"
                f"    async def {_python(name)}(self{', *' if given else ''}{given})"
                f" -> {_annotation(field.type)}:\n        return self.{constant}"
            )
        else:
            yield f"    {_python(name)}: {_annotation(field.type)} = strawberry.field({about})"


def _argument(name: str, argument: GraphQLArgument) -> str:
    about = f"strawberry.argument(name={name!r}, description={argument.description!r})"
    default = "".join(f" = {value}" for value in _default(argument))
    return f"{_python(name)}: Annotated[{_annotation(argument.type)}, {about}]{default}"


def _default(of: GraphQLArgument | GraphQLInputField) -> Iterator[str]:
    """Yield the default as Python, if there is one."""
    if of.ast_node is not None and (written := of.ast_node.default_value) is not None:
        kind = of.type.of_type if isinstance(of.type, GraphQLNonNull) else of.type
        value = value_from_ast_untyped(written)
        enum = isinstance(kind, GraphQLEnumType) and value is not None
        yield f"{kind}.{value}" if enum else repr(value)


def _annotation(kind: object) -> str:
    if isinstance(kind, GraphQLNonNull):
        return _bare(kind.of_type)
    return f"{_bare(kind)} | None"


def _bare(kind: object) -> str:
    if isinstance(kind, GraphQLList):
        return f"list[{_annotation(kind.of_type)}]"
    name = str(kind)
    return SCALARS.get(name, name)


def _python(name: str) -> str:
    snake = to_snake_case(name)
    return f"{snake}_" if keyword.iskeyword(snake) else snake
