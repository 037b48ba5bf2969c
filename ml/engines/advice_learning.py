"""Advice learning: how what an action goes with differs with the day.

Rows are nights, columns the products of what was done and what was known of the day before. The
controls of all comparisons and what was done are taken out of both sides first, so that
what is left is about differences between days alone: the effects themselves enter elsewhere, and
nothing counts twice. Nights after advice that was answered to are kept apart, and are evidence of
effects and differences both, since there the chance of what was done is known.
"""

from collections.abc import Mapping, Sequence
from typing import TypedDict

import numpy as np

from ml.engines.advice_days import CONTEXT, OF_THE_NIGHT, TOWARDS, AdviceDays
from ml.engines.advice_effects import ACTIONS, ActionEffect
from ml.engines.advice_log import Logged
from ml.engines.arrays import Flags, Floats, Singles
from ml.engines.controls import controls
from ml.engines.design import Design, refuse_leakage
from ml.engines.least_squares import FEWEST_RESIDUAL_DF, SMALLEST_SD
from ml.engines.linear_posterior import Evidence, Gaussian, evidence_of
from ml.insight import TooLittleData
from schema.contextual_advice import AdviceAction

# How much an effect may differ between kinds of days, recovery points: a tenth of its SD.
DIFFERENCE_SD = 2.0
# Recoveries are whole points, so that nothing is known of them more exactly.
SMALLEST_VARIANCE = 1.0
# A trend or season must not be carried on into the days of advice, which are the newest.
LEVEL = ("intercept", "recovery[t-1]", "recovery_average[t-1]", "weekend[t]")
# One of the things done, so it is not held equal.
STRAIN = "strain[t-1]"


class Learned(TypedDict):
    """What own nights say of differences, and the answered suggestions, as plain values.

    `gram` is symmetric, and has of each row what lies from the diagonal on, one after another.
    """

    n_nights: int
    noise_variance: float
    centre: list[float]
    gram: Singles
    moment: list[float]
    log: list[Logged]
    gained: list[float]


def seen_by(learned: Learned) -> Evidence:
    """Return what own nights say, before any answered suggestion.

    Parameters
    ----------
    learned
        From `learn`.
    """
    moment = np.array(learned["moment"])
    upper = np.zeros((len(moment), len(moment)))
    upper[np.triu_indices(len(moment))] = learned["gram"]
    return Evidence(upper + np.triu(upper, 1).T, moment)


def prior(effects: Mapping[AdviceAction, ActionEffect]) -> Gaussian:
    """Return the coefficients before any night: each action's effect, and no differences.

    Parameters
    ----------
    effects
        Of every action of `ACTIONS`.
    """
    width = 1 + len(CONTEXT)
    mean, sd = np.zeros(len(ACTIONS) * width), np.full(len(ACTIONS) * width, DIFFERENCE_SD)
    mean[::width] = [effects[action].mean for action in ACTIONS]
    sd[::width] = [effects[action].sd for action in ACTIONS]
    return Gaussian(mean, np.diag(sd**2))


def learned(days: AdviceDays, log: Sequence[Logged]) -> Learned:
    """Return what the nights of a person say of how gains differ between days.

    Parameters
    ----------
    days
        The days and the nights after them.
    log
        Suggestions answered to.

    Returns
    -------
    Learned
        Cross products over the columns of `prior`, zero for the effects themselves.

    Raises
    ------
    TooLittleData
        Where too few nights can be compared, or recovery does not vary.

    Notes
    -----
    With Z the controls and what was done, and M = I - Z Z^+, the model is M y = M D b + noise, D
    the products, centred; its cross products are D'M D and D'M y, its noise y'M y / (n - rank Z).
    What is not known to have been done counts as the mean, and adds nothing.
    """
    table, held = days.table, controls(days.table, (STRAIN,)).columns
    beside = (f"{name}[t]" if name in OF_THE_NIGHT else f"{name}[t-1]" for name in CONTEXT)
    # A day's numbers stand beside the night after it.
    unknown = np.full((min(1, len(table.day)), len(CONTEXT)), np.nan)
    context = np.vstack([unknown, days.context[:-1]])
    refuse_leakage(held, days.done, Design(tuple(beside), context))
    known = np.isfinite(table.recovery_percent + context.sum(1) + held.values.sum(1))
    own = known & ~np.isin(table.day, [each["day"] + 1 for each in log])
    recovery = table.recovery_percent[own]
    if not own.any() or recovery.std() < SMALLEST_SD:
        raise TooLittleData("recovery does not vary")
    centre = context[own].mean(0)
    done = TOWARDS * _from_usual(days.done.values, own)
    products = (done[:, :, None] * (context - centre)[:, None, :]).reshape(len(done), -1)
    others = np.column_stack([held.values, done])[own]
    fitted, _, rank, _ = np.linalg.lstsq(others, np.column_stack([recovery, products[own]]))
    df = int(own.sum()) - int(rank)
    if df < FEWEST_RESIDUAL_DF:
        raise TooLittleData(f"{df} degrees of freedom are left")
    left = np.column_stack([recovery, products[own]]) - others @ fitted
    seen = evidence_of(_beside_effects(left[:, 1:]), left[:, 0])
    gained = _gained(table.recovery_percent - _level(held, recovery, own), int(table.day[0]), log)
    return Learned(
        n_nights=int(own.sum()),
        noise_variance=max(SMALLEST_VARIANCE, float(left[:, 0] @ left[:, 0]) / df),
        centre=centre.tolist(),
        # Of its 1,035 numbers seven digits tell the next advice as well as sixteen.
        gram=seen.gram[np.triu_indices(len(seen.gram))].astype(np.float32),
        moment=seen.moment.tolist(),
        log=[log[place] for place in gained],
        gained=list(gained.values()),
    )


def _from_usual(done: Floats, rows: Flags) -> Floats:
    """Return what was done against its mean over some nights, 0 where it is not known."""
    known = rows[:, None] & np.isfinite(done)
    mean = np.where(known, done, 0).sum(0) / np.maximum(1, known.sum(0))
    return np.nan_to_num(done - mean)


def _beside_effects(products: Floats) -> Floats:
    """Return the columns of the differences, with a column of zeros for each effect itself."""
    split = products.reshape(len(products), len(ACTIONS), len(CONTEXT))
    effects = np.zeros((len(products), len(ACTIONS), 1))
    return np.concatenate([effects, split], axis=2).reshape(len(products), -1)


def _level(held: Design, recovery: Floats, rows: Flags) -> Floats:
    """Return the recovery expected of each night by those before it, whatever was done."""
    columns = np.column_stack([held.column(name) for name in LEVEL])
    return columns @ np.linalg.lstsq(columns[rows], recovery)[0]


def _gained(against_usual: Floats, first_day: int, log: Sequence[Logged]) -> dict[int, float]:
    """Return how the morning after each suggestion lay against the usual, by its place."""
    rows = {place: each["day"] + 1 - first_day for place, each in enumerate(log)}
    return {
        place: float(against_usual[row])
        for place, row in rows.items()
        if 0 <= row < len(against_usual) and np.isfinite(against_usual[row])
    }
