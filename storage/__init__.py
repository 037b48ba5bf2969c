"""What is kept.

A module that is imported from here by its name is loaded when something of it is first used. The
first answer of a process reads with few of them, and the classes of the tables, with the library
that makes them, are a quarter of all that there is to import.
"""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING


class _Later(ModuleType):
    """A module that is imported when something of it is first asked for."""

    def __getattr__(self, name: str) -> object:
        return getattr(import_module(self.__name__), name)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"set {name} on {self.__name__} itself, which others hold")


if not TYPE_CHECKING:  # which sees the modules themselves

    def __getattr__(name: str) -> ModuleType:
        """Return a module of this package that nobody has imported yet."""
        full = f"{__name__}.{name}"
        if name.startswith("_") or find_spec(full) is None:
            raise AttributeError(f"there is no {full}")
        return globals().setdefault(name, _Later(full))
