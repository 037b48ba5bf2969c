from datetime import date

import numpy as np
import pytest

from ml.analyses import circadian_rhythm
from ml.analyses.sleep_window import Model, fit, infer
from ml.clock import text
from ml.conclusion import Conclusion
from ml.engines.arrays import Floats
from ml.history import History, empty
from ml.insights.sleep_window import INSIGHT, rule
from schema.answer import Claim
from schema.arguments import BadArgument
from schema.circadian_rhythm import CircadianRhythmArguments
from schema.sleep_window import (
    BedtimeWhatIf,
    SleepWindow,
    SleepWindowArguments,
    WindowEdge,
)
from tests.ml.engines.person import FIRST_DAY, RECOVERY_SD, bedtimes, person

NOT_ASKED = SleepWindowArguments()


def slept(
    n_nights: int = 365,
    seed: int = 1,
    *,
    points: Floats | None = None,
    onset: Floats | None = None,
    **columns: Floats,
) -> History:
    """A person who wakes 7.5 hours after falling asleep, with points added to each recovery."""
    someone = person(n_nights, seed)
    onset = someone.nights["sleep_onset_hours"] if onset is None else onset
    recovery = someone.nights["recovery_percent"] + (0.0 if points is None else points)
    times = {"sleep_onset_hours": onset, "wake_onset_hours": onset + 7.5}
    return someone.history(recovery_percent=np.clip(recovery, 1, 99), **times, **columns)


def hill(onset: Floats, peak: float, sd: float = 0.6) -> Floats:
    """Recovery points of an inverted U about a bedtime."""
    return -sd * RECOVERY_SD / 2 * ((onset - peak) ** 2 - 1)


def concluded(told: History, bedtime: str | None = None) -> Conclusion[SleepWindow]:
    model: Model = fit(told).model  # pyright: ignore[reportAssignmentType] as `fit` wrote it
    return infer(model, told, {}, SleepWindowArguments(bedtime))


def found(told: History, bedtime: str | None = None) -> SleepWindow:
    finding = concluded(told, bedtime).finding
    assert finding is not None
    return finding


def asked(told: History, bedtime: str) -> BedtimeWhatIf:
    what_if = found(told, bedtime).what_if
    assert what_if is not None
    return what_if


def test_a_planted_best_bedtime_is_established() -> None:
    conclusion = concluded(slept(points=hill(bedtimes(365, 1), -1.0)))
    finding = conclusion.finding
    assert finding is not None
    assert finding.window is not None
    assert conclusion.claim is Claim.ESTABLISHED
    # The top is at 23:00, and the window an hour wide.
    assert "22:00" <= finding.window.start <= "23:00"
    assert not finding.withdrawn
    headline = INSIGHT.headline(conclusion)
    assert headline.startswith(
        f"On nights when you fell asleep between {finding.window.start} and {finding.window.end} "
        f"your recovery was on average {finding.window.gain_points:.0f} points higher (90 % "
    )


def test_nothing_planted_is_told_with_interval_and_days() -> None:
    conclusion = concluded(slept(150, 3))
    finding = conclusion.finding
    assert finding is not None
    assert conclusion.claim is Claim.NONE
    assert finding.days_to_answer_large == 0
    assert finding.days_to_answer_small in range(100, 366)
    headline = INSIGHT.headline(conclusion)
    assert "no bedtime can be told to go with a better recovery yet" in headline
    assert "probably between" in headline
    assert "0 more nights; a planned experiment is quicker." in headline


def test_people_without_a_curve_are_told_of_none() -> None:
    """At one look, with its fifteen behind it; bound .015 and 60 people: 3 errors make 4."""
    claims = [concluded(slept(120, seed)).claim for seed in range(60)]
    assert claims.count(Claim.ESTABLISHED) <= 4


def test_a_bedtime_is_answered_from_the_curve_with_its_interval() -> None:
    told = slept(points=hill(bedtimes(365, 1), -1.0))
    truth = hill(np.array([-1.0]), -1.0)[0] - hill(bedtimes(365, 1), -1.0).mean()
    answer = asked(told, "23:02")
    assert (answer.bedtime, answer.refusal) == ("23:00", None)
    assert answer.difference_points is not None
    assert answer.difference_interval90 is not None
    assert answer.difference_interval90.low <= truth <= answer.difference_interval90.high
    late = asked(told, "01:00")
    assert late.difference_points is not None
    assert late.difference_points < -5
    assert INSIGHT.headline(concluded(told, "23:02")).startswith(
        "On nights when you fell asleep at about 23:00 your recovery differs"
    )


def test_a_bedtime_that_was_not_lived_is_refused_with_the_range() -> None:
    told = slept(points=hill(bedtimes(365, 1), -1.0))
    (lived,) = found(told).lived
    low, high = np.quantile(bedtimes(365, 1)[5:], [0.05, 0.95])
    assert lived.earliest == text(low)
    assert 0 <= high - (int(lived.latest[:2]) + int(lived.latest[3:]) / 60) < 0.26
    for bedtime in ("20:00", "04:00", "12:00"):
        answer = asked(told, bedtime)
        assert answer.difference_points is None
        assert answer.difference_interval90 is None
        refusal = (
            f"Falling asleep at {bedtime} lies outside what you have mostly lived, from "
            f"{lived.earliest} to {lived.latest}; nothing is known of it."
        )
        assert answer.refusal == refusal
        assert refusal in INSIGHT.headline(concluded(told, bedtime))


@pytest.mark.parametrize("bedtime", ["24:00", "7:30", "23:60", "late", ""])
def test_what_is_no_time_of_day_is_refused_by_name(bedtime: str) -> None:
    with pytest.raises(BadArgument, match=r"bedtime: .* is no time of day"):
        SleepWindowArguments(bedtime)


def test_under_thirty_nights_no_bedtime_is_answered() -> None:
    told = slept(30)
    assert concluded(told).claim is Claim.DESCRIPTIVE
    answer = asked(told, "23:00")
    assert answer.refusal is not None
    assert "takes 30 nights with different bedtimes" in answer.refusal
    conclusion = rule(told, SleepWindowArguments("23:00"))
    assert conclusion.finding is not None
    assert conclusion.finding.what_if == answer


@pytest.mark.parametrize("around", [0.0, 3.0, 9.0, -9.0, 12.0])
def test_the_clock_has_no_beginning(around: float) -> None:
    """Whoever sleeps at midnight, by day or in between gets the same window, hours apart."""
    shift = around + 0.5
    plain = found(slept(points=hill(bedtimes(365, 1), -1.0)))
    moved = found(slept(points=hill(bedtimes(365, 1), -1.0), onset=bedtimes(365, 1) + shift))
    assert plain.window is not None
    assert moved.window is not None
    assert moved.window.gain_points == pytest.approx(plain.window.gain_points, abs=0.02)
    assert moved.bedtime_sd_minutes == plain.bedtime_sd_minutes
    one, other = (int(w.start[:2]) * 60 + int(w.start[3:]) for w in (plain.window, moved.window))
    assert (other - one) % 1440 == pytest.approx(shift * 60 % 1440, abs=1)
    assert not moved.around_the_clock


def shifts(n_nights: int = 400) -> Floats:
    """Bedtimes of nights about 23:00 and of days about 09:00, in turns of a week."""
    week = np.arange(n_nights) // 7 % 2
    return np.where(week == 0, -1.0, 9.0) + np.random.default_rng(7).normal(0, 1, n_nights)


def test_who_sleeps_around_the_clock_is_answered_on_the_clock() -> None:
    onset = shifts()
    told = slept(400, 2, onset=onset, points=np.where(onset > 4, -12.0, 0.0))
    conclusion = concluded(told, "22:30")
    finding = conclusion.finding
    assert finding is not None
    assert finding.window is not None
    assert finding.what_if is not None
    assert finding.around_the_clock
    assert finding.need_based_bedtime is None
    assert conclusion.claim is Claim.ESTABLISHED
    assert finding.window.start[:2] in {"20", "21", "22", "23", "00"}
    assert len(finding.lived) == 2
    assert finding.what_if.difference_points is not None
    assert finding.what_if.difference_points > 0
    refusal = asked(told, "04:15").refusal
    assert refusal is not None
    assert " or from " in refusal


def test_usual_times_of_shift_workers_are_not_told() -> None:
    headline = INSIGHT.headline(concluded(slept(400, 2, onset=shifts())))
    assert headline.startswith("You fall asleep all around the clock; ")


def test_regularity_is_that_of_the_days_and_knows_of_zones() -> None:
    regular = slept(60, onset=np.full(60, -0.5))
    assert found(regular).sleep_regularity_index == 100
    # Every other night two hours later, at both ends: 4 of 24 hours differ each day.
    every_other = slept(60, onset=np.where(np.arange(60) % 2, -0.5, 1.5))
    assert found(every_other).sleep_regularity_index == pytest.approx(100 - 200 * 4 / 24, abs=0.05)
    assert found(every_other).sleep_regularity_index == circadian(every_other)
    moved = np.where(np.arange(60) < 30, 60.0, 420.0)
    abroad = slept(60, onset=np.full(60, -0.5), utc_offset_minutes=moved)
    assert found(abroad).sleep_regularity_index == pytest.approx(100 - 100 / 59, abs=0.05)


def circadian(told: History) -> float | None:
    finding = circadian_rhythm.infer(told, {}, CircadianRhythmArguments()).finding
    return finding.sleep_regularity_index if finding else None


def test_crossing_zones_changes_nothing_that_is_local() -> None:
    """A move of eight hours, lived at the same local times."""
    offset = np.where(np.arange(365) < 180, 60.0, 540.0)
    plain = slept(points=hill(bedtimes(365, 1), -1.0))
    moved = slept(points=hill(bedtimes(365, 1), -1.0), utc_offset_minutes=offset)
    assert concluded(moved) == concluded(plain)


def test_what_goes_with_sleeping_longer_is_told_apart() -> None:
    """Recovery follows minutes asleep alone, and those the bedtime: nothing is left of it."""
    rng = np.random.default_rng(11)
    onset = bedtimes(365, 1)
    asleep = 420 - 45 * (onset + 0.5) + rng.normal(0, 30, 365)
    longer = concluded(slept(points=0.15 * (asleep - 420), asleep_minutes=asleep))
    assert longer.finding is not None
    window = longer.finding.window
    assert window is not None
    assert window.gain_at_equal_sleep_points is not None
    assert longer.claim is Claim.ESTABLISHED
    assert window.gain_points > 6
    assert abs(window.gain_at_equal_sleep_points) < window.gain_points / 2
    assert "points go with sleeping longer." in INSIGHT.headline(longer)
    # The same gain of bedtime itself remains between nights of equal sleep.
    itself = found(slept(points=-7 * (onset + 0.5), asleep_minutes=asleep)).window
    assert itself is not None
    assert itself.gain_at_equal_sleep_points == pytest.approx(itself.gain_points, abs=3)


def test_hrv_is_shown_beside() -> None:
    onset = bedtimes(365, 4)
    hrv = person(365, 4).nights["hrv_rmssd_ms"] * np.exp(-0.1 * (onset + 0.5))
    window = found(slept(365, 4, points=-7 * (onset + 0.5), hrv_rmssd_ms=hrv)).window
    assert window is not None
    assert window.hrv is not None
    assert window.edge is WindowEdge.EARLIEST
    # The middle of the earliest hour lived is an hour and a half before the usual.
    assert window.hrv.estimate == pytest.approx(100 * np.expm1(0.1 * 1.5), abs=4)
    assert 0 < window.hrv.interval90.low < 100 * np.expm1(0.1 * 1.5) < window.hrv.interval90.high
    unknown = found(slept(hrv_rmssd_ms=np.full(365, np.nan))).window
    assert unknown is not None
    assert unknown.hrv is None


def test_a_window_that_faded_is_taken_back() -> None:
    onset, night = bedtimes(300, 1), np.arange(300)
    slope = np.where(night < 130, -8.0, 10.0) * (onset + 0.5)
    told = slept(300, 1, points=slope)

    def then(night: int) -> Conclusion[SleepWindow]:
        return concluded(told.until(date.fromordinal(FIRST_DAY + night)))

    assert then(126).claim is Claim.ESTABLISHED
    levels = [then(night) for night in range(147, 260, 7)]
    withdrawn = [c for c in levels if c.finding is not None and c.finding.withdrawn]
    assert withdrawn
    assert all("newer data no longer support it" in INSIGHT.headline(c) for c in withdrawn)
    assert all(c.claim is not Claim.ESTABLISHED for c in withdrawn)


def test_a_day_in_the_past_does_not_know_the_future() -> None:
    day = date.fromordinal(FIRST_DAY + 200)
    onset, night = bedtimes(300, 1), np.arange(300)
    as_lived = slept(300, 1, points=-6 * (onset + 0.5))
    otherwise = slept(300, 1, points=np.where(night <= 200, -6 * (onset + 0.5), 30.0))
    assert concluded(as_lived.until(day)) == concluded(otherwise.until(day))


@pytest.mark.parametrize(
    "told",
    [
        slept(1),
        slept(60, points=np.full(60, np.nan)),
        slept(60, strain=np.full(60, np.nan)),
        slept(60, onset=np.full(60, -0.5)),
        slept(60, onset=np.where(np.arange(60) % 2 == 0, -0.5, 11.5)),
        slept(60, asleep_minutes=np.full(60, np.nan)),
    ],
    ids=["one night", "no recovery", "no strain", "one bedtime", "two bedtimes", "no sleep"],
)
def test_poor_histories_are_answered(told: History) -> None:
    assert INSIGHT.headline(concluded(told, "23:00"))


def test_no_nights_are_answered() -> None:
    assert concluded(empty()).finding is None
    assert rule(empty(), NOT_ASKED).finding is None
