import numpy as np
import pytest

from ml.engines.night_table import night_table
from ml.engines.usual_day import expected_recovery, fit_usual_day, this_morning
from tests.ml.engines.person import person


def test_a_usual_day_after_a_usual_morning_is_the_mean() -> None:
    table = night_table(person(400, strain_effect_sd=-0.27).history())
    model = fit_usual_day(table, -0.27 * 22 / 3.5)
    assert model is not None
    known = table.comparable & np.isfinite(table.previous_strain)
    mean = table.recovery_percent[known].mean()
    usual = np.array(model["centre"])
    assert expected_recovery(model, usual, 0.0)[0] == pytest.approx(mean, abs=0.5)
    assert model["usual_strain"] == pytest.approx(table.previous_strain[known].mean())


def test_a_better_morning_foretells_a_better_one() -> None:
    table = night_table(person(600, noise_lag1=0.5).history())
    model = fit_usual_day(table, 0.0)
    assert model is not None
    good = expected_recovery(model, np.array([82.0, 70.0]), 0.0)[0]
    poor = expected_recovery(model, np.array([38.0, 50.0]), 0.0)[0]
    assert good - poor == pytest.approx(22, abs=6)


def test_eight_of_ten_mornings_lie_in_the_range() -> None:
    someone = person(800, seed=3, strain_effect_sd=-0.27)
    told = someone.history()
    table, model = night_table(told), fit_usual_day(night_table(told), -0.27 * 22 / 3.5)
    assert model is not None
    inside: list[bool] = []
    for t in np.flatnonzero(table.comparable)[1:]:
        morning = np.array([table.previous_recovery_percent[t], table.recovery_average[t]])
        difference = -0.27 * 22 / 3.5 * (table.previous_strain[t] - model["usual_strain"])
        _, low, high = expected_recovery(model, morning, float(difference))
        inside.append(bool(low <= table.recovery_percent[t] <= high))
    # The ends are clipped to 1 and 99, as the scores are, which can only hold more.
    assert 0.78 <= np.mean(inside) <= 0.86


def test_this_morning_is_the_last_one_or_the_average() -> None:
    someone = person(60)
    recovery = someone.nights["recovery_percent"].copy()
    assert this_morning(night_table(someone.history()))[0] == recovery[-1]
    recovery[-1] = np.nan
    today, average = this_morning(night_table(someone.history(recovery_percent=recovery)))
    assert today == average == pytest.approx(60, abs=25)


def test_two_weeks_are_needed() -> None:
    assert fit_usual_day(night_table(person(18).history()), 0.0) is not None
    assert fit_usual_day(night_table(person(17).history()), 0.0) is None
    nothing = np.full(60, np.nan)
    assert fit_usual_day(night_table(person(60).history(strain=nothing)), 0.0) is None
