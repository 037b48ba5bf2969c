"""How the server is used, and what becomes of what it says: the measures of its success."""

from enum import Enum

import strawberry

from schema.interval import Interval


@strawberry.enum(description="Why a measure is withheld.")
class Withheld(Enum):
    """Why a measure is withheld."""

    TOO_FEW_PEOPLE = strawberry.enum_value(
        "TOO_FEW_PEOPLE",
        description="It would rest on fewer than 5 people, of whom it could tell.",
    )
    NOTHING_YET = strawberry.enum_value(
        "NOTHING_YET", description="There is nothing yet to take it from."
    )


@strawberry.type(description="How many people asked for an insight.")
class InsightAdoption:
    """How many people asked for an insight."""

    field: str = strawberry.field(description="Its field in `Insights`.")
    people_in_7_days: int | None = strawberry.field(
        description="People who asked for it today or in the 6 days before (UTC); null where "
        "there are fewer than 5, none included."
    )
    people_in_30_days: int | None = strawberry.field(
        description="The same for today and the 29 days before; null likewise."
    )
    withheld: Withheld | None = strawberry.field(
        description="Why a number is null; null where none is."
    )


@strawberry.type(description="A share of people.")
class PeopleShare:
    """A share of people."""

    share: float | None = strawberry.field(
        description="The share, 0 to 1; null where it is withheld."
    )
    people: int | None = strawberry.field(
        description="Of how many people; null where it is withheld."
    )
    withheld: Withheld | None = strawberry.field(description="Why it is null; null if it is not.")


@strawberry.type(
    description="What became of suggestions. Each share is the mean over people of their own "
    "shares, so that each person counts alike, however much they were told."
)
class SuggestionAdoption:
    """What became of suggestions."""

    variant: str | None = strawberry.field(
        description="The trial and its variant, as trial:variant; null for suggestions outside "
        "trials, or for all together."
    )
    people: int | None = strawberry.field(
        description="How many people were told any. Null where it is withheld."
    )
    suggestions: int | None = strawberry.field(
        description="How many they were told. Null where it is withheld."
    )
    answered_share: float | None = strawberry.field(
        description="Share of a person's suggestions of which they said what became, 0 to 1. "
        "Null where it is withheld."
    )
    followed_share: float | None = strawberry.field(
        description="Share of a person's suggestions that they say they followed, 0 to 1, of all "
        "that were told, answered or not. "
        "Null where it is withheld."
    )
    partly_share: float | None = strawberry.field(
        description="Share of a person's suggestions that they say they followed partly, 0 to 1, "
        "of all that were told. "
        "Null where it is withheld."
    )
    withheld: Withheld | None = strawberry.field(
        description="Why all of it is null; null if it is not."
    )


@strawberry.type(description="A mean over people, in points of recovery.")
class MeanPoints:
    """A mean over people, in points of recovery."""

    points: float | None = strawberry.field(
        description="The mean, recovery points; each person counts alike; "
        "null where it is withheld."
    )
    interval90: Interval | None = strawberry.field(
        description="90 % interval of the mean (Student's, with people as the unit); null where "
        "one value is all there is."
    )
    people: int | None = strawberry.field(
        description="Over how many people; null where it is withheld."
    )
    withheld: Withheld | None = strawberry.field(description="Why it is null; null if it is not.")


@strawberry.type(
    description="How the server is used, and what becomes of what it says. Whatever would rest on "
    "fewer than 5 people is withheld with the reason, except to the only person of a server. "
    "Nothing here is compared with people who do not use it: a change is no effect of it."
)
class Adoption:
    """How the server is used, and what becomes of what it says."""

    people: int = strawberry.field(description="How many people there are.")
    insights: list[InsightAdoption] = strawberry.field(
        description="Of each insight, how many people asked for it."
    )
    active: PeopleShare = strawberry.field(
        description="Share of all people who asked for anything on 3 or more of the last 7 days "
        "(UTC), today included."
    )
    suggestions: SuggestionAdoption = strawberry.field(
        description="What became of all that was suggested in the last 60 days."
    )
    suggestions_by_variant: list[SuggestionAdoption] = strawberry.field(
        description="The same by variant of a trial; where one would be withheld, one entry "
        "without a variant stands for all, since the rest would tell of it."
    )
    recovery_change: MeanPoints = strawberry.field(
        description="Change of people's mean recovery: their last 60 days with data less the 60 "
        "days before, over people who asked for anything in the last 30 days and have 30 "
        "recoveries or more in both. Of an only person, their stretches of 10 days take the place "
        "of people in the interval."
    )
    prediction_error: MeanPoints = strawberry.field(
        description="Mean absolute error of `recoveryPrediction` on people's own pasts, each "
        "morning forecast from the days before it; over people with a learned forecast."
    )
