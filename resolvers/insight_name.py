"""The enum of insights, derived from the catalogue."""

from enum import Enum
from typing import TYPE_CHECKING

import strawberry

from ml.catalogue import CATALOGUE

if TYPE_CHECKING:

    class InsightName(Enum):
        """What a type checker knows of it; the values are the catalogue's stems."""

else:
    InsightName = strawberry.enum(
        Enum(
            "InsightName",
            {
                insight.stem.upper(): strawberry.enum_value(insight.stem, description=insight.about)
                for insight in CATALOGUE
            },
        ),
        description="The insights, by name.",
    )
