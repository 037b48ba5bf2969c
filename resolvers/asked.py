"""A question as it was asked: an insight, its arguments, and a day if not the last."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ml.catalogue import BY_STEM
from ml.insight import AnyInsight
from schema import arguments
from storage.computed.questions import LATEST, Question


@dataclass(frozen=True)
class Asked:
    """`as_of` is None for the last data day."""

    insight: AnyInsight
    arguments: object
    as_of: date | None

    @cached_property
    def question(self) -> Question:
        """The question in the words that name it where answers are stored."""
        day = LATEST if self.as_of is None else self.as_of.isoformat()
        return Question(self.insight.stem, arguments.write(self.arguments), day)

    def used(self) -> tuple["Asked", ...]:
        """Return the questions whose findings this one builds on."""
        used = (BY_STEM[stem] for stem in self.insight.uses)
        return tuple(Asked(insight, insight.arguments(), self.as_of) for insight in used)
