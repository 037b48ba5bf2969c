"""Writing and removing answers of the journal."""

import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import strawberry

from resolvers.context import Info
from resolvers.mutations.writing import earliest_day, invalid, not_found, own_row, writing
from resolvers.told import journal_answer
from schema.journal import JournalAnswer
from schema.user_error import UserError
from storage import pages, records

if TYPE_CHECKING:
    from sqlmodel import Session

# WHOOP's keys are snake_case; a longer one is a text, and texts are no keys.
KEY = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
LONGEST_KEY = 80


@strawberry.input(description="Yes or no to one question about one day.")
class JournalRecordInput:
    """Yes or no to one question about one day."""

    question: str = strawberry.field(
        description="Stable key, small letters, digits and _, such as alcohol."
    )
    behaviour_on: date = strawberry.field(
        description="Local day of the behaviour; it is compared with the night that follows."
    )
    answered_yes: bool = strawberry.field(description="True for yes, false for no.")


@strawberry.type(description="What became of it.")
class JournalRecordPayload:
    """What became of it."""

    journal_answer: JournalAnswer | None = strawberry.field(
        description="The answer as kept; null with `userErrors`."
    )
    user_errors: list[UserError] = strawberry.field(description="What to mend; empty if done.")


@strawberry.input(description="Which answer to remove.")
class JournalForgetInput:
    """Which answer to remove."""

    id: strawberry.ID = strawberry.field(
        description="Id of an answer that was written down here; those of an export come again "
        "with the next one."
    )


@strawberry.type(description="What became of it.")
class JournalForgetPayload:
    """What became of it."""

    forgotten_id: strawberry.ID | None = strawberry.field(
        description="Id of what was removed; null with `userErrors`."
    )
    user_errors: list[UserError] = strawberry.field(description="What to mend; empty if done.")


async def record(info: Info, given: JournalRecordInput) -> JournalRecordPayload:
    """Keep an answer."""
    now = info.context.application.resources.clock()
    errors = info.context.may_write() or _mistakes(given, earliest_day(info), now)
    if errors:
        return JournalRecordPayload(journal_answer=None, user_errors=errors)

    def write(session: "Session") -> JournalAnswer:
        row = records.record_journal(
            session,
            info.context.person_id,
            given.question,
            given.behaviour_on,
            answered_yes=given.answered_yes,
        )
        return journal_answer(pages.PlacedAnswer(row, None))

    return JournalRecordPayload(journal_answer=await writing(info, write), user_errors=[])


async def forget(info: Info, given: JournalForgetInput) -> JournalForgetPayload:
    """Remove an answer."""
    errors = info.context.may_write()
    if not errors and not await writing(info, lambda session: _forgotten(info, session, given.id)):
        errors = [not_found("id", "there is no journal answer of your own with this id")]
    return JournalForgetPayload(forgotten_id=None if errors else given.id, user_errors=errors)


def _forgotten(info: Info, session: "Session", given: str) -> bool:
    answer_id = own_row("JournalAnswer", given)
    return answer_id is not None and records.forget_journal(
        session, info.context.person_id, answer_id
    )


def _mistakes(given: JournalRecordInput, earliest: date, now: datetime) -> list[UserError]:
    errors: list[UserError] = []
    if not KEY.fullmatch(given.question) or len(given.question) > LONGEST_KEY:
        message = f"use up to {LONGEST_KEY} small letters, digits and _, such as late_meal"
        errors.append(invalid("question", message))
    # It is already tomorrow somewhere on earth.
    latest = (now + timedelta(hours=14)).date()
    if not earliest <= given.behaviour_on <= latest:
        message = f"{given.behaviour_on} is outside {earliest} to {latest}; give the day itself"
        errors.append(invalid("behaviourOn", message))
    return errors
