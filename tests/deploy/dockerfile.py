"""A Dockerfile as its stages and what each does, of the instructions that ours has."""

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Instruction:
    """One instruction, its continued lines put together."""

    name: str
    text: str

    @property
    def words(self) -> list[str]:
        """Its words; those of the form with brackets, as they are."""
        return json.loads(self.text) if self.text.startswith("[") else shlex.split(self.text)


@dataclass
class Stage:
    """What begins with FROM: `base` is an image or another stage."""

    name: str
    base: str
    instructions: list[Instruction] = field(default_factory=list[Instruction])

    def all(self, name: str) -> list[Instruction]:
        """Return the instructions of one name."""
        return [each for each in self.instructions if each.name == name]

    @property
    def environment(self) -> dict[str, str]:
        """What ENV sets."""
        pairs = (word.partition("=") for each in self.all("ENV") for word in each.words)
        return {name: value for name, _, value in pairs}


def stages(file: Path) -> list[Stage]:
    """Return the stages of a Dockerfile in their order."""
    found: list[Stage] = []
    for instruction in _instructions(file.read_text("utf-8")):
        if instruction.name == "FROM":
            base, *named = instruction.words
            found.append(Stage(named[1] if named else "", base))
        else:
            found[-1].instructions.append(instruction)
    return found


def copied(instruction: Instruction) -> tuple[str, list[str], str]:
    """Return the stage that COPY takes from, what it takes, and where to."""
    words = instruction.words
    flags = dict(word[2:].split("=", 1) for word in words if word.startswith("--"))
    *sources, target = (word for word in words if not word.startswith("--"))
    return flags.get("from", ""), sources, target


def _instructions(text: str) -> Iterator[Instruction]:
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    for whole in re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines():
        if whole.strip():
            name, _, rest = whole.strip().partition(" ")
            yield Instruction(name, rest.strip())
