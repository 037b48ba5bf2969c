"""Switching on and off what takes much computing."""

from typing import TYPE_CHECKING

import strawberry

from ml.contest import CONTESTED
from resolvers import told
from resolvers.context import Info
from resolvers.mutations.writing import moment, writing
from schema.consent import Consent
from schema.feature import Feature
from schema.user_error import UserError
from storage.chosen import consents
from storage.computed import model_versions

if TYPE_CHECKING:
    from sqlmodel import Session


@strawberry.input(description="Which feature to switch on or off.")
class ConsentSetInput:
    """Which feature to switch on or off."""

    feature: Feature = strawberry.field(description="The feature.")
    enabled: bool = strawberry.field(description="True for on, false for off.")


@strawberry.type(description="What became of it.")
class ConsentSetPayload:
    """What became of it."""

    consent: Consent | None = strawberry.field(
        description="The choice as kept; null with `userErrors`."
    )
    user_errors: list[UserError] = strawberry.field(description="What to mend; empty if done.")


async def keep(info: Info, given: ConsentSetInput) -> ConsentSetPayload:
    """Keep a choice."""
    errors = info.context.may_write()
    if errors:
        return ConsentSetPayload(consent=None, user_errors=errors)
    person_id, now = info.context.person_id, moment(info)

    def write(session: "Session") -> Consent:
        row = consents.keep(session, person_id, given.feature.name, enabled=given.enabled, now=now)
        # Who switches it off is served by the own algorithms again, at once.
        for stem in CONTESTED:
            model_versions.outdate(session, person_id, stem)
        return told.consent(person_id, given.feature, row)

    return ConsentSetPayload(consent=await writing(info, write), user_errors=[])
