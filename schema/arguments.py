"""Arguments of insights: a frozen dataclass each, beside the finding it belongs to.

The fields are annotated with `strawberry.argument`. `__post_init__` refuses what cannot be used
and rounds the rest to the step that makes a difference, so that equal questions share an answer.
"""

from dataclasses import dataclass


class BadArgument(ValueError):
    """An argument has a value that cannot be used."""


@dataclass(frozen=True)
class NoArguments:
    """For an insight that takes none."""
