"""Forgetting the person: all of them, for good."""

from typing import TYPE_CHECKING

import strawberry

from resolvers.context import Info
from resolvers.mutations.writing import invalid
from resolvers.person import reading
from schema.user_error import UserError
from storage import forgetting, tables

if TYPE_CHECKING:
    from sqlmodel import Session


@strawberry.input(description="Whom to forget; it cannot be undone.")
class PersonForgetInput:
    """Whom to forget."""

    name: str = strawberry.field(
        description="`me { name }`, letter by letter: as a word that this is meant."
    )


@strawberry.type(
    description="That the person is gone: their data, choices, models, answers and tokens."
)
class Forgetting:
    """That the person is gone."""

    no_trace_left: bool = strawberry.field(
        description="True if the database file was written anew without them. Where it could not "
        "be, what was removed goes as its pages are written again. Backups and files that were "
        "downloaded are not reached."
    )


@strawberry.type(description="What became of it.")
class PersonForgetPayload:
    """What became of it."""

    forgetting: Forgetting | None = strawberry.field(
        description="What was done; null if nothing was."
    )
    user_errors: list[UserError] = strawberry.field(description="What to mend; empty if done.")


async def forget(info: Info, given: PersonForgetInput) -> PersonForgetPayload:
    """Forget the person whom the token belongs to."""
    errors = info.context.may_write()
    person_id = info.context.person_id
    application = info.context.application

    def name(session: "Session") -> str:
        return session.get_one(tables.Person, person_id).name

    if not errors and given.name != await reading(info, name):
        errors = [invalid("name", "is not the name of this person; nothing was forgotten")]
    if errors:
        return PersonForgetPayload(forgetting=None, user_errors=errors)
    database, folder = application.resources.database, application.settings.data_folder
    gone = await application.resources.offload.write(
        person_id, lambda: forgetting.forget(database, person_id, folder)
    )
    application.path.kept.clear()  # by their bytes, of which nobody knows whose they were
    return PersonForgetPayload(forgetting=Forgetting(no_trace_left=gone), user_errors=[])
