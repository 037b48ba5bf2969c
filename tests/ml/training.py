"""Workouts made by hand, laid beside a history's nights."""

from array import array
from collections.abc import Sequence
from dataclasses import fields, replace

import numpy as np

from ml.engines.arrays import Floats, Ordinals
from ml.history import History, Workouts


def with_workouts(
    history: History,
    day: Ordinals,
    activity: Sequence[str] = (),
    **columns: Floats,
) -> History:
    """Return the history with other workouts; all are running of 60 minutes unless told."""
    kinds = list(activity) or ["running"] * len(day)
    names = tuple(sorted(set(kinds)))
    missing = np.full(len(day), np.nan)
    given = {"duration_minutes": np.full(len(day), 60.0), **columns}
    order = np.argsort(day, kind="stable")
    workouts = {
        field.name: array("d", given.get(field.name, missing)[order].tolist())
        for field in fields(Workouts)
        if field.name not in {"day", "activity"}
    }
    return replace(
        history,
        workouts=Workouts(
            day=array("q", day[order].tolist()),
            activity=array("q", [names.index(kinds[row]) for row in order]),
            **workouts,
        ),
        activities=names,
    )
