"""A difference that goes with something, and how sure it is."""

import strawberry

from schema.interval import Interval


@strawberry.type(
    description="A mean difference that goes with something, comparing similar days, and how "
    "sure it is. It is drawn towards zero, since the largest of many estimates are too large."
)
class Effect:
    """A difference and how sure it is."""

    estimate: float = strawberry.field(description="The difference, in `unit`.")
    interval90: Interval = strawberry.field(description="90 % interval of it, in `unit`.")
    unit: str = strawberry.field(description="Unit of the difference, such as recovery points.")
    nights: int = strawberry.field(description="Nights used.")
    nights_exposed: int = strawberry.field(description="Nights with it.")
    p_value: float = strawberry.field(
        description="p-value at this one look; not corrected, and no ground for a claim."
    )
    e_value: float = strawberry.field(
        description="Evidence against no effect that holds however often one looks; the claim "
        "rests on it. 1 is none; capped at 1e15."
    )
    robustness_value_share: float = strawberry.field(
        description="A hidden factor that explains this share (0 to 1) of what is left of both "
        "the exposure and the outcome would be enough to erase the effect."
    )
    days_to_answer_small: int | None = strawberry.field(
        description="More nights until an effect of 5 points would show; null: over a year."
    )
    days_to_answer_large: int | None = strawberry.field(
        description="More nights until an effect of 11 points would show; null: over a year."
    )
