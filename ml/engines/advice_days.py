"""Advice days: what is known of each day when something is advised, and what then was done.

Eight numbers say how a day differs from other days; five columns, what was done of what may be
advised. Their products show how gains differ with the day. What is measured of the last night
itself takes no part: a day's numbers stand beside the night after it.
"""

from dataclasses import dataclass

import numpy as np

from ml.engines.arrays import Floats
from ml.engines.controls import YEAR_DAYS
from ml.engines.design import Design, design_of
from ml.engines.night_table import NightTable, night_table, previous, running_average
from ml.engines.training_nights import training_nights
from ml.history import History
from ml.insights.recommendations import DEBT_MINUTES
from ml.insights.recovery_prediction import GREEN_FROM, RED_AT_MOST
from ml.possible_actions import ALCOHOL, EARLIER_HOURS, EASIER_STRAIN
from ml.state import STRESS, TRAVEL_DAYS

CONTEXT = (
    "recovery_band",
    "debt",
    "load",
    "weekend",
    "travelled",
    "stressed",
    "season_sine",
    "season_cosine",
)
# The usual weights of 7 and 28 days, and the SD of strain in 16 people.
ACUTE_WEIGHT, CHRONIC_WEIGHT, STRAIN_SD = 2 / 8, 2 / 29, 3.5
EARLIER_WORKOUT_HOURS = 4.0
# What of the context is of the night to come, known from the calendar.
OF_THE_NIGHT = {"weekend", "season_sine", "season_cosine"}
# By what the columns of `done` are multiplied to count an action, 1 for all the way.
TOWARDS = np.array([-1 / EARLIER_HOURS, -1 / EASIER_STRAIN, 1 / EARLIER_WORKOUT_HOURS, -1.0, 1.0])


@dataclass(frozen=True, eq=False)
class AdviceDays:
    """Days and the nights after them.

    Parameters
    ----------
    table
        The nights.
    context
        What was known on each day, shape (days, 8); nothing is missing, unknown is as usual.
    done
        What was done on the day before and in the night of each row, one column an action of
        `ACTIONS`, shape (nights, 5): hours of bedtime, strain, hours from training to bedtime,
        alcohol, a nap; NaN is not known.
    """

    table: NightTable
    context: Floats
    done: Design


def advice_days(history: History) -> AdviceDays:
    """Return the days of a history, and what was done on them.

    Parameters
    ----------
    history
        A person's history.

    Examples
    --------
    >>> from ml.history import empty
    >>> advice_days(empty()).context.shape
    (0, 8)
    """
    table = night_table(history)
    return AdviceDays(table, _context(history, table), _done(history, table))


def _context(history: History, table: NightTable) -> Floats:
    recovery, following = table.recovery_percent, table.day + 1
    acute, chronic = (
        running_average(table.strain, weight) for weight in (ACUTE_WEIGHT, CHRONIC_WEIGHT)
    )
    changes = np.cumsum(table.travelled)
    lately = changes - np.concatenate([np.zeros(TRAVEL_DAYS), changes])[: len(changes)]
    angle = 2 * np.pi * following / YEAR_DAYS
    columns = (
        (recovery >= GREEN_FROM).astype(np.float64) - (recovery <= RED_AT_MOST),
        _spread(history, table, np.asarray(history.nights.sleep_debt_minutes)) >= DEBT_MINUTES,
        np.nan_to_num((acute - chronic) / STRAIN_SD),
        (following - 1) % 7 >= 5,
        lately > 0,
        _answer(table, STRESS) == 1,
        np.sin(angle),
        np.cos(angle),
    )
    return np.column_stack(columns).astype(np.float64)


def _done(history: History, table: NightTable) -> Design:
    naps = _spread(history, table, np.asarray(history.nights.nap_minutes))
    napped = np.where(np.isnan(naps), np.nan, naps > 0)
    return design_of(
        (
            ("bedtime[t]", table.bedtime_hours),
            ("strain[t-1]", table.previous_strain),
            ("bedtime_gap[t-1]", training_nights(history).gap_hours),
            (ALCOHOL, _answer(table, ALCOHOL)),
            ("napped[t-1]", previous(napped)),
        )
    )


def _answer(table: NightTable, question: str) -> Floats:
    if question not in table.habits.names:
        return np.full(len(table.day), np.nan)
    return table.habits.column(question)


def _spread(history: History, table: NightTable, recorded: Floats) -> Floats:
    """Return a column of recorded days on the calendar, NaN where none was."""
    spread = np.full(len(table.day), np.nan)
    if len(recorded):
        spread[np.asarray(history.nights.day, dtype=np.int64) - table.day[0]] = recorded
    return spread
