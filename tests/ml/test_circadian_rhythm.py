import re

import numpy as np
import pytest

from ml.analyses.circadian_rhythm import infer
from ml.engines.arrays import Floats
from ml.history import History, empty
from ml.insight import TooLittleData
from ml.insights.circadian_rhythm import INSIGHT, headline, rule
from schema.answer import Basis, Claim
from schema.arguments import BadArgument, read, write
from schema.circadian_rhythm import CircadianRhythm, CircadianRhythmArguments, EffortByHour
from tests.ml.engines.person import FIRST_DAY, history
from tests.ml.training import with_workouts

WEEKEND = CircadianRhythmArguments()
UTC_PLUS_1 = 60.0


def weekend(n_nights: int) -> Floats:
    assert FIRST_DAY % 7 == 1  # a Monday
    return (np.arange(n_nights) % 7 >= 5).astype(np.float64)


def sleeper(
    onset: Floats, hours: Floats | float = 8.0, *, offset: Floats | float = UTC_PLUS_1
) -> History:
    n_nights = len(onset)
    columns = {
        "recovery_percent": np.full(n_nights, 60.0),
        "sleep_onset_hours": onset,
        "wake_onset_hours": onset + hours,
        "utc_offset_minutes": np.broadcast_to(np.float64(offset), n_nights),
    }
    return history(columns, np.zeros((n_nights, 0)), ())


def found(person: History, arguments: CircadianRhythmArguments = WEEKEND) -> CircadianRhythm:
    conclusion = infer(person, {}, arguments)
    assert conclusion.claim is Claim.DESCRIPTIVE
    assert conclusion.finding is not None
    return conclusion.finding


def noisy(n_nights: int = 84, seed: int = 0, sd: float = 0.5) -> Floats:
    return np.random.default_rng(seed).normal(-0.5, sd, n_nights)


def test_late_weekends_are_social_jetlag() -> None:
    free = weekend(28)
    told = found(sleeper(-0.5 + 1.5 * free, 7 + 2 * free))
    assert (told.nights, told.free_nights) == (28, 8)
    assert told.mid_sleep_on_working_days == "03:00"
    assert told.mid_sleep_on_free_days == "05:30"
    assert told.social_jetlag_hours == pytest.approx(2.5)
    # 5:30 less half of 9 h - (5 * 7 + 2 * 9) / 7 h.
    assert told.chronotype_mid_sleep == "04:47"


def test_free_days_are_the_persons_own() -> None:
    person = sleeper(-0.5 + 1.5 * (np.arange(56) % 7 == 2))
    assert abs(found(person).social_jetlag_hours or 0) < 0.5
    own = CircadianRhythmArguments(("WEDNESDAY",))
    assert found(person, own).social_jetlag_hours == pytest.approx(1.5)
    assert found(person, own).free_nights == 8


def test_too_few_free_nights_leave_free_days_out() -> None:
    told = found(sleeper(noisy(12)))
    assert told.free_nights == 2
    assert told.social_jetlag_hours is None
    assert told.chronotype_mid_sleep is None
    assert told.mid_sleep_on_free_days is None
    assert told.mid_sleep_on_working_days is not None


def test_times_around_midnight_have_a_usual_time_at_midnight() -> None:
    told = found(sleeper(np.tile([-1.0, 1.0], 14), 7.0))
    assert (told.usual_bedtime, told.usual_wake_time, told.mid_sleep) == ("00:00", "07:00", "03:30")
    assert told.bedtime_sd_minutes == pytest.approx(60, abs=2)


@pytest.mark.parametrize("shift", [3.0, 9.0, 12.0, -6.0])
def test_a_day_sleeper_differs_in_the_times_alone(shift: float) -> None:
    at_night, by_day = found(sleeper(noisy())), found(sleeper(noisy() + shift))
    assert by_day.usual_bedtime != at_night.usual_bedtime
    assert by_day.mid_sleep_sd_minutes == pytest.approx(at_night.mid_sleep_sd_minutes, abs=0.2)
    assert by_day.social_jetlag_hours == pytest.approx(at_night.social_jetlag_hours, abs=0.02)
    assert by_day.sleep_regularity_index == pytest.approx(at_night.sleep_regularity_index, abs=0.6)
    assert by_day.recent_change is not None
    assert at_night.recent_change is not None
    assert by_day.recent_change.change_minutes == pytest.approx(
        at_night.recent_change.change_minutes, abs=0.2
    )


def test_a_sleeper_around_the_clock_has_no_usual_time() -> None:
    conclusion = infer(sleeper((7.3 * np.arange(60.0)) % 24 - 12), {}, WEEKEND)
    assert conclusion.finding is not None
    assert conclusion.finding.around_the_clock
    assert "no usual time describes it" in headline(conclusion)
    assert not found(sleeper(noisy())).around_the_clock


def test_the_same_local_times_after_a_flight_are_a_shift_of_the_body() -> None:
    at_home = sleeper(np.full(40, -0.5))
    abroad = sleeper(np.full(40, -0.5), offset=np.where(np.arange(40) < 20, 60.0, 420.0))
    assert found(at_home).sleep_regularity_index == 100
    # Six hours: asleep against awake for 12 of 24 hours in one of 39 pairs of days.
    assert found(abroad).sleep_regularity_index == pytest.approx(100 - 100 / 39, abs=0.05)
    for told in (found(at_home), found(abroad)):
        assert (told.usual_bedtime, told.mid_sleep_sd_minutes) == ("23:30", pytest.approx(0))


def test_a_missing_offset_is_that_of_the_night_before() -> None:
    offset = np.full(40, 60.0)
    offset[[0, 7, 8]] = np.nan
    assert found(sleeper(np.full(40, -0.5), offset=offset)).sleep_regularity_index == 100
    nowhere = sleeper(np.full(40, -0.5), offset=np.full(40, np.nan))
    assert found(nowhere).sleep_regularity_index == 100


def test_a_move_of_mid_sleep_is_found_and_its_interval_holds_the_truth() -> None:
    later = noisy(84) + 0.75 * (np.arange(84) >= 56)
    change = found(sleeper(later)).recent_change
    assert change is not None
    assert change.interval90.low < 45 < change.interval90.high
    assert change.interval90.low > 0


def test_without_a_move_intervals_hold_zero_nine_times_in_ten() -> None:
    n_people = 200
    changes = [found(sleeper(noisy(60, seed, 1.2))).recent_change for seed in range(n_people)]
    held = [each is not None and each.interval90.low < 0 < each.interval90.high for each in changes]
    assert sum(held) / n_people == pytest.approx(0.9, abs=0.05)


def test_a_change_needs_eight_weeks() -> None:
    assert found(sleeper(noisy(49))).recent_change is None
    assert found(sleeper(noisy(56))).recent_change is not None


def test_only_the_last_90_nights_count() -> None:
    recent = noisy(90)
    long, short = np.full(196, 3.0), np.full(7, 3.0)  # whole weeks, so that weekdays stay
    assert found(sleeper(np.append(long, recent))) == found(sleeper(np.append(short, recent)))


def effort(
    n_workouts: int, seed: int, *, amplitude: float = 0.0, shorter_late: float = 0.0, last: int = 22
) -> EffortByHour | None:
    """Somebody who runs at any hour from 6:00 to `last`, hardest at 17:00 where a wave is planted.

    Ten minutes more go with 3 bpm less, an SD of 5 is left over, and evening runs are shorter by
    `shorter_late` minutes.
    """
    rng = np.random.default_rng(seed)
    start = rng.uniform(6, last, n_workouts)
    minutes = rng.normal(50, 6, n_workouts) - shorter_late * (start > 15)
    bpm = 140 - 0.3 * (minutes - 50) + 5 * rng.standard_normal(n_workouts)
    runs = with_workouts(
        sleeper(noisy(n_workouts)),
        FIRST_DAY + np.arange(n_workouts),
        start_hours=start,
        duration_minutes=minutes,
        average_heart_rate_bpm=bpm + amplitude * np.cos(2 * np.pi * (start - 17) / 24),
    )
    return found(runs).effort_by_hour


def test_a_planted_wave_of_effort_is_told_with_its_peak() -> None:
    wave = effort(200, 1, amplitude=6.0)
    assert wave is not None
    assert (wave.activity, wave.workouts, wave.clock_hours) == ("running", 200, 16)
    assert wave.amplitude_interval90.low <= 6 <= wave.amplitude_interval90.high
    assert wave.amplitude_interval90.low > 0
    assert wave.peak_time is not None
    assert "15:30" < wave.peak_time < "18:30"
    assert wave.p_value < 0.001


@pytest.mark.parametrize("shorter_late", [0.0, 25.0])
def test_without_a_wave_nine_in_ten_see_no_peak(shorter_late: float) -> None:
    """Of 100 people, 3 errors are 9 %. Short evening runs are hard for being short alone."""
    waves = [effort(80, seed, shorter_late=shorter_late) for seed in range(100)]
    peaks = [wave is not None and wave.peak_time is not None for wave in waves]
    assert sum(peaks) <= 10 + 9
    assert np.median([wave.amplitude_bpm for wave in waves if wave is not None]) > 0.5


def test_too_few_workouts_or_hours_have_no_wave() -> None:
    assert effort(59, 2) is None
    assert effort(60, 2) is not None
    assert effort(100, 2, last=13) is None
    assert effort(100, 2, last=14) is not None


def test_kinds_of_workout_are_not_mixed() -> None:
    """Hard in the evening and easy in the morning, as different kinds: 50 of each make no 60."""
    kinds = ["rowing", "yoga"] * 50
    start = np.tile([19.0, 8.0], 50) + np.random.default_rng(3).uniform(-5, 5, 100)
    mixed = with_workouts(
        sleeper(noisy(100)),
        FIRST_DAY + np.arange(100),
        kinds,
        start_hours=start,
        average_heart_rate_bpm=np.tile([150.0, 90.0], 50),
    )
    assert found(mixed).effort_by_hour is None


def test_no_night_is_too_little() -> None:
    with pytest.raises(TooLittleData):
        infer(empty(), {}, WEEKEND)
    assert rule(empty(), WEEKEND).finding is None


def test_the_rule_tells_the_same_times_without_the_rest() -> None:
    person = sleeper(noisy(30))
    told, learned = rule(person, WEEKEND), found(person)
    assert told.basis is Basis.RULE
    assert told.finding is not None
    assert told.finding.sleep_regularity_index is None
    assert (told.finding.mid_sleep, told.finding.nights) == (learned.mid_sleep, learned.nights)


def test_the_headline_says_times_regularity_and_jetlag() -> None:
    # Regularity by hand: seven of 27 pairs of days differ by 1.5 + 3.5 hours.
    free = weekend(28)
    conclusion = infer(sleeper(-0.5 + 1.5 * free, 7 + 2 * free), {}, WEEKEND)
    assert headline(conclusion) == (
        "Over 28 nights you usually slept from 23:56 to 07:27, with a mid-sleep of 03:42 (give or "
        "take 68 minutes); regularity was 89 of 100; on free days mid-sleep was 150 minutes later "
        "than on working days (social jetlag; 90 % interval 150 to 150)."
    )


def test_the_headline_says_where_free_days_cannot_be_told_apart() -> None:
    conclusion = infer(sleeper(noisy(60, 1, 1.5)), {}, WEEKEND)
    assert "mid-sleep on free and on working days cannot be told apart" in headline(conclusion)
    earlier = infer(sleeper(noisy(60) - 2 * weekend(60)), {}, WEEKEND)
    assert re.search(r"minutes earlier than .* 90 % interval 1\d\d to 1\d\d\)", headline(earlier))


def test_intervals_of_social_jetlag_hold_the_truth_nine_times_in_ten() -> None:
    held: list[bool] = []
    for seed in range(200):
        told = found(sleeper(noisy(84, seed, 1.2) + 0.6 * weekend(84))).social_jetlag_interval90
        held.append(told is not None and told.low < 0.6 < told.high)
    assert np.mean(held) == pytest.approx(0.9, abs=0.05)


def test_the_description_says_why_there_are_no_peaks_by_the_hour() -> None:
    assert "No peaks of readiness by the hour" in INSIGHT.about


def test_the_weekend_is_the_default_however_it_is_said() -> None:
    assert CircadianRhythmArguments(("SUNDAY", "SATURDAY")) == WEEKEND
    own = CircadianRhythmArguments(("SUNDAY", "FRIDAY", "FRIDAY"))
    assert own.free_days == ("FRIDAY", "SUNDAY")
    assert read(CircadianRhythmArguments, write(own)) == own
    assert hash(own) == hash(read(CircadianRhythmArguments, write(own)))


@pytest.mark.parametrize(
    ("days", "message"),
    [
        (("SAMSTAG",), r"freeDays: 'SAMSTAG' is no weekday; give names such as SATURDAY"),
        ((), r"freeDays: 0 of 7 weekdays leave nothing to compare; give 1 to 6"),
        (
            ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"),
            r"freeDays: 7 of 7 weekdays leave nothing to compare; give 1 to 6",
        ),
    ],
)
def test_bad_free_days_are_refused(days: tuple[str, ...], message: str) -> None:
    with pytest.raises(BadArgument, match=message):
        CircadianRhythmArguments(days)
