import re
from dataclasses import replace
from datetime import date

import joblib
import numpy as np
import pytest

from ml.analyses.strain_tolerance import STRAIN, Model, fit, infer
from ml.conclusion import Conclusion, dump, load
from ml.engines.arrays import Floats
from ml.engines.looks import Ledger
from ml.history import History, empty
from ml.insight import TooLittleData
from ml.insights.strain_tolerance import (
    ERROR_BUDGET,
    INSIGHT,
    population_red_at,
    rule,
)
from schema.answer import Basis, CaveatCode, Claim
from schema.strain_tolerance import StrainTolerance, StrainToleranceArguments
from tests.ml.engines.person import FIRST_DAY, RECOVERY_SD, person

NOTHING_ASKED = StrainToleranceArguments()
FORBIDDEN = re.compile(r"\b(causes?|boosts?|optimal|safe|risk|burnout)\b", re.IGNORECASE)
# What people's slopes are about: -1.7 points a unit.
USUAL_SD = -0.27


def concluded(
    told: History, asked: StrainToleranceArguments = NOTHING_ASKED
) -> Conclusion[StrainTolerance]:
    return infer(model_of(told), told, {}, asked)


def model_of(told: History) -> Model:
    return fit(told).model  # pyright: ignore[reportReturnType] as `fit` wrote it


def found(told: History, strain: float | None = None) -> StrainTolerance:
    finding = concluded(told, StrainToleranceArguments(strain)).finding
    assert finding is not None
    return finding


def somebody(n_nights: int, seed: int = 0, per_sd: float = USUAL_SD) -> History:
    return person(n_nights, seed, strain_effect_sd=per_sd).history()


def looked_at(told: History, *e_values: float) -> Conclusion[StrainTolerance]:
    """Return the conclusion, had the looks had these e-values."""
    days = [FIRST_DAY + 7 * week for week in range(len(e_values))]
    log_e = [[float(np.log(e_value))] for e_value in e_values]
    looks = Ledger(days=days, names=[STRAIN], log_e=log_e)
    model: Model = {**model_of(told), "looks": looks}
    return infer(model, told, {}, NOTHING_ASKED)


def test_a_planted_slope_is_found_with_its_size() -> None:
    conclusion = concluded(somebody(400))
    finding = conclusion.finding
    assert finding is not None
    assert finding.slope is not None
    truth = USUAL_SD * RECOVERY_SD / 3.5
    assert finding.slope.interval90.low <= truth <= finding.slope.interval90.high < 0
    assert finding.slope.cost_of_five_points == pytest.approx(5 * truth, abs=3)
    assert conclusion.claim is Claim.ESTABLISHED
    assert (conclusion.tested, conclusion.found) == (1, 1)
    assert re.search(
        r"^After each unit more of strain your next recovery was on average 1\.\d points lower "
        r"\(90 % interval \d\.\d to \d\.\d; 39\d nights, comparing similar days\), \d+ points for "
        r"5 units more\. We see no threshold in the strains you have lived",
        INSIGHT.headline(conclusion),
    )


def test_nothing_planted_is_not_established() -> None:
    claims = [concluded(somebody(200, seed, 0.0)).claim for seed in range(60)]
    # At most 1 % of people should ever see it; one in 60 already is 5 standard errors away.
    assert Claim.ESTABLISHED not in claims
    assert set(claims) <= {Claim.NONE, Claim.EMERGING}


def test_no_claim_states_interval_and_wait() -> None:
    conclusion = concluded(somebody(60, 3, 0.0))
    assert conclusion.claim is Claim.NONE
    headline = INSIGHT.headline(conclusion)
    assert re.search(r"between [-+]\d\.\d and [-+]\d\.\d points for each unit", headline)
    assert "a planned experiment is quicker" in headline
    assert "drawn towards the -1.7 that is usual among people" in headline


def test_few_nights_mostly_repeat_what_is_usual() -> None:
    conclusion = concluded(somebody(30, 2, 0.5))
    assert conclusion.claim is Claim.DESCRIPTIVE
    assert (conclusion.tested, conclusion.found) == (0, 0)
    assert CaveatCode.POPULATION in conclusion.caveats
    finding = conclusion.finding
    assert finding is not None
    assert finding.slope is not None
    assert finding.slope.e_value is None
    # Its own nights say +3 points a unit, as planted; others draw that down.
    assert finding.slope.own_points_per_unit is not None
    assert finding.slope.own_points_per_unit == pytest.approx(3.1, abs=2.5)
    assert finding.slope.points_per_unit < finding.slope.own_points_per_unit
    assert "too few to tell" in INSIGHT.headline(conclusion)


def test_no_own_slope_leaves_the_usual_one() -> None:
    slope = found(person(18).history()).slope
    assert slope is not None
    assert slope.own_points_per_unit is None
    assert slope.points_per_unit == -1.7
    assert slope.interval90.low == pytest.approx(-1.7 - 1.645 * 1.05, abs=0.01)


def test_own_red_days_give_the_curve_and_its_band() -> None:
    red = found(somebody(400)).red
    assert red.basis is Basis.OWN_DATA
    assert len(red.strain) == len(red.red_probability) == len(red.low) == len(red.high) <= 43
    # More strain, more red: planted, and smooth.
    assert (np.diff(red.red_probability) > 0).all()
    columns = zip(red.low, red.red_probability, red.high, strict=True)
    assert all(0 <= low < middle < high <= 1 for low, middle, high in columns)


def test_a_curve_starts_from_the_last_morning() -> None:
    someone = person(500, strain_effect_sd=USUAL_SD, noise_lag1=0.6)
    recovery = someone.nights["recovery_percent"].copy()
    recovery[-3:] = 15
    poor = found(someone.history(recovery_percent=recovery)).red
    recovery[-3:] = 95
    good = found(someone.history(recovery_percent=recovery)).red
    assert poor.red_probability[5] > good.red_probability[5] + 0.1


def test_few_red_days_leave_the_curve_of_others() -> None:
    someone = person(200, seed=1)
    red = found(
        someone.history(recovery_percent=np.clip(someone.nights["recovery_percent"], 40, 99))
    )
    assert red.red_days == 0
    assert red.red.basis is Basis.RULE
    assert red.red.strain == [5, 10, 15, 18]
    assert red.red.red_probability == [0.07, 0.13, 0.25, 0.35]
    assert red.red.low == []


def test_a_planted_threshold_is_named() -> None:
    someone, rng = person(600, seed=4, noise_lag1=0.0), np.random.default_rng(1)
    strain = someone.nights["strain"]
    before = np.concatenate([[10.0], strain[:-1]])
    recovery = 75 - 7 * np.maximum(0, before - 12) + 10 * rng.standard_normal(600)
    told = someone.history(recovery_percent=np.clip(recovery, 1, 99))
    finding = found(told)
    assert finding.threshold is not None
    assert finding.threshold.strain == pytest.approx(12, abs=1)
    assert finding.threshold.points_per_unit_above == pytest.approx(-7, abs=1)
    assert "Above a strain of about 1" in INSIGHT.headline(concluded(told))


def test_a_slower_rise_is_no_fall() -> None:
    someone = person(700, 4)
    yesterday = np.concatenate([[10.0], someone.nights["strain"][:-1]])
    above = np.maximum(0, yesterday - 10)
    recovery = (
        0.3 * (someone.nights["recovery_percent"] - 60) + 50 + 5 * (yesterday - 10) - 4 * above
    )
    assert found(someone.history(recovery_percent=np.clip(recovery, 1, 99))).threshold is None
    falling = np.clip(recovery - 4 * above, 1, 99)
    told = found(someone.history(recovery_percent=falling))
    assert told.threshold is not None
    headline = INSIGHT.headline(Conclusion(told, Basis.OWN_DATA, claim=Claim.ESTABLISHED))
    assert "it falls: -" in headline


def test_a_bend_upwards_is_no_threshold() -> None:
    someone, rng = person(600, seed=4, noise_lag1=0.0), np.random.default_rng(1)
    before = np.concatenate([[10.0], someone.nights["strain"][:-1]])
    recovery = 75 - 7 * np.minimum(before, 9) + 40 + 10 * rng.standard_normal(600)
    assert found(someone.history(recovery_percent=np.clip(recovery, 1, 99))).threshold is None


def test_the_rule_tells_of_other_people() -> None:
    told = somebody(13)
    conclusion = rule(told, StrainToleranceArguments(10.0))
    assert conclusion.basis is Basis.RULE
    assert conclusion.finding is not None
    assert conclusion.finding.what_if is not None
    assert conclusion.finding.what_if.red_probability == 0.13
    assert INSIGHT.headline(conclusion) == (
        "After a day of strain 10, 13 of 100 mornings of other people are red. Of 100 mornings of "
        "other people, 7 at strain 5, 13 at strain 10, 25 at strain 15 and 35 at strain 18 are "
        "red; a lower recovery after a hard day is normal."
    )
    assert INSIGHT.have(told) == 9
    nobody = rule(empty(), StrainToleranceArguments(10.0))
    assert "No day's strain is known yet" in INSIGHT.headline(nobody)


def test_what_others_show_is_known_from_5_to_18() -> None:
    assert population_red_at(5) == 0.07
    assert population_red_at(16.5) == 0.3
    assert population_red_at(4.9) is None


def test_what_was_established_and_has_faded_is_taken_back() -> None:
    told = somebody(200, 1, 0.0)
    established, e_kept = 2 / ERROR_BUDGET, 0.6 / ERROR_BUDGET
    assert looked_at(told, established).claim is Claim.ESTABLISHED
    assert looked_at(told, established, e_kept).claim is Claim.ESTABLISHED
    faded = looked_at(told, established, e_kept, 1.0)
    assert faded.claim is Claim.NONE
    assert faded.finding is not None
    assert faded.finding.withdrawn
    assert INSIGHT.headline(faded).startswith(
        "Earlier we reported that your next recovery differs with strain; newer data no longer "
        "support it. No reliable difference with strain can be seen yet"
    )
    early = looked_at(told, 0.3 / ERROR_BUDGET)
    assert early.claim is Claim.EMERGING
    assert INSIGHT.headline(early).startswith(
        "Early signal: up to 1 in 4 of these turn out to be chance."
    )


def test_no_claim_level_uses_words_that_say_more() -> None:
    told, asked = somebody(200, 1), StrainToleranceArguments(12.0)
    conclusion = concluded(told, asked)
    for claim in Claim:
        for withdrawn in (False, True):
            assert conclusion.finding is not None
            finding = replace(conclusion.finding, withdrawn=withdrawn)
            headline = INSIGHT.headline(replace(conclusion, finding=finding, claim=claim))
            assert not FORBIDDEN.search(headline)
    assert not FORBIDDEN.search(INSIGHT.headline(rule(told, asked)))


def test_the_answer_depends_on_the_history_alone() -> None:
    told = somebody(200, 2)
    before = dump(concluded(told))
    assert dump(concluded(told)) == before
    until = date.fromordinal(told.nights.day[149])
    assert dump(concluded(told.until(until))) == dump(concluded(somebody_until(told, 150)))


def somebody_until(told: History, n_nights: int) -> History:
    return told.until(date.fromordinal(FIRST_DAY + n_nights - 1))


def test_the_looks_are_the_mondays_before() -> None:
    looks = model_of(somebody(200))["looks"]
    assert looks["names"] == [STRAIN]
    assert len(looks["days"]) == 15
    assert all(date.fromordinal(day).weekday() == 0 for day in looks["days"])


def test_a_model_survives_storage(tmp_path: object) -> None:
    told = somebody(200)
    fitted = fit(told)
    path = f"{tmp_path}/model"
    joblib.dump(fitted.model, path)
    again = infer(joblib.load(path), told, {}, StrainToleranceArguments(12.0))
    assert dump(again) == dump(concluded(told, StrainToleranceArguments(12.0)))
    assert dump(load(StrainTolerance, dump(again))) == dump(again)


def test_what_is_missing_is_no_error() -> None:
    someone = person(120)
    nothing = np.full(120, np.nan)
    for columns in ({"strain": nothing}, {"strain": np.full(120, 10.0)}, gappy(someone.nights)):
        told = someone.history(**columns)
        for asked in (NOTHING_ASKED, StrainToleranceArguments(10.0)):
            conclusion = concluded(told, asked)
            assert dump(conclusion)
            assert INSIGHT.headline(conclusion)
    constant = someone.history(recovery_percent=np.full(120, 60.0))
    assert dump(concluded(constant, StrainToleranceArguments(10.0)))
    for told in (someone.history(recovery_percent=nothing), person(17).history(), empty()):
        with pytest.raises(TooLittleData):
            fit(told)


def gappy(nights: dict[str, Floats]) -> dict[str, Floats]:
    lost = np.random.default_rng(0).random(120) < 0.3
    return {name: np.where(lost, np.nan, values) for name, values in nights.items()}
