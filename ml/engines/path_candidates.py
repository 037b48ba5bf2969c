"""Path candidates: the algorithms that may tell the coming days, by the pattern they show."""

from functools import partial

from ml.engines.arrays import Floats, Ordinals
from ml.engines.horizon import DAYS_AHEAD, Candidates
from ml.engines.local_level import local_level_paths
from ml.engines.weekday_decay import weekday_decay_paths, weekly_pattern_paths
from schema.horizon import ForecastPattern


def _local_level(values: Floats, weekday: Ordinals) -> Floats:
    del weekday
    return local_level_paths(values, DAYS_AHEAD)


# Of what hardly remembers yesterday: recovery and sleep.
BY_WEEK: Candidates = {
    ForecastPattern.WEEK_AND_LAST_NIGHT.name: partial(weekday_decay_paths, n_ahead=DAYS_AHEAD),
    ForecastPattern.WEEKLY_PATTERN.name: partial(weekly_pattern_paths, n_ahead=DAYS_AHEAD),
}
# Of what may wander over weeks: HRV and resting heart rate.
BY_LEVEL: Candidates = {**BY_WEEK, ForecastPattern.LEVEL.name: _local_level}
