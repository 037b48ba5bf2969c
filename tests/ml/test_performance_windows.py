from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from ml.analyses.performance_windows import evidence, fit, infer
from ml.conclusion import Conclusion, dump, load
from ml.engines.arrays import Floats
from ml.engines.looks import Ledger
from ml.engines.route_speed import route_speeds
from ml.history import History, empty
from ml.insights.performance_windows import INSIGHT, headline, rule
from schema.answer import Basis, Claim
from schema.arguments import NoArguments
from schema.clock_block import ClockBlock
from schema.performance_windows import PerformanceWindows
from tests.ml.engines.person import FIRST_DAY, RECOVERY_SD, person
from tests.ml.training import with_workouts

CLAIM = float(np.log(1 / 0.005))
# Typical starts of the four parts of the day.
STARTS = np.array([7.0, 12.0, 16.0, 19.0])
METERS_A_BEAT = 1.1


def runner(
    n_runs: int,
    seed: int,
    *,
    evening_percent: float = 0.0,
    evening_extra_minutes: float = 0.0,
    hard_evenings: float = 0.0,
    turned: float = 0.0,
    routes: bool = True,
) -> History:
    """Somebody who runs every other day, in the morning or the evening.

    Speed per heartbeat varies by 5 % from run to run, falls with length (2 % for 10 minutes) and
    rises with recovery (1 % for 10 points). Hard evenings add to the strain of evening runs.
    """
    rng = np.random.default_rng(seed)
    someone = person(2 * n_runs, seed)
    day = 2 * np.arange(n_runs)
    part = rng.choice([0, 3], n_runs)
    minutes = rng.normal(45, 8, n_runs) + evening_extra_minutes * (part == 3)
    bpm = rng.normal(150, 6, n_runs)
    ln_beat = (
        np.log(METERS_A_BEAT)
        + 0.05 * rng.standard_normal(n_runs)
        - 0.002 * (minutes - 45)
        + 0.001 * (someone.nights["recovery_percent"][day] - 60)
        + np.log1p(evening_percent / 100) * (part == 3)
    )
    return with_workouts(
        someone.history(),
        FIRST_DAY + day,
        (),
        start_hours=STARTS[part] + rng.uniform(-1, 1, n_runs) + turned,
        duration_minutes=minutes,
        average_heart_rate_bpm=bpm,
        distance_meters=np.exp(ln_beat) * bpm * minutes if routes else np.full(n_runs, np.nan),
        strain=np.clip(rng.normal(10, 3, n_runs) + hard_evenings * (part == 3), 0, 21),
    )


def told(history: History) -> tuple[Conclusion[PerformanceWindows], PerformanceWindows, str]:
    """The conclusion as it crosses processes, its finding and its headline."""
    conclusion = infer(fit(history).model, history, {}, NoArguments())  # pyright: ignore[reportArgumentType] as `fit` wrote
    assert load(PerformanceWindows, dump(conclusion)) == conclusion
    assert conclusion.finding is not None
    return conclusion, conclusion.finding, headline(conclusion)


def test_evenings_that_are_faster_at_the_same_heart_rate_are_found() -> None:
    conclusion, finding, sentence = told(runner(150, 1, evening_percent=6.0))
    assert conclusion.claim is Claim.ESTABLISHED
    assert (conclusion.tested, conclusion.found) == (1, 1)
    (running,) = finding.activities
    assert running.best is ClockBlock.EVENING
    assert running.best_probability > 0.8
    assert running.gap_interval90.low <= 6 <= running.gap_interval90.high
    # 1.1 meters a beat at 150 beats a minute.
    assert running.usual_speed_meters_per_minute == pytest.approx(170, abs=8)
    assert "after 18:00 your speed at the same heart rate was on average" in sentence
    assert "metres a minute higher (90 % interval" in sentence


@pytest.mark.parametrize("evening_extra_minutes", [0.0, 15.0])
def test_people_without_a_faster_part_see_none(evening_extra_minutes: float) -> None:
    """One look at alpha .005; of 200 people, 3 errors are 1.5 %. Longer runs are slower ones."""
    found = [
        evidence(runner(80, seed, evening_extra_minutes=evening_extra_minutes))["running"]
        for seed in range(200)
    ]
    assert np.mean(np.array(found) >= CLAIM) <= 0.005 + 0.015


def test_the_gap_covers_what_was_planted() -> None:
    """90 % intervals of 60 people, drawn towards zero: 3 errors are 12 %."""
    covered = 0
    for seed in range(60):
        (running,) = told(runner(80, seed, evening_percent=3.0))[1].activities
        way = 1 if running.best is ClockBlock.EVENING else -1
        low, high = running.gap_interval90.low, running.gap_interval90.high
        covered += low <= way * 3.0 <= high
    assert covered / 60 >= 0.90 - 0.12


def test_a_look_counts_only_where_one_part_stands_out() -> None:
    """Mornings are slow, afternoons and evenings alike: they differ, and none is the best."""
    history = runner(160, 9, evening_percent=8.0)
    start = np.asarray(history.workouts.start_hours).copy()
    (evening,) = np.nonzero(start > 12)
    start[evening[::2]] = 16.0
    undecided = columns(history, start_hours=start)
    conclusion, finding, _ = told(undecided)
    assert np.log(finding.activities[0].e_value) > CLAIM
    assert finding.activities[0].best_probability < 0.8
    assert evidence(undecided) == {"running": 0.0}
    assert conclusion.claim is Claim.NONE


def test_no_faster_part_states_the_interval_and_the_runs_to_answer() -> None:
    conclusion, finding, sentence = told(runner(60, 2))
    assert conclusion.claim is Claim.NONE
    (running,) = finding.activities
    assert running.workouts_to_answer_large is not None
    assert running.workouts_to_answer_large > 0
    assert f"about {running.workouts_to_answer_large} more workouts to show." in sentence
    assert "it probably differs by between" in sentence
    assert "No part of the day can be told" in sentence


def test_a_claim_that_faded_is_taken_back() -> None:
    history = runner(60, 2)
    model = dict(fit(history).model)
    last = history.nights.day[-1]
    monday = last - date.fromordinal(last).weekday()
    model["looks"] = Ledger(
        days=[monday - 7, monday], names=["running"], log_e=[[CLAIM + 1], [0.0]]
    )
    conclusion = infer(model, history, {}, NoArguments())  # pyright: ignore[reportArgumentType] a model
    assert conclusion.claim is Claim.NONE
    assert headline(conclusion).startswith("Earlier we reported that in 'running' the speed")


def test_an_early_signal_says_how_many_are_chance() -> None:
    conclusion, finding, _ = told(runner(150, 1, evening_percent=6.0))
    history = runner(150, 1, evening_percent=6.0)
    model = dict(fit(history).model)
    monday = history.nights.day[-1] - date.fromordinal(history.nights.day[-1]).weekday()
    # Between 1 / (6 x .005) and 1 / .005.
    model["looks"] = Ledger(days=[monday], names=["running"], log_e=[[float(np.log(50))]])
    early = infer(model, history, {}, NoArguments())  # pyright: ignore[reportArgumentType] a model
    assert early.claim is Claim.EMERGING
    assert early.found == 0
    assert headline(early).startswith("Early signal: up to 1 in 4 of these turn out to be chance.")
    assert conclusion.claim is not early.claim
    assert finding.activities[0].gap_percent > 0


def test_without_distances_nothing_is_said_of_output() -> None:
    conclusion, finding, sentence = told(runner(120, 3, hard_evenings=5.0, routes=False))
    assert conclusion.claim is Claim.DESCRIPTIVE
    assert conclusion.tested is None
    assert finding.activities == []
    assert finding.hard_sessions is not None
    assert finding.hard_sessions.hardest is ClockBlock.EVENING
    assert sentence.startswith("You train harder after 18:00 (mean strain 1")
    assert sentence.endswith("so nothing here measures output.")
    assert "perform" not in sentence


def test_equally_hard_parts_are_called_so() -> None:
    named = 0
    for seed in range(60):
        sessions = told(runner(80, seed, routes=False))[1].hard_sessions
        assert sessions is not None
        named += sessions.hardest is not None
    # P(best) of .80 and a gap above zero: of two alike parts about 1 in 10 people see one.
    assert named <= 12


def test_the_morning_after_a_hard_session_is_about_what_was_planted() -> None:
    """Planted are 15 points less after each of the hardest quarter of runs."""
    inside = 0
    for seed in range(20):
        history = runner(120, seed, routes=False)
        strain = np.asarray(history.workouts.strain)
        hard = np.asarray(history.workouts.day)[strain >= np.sort(strain)[90]]
        recovery = np.asarray(history.nights.recovery_percent)
        after = np.isin(np.asarray(history.nights.day) - 1, hard)
        lower = type(history.nights.strain)("d", np.clip(recovery - 15.0 * after, 1, 99))
        tired = replace(history, nights=replace(history.nights, recovery_percent=lower))
        sessions = told(tired)[1].hard_sessions
        assert sessions is not None
        assert sessions.nights_after == pytest.approx(30, abs=3)
        assert sessions.next_day_points is not None
        assert sessions.next_day_interval90 is not None
        assert sessions.next_day_points < 0
        low, high = sessions.next_day_interval90.low, sessions.next_day_interval90.high
        inside += low <= -15 <= high
    assert inside >= 15


def test_a_day_of_unknown_strain_was_neither_hard_nor_easy() -> None:
    history = runner(120, 0, routes=False)
    strain = np.where(np.arange(240) % 4 == 1, np.nan, np.asarray(history.nights.strain))
    unworn = replace(history.nights, strain=type(history.nights.strain)("d", strain.tolist()))
    sessions = told(replace(history, nights=unworn))[1].hard_sessions
    assert sessions is not None
    assert 0 < sessions.nights_after + sessions.nights_other <= np.isfinite(strain).sum()


def test_a_run_past_midnight_is_of_the_evening_and_zones_change_nothing() -> None:
    late = told(runner(100, 4, evening_percent=6.0, turned=5.5))[1].activities
    assert [block.block for block in late[0].blocks] == [ClockBlock.MIDDAY, ClockBlock.EVENING]
    usual = runner(100, 4, evening_percent=6.0)
    zones = type(usual.nights.strain)("d", np.where(np.arange(200) < 100, 0.0, 540.0))
    away = replace(usual, nights=replace(usual.nights, utc_offset_minutes=zones))
    assert told(away)[1].activities == told(usual)[1].activities


def test_lost_distances_are_left_out() -> None:
    history = runner(100, 5)
    distance = np.asarray(history.workouts.distance_meters).copy()
    distance[::20] /= 30
    lost = type(history.nights.strain)("d", distance)
    broken = replace(history, workouts=replace(history.workouts, distance_meters=lost))
    (whole,), (speeds,) = route_speeds(history, 30), route_speeds(broken, 30)
    assert len(whole.ln_speed_per_beat) - len(speeds.ln_speed_per_beat) in {4, 5}
    # Meters a heartbeat, by hand.
    meters = METERS_A_BEAT * np.exp(speeds.ln_speed_per_beat - np.log(METERS_A_BEAT))
    assert np.median(meters) == pytest.approx(METERS_A_BEAT, rel=0.05)


def columns(history: History, **values: Floats) -> History:
    changed = {name: type(history.nights.strain)("d", each) for name, each in values.items()}
    return replace(history, workouts=replace(history.workouts, **changed))


@pytest.mark.parametrize(
    "column", ["strain", "duration_minutes", "average_heart_rate_bpm", "distance_meters"]
)
@pytest.mark.parametrize("value", [np.nan, 0.0, 7.0])
def test_missing_and_constant_columns_raise_nothing(column: str, value: float) -> None:
    _, finding, sentence = told(columns(runner(60, 6), **{column: np.full(60, value)}))
    assert sentence.endswith(".")
    assert (finding.hard_sessions is None) == (column == "strain" and np.isnan(value))


def test_few_workouts_are_counted_by_the_rule() -> None:
    history = runner(20, 7)
    assert INSIGHT.have(history) == 20
    conclusion = rule(history, NoArguments())
    assert conclusion.basis is Basis.RULE
    sentence = headline(conclusion)
    assert sentence.startswith("Of your 5 hardest workouts (strain ")
    assert "In groups of people" in sentence
    assert headline(rule(empty(), NoArguments())).startswith("No workout with a strain is known")


def test_one_hardest_workout_is_told_in_the_singular() -> None:
    once = with_workouts(
        person(3, 0).history(),
        FIRST_DAY + np.array([1]),
        start_hours=np.array([7.0]),
        strain=np.array([12.0]),
    )
    sentence = headline(rule(once, NoArguments()))
    assert sentence.startswith("Your hardest workout (strain 12.0) started before 10:00.")


def test_the_effect_of_recovery_is_held_equal() -> None:
    """Evening runs on good days alone are faster, but not for the evening."""
    history = runner(150, 8)
    evening = np.asarray(history.workouts.start_hours) > 12
    recovery = np.asarray(history.nights.recovery_percent).copy()
    was = recovery[::2].copy()
    recovery[::2] = np.clip(60 + RECOVERY_SD * np.where(evening, 1.0, -1.0), 1, 99)
    recovery[::2] += np.random.default_rng(0).normal(0, 5, 150)
    factor = np.exp(0.002 * (recovery[::2] - was))
    faster = columns(history, distance_meters=np.asarray(history.workouts.distance_meters) * factor)
    kept = type(history.nights.strain)("d", recovery)
    fair = replace(faster, nights=replace(faster.nights, recovery_percent=kept))
    assert evidence(fair)["running"] < 1
    blind = replace(
        fair,
        nights=replace(
            fair.nights, recovery_percent=type(history.nights.strain)("d", np.full(300, np.nan))
        ),
    )
    assert evidence(blind)["running"] > CLAIM
