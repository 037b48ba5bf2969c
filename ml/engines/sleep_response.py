"""Sleep response: how HRV, resting heart rate and recovery differ with the sleep of their night.

Recovery is computed from sleep among others, so a part of its difference is arithmetic; HRV and
resting heart rate are measured in their own right. For each outcome its own value of the morning
before is held equal too, since both drift for days (lag-1 correlation .36 and .34).
"""

from dataclasses import dataclass

import numpy as np

from ml.engines.adjusted_effects import adjusted_effects
from ml.engines.arrays import Floats
from ml.engines.controls import Controls, controls
from ml.engines.design import Design, design_of
from ml.engines.dose_response import gate
from ml.engines.effect import Effect
from ml.engines.exposure_grid import Axis
from ml.engines.interaction import interacts, product
from ml.engines.marginal_gain import Asked, MarginalGain, marginal_gain
from ml.engines.night_table import NightTable, previous
from ml.history import History

ASLEEP, EFFICIENCY, DEVIATION = "asleep_hours[t]", "sleep_efficiency[t]", "bedtime_deviation[t]"
# By this name the controls bring the step at the change of sleep staging.
STAGED = ("asleep_minutes[t]",)
HALF_HOUR = 0.5


@dataclass(frozen=True, eq=False)
class Outcome:
    """One outcome of the comparable nights, and what is held equal for it."""

    values: Floats
    held_equal: Controls


@dataclass(frozen=True)
class Straight:
    """What efficiency and the distance to the usual bedtime go with.

    Parameters
    ----------
    effects
        One each that can be told, time asleep among them, each with the others held equal.
    depends
        Whether what efficiency goes with differs between short and long nights; it is then given
        for the usual time asleep.
    """

    effects: tuple[Effect, ...]
    depends: bool


def ln_hrv(table: NightTable) -> Outcome:
    """Return the logarithm of HRV as an outcome."""
    return _outcome(table, table.ln_hrv, "ln_hrv[t-1]")


def resting_heart_rate(table: NightTable) -> Outcome:
    """Return the resting heart rate as an outcome, bpm."""
    return _outcome(table, table.resting_heart_rate_bpm, "resting_heart_rate[t-1]")


def recovery(table: NightTable) -> Outcome:
    """Return recovery as an outcome, points; its morning before is among the usual controls."""
    return Outcome(table.recovery_percent, controls(table, STAGED))


def sleep_of(table: NightTable, history: History) -> Design:
    """Return what the nights' sleep was like.

    Parameters
    ----------
    table
        The person's nights.
    history
        Of the same person, for the time in bed.

    Returns
    -------
    Design
        Shape (nights, 3): hours asleep, efficiency (asleep of in bed, percent), and the hours
        between falling asleep and the circular mean of it, on the shorter way around.
    """
    in_bed = np.full(len(table.day), np.nan)
    recorded = np.asarray(history.nights.day, dtype=np.int64)
    if len(recorded):
        in_bed[recorded - recorded[0]] = np.asarray(history.nights.in_bed_minutes)
    efficiency = 100 * table.asleep_minutes / np.where(in_bed > 0, in_bed, np.nan)
    return design_of(
        (
            (ASLEEP, table.asleep_minutes / 60),
            (EFFICIENCY, efficiency),
            (DEVIATION, np.abs(table.bedtime_hours - table.bedtime.mean_hours)),
        )
    )


def over_time_asleep(outcome: Outcome, sleep: Design, usual_hours: float) -> MarginalGain | None:
    """Return the curve of an outcome over hours asleep, with half an hour more than usual."""
    asleep = Design((ASLEEP,), sleep.column(ASLEEP)[:, None])
    step = Asked(usual_hours, HALF_HOUR)
    return marginal_gain(outcome.values, asleep, outcome.held_equal, step, Axis())


def differs_with_time_asleep(outcome: Outcome, sleep: Design) -> float | None:
    """Return the logarithm of the evidence that an outcome differs with hours asleep."""
    asleep = Design((ASLEEP,), sleep.column(ASLEEP)[:, None])
    tested = gate(outcome.values, asleep, outcome.held_equal)
    return None if tested is None else tested.log_e


def straight(outcome: Outcome, sleep: Design, usual_hours: float) -> Straight:
    """Return what efficiency and regularity go with, as long asleep.

    Parameters
    ----------
    outcome, sleep
        Of the same nights.
    usual_hours
        Hours asleep for which efficiency is told where it depends on them.
    """
    pair = Design((ASLEEP, EFFICIENCY), sleep.values[:, :2])
    depends = interacts(outcome.values, pair, outcome.held_equal)
    held_equal = outcome.held_equal
    if depends:
        usual_efficiency = float(np.nanmean(sleep.column(EFFICIENCY)))
        held_equal = held_equal.beside(product(pair, (usual_hours, usual_efficiency)))
    return Straight(adjusted_effects(outcome.values, sleep, held_equal).effects, depends)


def _outcome(table: NightTable, values: Floats, before: str) -> Outcome:
    held_equal = controls(table, STAGED).beside(design_of(((before, previous(values)),)))
    return Outcome(np.where(table.comparable, values, np.nan), held_equal)
