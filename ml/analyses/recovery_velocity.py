"""Recovery velocity: how recovery goes on after low days, beside what chance alone brings back.

The mean path after low days, with intervals from drawn weeks, beside the path that the person's
day-to-day correlation implies. Nothing is tested: all of it is description.
"""

from collections.abc import Mapping
from typing import TypedDict

import numpy as np

from ml.conclusion import AnyConclusion, Conclusion
from ml.engines.adjusted_effects import adjusted_effects
from ml.engines.after_low import DAYS_AFTER, AfterLow, after_low, days_until_close, median_days
from ml.engines.arrays import Flags
from ml.engines.controls import controls
from ml.engines.design import design_of
from ml.engines.effect import Effect
from ml.engines.night_table import NightTable, night_table, previous
from ml.history import History
from ml.insight import Fitted
from ml.insights.recovery_velocity import DAYS_EVENTS, PATH_EVENTS, REST_EVENTS, unknown
from schema.answer import Basis, CaveatCode
from schema.arguments import NoArguments
from schema.interval import Interval
from schema.recovery_velocity import (
    DaysUntilUsual,
    PathAfterLow,
    RecoveryVelocity,
    RestContrast,
)

# The middle of the scale, which people take for "fine again".
FINE_AGAIN = 50.0


class Rest(TypedDict):
    """The difference that rest goes with, as plain values."""

    difference: float
    low: float
    high: float
    rested: int
    not_rested: int
    median_strain: float


class Model(TypedDict):
    """What was measured, as plain values; the columns are of the same days after."""

    low_days: int
    low_at_most: float
    mean: float
    days_after: list[int]
    events: list[int]
    gap: list[float]
    low: list[float]
    high: list[float]
    chance_gap: list[float]
    fine_again: float
    days: list[int | None]
    rest: Rest | None


def fit(history: History) -> Fitted:
    """Measure the path after low days.

    Parameters
    ----------
    history
        A person's history.

    Returns
    -------
    Fitted
        Plain values, none under 10 low days; `rows` are the recoveries used.
    """
    table = night_table(history)
    found = after_low(table.recovery_percent) if len(table.day) else None
    n_nights = int(table.comparable.sum())
    if found is None or found.n_known[0] < PATH_EVENTS:
        n_events = 0 if found is None else int(found.events.sum())
        return Fitted({"low_days": n_events, "gap": []}, "description", n_nights)
    return Fitted(dict(_model(table, found)), "local projections, block bootstrap", n_nights)


def infer(
    model: Model,
    history: History,
    used: Mapping[str, AnyConclusion],
    arguments: NoArguments,
) -> Conclusion[RecoveryVelocity]:
    """Say how recovery goes on after low days."""
    del history, used, arguments
    if not model["gap"]:
        finding = unknown(model["low_days"])
        return Conclusion(finding, Basis.RULE, caveats=(CaveatCode.POPULATION,))
    finding = RecoveryVelocity(
        low_days=model["low_days"],
        low_at_most_percent=round(model["low_at_most"], 1),
        usual_recovery_percent=round(model["mean"], 1),
        path=PathAfterLow(
            days_after=model["days_after"],
            events=model["events"],
            gap_points=model["gap"],
            low=model["low"],
            high=model["high"],
            chance_gap_points=model["chance_gap"],
        ),
        next_day_50_share=model["fine_again"],
        days_until_usual=_until_usual(model["days"]) if model["days"] else None,
        rest=_contrast(model["rest"]) if model["rest"] else None,
    )
    return Conclusion(
        finding, Basis.OWN_DATA, caveats=(CaveatCode.BOUNCES_BACK, CaveatCode.OBSERVED)
    )


def _model(table: NightTable, found: AfterLow) -> Model:
    recovery = table.recovery_percent
    # From the first day with too few low days before it on, nothing is shown.
    shown = int(np.logical_and.accumulate(found.n_known >= PATH_EVENTS).sum())
    the_day_after = recovery[_next(found.events) & np.isfinite(recovery)]
    n_events = int(found.events.sum())
    return Model(
        low_days=n_events,
        low_at_most=found.low_at_most,
        mean=found.mean,
        days_after=list(DAYS_AFTER[:shown]),
        events=found.n_known[:shown].astype(int).tolist(),
        gap=np.round(found.gap[:shown], 1).tolist(),
        low=np.round(found.gap_low[:shown], 1).tolist(),
        high=np.round(found.gap_high[:shown], 1).tolist(),
        chance_gap=np.round(found.chance_gap[:shown], 1).tolist(),
        fine_again=round(float((the_day_after >= FINE_AGAIN).mean()), 3),
        days=_days(table, found) if n_events >= DAYS_EVENTS else [],
        rest=_rest(table, found) if n_events >= REST_EVENTS else None,
    )


def _days(table: NightTable, found: AfterLow) -> list[int | None]:
    """Return the days of the mean and of the median, each followed by what chance takes."""
    return [
        days_until_close(found.gap),
        days_until_close(found.chance_gap),
        *median_days(table.recovery_percent, found),
    ]


def _until_usual(days: list[int | None]) -> DaysUntilUsual:
    mean, mean_by_chance, median, median_by_chance = days
    return DaysUntilUsual(
        of_the_mean=mean,
        of_the_mean_by_chance=mean_by_chance,
        median=median,
        median_by_chance=median_by_chance,
    )


def _rest(table: NightTable, found: AfterLow) -> Rest | None:
    """Compare the mornings after low days, rested on or not (E1 on those mornings alone)."""
    mornings = _next(found.events)
    median = float(np.nanmedian(table.strain)) if np.isfinite(table.strain).any() else np.nan
    strain = previous(table.strain)  # of days not known nothing may stand in here
    rested = np.where(np.isfinite(strain), (strain < median).astype(np.float64), np.nan)
    # What is held equal leaves strain out: rest is a low strain.
    held_equal = controls(table, ("strain[t-1]",)).of(mornings)
    exposure = design_of((("rest[t-1]", rested[mornings]),))
    effects = adjusted_effects(table.recovery_percent[mornings], exposure, held_equal).effects
    return _plain(effects[0], median) if effects else None


def _plain(effect: Effect, median: float) -> Rest:
    return Rest(
        difference=round(effect.estimate, 1),
        low=round(effect.low, 1),
        high=round(effect.high, 1),
        rested=effect.n_exposed,
        not_rested=effect.n_nights - effect.n_exposed,
        median_strain=round(median, 1),
    )


def _contrast(rest: Rest) -> RestContrast:
    return RestContrast(
        difference_points=rest["difference"],
        interval90=Interval(low=rest["low"], high=rest["high"]),
        rested=rest["rested"],
        not_rested=rest["not_rested"],
        median_strain=rest["median_strain"],
    )


def _next(events: Flags) -> Flags:
    """Return the days after."""
    return previous(events.astype(np.float64)) == 1
