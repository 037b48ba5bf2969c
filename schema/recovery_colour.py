"""WHOOP's colours of a recovery."""

from enum import Enum

import strawberry


@strawberry.enum(description="WHOOP's colour of a recovery.")
class RecoveryColour(Enum):
    """WHOOP's colour of a recovery."""

    RED = strawberry.enum_value("RED", description="33 or less.")
    YELLOW = strawberry.enum_value("YELLOW", description="34 to 66.")
    GREEN = strawberry.enum_value("GREEN", description="67 or more.")
