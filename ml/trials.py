"""Trials: two wordings of the same advice, to see which is followed more often.

Who reads which is decided by the person's opaque name and the trial's, so that one person reads
the same wording every day, and nothing is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType

SLEEP_DEBT_WORDING = "sleep_debt_wording"


@dataclass(frozen=True)
class Trial:
    """A question, and the variants among which people are divided evenly."""

    question: str
    variants: tuple[str, ...]


TRIALS: Mapping[str, Trial] = MappingProxyType(
    {
        SLEEP_DEBT_WORDING: Trial(
            "Is an earlier night followed more often where the action is named before its reason?",
            ("reason_first", "action_first"),
        )
    }
)


class UnknownTrial(LookupError):
    """There is no trial of that name."""


def assign(person: str, name: str) -> str:
    """Return the variant of a trial that a person is given, always the same one.

    Raises
    ------
    UnknownTrial
        If there is no trial of that name.
    """
    if name not in TRIALS:
        raise UnknownTrial(name)
    variants = TRIALS[name].variants
    drawn = int.from_bytes(sha256(f"{name}\n{person}".encode()).digest())
    return variants[drawn % len(variants)]


def told(person: str, name: str) -> str:
    """Return a trial and a person's variant of it, as it is written down with a suggestion."""
    return f"{name}:{assign(person, name)}"
