"""What every insight answers with: how far it got, on what, how sure, and the evidence."""

from datetime import date, datetime
from enum import Enum

import strawberry


@strawberry.enum(description="How far the answer to an insight has got.")
class Standing(Enum):
    """How far an answer has got."""

    READY = strawberry.enum_value("READY", description="The answer is complete.")
    LEARNING = strawberry.enum_value(
        "LEARNING",
        description="It is being computed; a general rule or the last finding stands in. "
        "Ask again in some seconds.",
    )
    INSUFFICIENT = strawberry.enum_value(
        "INSUFFICIENT",
        description="There is too little data; `evidence` says how much there is and is needed.",
    )
    SWITCHED_OFF = strawberry.enum_value(
        "SWITCHED_OFF", description="It takes much computing, and the person has not opted in."
    )


@strawberry.enum(description="What the finding rests on.")
class Basis(Enum):
    """What a finding rests on."""

    OWN_DATA = strawberry.enum_value("OWN_DATA", description="Learned from this person's data.")
    RULE = strawberry.enum_value(
        "RULE", description="A general rule or plain description; nothing was learned."
    )


@strawberry.enum(description="How strong a statement the data support.")
class Claim(Enum):
    """How strong a statement the data support."""

    ESTABLISHED = strawberry.enum_value(
        "ESTABLISHED",
        description="Passed the error control of the whole application: at most 1 person in 10 "
        "with nothing to find ever sees one such false statement, however often they look.",
    )
    EMERGING = strawberry.enum_value(
        "EMERGING", description="An early signal. Up to 1 in 4 of these turn out to be chance."
    )
    NONE = strawberry.enum_value(
        "NONE", description="No reliable effect can be seen; the interval says what is possible."
    )
    DESCRIPTIVE = strawberry.enum_value(
        "DESCRIPTIVE", description="A description of what was; no effect is claimed."
    )


@strawberry.enum(description="Which known limit of the method a caveat states.")
class CaveatCode(Enum):
    """Which known limit a caveat states."""

    NOT_MEDICAL = strawberry.enum_value("NOT_MEDICAL", description="No medical advice.")
    OBSERVED = strawberry.enum_value(
        "OBSERVED", description="Days were compared, nothing was randomised."
    )
    BUILT_IN = strawberry.enum_value(
        "BUILT_IN", description="Recovery is computed from sleep, among others."
    )
    WRIST_ESTIMATE = strawberry.enum_value(
        "WRIST_ESTIMATE", description="Sleep stages from the wrist are rough."
    )
    BOUNCES_BACK = strawberry.enum_value(
        "BOUNCES_BACK", description="Extremes are followed by the average, by chance alone."
    )
    TRUST_YOURSELF = strawberry.enum_value(
        "TRUST_YOURSELF", description="How one feels counts more than the number."
    )
    CLINICAL = strawberry.enum_value(
        "CLINICAL", description="Overtraining is for a clinician to tell."
    )
    POPULATION = strawberry.enum_value(
        "POPULATION", description="A finding about people, not learned from this person."
    )
    NO_BETTER_THAN_AVERAGE = strawberry.enum_value(
        "NO_BETTER_THAN_AVERAGE",
        description="On this person's data the forecast has not beaten the plain average.",
    )
    NO_INJURY_PREDICTION = strawberry.enum_value(
        "NO_INJURY_PREDICTION", description="Nothing here tells how likely an injury is."
    )
    ROLLED_BACK = strawberry.enum_value(
        "ROLLED_BACK", description="An earlier model was made live again by the person."
    )
    INCOMPLETE_DAY = strawberry.enum_value(
        "INCOMPLETE_DAY", description="The last day is not over; its strain is not known."
    )
    COMPUTATION_ENDED = strawberry.enum_value(
        "COMPUTATION_ENDED",
        description="The computation took too long or was ended; it will be tried again.",
    )
    NOT_KEPT = strawberry.enum_value(
        "NOT_KEPT", description="The server could not keep this; it will be computed anew."
    )
    COMPUTING_SPENT = strawberry.enum_value(
        "COMPUTING_SPENT",
        description="This person's share of the computing of an hour is spent.",
    )
    NOT_READ = strawberry.enum_value(
        "NOT_READ", description="The data are still being read; `evidence` counts none of them yet."
    )


@strawberry.type(description="A known limit of a finding.")
class Caveat:
    """A known limit of a finding."""

    code: CaveatCode = strawberry.field(description="Which limit.")
    text: str = strawberry.field(description="The limit in a sentence.")


@strawberry.type(
    description="How a forecast did against a naive one, on this person's own past: each day was "
    "forecast from the days before it."
)
class Skill:
    """How a forecast did against a naive one."""

    baseline_name: str = strawberry.field(description="The naive forecast compared with.")
    percent: float = strawberry.field(
        description="How much smaller the mean absolute error was, in percent of the naive "
        "forecast's; negative: larger."
    )
    mean_absolute_error: float = strawberry.field(
        description="Own mean absolute error, in the unit of what is forecast."
    )
    baseline_mean_absolute_error: float = strawberry.field(
        description="The naive forecast's mean absolute error, in the same unit."
    )
    origins: int = strawberry.field(description="How many days were forecast for this comparison.")


@strawberry.type(description="What an answer stands on.")
class Evidence:
    """What an answer stands on."""

    have: int = strawberry.field(description="How much usable data there is, in `unit`.")
    need: int = strawberry.field(description="How much this insight needs, in `unit`.")
    unit: str = strawberry.field(description="What `have` and `need` count, such as nights.")
    first_on: date | None = strawberry.field(
        description="First day of the data used; null without any."
    )
    last_on: date | None = strawberry.field(
        description="Last day of the data used; null without any."
    )
    error_budget: float | None = strawberry.field(
        description="This insight's share of the application's chance of ever stating one false "
        "ESTABLISHED finding (0 to 1, .10 for all together); null where it tests nothing."
    )
    tested: int | None = strawberry.field(
        description="How many effects were tested; null where nothing is tested."
    )
    found: int | None = strawberry.field(
        description="How many of them are ESTABLISHED; null where nothing is tested."
    )
    skill: list[Skill] = strawberry.field(
        description="How the forecast did against naive ones; empty where nothing is forecast."
    )


@strawberry.type(
    description="How other algorithms did against the insight's own one on this person's past. "
    "Evaluating them takes much computing, so it is off until `consentSet` switches it on."
)
class AnswerContest:
    """How other algorithms did."""

    standing: Standing = strawberry.field(
        description="SWITCHED_OFF without consent, LEARNING while it runs, INSUFFICIENT with "
        "under 60 days to compare on, READY when it has been judged."
    )
    challenger: str | None = strawberry.field(
        description="The best of the other algorithms; null until it has been judged."
    )
    percent: float | None = strawberry.field(
        description="How much smaller its mean absolute error was, percent; negative: larger; "
        "null until it has been judged."
    )
    origins: int | None = strawberry.field(
        description="How many days both forecast; null until it has been judged."
    )
    p_value: float | None = strawberry.field(
        description="Of the two being equally accurate (Diebold-Mariano), 0 to 1; "
        "null until it has been judged."
    )
    won: bool = strawberry.field(
        description="Whether it has taken over: at least 2 percent better over at least 60 days, "
        "p under .1."
    )


@strawberry.type(description="The model behind an answer.")
class AnswerModel:
    """The model behind an answer."""

    number: int = strawberry.field(description="Version, counted up from 1 at each fit.")
    algorithm: str = strawberry.field(description="What was fitted.")
    rows: int = strawberry.field(description="How many rows it was fitted on.")
    fitted_at: datetime = strawberry.field(description="When it was fitted.")
    fitted_through_on: date = strawberry.field(description="The last day of data it has seen.")
    previous: int | None = strawberry.field(
        description="The other version kept, to which `modelRollback` can go; "
        "null while there is one version alone."
    )
    rolled_back: bool = strawberry.field(
        description="True where the person made this earlier version live again."
    )
    contest: AnswerContest | None = strawberry.field(
        description="How other algorithms did against it; null where there are none."
    )


@strawberry.interface(
    description="The answer to one insight. The finding is in the field `finding` of each type."
)
class Answer:
    """The answer to one insight, apart from the finding."""

    standing: Standing = strawberry.field(description="How far the answer has got.")
    basis: Basis = strawberry.field(description="What the finding rests on.")
    claim: Claim = strawberry.field(description="How strong a statement the data support.")
    headline: str = strawberry.field(
        description="One sentence to read, no stronger than the claim."
    )
    evidence: Evidence = strawberry.field(description="What the answer stands on.")
    caveats: list[Caveat] = strawberry.field(description="Known limits, as text to show.")
    computed_at: datetime = strawberry.field(description="When it was computed.")
    expires_at: datetime | None = strawberry.field(
        description="When it is computed anew, unless new data come first; null while LEARNING."
    )
    stale: bool = strawberry.field(
        description="True where newer data or a newer model are being worked in."
    )
    model: AnswerModel | None = strawberry.field(
        description="The model behind it; null where nothing was learned."
    )
