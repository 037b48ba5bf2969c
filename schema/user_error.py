"""What a person can mend in what they sent."""

from enum import Enum

import strawberry


@strawberry.enum(description="What kind of mistake it is.")
class UserErrorCode(Enum):
    """What kind of mistake it is."""

    INVALID = strawberry.enum_value("INVALID", description="A value cannot be used.")
    NOT_FOUND = strawberry.enum_value("NOT_FOUND", description="There is no such thing.")
    NOT_ALLOWED = strawberry.enum_value("NOT_ALLOWED", description="The token does not allow it.")


@strawberry.type(description="A mistake in what was sent, and how to mend it.")
class UserError:
    """A mistake in what was sent."""

    field: list[str] | None = strawberry.field(
        description="Path of the input field; null where it is none of one field."
    )
    message: str = strawberry.field(description="What is wrong and what to do.")
    code: UserErrorCode = strawberry.field(description="Kind of mistake.")
