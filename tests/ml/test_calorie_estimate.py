import math

import numpy as np
import pytest

from ml.analyses import calorie_estimate as analysis
from ml.conclusion import Conclusion
from ml.engines.arrays import Floats
from ml.history import History, empty
from ml.insight import TooLittleData
from ml.insights.calorie_estimate import INSIGHT
from schema.answer import Basis, CaveatCode
from schema.arguments import BadArgument
from schema.calorie_estimate import CalorieEstimate, CalorieEstimateArguments, ExpectedEnergy
from tests.ml.trained import trained

ACTIVITIES = ("cycling", "running", "yoga")
RATES = np.array([7.0, 10.0, 3.0])
USUAL = CalorieEstimateArguments()


def person(
    n_workouts: int = 150, *, strain_effect: float = 0.06, scatter: float = 0.1, seed: int = 0
) -> History:
    """Running twice as often as the others; each strain unit adds 6 % to kcal a minute."""
    rng = np.random.default_rng(seed)
    activity = np.tile([1, 0, 1, 2], n_workouts // 4 + 1)[:n_workouts]
    minutes = np.rint(rng.uniform(20, 80, n_workouts))
    strain = rng.uniform(5, 15, n_workouts).round(1)
    rate = RATES[activity] * np.exp(
        strain_effect * (strain - 10) + scatter * rng.standard_normal(n_workouts)
    )
    columns = {
        "duration_minutes": minutes,
        "strain": strain,
        "energy_kcal": np.rint(rate * minutes),
    }
    return trained(columns, activity, ACTIVITIES)


def conclude(
    history: History, arguments: CalorieEstimateArguments = USUAL
) -> Conclusion[CalorieEstimate]:
    model = analysis.fit(history).model
    return analysis.infer(model, history, {}, arguments)  # pyright: ignore[reportArgumentType] as fitted


def expected(conclusion: Conclusion[CalorieEstimate]) -> ExpectedEnergy:
    assert conclusion.finding is not None
    assert conclusion.finding.expected is not None
    return conclusion.finding.expected


def test_planted_energy_is_estimated_at_the_strain_asked_about() -> None:
    hard = expected(conclude(person(), CalorieEstimateArguments("Running", 40, 14.0)))
    assert hard.energy_kcal == pytest.approx(400 * math.exp(0.24), rel=0.04)
    assert hard.interval80.low < 400 * math.exp(0.24) < hard.interval80.high
    assert hard.strain == 14.0
    easy = expected(conclude(person(), CalorieEstimateArguments("running", 40, 6.0)))
    assert easy.energy_kcal == pytest.approx(400 * math.exp(-0.24), rel=0.04)


def test_the_estimate_with_strain_beats_the_mean_and_says_by_how_much() -> None:
    conclusion = conclude(person(), CalorieEstimateArguments(minutes=40, strain=9.0))
    assert conclusion.finding is not None
    assert conclusion.finding.beats_average
    own, overall = conclusion.skill
    assert own.percent > 20
    assert overall.percent > own.percent
    assert own.origins == 145


def test_a_person_whose_rate_never_varies_with_anything_gets_the_mean() -> None:
    conclusion = conclude(person(strain_effect=0.0), CalorieEstimateArguments("yoga", 30, 9.0))
    finding = conclusion.finding
    assert finding is not None
    if not finding.beats_average:
        assert CaveatCode.NO_BETTER_THAN_AVERAGE in conclusion.caveats
        assert expected(conclusion).strain is None
        assert INSIGHT.headline(conclusion).endswith(
            "That is your plain average; nothing known has told it better."
        )
    assert conclusion.skill[0].percent < 3
    assert expected(conclusion).energy_kcal == pytest.approx(90, rel=0.08)


def test_without_arguments_the_usual_workout_is_estimated() -> None:
    history = person()
    usual = expected(conclude(history))
    minutes = np.asarray(history.workouts.duration_minutes)
    running = np.asarray(history.workouts.activity) == 1
    assert usual.activity == "running"
    assert usual.minutes == np.median(minutes[running])
    assert usual.strain is None
    assert usual.workouts == 75


def test_the_usual_activity_is_that_of_the_last_quarter() -> None:
    rng = np.random.default_rng(1)
    activity = np.repeat([1, 0], [120, 30])
    minutes = rng.uniform(30, 60, 150)
    columns = {
        "duration_minutes": minutes,
        "strain": rng.uniform(5, 15, 150),
        "energy_kcal": RATES[activity] * minutes,
    }
    day = np.concatenate([np.arange(120), 300 + np.arange(30)])
    assert expected(conclude(trained(columns, activity, ACTIVITIES, day=day))).activity == "cycling"


def test_an_unknown_activity_is_refused_with_the_known_ones() -> None:
    conclusion = conclude(person(), CalorieEstimateArguments(activity="Deep  Diving"))
    assert conclusion.finding is not None
    assert conclusion.finding.expected is None
    assert conclusion.finding.refusal == (
        "No workout 'deep_diving' with known energy is there to learn from; known are running, "
        "cycling, yoga."
    )
    assert INSIGHT.headline(conclusion) == conclusion.finding.refusal


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (CalorieEstimateArguments("yoga", 200), "Minutes 200 lies outside"),
        (CalorieEstimateArguments("yoga", 30, 20.5), "Strain 20.5 lies outside"),
    ],
)
def test_what_was_never_lived_is_refused_with_its_range(
    asked: CalorieEstimateArguments, said: str
) -> None:
    history = person()
    yoga = np.asarray(history.workouts.activity) == 2
    minutes = np.asarray(history.workouts.duration_minutes)[yoga]
    for conclusion in (conclude(history, asked), INSIGHT.rule(history, asked)):
        assert conclusion.finding is not None
        refusal = conclusion.finding.refusal
        assert refusal is not None
        assert refusal.startswith(said)
        if asked.strain is None:
            assert f"{minutes.min():g} to {minutes.max():g}" in refusal


def test_an_activity_done_seldom_leans_on_all() -> None:
    history = person(40)
    rare = np.asarray(history.workouts.activity).copy()
    rare[rare == 2] = 0
    rare[-2:] = 2
    numbers = {
        name: np.asarray(getattr(history.workouts, name))
        for name in ("duration_minutes", "strain", "energy_kcal")
    }
    history = trained(numbers, rare, ACTIVITIES)
    yoga = expected(conclude(history, CalorieEstimateArguments("yoga")))
    assert yoga.drawn_from_all
    assert yoga.workouts == 2
    minutes = numbers["duration_minutes"]
    known = {item.activity: item for item in INSIGHT.rule(history, USUAL).finding.activities}  # pyright: ignore[reportOptionalMemberAccess] there are workouts
    assert (known["yoga"].minutes.low, known["yoga"].minutes.high) == (minutes.min(), minutes.max())


def test_unscored_and_momentary_workouts_count_for_nothing() -> None:
    history = person(30)
    workouts = history.workouts
    workouts.strain[0] = math.nan
    workouts.energy_kcal[1] = math.nan
    workouts.energy_kcal[2] = 0.0
    workouts.duration_minutes[3] = 0.0
    workouts.duration_minutes[4] = 4.0
    assert INSIGHT.have(history) == 25
    assert analysis.fit(history).rows == 25


def test_nine_workouts_are_too_few_and_ten_are_enough() -> None:
    with pytest.raises(TooLittleData):
        analysis.fit(person(9))
    ten = conclude(person(10))
    assert expected(ten).interval80.low < expected(ten).interval80.high < math.inf
    assert ten.skill[0].origins == 5


def test_the_rule_takes_the_mean_of_the_activity() -> None:
    columns = {
        "duration_minutes": np.array([30.0, 30.0, 60.0]),
        "strain": np.array([8.0, 9.0, 5.0]),
        "energy_kcal": np.array([300.0, 330.0, 180.0]),
    }
    history = trained(columns, np.array([1, 1, 2]), ACTIVITIES)
    conclusion = INSIGHT.rule(history, CalorieEstimateArguments("running", 31))
    # Two of running are too few of their own: the mean of 10, 11 and 3 kcal a minute is 8.
    assert conclusion.basis is Basis.RULE
    assert expected(conclusion).energy_kcal == 248.0
    assert INSIGHT.headline(conclusion) == (
        # In tens: no range is as narrow as a kcal.
        "31 minutes of running would be about 250 kcal as WHOOP reckons it (8 times in 10 between "
        "40 and 1040; 2 workouts of it, so all activities count too). That is your "
        "plain average; nothing known has told it better."
    )


def test_of_two_workouts_no_range_is_told() -> None:
    names = ("duration_minutes", "strain", "energy_kcal")
    columns: dict[str, Floats] = {name: np.full(2, 20.0) for name in names}
    conclusion = INSIGHT.rule(trained(columns, np.zeros(2, dtype=np.int64), ACTIVITIES), USUAL)
    assert conclusion.finding is not None
    assert conclusion.finding.expected is None
    assert INSIGHT.headline(conclusion).startswith("It takes three workouts with known energy")


def test_nobody_without_workouts_is_told_anything() -> None:
    assert INSIGHT.have(empty()) == 0
    assert INSIGHT.headline(INSIGHT.rule(empty(), USUAL)).startswith("No workout with known")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"activity": "  "}, "activity: '  ' has 0 letters"),
        ({"minutes": 0}, "minutes: 0 is outside 1 to 1440"),
        ({"strain": 21.5}, "strain: 21.5 is outside 0 to 21"),
        ({"strain": math.nan}, "strain: nan is outside 0 to 21"),
    ],
)
def test_what_is_no_workout_is_refused(given: dict[str, float], said: str) -> None:
    with pytest.raises(BadArgument, match=said):
        CalorieEstimateArguments(**given)  # pyright: ignore[reportArgumentType] wrong on purpose


def test_equal_questions_are_written_alike() -> None:
    assert CalorieEstimateArguments(" Functional Fitness ", 40, 9.04) == CalorieEstimateArguments(
        "functional_fitness", 40, 9.0
    )
