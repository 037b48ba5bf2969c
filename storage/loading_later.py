"""Modules that are imported from their package by name, and loaded when they are first used.

The first answer of a process reads with few of them, and the classes of the tables, with the
library that makes them, are a quarter of all that there is to import.
"""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType


class _Later(ModuleType):
    """A module that is imported when something of it is first asked for."""

    def __getattr__(self, name: str) -> object:
        return getattr(import_module(self.__name__), name)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"set {name} on {self.__name__} itself, which others hold")


def modules_of(package: str) -> Callable[[str], ModuleType]:
    """Return the `__getattr__` of a package: what stands for a module that nobody imported yet."""
    kept: dict[str, ModuleType] = {}

    def of_name(name: str) -> ModuleType:
        full = f"{package}.{name}"
        if name.startswith("_") or find_spec(full) is None:
            raise AttributeError(f"there is no {full}")
        return kept.setdefault(name, _Later(full))

    return of_name
