"""Histories with workouts made up for tests, with nothing in them but what is planted."""

from array import array
from dataclasses import fields, replace

import numpy as np

from ml.engines.arrays import Floats, Ordinals
from ml.history import History, Workouts, empty

# A Monday.
FIRST_DAY = 738_886


def trained(
    columns: dict[str, Floats],
    activity: Ordinals,
    activities: tuple[str, ...],
    *,
    day: Ordinals | None = None,
    onto: History | None = None,
) -> History:
    """Return a history with one workout a row; a workout a day unless days are given."""
    n_workouts = len(activity)
    days = FIRST_DAY + (np.arange(n_workouts) if day is None else day)
    missing = np.full(n_workouts, np.nan)
    numbers = {
        field.name: array("d", columns.get(field.name, missing).tolist())
        for field in fields(Workouts)
        if field.name not in {"day", "activity"}
    }
    workouts = Workouts(
        day=array("q", days.tolist()), activity=array("q", activity.tolist()), **numbers
    )
    return replace(onto or empty(), workouts=workouts, activities=activities)
