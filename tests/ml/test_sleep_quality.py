import re
from dataclasses import replace

import joblib
import numpy as np
import pytest

from ml.analyses.sleep_quality import HYPOTHESIS, Model, fit, infer
from ml.conclusion import Conclusion, dump, load
from ml.engines.looks import Ledger
from ml.history import History, empty
from ml.insights.sleep_quality import CURVE_NIGHTS, ERROR_BUDGET, INSIGHT, rule, suggested
from schema.answer import Basis, CaveatCode, Claim
from schema.arguments import NoArguments
from schema.interval import Interval
from schema.sleep_quality import SleepChange, SleepDifference, SleepOutcome, SleepQuality
from tests.ml.engines.person import FIRST_DAY, RECOVERY_SD, person

FORBIDDEN = re.compile(r"\b(causes?|boosts?|optimal|safe|risk|burnout)\b", re.IGNORECASE)
# HRV of the made-up person, ms.
USUAL_HRV_MS = 60.0


def sleeper(
    n_nights: int, seed: int = 0, *, per_hour: float = 0.0, plateau: float = np.inf
) -> History:
    """Return somebody whose HRV (in logs) and recovery (in SDs) rise with hours asleep."""
    someone, rng = person(n_nights, seed), np.random.default_rng(seed + 900)
    hours = rng.normal(7.2, 1.1, n_nights)
    counted = np.minimum(hours, plateau)
    longer = per_hour * (counted - counted.mean())
    recovery = someone.nights["recovery_percent"] + RECOVERY_SD * longer / 0.24
    return someone.history(
        asleep_minutes=60 * hours,
        in_bed_minutes=60 * hours / rng.normal(0.92, 0.03, n_nights),
        sleep_need_minutes=np.full(n_nights, 500.0),
        hrv_rmssd_ms=someone.nights["hrv_rmssd_ms"] * np.exp(longer),
        recovery_percent=np.clip(recovery, 1, 99),
    )


def concluded(told: History) -> Conclusion[SleepQuality]:
    return infer(model_of(told), told, {}, NoArguments())


def model_of(told: History) -> Model:
    return fit(told).model  # pyright: ignore[reportReturnType] as `fit` wrote it


def found(told: History) -> SleepQuality:
    finding = concluded(told).finding
    assert finding is not None
    return finding


def difference(
    finding: SleepQuality, outcome: SleepOutcome, change: SleepChange
) -> SleepDifference:
    (one,) = (d for d in finding.differences if d.outcome is outcome and d.change is change)
    return one


def looked_at(told: History, *e_values: float) -> Conclusion[SleepQuality]:
    """Return the conclusion, had the looks had these e-values."""
    days = [FIRST_DAY + 7 * week for week in range(len(e_values))]
    log_e = [[float(np.log(e_value))] for e_value in e_values]
    looks = Ledger(days=days, names=[HYPOTHESIS], log_e=log_e)
    model: Model = {**model_of(told), "looks": looks}
    return infer(model, told, {}, NoArguments())


def test_planted_sleep_is_found_on_hrv() -> None:
    conclusion = concluded(sleeper(300, per_hour=0.10))
    assert conclusion.claim is Claim.ESTABLISHED
    assert (conclusion.tested, conclusion.found) == (1, 1)
    finding = conclusion.finding
    assert finding is not None
    hrv = difference(finding, SleepOutcome.HRV, SleepChange.HALF_HOUR_LONGER)
    assert hrv.unit == "ms"
    truth = USUAL_HRV_MS * float(np.expm1(0.05))
    assert hrv.interval90.low <= truth <= hrv.interval90.high
    recovery = difference(finding, SleepOutcome.RECOVERY, SleepChange.HALF_HOUR_LONGER)
    assert recovery.interval90.low <= 0.05 * RECOVERY_SD / 0.24 <= recovery.interval90.high
    assert finding.usual_hrv_ms == pytest.approx(USUAL_HRV_MS, abs=3)
    assert re.match(
        r"Your HRV differs with your time asleep: half an hour more than the 7 h \d\d min usual of "
        r"your last 28 known nights goes with an HRV \d\.\d ms higher \(90 % "
        r"interval \d\.\d to \d\.\d\), and a recovery \d+ points higher \(90 % interval "
        r"-?\d+ to \d+\) \(29\d nights, comparing similar days\)\.",
        INSIGHT.headline(conclusion),
    )


def test_nothing_planted_is_not_established() -> None:
    claims = [concluded(sleeper(150, seed)).claim for seed in range(40)]
    assert Claim.ESTABLISHED not in claims


def test_recovery_alone_makes_no_claim() -> None:
    """Recovery is computed from sleep: a difference of it without one of HRV claims nothing."""
    someone, rng = person(300, 2), np.random.default_rng(1)
    hours = rng.normal(7.2, 1.1, 300)
    recovery = np.clip(someone.nights["recovery_percent"] + 12 * (hours - 7.2), 1, 99)
    told = someone.history(asleep_minutes=60 * hours, recovery_percent=recovery)
    conclusion = concluded(told)
    assert conclusion.claim is Claim.NONE
    assert conclusion.finding is not None
    shown = difference(conclusion.finding, SleepOutcome.RECOVERY, SleepChange.HALF_HOUR_LONGER)
    assert shown.interval90.low > 2


def test_no_claim_states_interval_and_wait() -> None:
    conclusion = concluded(sleeper(80, 3))
    assert conclusion.claim is Claim.NONE
    headline = INSIGHT.headline(conclusion)
    assert re.search(r"is probably between [-+]?\d\.\d and [-+]?\d\.\d ms", headline)
    assert "a planned experiment is quicker" in headline
    finding = conclusion.finding
    assert finding is not None
    assert finding.usual_hrv_ms is not None
    # Of half an hour throughout: half of 10 % and of 5 % for an hour.
    large, small = (round(finding.usual_hrv_ms * share / 2, 1) for share in (0.10, 0.05))
    assert f"A difference of {large:g} ms at every length of sleep " in headline
    assert f"one of {small:g} ms " in headline
    assert "hour" not in headline.partition("A difference of")[2]
    assert finding.days_to_answer_small is None or finding.days_to_answer_small > 0
    assert finding.suggested_minutes is None


def test_a_plateau_is_where_half_an_hour_more_brings_little() -> None:
    conclusion = concluded(sleeper(700, 1, per_hour=0.20, plateau=7.5))
    finding = conclusion.finding
    assert finding is not None
    assert finding.diminishing_from_minutes == pytest.approx(7.4 * 60, abs=30)
    assert finding.suggested_minutes is not None
    assert 420 <= finding.suggested_minutes.low == finding.diminishing_from_minutes
    assert finding.suggested_minutes.high <= max(finding.curves[0].asleep_minutes)
    assert "half an hour more goes with under 1 point of recovery" in INSIGHT.headline(conclusion)


def test_less_than_7_hours_is_never_suggested() -> None:
    finding = found(sleeper(500, 1, per_hour=0.20, plateau=6.0))
    assert finding.diminishing_from_minutes is not None
    assert finding.diminishing_from_minutes < 420
    assert finding.suggested_minutes is None or finding.suggested_minutes.low >= 420
    for most in (400.0, 440.0):
        curves = [replace(curve, asleep_minutes=[300.0, most]) for curve in finding.curves]
        assert suggested(replace(finding, curves=curves), Claim.ESTABLISHED) is None
    curves = [replace(curve, asleep_minutes=[300.0, 500.0]) for curve in finding.curves]
    offered = suggested(replace(finding, curves=curves), Claim.ESTABLISHED)
    if finding.differences[0].estimate > 0:
        assert offered == Interval(low=420, high=480)
    assert suggested(replace(finding, curves=curves), Claim.EMERGING) is None


def test_gains_diminish_from_where_they_stay_small() -> None:
    history = sleeper(120, per_hour=0.1)
    model = model_of(history)
    (curve,) = (each for each in model["curves"] if each["outcome"] == SleepOutcome.RECOVERY.name)
    # A dip among the shortest nights, then gains, then none worth a point.
    fourth = curve["asleep_minutes"][3]
    for gains, start in (([0.4, 2.0, 2.0, 0.8, 0.3, 0.1], fourth), ([0.4, 2.0, 2.0], None)):
        curve["gains"] = gains
        finding = infer(model, history, {}, NoArguments()).finding
        assert finding is not None
        assert finding.diminishing_from_minutes == start


def test_shorter_sleep_is_never_the_suggestion_of_a_falling_curve() -> None:
    finding = found(sleeper(400, 2, per_hour=-0.10))
    assert finding.differences[0].estimate < 0
    assert finding.suggested_minutes is None


def test_every_outcome_and_change_is_shown() -> None:
    finding = found(sleeper(200, 4, per_hour=0.05))
    assert {(d.outcome, d.change) for d in finding.differences} == {
        (outcome, change) for outcome in SleepOutcome for change in SleepChange
    }
    assert {d.unit for d in finding.differences} == {"ms", "bpm", "recovery points"}
    assert [curve.outcome for curve in finding.curves] == list(SleepOutcome)
    for curve in finding.curves:
        lengths = {
            len(curve.asleep_minutes),
            len(curve.difference),
            len(curve.low),
            len(curve.high),
        }
        assert len(lengths) == 1
        bands = zip(curve.low, curve.difference, curve.high, strict=True)
        assert all(low <= middle <= high for low, middle, high in bands)


def test_the_gates_are_21_and_30_nights() -> None:
    assert INSIGHT.need == 21
    thin = concluded(sleeper(CURVE_NIGHTS + 3))
    assert thin.basis is Basis.RULE
    assert thin.claim is Claim.DESCRIPTIVE
    assert thin.caveats == (CaveatCode.POPULATION,)
    assert re.match(
        r"You have slept about \d h \d\d min a night lately, and your need is reckoned at "
        r"8 h 20 min; "
        r"adults are advised 7 to 9 hours\.",
        INSIGHT.headline(thin),
    )
    enough = concluded(sleeper(CURVE_NIGHTS + 4))
    assert enough.basis is Basis.OWN_DATA
    assert CaveatCode.WRIST_ESTIMATE in enough.caveats


def test_the_rule_describes_and_advises() -> None:
    told = person(20).history(asleep_minutes=np.full(20, 430.0))
    conclusion = rule(told, NoArguments())
    assert conclusion.finding is not None
    assert conclusion.finding.usual_asleep_minutes == 430
    assert INSIGHT.headline(conclusion) == (
        "You have slept about 7 h 10 min a night lately; adults are advised 7 to 9 hours. What "
        "longer sleep goes with needs 30 comparable nights."
    )
    assert INSIGHT.headline(rule(empty(), NoArguments())) == (
        "No night with a time asleep is known yet; adults are advised 7 to 9 hours."
    )


def test_the_usual_is_of_the_last_28_nights() -> None:
    minutes = np.concatenate([np.full(100, 300.0), np.full(28, 480.0)])
    told = person(128).history(asleep_minutes=minutes)
    assert rule(told, NoArguments()).finding == replace(
        found(person(10).history()), usual_asleep_minutes=480.0
    )


def test_what_was_established_and_has_faded_is_taken_back() -> None:
    told = sleeper(150, 5)
    assert looked_at(told, 2 / ERROR_BUDGET).claim is Claim.ESTABLISHED
    faded = looked_at(told, 2 / ERROR_BUDGET, 1.0)
    assert faded.claim is Claim.NONE
    assert faded.finding is not None
    assert faded.finding.withdrawn
    assert INSIGHT.headline(faded).startswith(
        "Earlier we reported that your HRV differs with your time asleep; newer data no longer "
        "support it. No reliable difference with time asleep can be seen yet"
    )
    early = looked_at(told, 0.3 / ERROR_BUDGET)
    assert early.claim is Claim.EMERGING
    assert INSIGHT.headline(early).startswith(
        "Early signal: up to 1 in 4 of these turn out to be chance."
    )


def test_no_claim_level_uses_words_that_say_more() -> None:
    conclusion = concluded(sleeper(200, 1, per_hour=0.1))
    assert conclusion.finding is not None
    for claim in Claim:
        for withdrawn in (False, True):
            finding = replace(conclusion.finding, withdrawn=withdrawn)
            headline = INSIGHT.headline(replace(conclusion, finding=finding, claim=claim))
            assert not FORBIDDEN.search(headline)


def test_without_hrv_nothing_is_tested() -> None:
    someone = person(120, 1)
    told = someone.history(hrv_rmssd_ms=np.full(120, np.nan))
    conclusion = concluded(told)
    assert conclusion.claim is Claim.DESCRIPTIVE
    assert conclusion.tested == 0
    assert conclusion.finding is not None
    assert conclusion.finding.e_value is None
    assert {d.outcome for d in conclusion.finding.differences} == {
        SleepOutcome.RESTING_HEART_RATE,
        SleepOutcome.RECOVERY,
    }
    assert INSIGHT.headline(conclusion).startswith("You have slept about")


def test_the_answer_is_the_same_again_and_survives_storage(tmp_path: object) -> None:
    told = sleeper(200, 6, per_hour=0.1)
    joblib.dump(fit(told).model, f"{tmp_path}/model")
    again = infer(joblib.load(f"{tmp_path}/model"), told, {}, NoArguments())
    assert dump(again) == dump(concluded(told))
    assert dump(load(SleepQuality, dump(again))) == dump(again)


def test_what_is_missing_is_no_error() -> None:
    someone, nothing = person(120), np.full(120, np.nan)
    constant = np.full(120, 430.0)
    lost = np.where(np.arange(120) % 3 == 0, np.nan, someone.nights["asleep_minutes"])
    for columns in (
        {"asleep_minutes": nothing},
        {"asleep_minutes": constant},
        {"asleep_minutes": lost},
        {"recovery_percent": nothing},
        {"recovery_percent": np.full(120, 60.0)},
        {"sleep_onset_hours": nothing},
    ):
        conclusion = concluded(someone.history(**columns))
        assert dump(conclusion)
        assert INSIGHT.headline(conclusion)
    for told in (empty(), person(1).history()):
        assert concluded(told).basis is Basis.RULE
