"""Rules of the house that no linter knows."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    build_schema,
    is_introspection_type,
    specified_scalar_types,
)

from resolvers.graphql_schema import SCHEMA

ROOT = Path(__file__).parents[1]
PRODUCT = ("schema", "ml", "resolvers", "storage", "commands", "simulation")
MEASURING = ("tests", "benchmarks", "docs")
FILES = (
    ROOT / "main.py",
    ROOT / "settings.py",
    ROOT / "setting_values.py",
    *(file for folder in (*PRODUCT, *MEASURING) for file in sorted((ROOT / folder).rglob("*.py"))),
)
NAMES = tuple(file.relative_to(ROOT).as_posix() for file in FILES)
LOCKS = (
    "requirements.lock",
    "requirements-cluster.lock",
    "requirements-bench.lock",
    "requirements-dev.lock",
    "requirements-uv.lock",
    "package-lock.json",
    "clients/python/requirements.lock",
    "clients/typescript/package-lock.json",
)

LONGEST_FILE = 300
LONGEST_FUNCTION = 50
TOO_BROAD = {"Exception", "BaseException"}
UNPICKLE = {"joblib", "pickle", "cloudpickle", "dill", "marshal", "shelve"}
# A migration is one list of statements, and never edited once it has run somewhere.
WRITTEN_ONCE = "storage/migrations/versions/"

Node = TypeVar("Node", bound=ast.AST)


def in_product(name: str) -> bool:
    return name.partition("/")[0] not in MEASURING


def test_files_are_short() -> None:
    lines = {name: len((ROOT / name).read_text("utf-8").splitlines()) for name in NAMES}
    assert {name: count for name, count in lines.items() if count > LONGEST_FILE} == {}


def test_functions_are_short() -> None:
    assert [
        f"{name}:{function.name}"
        for name, function in found(ast.FunctionDef, ast.AsyncFunctionDef)
        if lines_of(function) > LONGEST_FUNCTION and not name.startswith(WRITTEN_ONCE)
    ] == []


def test_what_must_hold_is_no_assert_that_python_may_drop() -> None:
    places = [f"{name}:{node.lineno}" for name, node in found(ast.Assert) if in_product(name)]
    assert places == []


def test_no_handler_takes_every_error() -> None:
    assert [
        f"{name}:{handler.lineno}"
        for name, handler in found(ast.ExceptHandler)
        if (handler.type is None or TOO_BROAD & names_in(handler.type))
        and not raises_again(handler)
    ] == []


def raises_again(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def test_nothing_is_put_off() -> None:
    marks = "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"))
    texts = {name: (ROOT / name).read_text("utf-8") for name in NAMES}
    assert {name for name, text in texts.items() if re.search(rf"\b({marks})\b", text)} == set()


def test_only_analyses_unpickle() -> None:
    assert {
        name: sorted(unpickling)
        for name in NAMES
        if in_product(name) and (unpickling := imported(name) & UNPICKLE)
    } == {"ml/model_bytes.py": ["joblib", "pickle"]}


def test_every_instant_knows_its_zone() -> None:
    assert [
        f"{name}:{call.lineno}"
        for name, call in found(ast.Call)
        if isinstance(call.func, ast.Attribute)
        and (
            call.func.attr in {"utcnow", "utcfromtimestamp"}
            or (call.func.attr == "now" and not call.args and not call.keywords)
            or (call.func.attr == "today" and "date" in ast.unparse(call.func.value))
        )
    ] == []


def test_the_environment_is_read_at_the_way_in() -> None:
    readers = {name for name in NAMES if {"environ", "getenv"} & names_in(tree_of(name))}
    assert set(filter(in_product, readers)) == {"main.py", "commands/serve.py"}
    assert {
        f"{name}:{function.name}"
        for name, function in found(ast.FunctionDef, ast.AsyncFunctionDef)
        if in_product(name) and {"environ", "getenv"} & names_in(function)
    } == {"main.py:main", "commands/serve.py:from_environment"}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert re.findall(r"https?://\S+", text) == []
    assert re.search(r"sha256:[0-9a-f]{64}|sha512-", text)


def test_everything_in_the_schema_is_described() -> None:
    assert [place for place, description in described() if not description] == []


def described() -> Iterator[tuple[str, str | None]]:
    """Yield every type, field, argument and enum value with its description."""
    for name, kind in build_schema(SCHEMA.as_str()).type_map.items():
        if is_introspection_type(kind) or name in specified_scalar_types:
            continue
        yield name, kind.description
        if isinstance(kind, GraphQLEnumType):
            yield from (
                (f"{name}.{each}", value.description) for each, value in kind.values.items()
            )
        elif isinstance(kind, GraphQLInputObjectType):
            yield from (
                (f"{name}.{each}", field.description) for each, field in kind.fields.items()
            )
        elif isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for each, field in kind.fields.items():
                yield f"{name}.{each}", field.description
                for argument, given in field.args.items():
                    yield f"{name}.{each}({argument})", given.description


def found(*kinds: type[Node]) -> Iterator[tuple[str, Node]]:
    """Yield every node of these kinds with the file it is in."""
    for name in NAMES:
        yield from ((name, node) for node in ast.walk(tree_of(name)) if isinstance(node, kinds))


@cache
def tree_of(name: str) -> ast.Module:
    return ast.parse((ROOT / name).read_text("utf-8"))


def imported(name: str) -> set[str]:
    """Return the packages that a file imports, anywhere in it."""
    modules: set[str] = set()
    for node in ast.walk(tree_of(name)):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            modules.add(node.module or "")
    return {module.partition(".")[0] for module in modules}


def names_in(tree: ast.AST) -> set[str]:
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return names | {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return how many lines a function has, its docstring not counted."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    if ast.get_docstring(function) is None:
        return lines
    docstring = function.body[0]
    return lines - ((docstring.end_lineno or docstring.lineno) - docstring.lineno + 1)
