"""Day types: groups of days that are apart, well fitted and found again, or a continuum.

All is told as of the fit; the model is what is told, as plain values.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

import numpy as np

from ml.clock import text
from ml.conclusion import AnyConclusion, Conclusion
from ml.engines import clock
from ml.engines.arrays import Floats, Ordinals
from ml.engines.category_effects import category_effects
from ml.engines.controls import controls
from ml.engines.distinct_types import DistinctTypes, distinct_types
from ml.engines.night_table import night_table
from ml.history import History
from ml.insight import Fitted, TooLittleData
from ml.insights.day_types import complete_days, plain_table, workout_minutes
from schema.answer import Basis, CaveatCode
from schema.arguments import NoArguments
from schema.day_types import DayType, DayTypeCalendar, DayTypes, DivisionCheck
from schema.interval import Interval

FEWEST_DAYS = 30
PLOTTED_DAYS = 90
# What a day above and below the person's average is called, in the order of the features.
WORDS = (
    ("more strain", "less strain"),
    ("longer training", "shorter training"),
    ("later to bed", "earlier to bed"),
    ("longer sleep", "shorter sleep"),
    ("more energy used", "less energy used"),
)
WORDS_IN_LABEL = 2


@dataclass(frozen=True, eq=False)
class Days:
    """Days with all features known: strain, workout minutes, bedtime, minutes asleep, kcal."""

    day: Ordinals
    features: Floats


class AfterState(TypedDict):
    """Recovery on the mornings after a type, against the person's own mixture."""

    difference: float
    low: float
    high: float


class TypeState(TypedDict):
    """A type: its label, its days, the means of its features, and what follows."""

    label: str
    days: int
    means: list[float]
    after: AfterState | None


class CheckState(TypedDict):
    """How the best division fared."""

    types: int
    silhouette: float
    bic_gain: float | None
    stability: float | None


class Model(TypedDict):
    """What is told, as plain values."""

    types: list[TypeState]
    check: CheckState | None
    plotted_days: list[int]
    plotted_types: list[int]


def fit(history: History) -> Fitted:
    """Look for types of days.

    Parameters
    ----------
    history
        A person's history.

    Returns
    -------
    Fitted
        Plain values; `rows` are the days compared.

    Raises
    ------
    TooLittleData
        Under 30 days with known strain, bedtime, sleep and energy.
    """
    days = _days(history)
    if len(days.day) < FEWEST_DAYS:
        raise TooLittleData(f"{len(days.day)} days with all features")
    found = distinct_types(days.features)
    labels = found.labels
    model = Model(
        types=[] if labels is None else _types(days, labels, history),
        check=_check(found),
        plotted_days=[] if labels is None else days.day[-PLOTTED_DAYS:].tolist(),
        plotted_types=[] if labels is None else labels[-PLOTTED_DAYS:].tolist(),
    )
    return Fitted(dict(model), "k-means, checked", len(days.day))


def infer(
    model: Model,
    history: History,
    used: Mapping[str, AnyConclusion],
    arguments: NoArguments,
) -> Conclusion[DayTypes]:
    """Say which types of days there are, or that there are none."""
    del used, arguments
    check = model["check"]
    finding = DayTypes(
        types=[_told(state) for state in model["types"]],
        check=None
        if check is None
        else DivisionCheck(
            types=check["types"],
            silhouette=round(check["silhouette"], 3),
            bic_gain=None if check["bic_gain"] is None else round(check["bic_gain"], 1),
            stability=None if check["stability"] is None else round(check["stability"], 3),
        ),
        calendar=DayTypeCalendar(
            day_on=[date.fromordinal(day) for day in model["plotted_days"]],
            type_number=model["plotted_types"],
        )
        if model["types"]
        else None,
        table=plain_table(history),
    )
    return Conclusion(finding, Basis.OWN_DATA, caveats=(CaveatCode.OBSERVED,))


def _days(history: History) -> Days:
    nights, rows = history.nights, np.array(complete_days(history), dtype=np.int64)
    day = np.asarray(nights.day, dtype=np.int64)[rows]
    trained = workout_minutes(history)
    onset = np.asarray(nights.sleep_onset_hours)[rows]
    features = (
        np.asarray(nights.strain)[rows],
        np.array([trained.get(ordinal, 0.0) for ordinal in day.tolist()], dtype=np.float64),
        clock.unwrap(onset, clock.summarise(onset).mean_hours),
        np.asarray(nights.asleep_minutes)[rows],
        np.asarray(nights.energy_kcal)[rows],
    )
    return Days(day, np.column_stack(features))


def _types(days: Days, labels: Ordinals, history: History) -> list[TypeState]:
    after = _after(days, labels, history)
    overall, spread = days.features.mean(0), days.features.std(0)
    states: list[TypeState] = []
    for number, count in enumerate(np.bincount(labels)):
        means = days.features[labels == number].mean(0)
        apart = (means - overall) / np.where(spread > 0, spread, np.inf)
        states.append(
            TypeState(
                label=_label(apart),
                days=int(count),
                means=means.tolist(),
                after=after.get(number),
            )
        )
    return states


def _label(apart: Floats) -> str:
    """Return the words for the two features furthest from the average day."""
    furthest = np.argsort(-np.abs(apart), kind="stable")[:WORDS_IN_LABEL]
    return " and ".join(WORDS[feature][int(apart[feature] < 0)] for feature in furthest)


def _after(days: Days, labels: Ordinals, history: History) -> dict[int, AfterState]:
    """Return recovery on the mornings after each type; strain is of the type and not equal."""
    table = night_table(history)
    before = np.full(len(table.day), -1, dtype=np.int64)
    morning = days.day + 1 - table.day[0]
    within = morning < len(before)
    before[morning[within]] = labels[within]
    held_equal = controls(table, exposures=("strain[t-1]",))
    found = category_effects(table.recovery_percent, before, held_equal)
    if found is None:
        return {}
    return {
        int(number): AfterState(
            difference=float(found.difference[place]),
            low=float(found.low[place]),
            high=float(found.high[place]),
        )
        for place, number in enumerate(found.categories)
    }


def _check(found: DistinctTypes) -> CheckState | None:
    if found.n_types is None or found.silhouette is None:
        return None
    return CheckState(
        types=found.n_types,
        silhouette=found.silhouette,
        bic_gain=found.bic_gain,
        stability=found.stability,
    )


def _told(state: TypeState) -> DayType:
    strain, workout, bedtime, asleep, energy = state["means"]
    after = state["after"]
    return DayType(
        label=state["label"],
        days=state["days"],
        strain=round(strain, 1),
        workout_minutes=round(workout, 1),
        bedtime=text(bedtime),
        asleep_minutes=round(asleep, 1),
        energy_kcal=round(energy),
        next_recovery_points=None if after is None else round(after["difference"], 1),
        next_recovery_interval90=None
        if after is None
        else Interval(low=round(after["low"], 1), high=round(after["high"], 1)),
    )
