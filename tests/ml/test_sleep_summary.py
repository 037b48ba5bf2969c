from datetime import date

import numpy as np
import pytest

from ml.analyses.sleep_summary import infer, mean_with_interval
from ml.engines.arrays import Floats
from ml.engines.mean_interval import mean_interval
from ml.history import History, empty
from ml.insight import TooLittleData
from ml.insights.sleep_summary import headline, rule
from schema.answer import Basis, Claim
from schema.arguments import NoArguments
from schema.interval import Interval
from schema.sleep_summary import SleepAmounts, SleepStage, SleepSummary
from schema.weekday import WEEKDAYS
from tests.ml.engines.person import FIRST_DAY, history

NOTHING = NoArguments()
CHANGED = date(2025, 2, 24).toordinal()


def sleeper(n_nights: int = 84, *, first: int = FIRST_DAY, **columns: Floats) -> History:
    """Return somebody who sleeps 7 of 8 hours from 23:00, with columns overridden."""
    usual = {
        "sleep_onset_hours": -1.0,
        "wake_onset_hours": 7.0,
        "recovery_percent": 60.0,
        "asleep_minutes": 420.0,
        "in_bed_minutes": 480.0,
        "sleep_efficiency_percent": 87.5,
        "light_sleep_minutes": 220.0,
        "deep_sleep_minutes": 80.0,
        "rem_sleep_minutes": 120.0,
        "awake_minutes": 60.0,
        "nap_minutes": 0.0,
    }
    nights = {name: np.full(n_nights, value) for name, value in usual.items()}
    days = np.arange(first - FIRST_DAY, first - FIRST_DAY + n_nights, dtype=np.float64)
    return history(nights | columns, np.zeros((n_nights, 0)), (), days)


def found(person: History) -> SleepSummary:
    conclusion = infer(person, {}, NOTHING)
    assert conclusion.claim is Claim.DESCRIPTIVE
    assert conclusion.finding is not None
    return conclusion.finding


def amounts(person: History) -> SleepAmounts:
    told = found(person).amounts
    assert told is not None
    return told


def test_means_and_shares_by_hand() -> None:
    asleep = np.tile([400.0, 440.0], 20)
    told = amounts(sleeper(40, asleep_minutes=asleep))
    assert told.asleep_minutes is not None
    assert (told.asleep_minutes.mean, told.asleep_minutes.nights) == (420, 40)
    assert told.asleep_minutes.sd == pytest.approx(20.25, abs=0.01)
    shares = {stage.stage: stage.share for stage in told.stages}
    assert shares == {
        SleepStage.LIGHT: pytest.approx(0.524),
        SleepStage.DEEP: pytest.approx(0.190),
        SleepStage.REM: pytest.approx(0.286),
        SleepStage.AWAKE: None,
    }
    assert told.efficiency_percent is not None
    assert told.efficiency_percent.mean == 87.5


def test_times_around_midnight() -> None:
    told = found(sleeper(28, sleep_onset_hours=np.tile([-0.5, 0.5], 14)))
    assert (told.usual_bedtime, told.usual_wake_time) == ("00:00", "07:00")
    assert told.bedtime_sd_minutes == pytest.approx(30, abs=0.2)


def test_a_day_sleeper_is_described_by_the_local_clock() -> None:
    onset = 8.5 + np.random.default_rng(0).normal(0, 0.5, 84)
    told = found(sleeper(sleep_onset_hours=onset, wake_onset_hours=onset + 7))
    assert told.usual_bedtime.startswith("08:")
    assert not told.around_the_clock
    assert told.bedtime_by_weekday is not None
    assert all(clock.startswith("08:") for clock in told.bedtime_by_weekday.bedtimes)


def test_a_flight_leaves_local_times_as_they_are() -> None:
    offset = np.where(np.arange(84) < 40, 60.0, 540.0)
    assert found(sleeper(utc_offset_minutes=offset)) == found(sleeper())


def test_no_mean_runs_across_the_change_of_staging() -> None:
    deep = np.where(np.arange(60) < 30, 60.0, 110.0)
    told = found(sleeper(60, first=CHANGED - 30, deep_sleep_minutes=deep))
    assert told.nights == 60
    assert told.left_out_nights == 30
    assert told.amounts is not None
    assert told.amounts.first_on == date(2025, 2, 24)
    means = {stage.stage: stage.minutes for stage in told.amounts.stages}
    assert (means[SleepStage.DEEP].mean, means[SleepStage.DEEP].nights) == (110, 30)


def test_before_the_change_nothing_is_left_out() -> None:
    told = found(sleeper(60, first=CHANGED - 60))
    assert told.left_out_nights == 0
    assert told.amounts is not None
    assert told.amounts.asleep_minutes is not None
    assert told.amounts.asleep_minutes.nights == 60


def test_in_the_week_after_the_change_there_are_times_and_no_amounts() -> None:
    told = found(sleeper(60, first=CHANGED - 54))
    assert (told.nights, told.left_out_nights) == (60, 54)
    assert told.amounts is None
    assert told.usual_bedtime == "23:00"


def test_what_is_missing_is_not_zero() -> None:
    asleep = np.full(40, 420.0)
    asleep[::2] = np.nan
    told = amounts(sleeper(40, asleep_minutes=asleep, deep_sleep_minutes=np.full(40, np.nan)))
    assert told.asleep_minutes is not None
    assert (told.asleep_minutes.mean, told.asleep_minutes.nights) == (420, 20)
    assert [stage.stage for stage in told.stages] == [
        SleepStage.LIGHT,
        SleepStage.REM,
        SleepStage.AWAKE,
    ]


def test_naps_are_counted_by_day() -> None:
    naps = np.zeros(30)
    naps[[3, 9]] = [25.0, 90.0]
    assert found(sleeper(30, nap_minutes=naps)).nap_days == 2


def test_a_mean_carries_its_interval() -> None:
    values = np.random.default_rng(1).normal(420, 60, 60)
    told = mean_with_interval(values.tolist())
    low, high = mean_interval(values)
    assert told.interval90 == Interval(low=round(low, 2), high=round(high, 2))
    assert told.mean == pytest.approx(values.mean(), abs=0.01)
    assert told.sd == pytest.approx(values.std(ddof=1), abs=0.01)


def test_long_weekend_nights_show_in_the_weekdays() -> None:
    noise = np.random.default_rng(2).normal(0, 30, 84)
    weekend = np.arange(84) % 7 >= 5
    told = found(
        sleeper(
            asleep_minutes=420 + noise + 90 * weekend,
            sleep_onset_hours=-1 + noise / 60 + 1.5 * weekend,
        )
    )
    assert told.asleep_by_weekday is not None
    assert told.asleep_by_weekday.weekdays == list(WEEKDAYS)
    assert min(told.asleep_by_weekday.low[5:]) > max(told.asleep_by_weekday.asleep_minutes[:5])
    assert told.bedtime_by_weekday is not None
    assert told.bedtime_by_weekday.bedtimes[5].startswith("00:")
    assert told.bedtime_by_weekday.bedtimes[1].startswith(("22:", "23:"))


def test_no_night_is_too_little() -> None:
    with pytest.raises(TooLittleData):
        infer(empty(), {}, NOTHING)
    assert rule(empty(), NOTHING).finding is None


def test_the_rule_has_means_without_intervals() -> None:
    told = rule(sleeper(30), NOTHING)
    assert told.basis is Basis.RULE
    assert told.finding is not None
    assert told.finding.amounts is not None
    assert told.finding.amounts.asleep_minutes is not None
    assert told.finding.amounts.asleep_minutes.interval90 is None
    assert headline(told) == (
        "Over your last 30 nights you usually slept from 23:00 to 07:00 (give or take 0 and 0 "
        "minutes), asleep for 7 h 00 min on average."
    )


def test_the_headline_states_times_length_and_interval() -> None:
    conclusion = infer(sleeper(40, asleep_minutes=np.tile([400.0, 440.0], 20)), {}, NOTHING)
    # Student's t with 39 degrees of freedom: 1.685 * 20.25 / sqrt(40) = 5.4 minutes.
    assert headline(conclusion) == (
        "Over your last 40 nights you usually slept from 23:00 to 07:00 (give or take 0 and 0 "
        "minutes), asleep for 7 h 00 min on average (90 % interval of the mean 6 h 55 min to 7 h "
        "05 min; 40 nights)."
    )
