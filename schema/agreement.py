"""What was agreed to when the person was added."""

from datetime import datetime
from enum import Enum

import strawberry


@strawberry.enum(description="How the person was added, always by whoever runs the server.")
class AgreementWay(Enum):
    """How the person was added."""

    COMMAND = strawberry.enum_value("COMMAND", description="`person add`, which shows the text.")
    SETTING = strawberry.enum_value(
        "SETTING", description="The first token of the settings, whose documentation has the text."
    )
    FIRST_START = strawberry.enum_value(
        "FIRST_START", description="`serve --prepare`, which shows the text."
    )
    DEMO = strawberry.enum_value("DEMO", description="The demo, whose person is simulated.")


@strawberry.type(
    description="That the keeping of the data was agreed to, as whoever added the person stated."
)
class Agreement:
    """That the keeping of the data was agreed to."""

    version: str = strawberry.field(description="Which version of the text.")
    text: str | None = strawberry.field(
        description="The text; null where it is a version of another server."
    )
    agreed_at: datetime = strawberry.field(description="When the person was added.")
    way: AgreementWay = strawberry.field(description="How the person was added.")
