"""What an analysis or a rule concludes: the finding, and how far it may be trusted."""

import json
import re
from dataclasses import dataclass, fields
from types import UnionType
from typing import Any, Generic, TypeAlias, TypeVar

from ml.choices import Suggested
from schema.answer import AnswerContest, Basis, CaveatCode, Claim, Skill
from schema.json_form import reader, to_text

Finding = TypeVar("Finding")
# A number alone; within a sentence it has no comma or bracket right behind it.
NOTHING_BELOW = re.compile(r"-0\.0(?=[\],}])")


@dataclass(frozen=True)
class Conclusion(Generic[Finding]):
    """A finding with its claim level, caveats and the evidence that only its method knows."""

    finding: Finding | None
    basis: Basis
    claim: Claim = Claim.DESCRIPTIVE
    caveats: tuple[CaveatCode, ...] = ()
    tested: int | None = None
    found: int | None = None
    skill: tuple[Skill, ...] = ()
    suggestions: tuple[Suggested, ...] = ()
    contest: AnswerContest | None = None


# Wherever conclusions of several insights stand side by side, each keeps its own finding.
AnyConclusion: TypeAlias = Conclusion[Any]


def dump(conclusion: AnyConclusion) -> str:
    """Return a conclusion as JSON, in which nothing is -0.0: rounding leaves that of what is small.

    Raises
    ------
    ValueError
        If a number in it is not finite.
    """
    return NOTHING_BELOW.sub("0.0", to_text(conclusion))


def load(finding: type[Finding], text: str) -> Conclusion[Finding]:
    """Return the conclusion, with a finding of the given type, that `dump` wrote."""
    values = json.loads(text)
    kinds: dict[str, type | UnionType] = {
        "finding": finding | None,
        "basis": Basis,
        "claim": Claim,
        "caveats": tuple[CaveatCode, ...],
        "tested": int | None,
        "found": int | None,
        "skill": tuple[Skill, ...],
        "suggestions": tuple[Suggested, ...],
        "contest": AnswerContest | None,
    }
    return Conclusion(
        **{
            field.name: reader(kinds[field.name])(values[field.name])
            for field in fields(Conclusion)
        }
    )
