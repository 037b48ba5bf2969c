"""What was asked and is answered already, as every request looks for it.

In SQL and without the classes of the tables, which the first answer does not wait for.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, text

from storage.door.response_lookup import CLOCK_SLACK_SECONDS

DEFAULTS = "{}"  # arguments are written without those that have their default
LATEST = ""  # the `as_of_key` of the default day, which moves with the data


@dataclass(frozen=True, order=True)
class Question:
    """One insight with one set of arguments, as of one day."""

    insight: str
    arguments: str
    as_of_key: str


def to_text(questions: Iterable[Question]) -> str:
    """Return questions as they are stored with a response."""
    return json.dumps([astuple(question) for question in sorted(questions)])


def from_text(text: str) -> list[Question]:
    """Return the questions that `to_text` wrote."""
    return [Question(*words) for words in json.loads(text)]


class Kept(NamedTuple):
    """The last answer to a question, as it is stored: instants are whole seconds since 1970."""

    revision: int
    code_version: str
    computed_at_seconds: int
    expires_at_seconds: int | None
    packed: bytes

    def holds(self, revision: int, code_version: str, now: datetime) -> bool:
        """Tell whether it still does: same data, same code, not expired, not of the future."""
        if (self.revision, self.code_version) != (revision, code_version):
            return False
        now_seconds = now.timestamp()
        if self.computed_at_seconds > now_seconds + CLOCK_SLACK_SECONDS:
            return False
        return self.expires_at_seconds is None or self.expires_at_seconds > now_seconds


@dataclass(frozen=True)
class Found:
    """Where a person's data stand, and their last answers to some questions, however old."""

    revision: int
    answers: Mapping[Question, Kept]


# A person without any of these answers is found too.
_FIND = text("""
SELECT person.revision AS stands_at, answer.insight, answer.arguments, answer.as_of_key,
       answer.revision, answer.code_version, answer.computed_at, answer.expires_at, answer.packed
FROM people AS person
LEFT JOIN answers AS answer
  ON answer.person_id = person.id
  AND (answer.insight, answer.arguments, answer.as_of_key) IN :questions
WHERE person.id = :person_id
""").bindparams(bindparam("questions", expanding=True))


def find(connection: Connection, person_id: int, questions: Iterable[Question]) -> Found | None:
    """Return what is stored, in one statement however much is asked; None for nobody."""
    asked = {(each.insight, each.arguments, each.as_of_key): each for each in questions}
    rows = connection.execute(_FIND, {"person_id": person_id, "questions": [*asked]}).all()
    if not rows:
        return None
    kept = {
        asked[insight, arguments, as_of]: Kept(*last)
        for _, insight, arguments, as_of, *last in rows
        if last[-1] is not None  # as in the one row of a person without any answer
    }
    return Found(rows[0][0], kept)
