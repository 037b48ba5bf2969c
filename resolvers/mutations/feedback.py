"""Saying what became of a suggestion."""

from typing import TYPE_CHECKING

import strawberry

from resolvers import told
from resolvers.context import Info
from resolvers.mutations.writing import invalid, moment, not_found, writing
from schema import global_id
from schema.feedback import FeedbackVerdict
from schema.suggestion import Suggestion
from schema.user_error import UserError
from storage.chosen import suggestions

if TYPE_CHECKING:
    from sqlmodel import Session

LONGEST_NOTE = 500  # a few sentences; a diary is kept elsewhere


@strawberry.input(description="What became of a suggestion; given again it replaces all of it.")
class FeedbackGiveInput:
    """What became of a suggestion."""

    suggestion_id: strawberry.ID = strawberry.field(description="Id of the suggestion.")
    verdict: FeedbackVerdict = strawberry.field(description="What became of it.")
    note: str | None = strawberry.field(
        default=None,
        description=f"Own words, up to {LONGEST_NOTE} letters. They are kept for you to read, and "
        "neither computed with nor logged.",
    )


@strawberry.type(description="What became of it.")
class FeedbackGivePayload:
    """What became of it."""

    suggestion: Suggestion | None = strawberry.field(
        description="The suggestion with the verdict; null with `userErrors`."
    )
    user_errors: list[UserError] = strawberry.field(description="What to mend; empty if done.")


async def give(info: Info, given: FeedbackGiveInput) -> FeedbackGivePayload:
    """Keep what became of a suggestion."""
    note = (given.note or "").strip() or None
    errors = info.context.may_write()
    if not errors and note and len(note) > LONGEST_NOTE:
        message = f"{len(note)} letters are too many; say it in {LONGEST_NOTE}"
        errors = [invalid("note", message)]
    if errors:
        return FeedbackGivePayload(suggestion=None, user_errors=errors)
    person_id, now = info.context.person_id, moment(info)

    def write(session: "Session") -> Suggestion | None:
        found = suggestions.find(session, person_id, _key(given.suggestion_id))
        if found is None:
            return None
        row, _ = found
        said = suggestions.give_feedback(session, row, given.verdict.name, note, now)
        return told.suggestion(row, said)

    suggestion = await writing(info, write)
    if suggestion is None:
        errors = [
            not_found(
                "suggestionId",
                "nothing was suggested to you under this id; see your `suggestions`",
            )
        ]
    return FeedbackGivePayload(suggestion=suggestion, user_errors=errors)


def _key(given: str) -> str:
    """Return the key of a suggestion's id, which no suggestion has where it is none."""
    try:
        kind, key = global_id.decode(given)
    except global_id.UnknownId:
        return ""
    return ":".join(key) if kind == "Suggestion" else ""
