"""The command line: finds the command, reads its arguments, and shows mistakes as one line."""

import os
import signal
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Protocol

import settings
from settings import Settings
from storage.databases.faults import StorageFault

# name -> (module, what it does); a module is imported only for its own command.
COMMANDS = {
    "serve": ("serve", "serve GraphQL over HTTP"),
    "healthy": ("healthy", "ask whether the server of these settings is there"),
    "demo": ("demo", "serve a simulated person, with a token and a first query"),
    "person": ("person", "add and list people"),
    "token": ("token", "add, list and revoke access tokens"),
    "import": ("import_data", "import a WHOOP export: a zip, a folder or a CSV file"),
    "export": ("export", "write everything of a person as a zip that imports again"),
    "forget": ("forget", "remove a person with everything that is kept of them"),
    "query": ("query", "answer a GraphQL query without a server"),
    "schema": ("sdl", "print the GraphQL schema"),
    "simulate": ("simulate", "write a simulated person as a WHOOP export"),
    "backup": ("backup", "copy the database while it is served"),
    "restore": ("restore", "put a backup in the place of the database"),
    "fit": ("fit", "compute what is due of everybody, here or on a cluster"),
    "worker": ("worker", "compute on this machine what a Dask scheduler sends"),
    "move": ("move", "carry everything to another database: SQLite to PostgreSQL, or back"),
    "doctor": ("doctor", "check this installation, and say what to do"),
}


CHILD_DID_NOT_START = (
    "the process that computes did not start; see that 300 MB of memory are free, and ask "
    "python main.py doctor"
)
# What a shell tells of who is ended by writing to a pipe that nobody reads.
UNREAD = 128 + signal.SIGPIPE


class Mistake(ValueError):
    """Something in what was given that the person can mend; the message says how."""


class Command(Protocol):
    """What a command's module has."""

    def arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        ...

    def run(self, given: Namespace, settings: Settings) -> int:
        """Do it, and return the exit code."""
        ...


def run(words: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run the command that the words name; return its exit code."""
    try:
        try:
            return _explained(words, environment)
        finally:  # a parser that was asked for help raises
            sys.stdout.flush()
    except BrokenPipeError:
        # As of `| head`. Python flushes once more at its end, and would complain again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNREAD


def _explained(words: Sequence[str], environment: Mapping[str, str]) -> int:
    if not words or words[0] in {"-h", "--help", "help"}:
        print(overview())
        return 0 if words else 2
    name = words[0]
    if name not in COMMANDS:
        print(f"there is no command {name!r}\n\n{overview()}", file=sys.stderr)
        return 2
    try:
        return _run(name, words[1:], environment)
    except BrokenPipeError:
        raise
    except (Mistake, settings.BadSetting, OSError) as mistake:
        print(f"{name}: {mistake}", file=sys.stderr)
        return 1
    except StorageFault as fault:
        print(f"{name}: {fault.place}: {fault}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _run(name: str, words: Sequence[str], environment: Mapping[str, str]) -> int:
    module, about = COMMANDS[name]
    command: Command = import_module(f"commands.{module}")  # pyright: ignore[reportAssignmentType]
    parser = ArgumentParser(prog=f"python main.py {name}", description=about)
    command.arguments(parser)
    return command.run(parser.parse_args(words), settings.read(environment))


def overview() -> str:
    """Return what the commands and the settings are."""
    commands = (f"  {name:10} {about}" for name, (_, about) in COMMANDS.items())
    known = (
        f"  {setting.name:20} {setting.help} (default: {setting.default or 'none'})"
        for setting in settings.SETTINGS
    )
    return "\n".join(
        (
            "usage: python main.py COMMAND [ARGUMENTS], or COMMAND --help",
            "",
            *commands,
            "",
            "settings, from the environment:",
            *known,
        )
    )
