import numpy as np
import pytest

from ml.clock_blocks import BLOCKS, place
from ml.engines.arrays import Floats
from ml.engines.workout_table import usual_bedtimes, workout_table
from ml.history import History, empty
from schema.clock_block import ClockBlock
from tests.ml.engines.person import FIRST_DAY, history
from tests.ml.training import with_workouts

ALL_WEEK = np.arange(40)


def sleeping_at(onset: Floats, utc_offset: Floats | None = None) -> History:
    """Forty nights with times of falling asleep, hours after midnight of the day of waking."""
    columns = {
        "recovery_percent": np.full(40, 60.0),
        "sleep_onset_hours": onset,
        "utc_offset_minutes": np.zeros(40) if utc_offset is None else utc_offset,
    }
    return history(columns, np.zeros((40, 0)), ())


def gaps(told: History, start_hours: Floats) -> Floats:
    trained = with_workouts(told, FIRST_DAY + ALL_WEEK, start_hours=start_hours)
    return workout_table(trained).bedtime_gap_hours


def test_the_gap_is_to_the_bedtime_of_the_evening_after() -> None:
    """Asleep at 23:30, training from 18:00 to 19:00: 4.5 hours."""
    found = gaps(sleeping_at(np.full(40, -0.5)), np.full(40, 18.0))
    assert found[10:] == pytest.approx(np.full(30, 4.5))


def test_midnight_makes_no_difference() -> None:
    before, after = np.full(40, -0.25), np.full(40, 0.25)
    assert gaps(sleeping_at(after), np.full(40, 22.75))[-1] == pytest.approx(0.5)
    assert gaps(sleeping_at(before), np.full(40, 22.25))[-1] == pytest.approx(0.5)
    mixed = np.where(ALL_WEEK % 2 == 0, -0.25, 24.25)
    assert gaps(sleeping_at(mixed), np.full(40, 22.5))[-1] == pytest.approx(0.5)


def test_a_workout_past_midnight_was_late_and_not_early() -> None:
    assert gaps(sleeping_at(np.full(40, -0.5)), np.full(40, 23.5))[-1] == pytest.approx(-1)


@pytest.mark.parametrize(("onset", "start", "gap"), [(8.0, 20.0, 11.0), (13.0, 26.0, 10.0)])
def test_day_sleepers_are_measured_against_their_own_bedtime(
    onset: float, start: float, gap: float
) -> None:
    """Asleep at 8:00 and training at 20:00; asleep at 13:00 and training at 2:00."""
    assert gaps(sleeping_at(np.full(40, onset)), np.full(40, start))[-1] == pytest.approx(gap)


def test_a_new_shift_has_a_new_bedtime_after_four_weeks() -> None:
    onset = np.where(ALL_WEEK < 10, -1.0, 8.0)
    usual = usual_bedtimes(sleeping_at(onset), FIRST_DAY + ALL_WEEK)
    assert usual[9] == pytest.approx(-1)
    # Half and half lies nowhere; the last 28 nights were all the new shift's.
    assert np.isnan(usual[19])
    assert usual[39] == pytest.approx(8)


def test_crossing_zones_changes_no_local_gap() -> None:
    home = sleeping_at(np.full(40, -0.5))
    away = sleeping_at(np.full(40, -0.5), np.where(ALL_WEEK < 20, 0.0, 540.0))
    assert gaps(away, np.full(40, 18.0)) == pytest.approx(
        gaps(home, np.full(40, 18.0)), nan_ok=True
    )


def test_no_gap_without_a_usual_bedtime() -> None:
    around = np.linspace(0, 24 * 7, 40)
    assert np.isnan(gaps(sleeping_at(around), np.full(40, 18.0))).all()
    assert np.isnan(gaps(sleeping_at(np.full(40, np.nan)), np.full(40, 18.0))).all()
    assert np.isnan(gaps(sleeping_at(np.full(40, -0.5)), np.full(40, 18.0))[:6]).all()


def test_later_nights_move_no_earlier_gap() -> None:
    onset = np.random.default_rng(0).normal(-0.5, 1.0, 40)
    changed = np.where(ALL_WEEK > 20, 3.0, onset)
    one, other = (gaps(sleeping_at(each), np.full(40, 18.0)) for each in (onset, changed))
    assert one[:21] == pytest.approx(other[:21], nan_ok=True)
    assert one[39] != pytest.approx(other[39])


def test_the_last_of_a_day_is_the_one_that_ended_last() -> None:
    day = FIRST_DAY + np.array([1, 1, 2, 3, 3])
    told = with_workouts(
        empty(),
        day,
        start_hours=np.array([7.0, 18.0, 9.0, 8.0, 9.0]),
        duration_minutes=np.array([30.0, 60.0, np.nan, 300.0, 30.0]),
    )
    table = workout_table(told)
    assert table.last_of_day.tolist() == [False, True, True, True, False]
    assert table.end_hours[1] == pytest.approx(19)
    assert np.isnan(table.end_hours[2])


def test_edwards_trimp_by_hand() -> None:
    """40 minutes, 20 % in zone 1, 30 in 2, 25 in 3, 10 in 4, 5 in 5: 8 + 24 + 30 + 16 + 10."""
    percents = (20.0, 30.0, 25.0, 10.0, 5.0)
    zones: dict[str, Floats] = {
        f"zone_{zone}_percent": np.array([p, p]) for zone, p in enumerate(percents, 1)
    }
    zones["zone_3_percent"] = np.array([25.0, np.nan])
    zones["duration_minutes"] = np.full(2, 40.0)
    told = with_workouts(empty(), FIRST_DAY + np.arange(2), (), **zones)
    trimp = workout_table(told).trimp
    assert trimp[0] == pytest.approx(88)
    assert np.isnan(trimp[1])


@pytest.mark.parametrize(
    ("hours", "block"),
    [
        (3.99, ClockBlock.EVENING),
        (4.0, ClockBlock.MORNING),
        (10.0, ClockBlock.MIDDAY),
        (14.0, ClockBlock.AFTERNOON),
        (17.99, ClockBlock.AFTERNOON),
        (18.0, ClockBlock.EVENING),
        (24.5, ClockBlock.EVENING),
        (-1.0, ClockBlock.EVENING),
        (33.0, ClockBlock.MORNING),
    ],
)
def test_blocks_of_the_clock(hours: float, block: ClockBlock) -> None:
    assert BLOCKS[place(hours)] is block
