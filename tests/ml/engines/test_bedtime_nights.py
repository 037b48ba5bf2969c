import numpy as np
import pytest

from ml.engines.arrays import Floats
from ml.engines.bedtime_nights import bedtime_nights
from ml.history import History
from tests.ml.engines.person import bedtimes, history, person
from tests.ml.trained import trained


def test_alcohol_is_held_equal_where_it_is_logged() -> None:
    someone = person(60, habit_effects_sd=(0.0,))
    logged = history(someone.nights, someone.habits, ("alcohol",))
    assert bedtime_nights(logged).held_equal.columns.names[-1] == "alcohol"
    assert bedtime_nights(someone.history()).held_equal.columns.names[-1] == "late_workout[t-1]"


def test_a_night_after_a_late_workout_is_marked() -> None:
    """Bedtime is 23:30; a workout of an hour from 18:00 ends 4.5 hours before, from 19:00 3.5."""
    start = np.tile([18.0, 19.0, 19.0], 20)
    columns = {"start_hours": start, "duration_minutes": np.full(60, 60.0)}
    someone = person(60, bedtime_sd=0.0).history()
    told = trained(columns, np.zeros(60, dtype=np.int64), ("running",), onto=someone)
    late = bedtime_nights(told).held_equal.columns.column("late_workout[t-1]")
    # From the second week on the usual bedtime is known.
    assert late[8:].tolist() == [float(start[day - 1] == 19.0) for day in range(8, 60)]


def around(clock: Floats) -> History:
    n_nights = len(clock)
    return person(n_nights).history(sleep_onset_hours=clock)


def lived(told: History) -> list[tuple[float, float]]:
    nights = bedtime_nights(told)
    curve = nights.curve(nights.table.recovery_percent)
    assert curve is not None
    return nights.lived(curve)


def test_on_a_line_the_middle_nine_tenths_were_lived() -> None:
    ((low, high),) = lived(around(bedtimes(200, 0)))
    lower, upper = np.quantile(bedtimes(200, 0)[5:], [0.05, 0.95])
    assert low == pytest.approx(lower, abs=1e-9)
    assert upper - 0.25 < high <= upper


def test_on_the_clock_spans_with_five_nights_were_lived_across_midnight() -> None:
    rng = np.random.default_rng(3)
    thirds = np.tile([0.0, 8.0, 16.0], 70) + rng.uniform(-1, 1, 210)
    spans = lived(around(thirds))
    assert len(spans) == 3
    middles = sorted(round((low + high) / 2) % 24 for low, high in spans)
    assert middles == [0, 8, 16]
    assert all(2 <= high - low <= 3 for low, high in spans)


def test_equal_sleep_is_held_beside_the_rest() -> None:
    nights = bedtime_nights(person(60).history())
    names = nights.of_equal_sleep().held_equal.columns.names
    assert names == (*nights.held_equal.columns.names, "asleep_minutes[t]")
