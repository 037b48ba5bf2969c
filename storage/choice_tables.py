"""What a person has chosen and was told, one table a class; see `storage.tables`."""

# SQLModel types `__tablename__` as a declared attribute, and documents it as a plain string.
# pyright: reportAssignmentType=false

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from storage.columns import NEVER_REUSED, Table, instant


class Plan(Table, table=True):
    """A workout planned for a local day."""

    __tablename__ = "plans"
    __table_args__ = NEVER_REUSED
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id", index=True, ondelete="CASCADE")
    noted_at: datetime = Field(sa_column=instant())
    day_on: date
    activity: str | None = None
    minutes: float | None = None
    strain: float | None = None


class Goal(Table, table=True):
    """What a person aims at, one of each metric."""

    __tablename__ = "goals"
    __table_args__ = (UniqueConstraint("person_id", "metric"), NEVER_REUSED)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id", ondelete="CASCADE")
    noted_at: datetime = Field(sa_column=instant())
    metric: str
    target: float
    by_on: date | None = None


class Suggestion(Table, table=True):
    """What a published finding told a person to do, and how it came to be chosen.

    `context` is canonical JSON of what the choice was made on; `propensity` the chance of being
    drawn in it; `variant` names the wording or ranking where two are on trial.
    """

    __tablename__ = "suggestions"
    __table_args__ = (UniqueConstraint("person_id", "key"), NEVER_REUSED)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id", ondelete="CASCADE")
    key: str
    insight: str
    told_at: datetime = Field(sa_column=instant())
    action: str
    text: str
    context: str
    propensity: float
    variant: str | None = None


class Feedback(Table, table=True):
    """What became of a suggestion, in the person's own word."""

    __tablename__ = "feedback"
    suggestion_id: int = Field(foreign_key="suggestions.id", primary_key=True, ondelete="CASCADE")
    given_at: datetime = Field(sa_column=instant())
    verdict: str
    note: str | None = None


class Experiment(Table, table=True):
    """A self-test: what is done (1) or left out (0) on each day from `first_on`, as drawn."""

    __tablename__ = "experiments"
    __table_args__ = NEVER_REUSED
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id", index=True, ondelete="CASCADE")
    noted_at: datetime = Field(sa_column=instant())
    behaviour: str
    first_on: date
    block_days: int
    arms: str
    detectable_points: float
    stopped_on: date | None = None


class ExperimentRecord(Table, table=True):
    """Whether a day of an experiment went as drawn."""

    __tablename__ = "experiment_records"
    experiment_id: int = Field(foreign_key="experiments.id", primary_key=True, ondelete="CASCADE")
    day_on: date = Field(primary_key=True)
    followed: bool


class Consent(Table, table=True):
    """Whether a person wants a feature that takes much computing."""

    __tablename__ = "consents"
    person_id: int = Field(foreign_key="people.id", primary_key=True, ondelete="CASCADE")
    feature: str = Field(primary_key=True)
    noted_at: datetime = Field(sa_column=instant())
    enabled: bool


class Contest(Table, table=True):
    """The evaluation of other algorithms for one insight of a person: as far as it has got.

    `progress` is JSON, so that it can be read on by any version of the libraries.
    """

    __tablename__ = "contests"
    person_id: int = Field(foreign_key="people.id", primary_key=True, ondelete="CASCADE")
    insight: str = Field(primary_key=True)
    begun_at: datetime = Field(sa_column=instant())
    progress: str | None = None
    judged_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    challenger: str | None = None
    percent: float | None = None
    origins: int | None = None
    p_value: float | None = None
    won: bool = False


class Agreement(Table, table=True):
    """That the keeping of a person's data was agreed to, as was stated when they were added.

    `version` and `act` are those of `storage.chosen.agreements`.
    """

    __tablename__ = "agreements"
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id", index=True, ondelete="CASCADE")
    agreed_at: datetime = Field(sa_column=instant())
    version: str
    act: str
