import numpy as np
import pytest

from ml.engines.arrays import Floats, Ordinals
from ml.engines.weekday_profile import WeekdayProfile, weekday_profile
from tests.ml.engines.person import FIRST_DAY

SATURDAY = 5


def days(n_weeks: int) -> Ordinals:
    return FIRST_DAY + np.arange(7 * n_weeks)


def strain(n_weeks: int, seed: int = 0, saturday: float = 0.0) -> Floats:
    noise = np.random.default_rng(seed).normal(0, 3.5, 7 * n_weeks)
    return 10.4 + noise + saturday * (np.arange(7 * n_weeks) % 7 == SATURDAY)


def profile_of(values: Floats, day: Ordinals) -> WeekdayProfile:
    found = weekday_profile(values, day)
    assert found is not None
    return found


def test_a_planted_hard_day_leads_with_about_its_size() -> None:
    people = [profile_of(strain(26, seed, saturday=5.0), days(26)) for seed in range(30)]
    assert people[0].weekday.tolist() == list(range(7))
    assert people[0].n_days.tolist() == [26] * 7
    saturdays = np.array([found.mean[SATURDAY] for found in people])
    # One day that differs among six that do not is drawn down by a fifth of its 5 units.
    assert saturdays.mean() == pytest.approx(14.4, abs=0.4)
    assert np.mean([found.leading_probability[SATURDAY] >= 0.8 for found in people]) == 1


def test_means_lie_between_the_raw_ones_and_the_overall_mean() -> None:
    values = strain(12, seed=3, saturday=2.0)
    raw = values.reshape(12, 7).mean(axis=0)
    found = profile_of(values, days(12))
    toward = (found.mean - raw) * (values.mean() - raw)
    assert np.all(toward > -0.05)  # of 1,000 draws, a mean has an error of about .02
    assert found.mean.std() < raw.std()


def test_plenty_of_data_give_the_raw_means() -> None:
    values = strain(400, saturday=5.0)
    found = profile_of(values, days(400))
    assert found.mean == pytest.approx(values.reshape(400, 7).mean(axis=0), abs=0.15)


def test_leading_probabilities_sum_to_two() -> None:
    assert profile_of(strain(10), days(10)).leading_probability.sum() == pytest.approx(2)


def test_without_a_pattern_a_day_hardly_ever_leads() -> None:
    people = [profile_of(strain(26, seed), days(26)) for seed in range(200)]
    assert sum(found.leading_probability.max() >= 0.8 for found in people) <= 0.05 * len(people)


def test_intervals_hold_the_truth_nine_times_in_ten() -> None:
    held: list[bool] = []
    for seed in range(120):
        rng = np.random.default_rng(seed)
        truth = 10 + rng.normal(0, 1, 7)
        found = profile_of(np.tile(truth, 20) + rng.normal(0, 3.5, 140), days(20))
        held.extend(((found.low < truth) & (truth < found.high)).tolist())
    assert np.mean(held) == pytest.approx(0.9, abs=0.04)


def test_missing_days_are_left_out() -> None:
    values = strain(12, saturday=7.0)
    values[np.arange(84) % 7 == 1] = np.nan
    found = profile_of(values, days(12))
    assert found.weekday.tolist() == [0, 2, 3, 4, 5, 6]
    assert found.leading_probability[4] > 0.9


def test_nothing_to_compare_gives_no_profile() -> None:
    assert weekday_profile(np.full(70, 9.0), days(10)) is None
    assert weekday_profile(strain(1), days(1)) is None
    only_two = np.where(np.arange(140) % 7 < 2, strain(20), np.nan)
    assert weekday_profile(only_two, days(20)) is None
    assert weekday_profile(np.full(0, np.nan), days(0)) is None
