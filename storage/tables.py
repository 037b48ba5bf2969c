"""What is kept: one table a class. Times are aware UTC (`_at`), days are local dates (`_on`)."""

# SQLModel types `__tablename__` as a declared attribute, and documents it as a plain string.
# pyright: reportAssignmentType=false

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field

from storage.columns import NEVER_REUSED, Table, bytes_up_to, instant
from storage.computed.signing import LARGEST_BLOB_BYTES, SIGNATURE_BYTES


class Person(Table, table=True):
    """`revision` moves with anything that can change an answer.

    `drawn_as` is what another server drew by, from which the person came.
    """

    __tablename__ = "people"
    __table_args__ = NEVER_REUSED
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    timezone: str | None = None
    revision: int = 0
    drawn_as: str | None = None
    created_at: datetime = Field(sa_column=instant())


class AccessToken(Table, table=True):
    """A token is shown once and kept as its SHA-256; scopes are words with spaces between."""

    __tablename__ = "access_tokens"
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id", index=True, ondelete="CASCADE")
    sha256: bytes = Field(unique=True)
    label: str = ""
    scopes: str
    created_at: datetime = Field(sa_column=instant())
    expires_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    last_used_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    revoked_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))


class Cycle(Table, table=True):
    """From sleep onset to the next sleep onset; recovery opens it, strain fills it.

    `day_on` is the local date of waking from its main sleep, by which nights are keyed.
    """

    __tablename__ = "cycles"
    __table_args__ = (
        UniqueConstraint("person_id", "started_at"),
        Index("ix_cycles_person_day", "person_id", "day_on"),
    )
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id", ondelete="CASCADE")
    started_at: datetime = Field(sa_column=instant())
    ended_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    utc_offset_minutes: int
    day_on: date
    recovery_percent: float | None = None
    resting_heart_rate_bpm: float | None = None
    hrv_rmssd_ms: float | None = None
    skin_temperature_celsius: float | None = None
    blood_oxygen_percent: float | None = None
    strain: float | None = None
    energy_kcal: float | None = None
    max_heart_rate_bpm: float | None = None
    average_heart_rate_bpm: float | None = None


class Sleep(Table, table=True):
    """One sleep or nap; it belongs to the cycle that starts at `cycle_started_at`."""

    __tablename__ = "sleeps"
    __table_args__ = (
        UniqueConstraint("person_id", "onset_at"),
        Index("ix_sleeps_person_cycle", "person_id", "cycle_started_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id", ondelete="CASCADE")
    cycle_started_at: datetime = Field(sa_column=instant())
    onset_at: datetime = Field(sa_column=instant())
    wake_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    utc_offset_minutes: int
    is_nap: bool = False
    performance_percent: float | None = None
    respiratory_rate_rpm: float | None = None
    asleep_minutes: float | None = None
    in_bed_minutes: float | None = None
    light_sleep_minutes: float | None = None
    deep_sleep_minutes: float | None = None
    rem_sleep_minutes: float | None = None
    awake_minutes: float | None = None
    sleep_need_minutes: float | None = None
    sleep_debt_minutes: float | None = None
    sleep_efficiency_percent: float | None = None
    sleep_consistency_percent: float | None = None


class Workout(Table, table=True):
    """One workout, of an export (`whoop`) or written down by the person (`own`)."""

    __tablename__ = "workouts"
    __table_args__ = (UniqueConstraint("person_id", "started_at", "ended_at", "source"),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id", ondelete="CASCADE")
    source: str
    cycle_started_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    started_at: datetime = Field(sa_column=instant())
    ended_at: datetime = Field(sa_column=instant())
    utc_offset_minutes: int
    activity: str
    duration_minutes: float | None = None
    strain: float | None = None
    energy_kcal: float | None = None
    max_heart_rate_bpm: float | None = None
    average_heart_rate_bpm: float | None = None
    zone_1_percent: float | None = None
    zone_2_percent: float | None = None
    zone_3_percent: float | None = None
    zone_4_percent: float | None = None
    zone_5_percent: float | None = None
    gps_enabled: bool | None = None
    distance_meters: float | None = None
    altitude_gain_meters: float | None = None
    altitude_change_meters: float | None = None


class JournalAnswer(Table, table=True):
    """Yes or no to one question before one night; what was not logged has no row.

    An export's answer joins the cycle that starts at exactly `night_started_at` (the behaviour of
    the day before that sleep). The person's own answer carries the day of the behaviour in
    `behaviour_on`, and `night_started_at` is the end of that day.
    """

    __tablename__ = "journal_answers"
    __table_args__ = (UniqueConstraint("person_id", "night_started_at", "question", "source"),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id", ondelete="CASCADE")
    source: str
    night_started_at: datetime = Field(sa_column=instant())
    behaviour_on: date | None = None
    question: str
    answered_yes: bool
    notes: str | None = None


class Import(Table, table=True):
    """What an import read, kept and set aside, row by row accounted for."""

    __tablename__ = "imports"
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id", index=True, ondelete="CASCADE")
    imported_at: datetime = Field(sa_column=instant())
    source_name: str
    revision: int
    report: str


class StoredHistory(Table, table=True):
    """The compressed columns that analyses read, as of a revision."""

    __tablename__ = "histories"
    person_id: int = Field(foreign_key="people.id", primary_key=True, ondelete="CASCADE")
    revision: int
    format: int
    last_on: date | None = None
    blob: bytes


class ModelVersion(Table, table=True):
    """A signed model of one insight; live is the one that went live last.

    `data_rewritten` sends it out of use; of what it has seen, days before `rewritten_from_on` are
    as they were.
    """

    __tablename__ = "model_versions"
    __table_args__ = (UniqueConstraint("person_id", "insight", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id", ondelete="CASCADE")
    insight: str
    number: int
    format: int
    libraries: str
    algorithm: str
    rows: int
    fitted_at: datetime = Field(sa_column=instant())
    fitted_through_on: date
    live_since_at: datetime = Field(sa_column=instant())
    rolled_back: bool = False
    data_rewritten: bool = False
    rewritten_from_on: date | None = None
    signature: bytes = Field(sa_column=bytes_up_to(SIGNATURE_BYTES))
    blob: bytes = Field(sa_column=bytes_up_to(LARGEST_BLOB_BYTES))


class StoredAnswer(Table, table=True):
    """The last answer to one insight with one set of arguments.

    `as_of_key` is empty for the default day, which moves with the data. It holds for the revision
    and the code that it was computed from. `answer` is where versions before 0005 kept it; they may
    still run beside this one, and what they kept is not read.
    """

    __tablename__ = "answers"
    __table_args__ = (UniqueConstraint("person_id", "insight", "arguments", "as_of_key"),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id", ondelete="CASCADE")
    insight: str
    arguments: str
    as_of_key: str
    revision: int
    code_version: str
    computed_at: datetime = Field(sa_column=instant())
    expires_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    used_at: datetime = Field(sa_column=instant())
    packed: bytes | None = None
    answer: str = ""


class StoredResponse(Table, table=True):
    """A whole response as it was sent, found by the standard library's driver before all else.

    It holds for the same scopes, request (a digest), revision and code, until its first insight
    expires; `questions` are those it answers, as JSON, to be counted when it is served.
    """

    __tablename__ = "responses"
    __table_args__ = (UniqueConstraint("person_id", "scopes", "request"),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id", ondelete="CASCADE")
    scopes: str
    request: bytes
    revision: int
    code_version: str
    answered_at: datetime = Field(sa_column=instant())
    expires_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    used_at: datetime = Field(sa_column=instant())
    content_type: str
    questions: str
    body: bytes


class Usage(Table, table=True):
    """How often a person asked for an insight on a day, stored answers counted too."""

    __tablename__ = "usage"
    person_id: int = Field(foreign_key="people.id", primary_key=True, ondelete="CASCADE")
    insight: str = Field(primary_key=True)
    asked_on: date = Field(primary_key=True)
    times: int


class LeaseRow(Table, table=True):
    """Somebody computes the thing of this key until then, by the database's own clock."""

    __tablename__ = "leases"
    key: str = Field(primary_key=True)
    token: int = Field(sa_type=BigInteger)
    holder: str
    expires_at_seconds: float
