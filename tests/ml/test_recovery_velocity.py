import re
from array import array
from dataclasses import replace

import joblib
import numpy as np
import pytest

from ml.analyses.recovery_velocity import fit, infer
from ml.conclusion import Conclusion, dump, load
from ml.engines.after_low import after_low
from ml.engines.arrays import Floats
from ml.engines.night_table import night_table
from ml.history import History, empty
from ml.insights.recovery_velocity import INSIGHT, rule
from schema.answer import Basis, CaveatCode, Claim
from schema.arguments import NoArguments
from schema.recovery_velocity import RecoveryVelocity
from tests.ml.engines.person import person

FORBIDDEN = re.compile(r"\b(causes?|boosts?|optimal|safe|risk|burnout|needs? \d+ days?)\b")


def concluded(told: History) -> Conclusion[RecoveryVelocity]:
    return infer(fit(told).model, told, {}, NoArguments())  # pyright: ignore[reportArgumentType] as `fit` wrote it


def found(told: History) -> RecoveryVelocity:
    finding = concluded(told).finding
    assert finding is not None
    return finding


def with_low_days(n_low: int, after: tuple[float, ...] = (70.0, 70.0)) -> History:
    """Return somebody of 70, with so many low days of 20 and what follows each."""
    period = [70.0] * 6 + [20.0, *after]
    recovery = np.array([70.0] * 10 + period * n_low + [70.0] * 8)
    return person(len(recovery)).history(recovery_percent=recovery)


def test_known_days_give_known_gaps() -> None:
    told = with_low_days(12, after=(40.0, 60.0))
    finding = found(told)
    assert finding.low_days == 12
    path = finding.path
    assert path is not None
    mean = np.nanmean(night_table(told).recovery_percent)
    assert finding.usual_recovery_percent == pytest.approx(mean, abs=0.05)
    assert path.days_after == [1, 2, 3, 4, 5]
    assert path.events == [12] * 5
    assert path.gap_points == pytest.approx(np.array([40, 60, 70, 70, 70]) - mean, abs=0.06)
    assert finding.next_day_50_share == 0


@pytest.mark.parametrize(
    ("n_low", "has_path", "has_days"),
    [(9, False, False), (10, True, False), (49, True, False), (50, True, True)],
)
def test_the_gates_are_10_and_50_low_days(n_low: int, *, has_path: bool, has_days: bool) -> None:
    finding = found(with_low_days(n_low))
    assert finding.low_days == n_low
    assert (finding.path is not None) == has_path
    assert (finding.days_until_usual is not None) == has_days


def test_under_10_low_days_other_people_stand_in() -> None:
    conclusion = concluded(with_low_days(9))
    assert conclusion.basis is Basis.RULE
    assert conclusion.caveats == (CaveatCode.POPULATION,)
    assert INSIGHT.headline(conclusion) == (
        "In other people recovery is typically back within 4 points of their average the day "
        "after a red one, most of it by chance. Your own path needs 10 low days; there are 9."
    )


def test_white_noise_is_not_told_from_chance() -> None:
    told_apart = 0
    for seed in range(60):
        path = found(person(365, seed, noise_lag1=0.2).history()).path
        assert path is not None
        told_apart += not path.low[0] <= path.chance_gap_points[0] <= path.high[0]
    # A 90 % interval, and a reference estimated from the same days: at most 1 in 10.
    assert told_apart <= 10


def test_a_slow_return_is_seen() -> None:
    conclusion = concluded(with_low_days(50, after=(45.0, 50.0, 60.0)))
    finding = conclusion.finding
    assert finding is not None
    assert finding.days_until_usual is not None
    assert finding.days_until_usual.of_the_mean == 3
    assert finding.days_until_usual.median == 3
    headline = INSIGHT.headline(conclusion)
    # The day after is low too, and belongs to the run.
    assert "On the day after your 50 low days (recovery 45 or less)" in headline
    assert "within 5 points of your own after 3 days" in headline


@pytest.mark.parametrize(
    ("gap", "low", "high", "verdict"),
    [
        (-20.0, -25.0, -15.0, "so it came back more slowly than that"),
        (-8.0, -12.0, -4.0, "and the two cannot be told apart"),
        (1.0, -2.0, 4.0, "so it came back faster than that"),
    ],
)
def test_the_path_is_held_against_chance(gap: float, low: float, high: float, verdict: str) -> None:
    conclusion = concluded(with_low_days(12))
    finding = conclusion.finding
    assert finding is not None
    assert finding.path is not None
    path = replace(finding.path, gap_points=[gap], low=[low], high=[high], chance_gap_points=[-6.0])
    told = replace(conclusion, finding=replace(finding, path=path))
    assert verdict in INSIGHT.headline(told)
    assert "chance alone would have it 6 points under your mean" in INSIGHT.headline(told)


def rested(n_nights: int, effect: float, seed: int = 0) -> History:
    """Return somebody whose recovery after low days is higher by `effect` if they rested."""
    someone = person(n_nights, seed)
    recovery, strain = someone.nights["recovery_percent"].copy(), someone.nights["strain"]
    median = np.median(strain)
    for day in range(n_nights - 1):
        if recovery[day] <= 40 and strain[day] < median:
            recovery[day + 1] = min(99.0, recovery[day + 1] + effect)
    return someone.history(recovery_percent=recovery)


def test_planted_rest_is_described() -> None:
    rest = found(rested(600, 25.0)).rest
    assert rest is not None
    assert rest.interval90.low <= 25 <= rest.interval90.high + 5
    assert rest.difference_points > 10
    assert rest.rested + rest.not_rested >= 20
    assert rest.median_strain == pytest.approx(10.4, abs=0.5)


def test_rest_without_effect_mostly_spans_nothing() -> None:
    spans = [
        rest.interval90.low <= 0 <= rest.interval90.high
        for seed in range(40)
        if (rest := found(rested(400, 0.0, seed)).rest) is not None
    ]
    assert len(spans) == 40
    assert np.mean(spans) >= 0.8


def test_days_of_unknown_strain_were_neither_rested_nor_not() -> None:
    history = rested(600, 25.0)
    strain = np.where(np.arange(600) % 3 == 0, np.nan, np.asarray(history.nights.strain))
    columns = history.nights, array("d", strain.tolist())
    unworn = replace(history, nights=replace(columns[0], strain=columns[1]))
    table = night_table(unworn)
    low = np.flatnonzero(after_low(table.recovery_percent).events)  # pyright: ignore[reportOptionalMemberAccess] there are
    rest = found(unworn).rest
    assert rest is not None
    assert rest.rested + rest.not_rested <= np.isfinite(table.strain[low]).sum()


def test_rest_needs_20_low_days_with_a_known_strain() -> None:
    assert found(rested(100, 10.0)).rest is None
    someone = person(600)
    unknown = np.full(600, np.nan)
    assert found(someone.history(strain=unknown)).rest is None


def test_nothing_is_claimed() -> None:
    told = person(400).history()
    conclusion = concluded(told)
    assert conclusion.claim is Claim.DESCRIPTIVE
    assert conclusion.tested is None
    assert INSIGHT.error_budget is None
    assert CaveatCode.BOUNCES_BACK in conclusion.caveats
    for headline in (INSIGHT.headline(conclusion), INSIGHT.headline(rule(told, NoArguments()))):
        assert not FORBIDDEN.search(headline)
    assert re.match(
        r"On the day after your \d+ low days \(recovery \d+ or less\) recovery was on average "
        r"(\d+ points? (under|above) your mean|at your mean) \(90 % interval "
        r"(\d+ (under|above)|at it) to (\d+ (under|above)|at it)"
        r"\); chance alone would have it (\d+ points? under your mean|at your mean), ",
        INSIGHT.headline(conclusion),
    )


def test_the_answer_is_the_same_again_and_survives_storage(tmp_path: object) -> None:
    told = person(500).history()
    joblib.dump(fit(told).model, f"{tmp_path}/model")
    again = infer(joblib.load(f"{tmp_path}/model"), told, {}, NoArguments())
    assert dump(again) == dump(concluded(told))
    assert dump(load(RecoveryVelocity, dump(again))) == dump(again)


def test_what_is_missing_is_no_error() -> None:
    someone = person(200)
    for recovery in (np.full(200, np.nan), np.full(200, 60.0), every_third(someone.nights)):
        conclusion = concluded(someone.history(recovery_percent=recovery))
        assert dump(conclusion)
        assert INSIGHT.headline(conclusion)
    for told in (empty(), person(1).history(), person(25).history()):
        assert concluded(told).basis is Basis.RULE


def every_third(nights: dict[str, Floats]) -> Floats:
    return np.where(np.arange(200) % 3 == 0, nights["recovery_percent"], np.nan)
