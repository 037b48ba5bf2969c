"""The energy of a whole day, as the calorie estimate tells it."""

import numpy as np
import pytest

from ml.analyses import calorie_estimate as analysis
from ml.conclusion import Conclusion, dump, load
from ml.engines.day_energy import day_columns, fit_day_energy, forecast_day, whole_days
from ml.history import History, empty
from ml.insights.calorie_estimate import INSIGHT
from schema.calorie_estimate import CalorieEstimate, CalorieEstimateArguments, ExpectedDayEnergy
from tests.ml.engines.person import FIRST_DAY, history
from tests.ml.training import with_workouts

NOT_PLANNED = CalorieEstimateArguments()
SUNDAY = 6


def lived(n_days: int, seed: int = 0, *, by_strain: float = 0.03, sundays: float = 0.0) -> History:
    """Days of 2,300 kcal at strain 10, each unit of strain adding 3 %, with a workout each."""
    rng = np.random.default_rng(seed)
    strain = np.clip(rng.normal(10, 3.5, n_days), 1, 20).round(1)
    weekday = np.arange(n_days) % 7
    energy = 2300 * np.exp(
        by_strain * (strain - 10)
        + sundays * (weekday == SUNDAY)
        + 0.06 * rng.standard_normal(n_days)
    )
    nights = history(
        {"recovery_percent": np.full(n_days, 60.0), "strain": strain, "energy_kcal": energy},
        np.zeros((n_days, 0)),
        (),
    )
    return with_workouts(
        nights,
        FIRST_DAY + np.arange(n_days),
        start_hours=np.full(n_days, 18.0),
        strain=rng.uniform(5, 15, n_days),
        energy_kcal=rng.uniform(400, 600, n_days),
    )


def conclude(
    told: History, arguments: CalorieEstimateArguments = NOT_PLANNED
) -> Conclusion[CalorieEstimate]:
    model = analysis.fit(told).model
    conclusion = analysis.infer(model, told, {}, arguments)  # pyright: ignore[reportArgumentType] as fitted
    assert load(CalorieEstimate, dump(conclusion)) == conclusion
    return conclusion


def day_of(told: History, arguments: CalorieEstimateArguments = NOT_PLANNED) -> ExpectedDayEnergy:
    finding = conclude(told, arguments).finding
    assert finding is not None
    assert finding.day is not None
    return finding.day


@pytest.mark.parametrize("strain", [5.0, 16.0])
def test_planted_energy_is_estimated_at_the_planned_strain(strain: float) -> None:
    conclusion = conclude(lived(300), CalorieEstimateArguments(strain=strain))
    assert conclusion.finding is not None
    day = conclusion.finding.day
    assert day is not None
    assert day.strain == strain
    assert day.days == 298
    assert day.beats_average
    assert day.energy_kcal is not None
    assert day.energy_kcal == pytest.approx(2300 * np.exp(0.03 * (strain - 10)), rel=0.02)
    assert day.interval80 is not None
    # 80 % of a scatter of 6 % lie within 7.7 %.
    assert day.interval80.high / day.energy_kcal == pytest.approx(np.exp(1.28 * 0.06), abs=0.02)
    skill = conclusion.skill[-1]
    assert skill.baseline_name == "mean energy of all days so far"
    assert skill.percent > 25
    # The workout that was not asked about keeps its strain open.
    assert conclusion.finding.expected is not None
    assert conclusion.finding.expected.strain is None


def test_a_strain_beside_an_activity_is_of_the_workout() -> None:
    told = lived(100)
    asked = day_of(told, CalorieEstimateArguments("running", 60, 9.0))
    assert asked == day_of(told)


def test_without_a_plan_the_strain_recorded_counts_and_else_the_weekday() -> None:
    told = lived(7 * 20, sundays=0.2)
    assert told.last_on is not None
    assert told.last_on.weekday() == SUNDAY
    assert day_of(told).strain == told.nights.strain[-1]
    told.nights.strain[-1] = np.nan
    sunday = day_of(told)
    assert sunday.strain is None
    assert sunday.energy_kcal == pytest.approx(2300 * np.exp(0.2), rel=0.04)
    told.nights.strain[-1] = 0.1
    assert day_of(told).strain == min(np.asarray(told.nights.strain)[1:-1])


def test_eight_in_ten_days_fall_within() -> None:
    """The next day of 100 people: 3 errors are 12 %."""
    within = 0
    for seed in range(100):
        told = whole_days(lived(62, seed))
        columns = day_columns(told.weekday, told.strain)
        state = fit_day_energy(columns[:-1], told.energy_kcal[:-1])
        day = forecast_day(state, columns[-1], beats_mean=True)
        within += day.low <= told.energy_kcal[-1] <= day.high
    assert within / 100 == pytest.approx(0.8, abs=0.12)


def test_where_nothing_foretells_energy_the_mean_serves() -> None:
    """Without an effect of strain or weekday there is no skill to claim."""
    skills: list[float] = []
    for seed in range(8):
        conclusion = conclude(lived(60, seed, by_strain=0.0))
        skills.append(conclusion.skill[-1].percent)
        assert conclusion.finding is not None
        day = conclusion.finding.day
        assert day is not None
        if not day.beats_average:
            assert day.strain is None
            assert INSIGHT.headline(conclusion).endswith(
                "That is your plain average; nothing known has told it better."
            )
    assert np.mean(skills) < 1
    assert min(skills) < 0


def test_a_strain_that_was_not_lived_is_refused_with_the_range() -> None:
    told = lived(60)
    strain = np.asarray(told.nights.strain)[1:-1]
    conclusion = conclude(told, CalorieEstimateArguments(strain=20.9))
    assert conclusion.finding is not None
    day = conclusion.finding.day
    assert day is not None
    assert day.energy_kcal is None
    assert day.refusal == (
        f"Strain 20.9 lies outside the days that were lived, {strain.min():g} to "
        f"{strain.max():g}; nothing can be learned about it."
    )
    assert INSIGHT.headline(conclusion).endswith(str(day.refusal))


def test_a_day_is_whole_or_does_not_count() -> None:
    """The first and the last day are cut short, and so are days with the strap off."""
    told = lived(40)
    assert len(whole_days(told).strain) == 38
    told.nights.energy_kcal[0] = 115.0
    told.nights.energy_kcal[10] = 900.0
    told.nights.energy_kcal[11] = np.nan
    told.nights.strain[12] = np.nan
    assert len(whole_days(told).strain) == 35
    assert len(whole_days(empty()).strain) == 0


def test_under_21_whole_days_there_is_no_day() -> None:
    def day(n_days: int) -> ExpectedDayEnergy | None:
        finding = conclude(lived(n_days)).finding
        return finding.day if finding else None

    assert day(22) is None
    assert day(23) is not None


def test_the_headline_tells_workout_and_day() -> None:
    headline = INSIGHT.headline(conclude(lived(300), CalorieEstimateArguments(strain=10.0)))
    workout, day = headline.split(" A whole ")
    assert workout.startswith("60 minutes of running")
    assert day.startswith("Saturday at strain 10.0 would be about 2")
    assert "kcal (8 times in 10 between 2" in day


def test_scaling_energy_scales_the_forecast() -> None:
    told = whole_days(lived(90))
    columns = day_columns(told.weekday, told.strain)
    one, two = (fit_day_energy(columns, scale * told.energy_kcal) for scale in (1.0, 2.0))
    for beats_mean in (True, False):
        single = forecast_day(one, columns[0], beats_mean=beats_mean)
        double = forecast_day(two, columns[0], beats_mean=beats_mean)
        assert double.kcal == pytest.approx(2 * single.kcal)
        assert double.high == pytest.approx(2 * single.high)
