"""What a person takes along and brings back: every table of theirs that cannot be computed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import TypeAlias

from sqlalchemy import Column, Table

from storage.databases.sessions import METADATA
from storage.importers.kinds import (
    COLUMN_OF,
    DAY_NUMBERS,
    MORNING_NUMBERS,
    PERCENT,
    SLEEP_NUMBERS,
    WORKOUT_NUMBERS,
    Range,
)

FORMAT = 1
MANIFEST = "attune.json"
# `table.column` -> the words that it may hold, which are the API's and not the database's.
Words: TypeAlias = Mapping[str, frozenset[str]]
NO_WORDS: Words = MappingProxyType({})


class Rule(Enum):
    """What happens to a row that is here already, but otherwise."""

    REPLACE = "what is brought takes its place"
    FILL = "what is brought fills its blanks"


@dataclass(frozen=True)
class Kept:
    """A table as a file: the columns that tell its rows apart, and what to do where both differ.

    Where `latest` names a column, the row with the higher value stands. A row of `parent` is named
    by its own key, in columns with its table's name in front.
    """

    name: str
    key: tuple[str, ...]
    rule: Rule = Rule.REPLACE
    latest: str | None = None
    parent: "Kept | None" = None
    link: str = ""
    repeats: bool = False  # whether several rows may have one key
    patterns: Mapping[str, re.Pattern[str]] = field(default_factory=dict[str, re.Pattern[str]])

    @property
    def table(self) -> Table:
        return METADATA.tables[self.name]

    @property
    def file(self) -> str:
        return f"{self.name}.csv"

    @property
    def columns(self) -> list[Column[object]]:
        """Its own columns: ids and people are each server's own."""
        others = {"id", "person_id", self.link}
        return [each for each in self.table.columns if each.name not in others]


_KEY = re.compile(r"\w{1,120}")
CYCLES = Kept("cycles", ("started_at",))
SLEEPS = Kept("sleeps", ("onset_at",))
WORKOUTS = Kept(
    "workouts",
    ("started_at", "ended_at", "source"),
    patterns={"source": re.compile("whoop|own"), "activity": _KEY},
)
JOURNAL = Kept(
    "journal_answers",
    ("night_started_at", "question", "source"),
    patterns={"source": re.compile("whoop|own"), "question": _KEY},
)
PLANS = Kept("plans", ("day_on", "activity"), latest="noted_at", repeats=True)
GOALS = Kept("goals", ("metric",), latest="noted_at")
SUGGESTIONS = Kept("suggestions", ("key",), Rule.FILL)
FEEDBACK = Kept("feedback", (), latest="given_at", parent=SUGGESTIONS, link="suggestion_id")
EXPERIMENTS = Kept(
    "experiments",
    ("noted_at", "behaviour", "first_on", "arms"),
    Rule.FILL,
    repeats=True,
    # Days drawn one by one: a year and more of them, and at least the shortest block.
    patterns={"arms": re.compile("[01]{4,400}"), "behaviour": _KEY},
)
RECORDS = Kept(
    "experiment_records", ("day_on",), Rule.FILL, parent=EXPERIMENTS, link="experiment_id"
)
CONSENTS = Kept("consents", ("feature",), latest="noted_at")
CONTESTS = Kept("contests", ("insight",), latest="begun_at")
AGREEMENTS = Kept(
    "agreements",
    ("agreed_at", "version", "act"),
    Rule.FILL,
    patterns={
        "version": re.compile(r"[0-9.-]{1,20}"),
        "act": re.compile("COMMAND|SETTING|FIRST_START|DEMO"),
    },
)
USAGE = Kept("usage", ("insight", "asked_on"), latest="times")

# Parents before what hangs on them; within a file, in the order of noting.
RAW = (CYCLES, SLEEPS, WORKOUTS, JOURNAL)
CHOSEN = (
    *(PLANS, GOALS, SUGGESTIONS, FEEDBACK, EXPERIMENTS, RECORDS),
    *(CONSENTS, CONTESTS, AGREEMENTS, USAGE),
)
KEPT = (*RAW, *CHOSEN)

RANGES: Mapping[str, Mapping[str, Range]] = {
    table: {COLUMN_OF.get(column, column): within for column, within in numbers.items()}
    for table, numbers in (
        ("cycles", {**MORNING_NUMBERS, **DAY_NUMBERS, "utc_offset_minutes": Range(-720, 840)}),
        ("sleeps", {**SLEEP_NUMBERS, "utc_offset_minutes": Range(-720, 840)}),
        ("workouts", {**WORKOUT_NUMBERS, "utc_offset_minutes": Range(-720, 840)}),
        ("suggestions", {"propensity": Range(0, 1)}),
        ("contests", {"p_value": Range(0, 1), "origins": Range(0, 1_000_000)}),
        ("usage", {"times": Range(0, 1_000_000_000)}),
        ("plans", {"strain": Range(0, 21), "minutes": Range(0, 2880)}),
        ("experiments", {"detectable_points": PERCENT}),
    )
}
