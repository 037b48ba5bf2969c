"""What an analysis or a rule concludes: the finding, and how far it may be trusted."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from schema.answer import Basis, CaveatCode, Claim, Skill

Finding = TypeVar("Finding")


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
