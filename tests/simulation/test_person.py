from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from simulation.person import SimulatedPerson, simulate
from simulation.planted import NOTHING, USUAL, BedtimeCurve, Planted
from simulation.series import Floats
from simulation.timeline import weekdays

YEAR = 365


def people(count: int, planted: Planted = USUAL) -> list[SimulatedPerson]:
    return [simulate(YEAR, seed, planted=planted) for seed in range(count)]


def correlation(left: Floats, right: Floats) -> float:
    both = ~np.isnan(left) & ~np.isnan(right)
    return float(np.corrcoef(left[both], right[both])[0, 1])


def recovery(person: SimulatedPerson) -> Floats:
    return person.vitals.recovery_percent


@pytest.fixture(scope="module")
def usual() -> list[SimulatedPerson]:
    return people(100)


def test_same_seed_gives_the_same_person() -> None:
    first, again, other = simulate(60, 7), simulate(60, 7), simulate(60, 8)
    np.testing.assert_array_equal(recovery(first), recovery(again))
    np.testing.assert_array_equal(first.journal, again.journal)
    np.testing.assert_array_equal(first.workouts.start_at, again.workouts.start_at)
    assert not np.array_equal(recovery(first), recovery(other))


def test_last_day_is_the_one_asked_for() -> None:
    person = simulate(3, 1, last_on=date(2024, 2, 29))
    assert person.times.wake_on.tolist() == [
        date(2024, 2, 27),
        date(2024, 2, 28),
        date(2024, 2, 29),
    ]


def test_a_single_day_is_an_open_cycle() -> None:
    person = simulate(1, 1)
    assert not np.isnan(recovery(person)[0])
    assert np.isnan(person.exertion.day_strain[0])
    assert len(person.workouts.cycle) == 0


# Bounds follow the medians of 16 public exports (60, 22, .20, -.25, +.42, -.25) and what the
# prototypes of the validation design reached (58 to 60, 21 to 22, .24, -.20, +.37).
def test_recovery_is_calibrated(usual: list[SimulatedPerson]) -> None:
    def mean(values: list[float]) -> float:
        return float(np.mean(values))

    assert 58 <= mean([float(np.nanmean(recovery(p))) for p in usual]) <= 60
    assert 21 <= mean([float(np.nanstd(recovery(p))) for p in usual]) <= 22
    lag1 = mean([correlation(recovery(p)[1:], recovery(p)[:-1]) for p in usual])
    assert lag1 == pytest.approx(0.24, abs=0.04)
    strain = mean([correlation(p.exertion.day_strain[:-1], recovery(p)[1:]) for p in usual])
    assert strain == pytest.approx(-0.20, abs=0.04)
    asleep = mean([correlation(p.sleep.asleep_minutes, recovery(p)) for p in usual])
    assert asleep == pytest.approx(0.37, abs=0.04)
    bedtime = mean([correlation(p.bedtime_hours, recovery(p)) for p in usual])
    assert bedtime == pytest.approx(-0.25, abs=0.05)


def test_strain_is_of_the_day_after_its_own_recovery(usual: list[SimulatedPerson]) -> None:
    same_row = [correlation(p.exertion.day_strain, recovery(p)) for p in usual]
    assert abs(np.mean(same_row)) < 0.03


@pytest.mark.parametrize(
    ("name", "logarithm", "with_recovery", "lag1", "sd"),
    [
        ("heart_rate_variability_ms", True, 0.77, 0.36, 0.24),
        ("resting_heart_rate_bpm", False, -0.67, 0.34, 5.2),
    ],
)
def test_heart_is_calibrated(
    usual: list[SimulatedPerson],
    name: str,
    logarithm: bool,  # noqa: FBT001 - a column of the table above
    with_recovery: float,
    lag1: float,
    sd: float,
) -> None:
    signals: list[Floats] = [getattr(p.vitals, name) for p in usual]
    signals = [np.log(s) if logarithm else s for s in signals]
    found = [correlation(s, recovery(p)) for s, p in zip(signals, usual, strict=True)]
    assert np.mean(found) == pytest.approx(with_recovery, abs=0.02)
    assert np.mean([correlation(s[1:], s[:-1]) for s in signals]) == pytest.approx(lag1, abs=0.03)
    assert np.mean([np.nanstd(s) for s in signals]) == pytest.approx(sd, rel=0.05)


def test_illness_shows_in_the_signals(usual: list[SimulatedPerson]) -> None:
    def shift(values: Floats, ill: np.ndarray) -> float:
        return float(np.nanmean(values[ill]) - np.nanmean(values[~ill]))

    ill = np.concatenate([p.truth.ill for p in usual])
    assert ill.mean() == pytest.approx(4 / 70, abs=0.01)
    breathing = np.concatenate(
        [p.vitals.respiratory_rate_rpm - np.nanmean(p.vitals.respiratory_rate_rpm) for p in usual]
    )
    assert shift(np.concatenate([recovery(p) for p in usual]), ill) < -20
    assert shift(breathing, ill) > 0.8


def test_about_half_the_nights_begin_after_midnight(usual: list[SimulatedPerson]) -> None:
    hours = np.concatenate([p.bedtime_hours for p in usual])
    assert np.mean(hours[~np.isnan(hours)] >= 0) == pytest.approx(0.49, abs=0.03)


def test_weekends_confound_and_recovery_feeds_back(usual: list[SimulatedPerson]) -> None:
    alcohol = np.concatenate([p.truth.done[1:, 0] for p in usual])
    weekend = np.concatenate([weekdays(p.times.wake_on)[1:] >= 5 for p in usual])
    before = np.concatenate([recovery(p)[:-1] for p in usual])
    assert alcohol[weekend].mean() - alcohol[~weekend].mean() > 0.15
    # Caffeine has no weekend, no company and no effect: what is left is the feedback.
    caffeine = np.concatenate([p.truth.done[1:, 1] for p in usual])
    assert caffeine[before >= 67].mean() - caffeine[before <= 33].mean() > 0.08
    assert alcohol.mean() == pytest.approx(0.28, abs=0.02)


def test_habits_of_company_go_together(usual: list[SimulatedPerson]) -> None:
    done = np.concatenate([p.truth.done for p in usual])
    names = [habit.name for habit in usual[0].habits]
    together = np.corrcoef(done[:, names.index("alcohol")], done[:, names.index("late_meal")])
    apart = np.corrcoef(done[:, names.index("alcohol")], done[:, names.index("creatine")])
    assert together[0, 1] > 0.3
    assert abs(apart[0, 1]) < 0.02


def test_unlogged_is_never_no(usual: list[SimulatedPerson]) -> None:
    journal = np.concatenate([p.journal for p in usual])
    done = np.concatenate([p.truth.done for p in usual])
    assert 0.08 < np.mean(journal == -1) < 0.18
    np.testing.assert_array_equal(journal[journal >= 0] == 1, done[journal >= 0])
    assert 0.2 < done[journal == -1].mean() < 0.5


def test_nothing_planted_is_nothing_true() -> None:
    person = simulate(YEAR, 3, planted=NOTHING)
    assert set(person.truth.habit_points.values()) == {0.0}
    assert person.truth.strain_points_per_unit == 0.0
    np.testing.assert_array_equal(person.truth.bedtime_points, 0.0)


def test_nothing_planted_is_nothing_found() -> None:
    null = people(60, replace(NOTHING, randomised=True))
    measured = np.concatenate([recovery(p) for p in null])
    done = np.concatenate([p.truth.done for p in null])
    kept = ~np.isnan(measured)
    for column in done[kept].T:
        yes, no = measured[kept][column], measured[kept][~column]
        error = np.sqrt(yes.var() / len(yes) + no.var() / len(no))
        assert abs(yes.mean() - no.mean()) < 4 * error
    exposures = {
        "strain": [correlation(p.exertion.day_strain[:-1], recovery(p)[1:]) for p in null],
        "sleep": [correlation(p.sleep.asleep_minutes, recovery(p)) for p in null],
        "bedtime": [correlation(p.bedtime_hours, recovery(p)) for p in null],
    }
    assert {name: abs(np.mean(found)) < 0.03 for name, found in exposures.items()} == {
        "strain": True,
        "sleep": True,
        "bedtime": True,
    }


def test_truth_is_what_randomised_exposure_shows() -> None:
    planted = Planted(habits={"alcohol": -0.8, "hydration": 0.5}, randomised=True)
    trial = people(200, planted)
    measured = np.concatenate([recovery(p) for p in trial])
    done = np.concatenate([p.truth.done for p in trial])
    kept = ~np.isnan(measured)
    for index, name in enumerate(habit.name for habit in trial[0].habits):
        yes = done[kept, index]
        shown = measured[kept][yes].mean() - measured[kept][~yes].mean()
        true = np.mean([p.truth.habit_points[name] for p in trial])
        assert shown == pytest.approx(true, abs=0.7), name


def test_clipping_makes_the_truth_smaller_than_the_coefficient() -> None:
    true = simulate(YEAR, 1, planted=Planted(habits={"alcohol": -1.2})).truth
    assert -1.2 * 22 < true.habit_points["alcohol"] < -1.0 * 22
    assert true.habit_points["caffeine"] == 0.0


def test_bedtime_truth_is_what_the_nights_show() -> None:
    planted = replace(NOTHING, weekday=0.0, sleep=0.35, bedtime=BedtimeCurve("inverted_u", 0.6))
    for hour in (-2.0, -0.5, 1.0, 2.0):
        shown, true, counts = [], [], []
        for person in people(60, planted):
            at = np.abs(person.bedtime_hours - hour) <= 0.25
            where = np.flatnonzero(person.truth.bedtime_hours == hour)
            if at.any() and len(where):
                shown.append(np.mean(recovery(person)[at]) - np.nanmean(recovery(person)))
                true.append(person.truth.bedtime_points[where[0]])
                counts.append(at.sum())
        assert np.average(shown, weights=counts) == pytest.approx(
            np.average(true, weights=counts), abs=1.5
        )


def test_curve_has_the_planted_shape_and_size() -> None:
    hours = np.linspace(-3, 3, 601)
    hill = BedtimeCurve("inverted_u", 0.5, centre_hours=-1.0, width_hours=0.8)
    effect = hill.effect(hours, hours)
    assert hours[np.argmax(effect)] == pytest.approx(-1.0)
    assert effect.std() == pytest.approx(0.5)
    assert effect.mean() == pytest.approx(0, abs=1e-12)
    slope = BedtimeCurve("earlier_is_better", 0.3).effect(hours, hours)
    assert np.all(np.diff(slope) < 0)
    assert slope.std() == pytest.approx(0.3)


def test_strain_truth_is_the_slope_before_clipping_bites() -> None:
    true = simulate(YEAR, 1).truth.strain_points_per_unit
    assert -0.22 * 22 / 3.5 < true < 0.9 * -0.22 * 22 / 3.5


def test_streaks_persist() -> None:
    done = simulate(2000, 1, planted=Planted(habit_lag1=0.97)).truth.done[:, 1]
    assert np.mean(done[1:] == done[:-1]) > 0.85


def test_asking_more_leaves_what_was_done() -> None:
    few = simulate(120, 5, planted=Planted(habits={}, habit_count=4))
    many = simulate(120, 5, planted=Planted(habits={}, habit_count=30))
    np.testing.assert_array_equal(few.truth.done, many.truth.done[:, :4])
    np.testing.assert_array_equal(recovery(few), recovery(many))


def test_no_habits_may_be_asked() -> None:
    person = simulate(30, 1, planted=Planted(habits={}, habit_count=0))
    assert person.journal.shape == (30, 0)


def test_bad_requests_quote_the_value() -> None:
    with pytest.raises(ValueError, match="days is 0: expected at least 1"):
        simulate(0, 1)
    with pytest.raises(ValueError, match="habit_count is 99: expected 0 to 40"):
        Planted(habit_count=99)
    with pytest.raises(ValueError, match="habit 'gin' is not asked: expected one of"):
        Planted(habits={"gin": -1.0})
