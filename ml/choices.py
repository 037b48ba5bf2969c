"""Choices: what a person has planned, aimed at and tried, and what they were told.

Beside nights, workouts and journal the rest of what an analysis may read. Small and few, so plain
dataclasses rather than columns; names of enums stand as text, and are read where they are used.
"""

from dataclasses import dataclass, fields, replace
from datetime import date


@dataclass(frozen=True)
class Plan:
    """A workout planned for a day; what is not known of it is None."""

    noted_on: date
    day_on: date
    activity: str | None
    minutes: float | None
    strain: float | None


@dataclass(frozen=True)
class Goal:
    """What a person aims at: a `GoalMetric`, in its unit, if they like by a day."""

    noted_on: date
    metric: str
    target: float
    by_on: date | None


@dataclass(frozen=True)
class Suggestion:
    """What was suggested, in which circumstances, and how likely it was to be drawn.

    `context` is canonical JSON of what the choice was made on; `verdict` a `FeedbackVerdict`, None
    while the person has said nothing.
    """

    noted_on: date
    key: str
    insight: str
    action: str
    context: str
    propensity: float
    verdict: str | None


@dataclass(frozen=True)
class Suggested:
    """Something that a finding tells a person to do, to be kept with how it came to be chosen.

    `key` is the same for the same action of the same day; `context` is canonical JSON of what the
    choice was made on, `propensity` the chance of being drawn in it, `variant` the trial's.
    """

    key: str
    action: str
    text: str
    context: str
    propensity: float
    variant: str | None


@dataclass(frozen=True)
class Followed:
    """Whether a day of an experiment went as it was drawn."""

    day_on: date
    followed: bool


@dataclass(frozen=True)
class Experiment:
    """A self-test as it was drawn: `arms` holds 1 (do it) or 0 (leave it) a day from `first_on`."""

    noted_on: date
    key: str
    behaviour: str
    first_on: date
    block_days: int
    arms: tuple[int, ...]
    detectable_points: float
    stopped_on: date | None
    records: tuple[Followed, ...]


@dataclass(frozen=True)
class Consent:
    """Whether a person wants a feature that takes much computing, a `Feature`."""

    noted_on: date
    feature: str
    enabled: bool


@dataclass(frozen=True)
class Contest:
    """How the best challenger did against an insight's own algorithm on a person's past.

    `percent` is how much smaller its mean absolute error was, `p_value` of equal accuracy; `won`
    whether it replaces the own algorithm.
    """

    noted_on: date
    insight: str
    challenger: str
    percent: float
    origins: int
    p_value: float
    won: bool


@dataclass(frozen=True)
class Choices:
    """All of a person's choices, each tuple in the order of noting.

    `person` is an opaque name, by which trials of two wordings are assigned.
    """

    person: str = ""
    plans: tuple[Plan, ...] = ()
    goals: tuple[Goal, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    experiments: tuple[Experiment, ...] = ()
    consents: tuple[Consent, ...] = ()
    contests: tuple[Contest, ...] = ()

    def until(self, day: date) -> "Choices":
        """Return what had been chosen by the end of a day."""
        kept = {
            field.name: tuple(each for each in getattr(self, field.name) if each.noted_on <= day)
            for field in fields(self)
            if field.name not in {"person", "experiments"}
        }
        begun = (each for each in self.experiments if each.noted_on <= day)
        return replace(self, experiments=tuple(_until(each, day) for each in begun), **kept)


def _until(experiment: Experiment, day: date) -> Experiment:
    stopped_on = experiment.stopped_on
    return replace(
        experiment,
        stopped_on=stopped_on if stopped_on and stopped_on <= day else None,
        records=tuple(record for record in experiment.records if record.day_on <= day),
    )
