from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from ml.analyses.workout_timing import HYPOTHESIS, evidence, fit, infer
from ml.conclusion import Conclusion, dump, load
from ml.engines.arrays import Floats
from ml.engines.looks import Ledger
from ml.history import History, empty
from ml.insights import sleep_summary
from ml.insights.workout_timing import INSIGHT, describe, headline, rule
from schema.answer import Basis, Claim
from schema.arguments import NoArguments
from schema.workout_timing import GapEdge, WorkoutTiming
from tests.ml.engines.person import FIRST_DAY, RECOVERY_SD, person
from tests.ml.engines.person import history as made
from tests.ml.trainee import BEDTIME, trainee
from tests.ml.training import with_workouts

CLAIM = float(np.log(1 / 0.005))


def told(history: History) -> tuple[Conclusion[WorkoutTiming], WorkoutTiming, str]:
    """The conclusion as it crosses processes, its finding and its headline."""
    fitted = fit(history)
    conclusion = infer(fitted.model, history, {}, NoArguments())  # pyright: ignore[reportArgumentType] as `fit` wrote
    read = load(WorkoutTiming, dump(conclusion))
    assert read == conclusion
    assert conclusion.finding is not None
    return conclusion, conclusion.finding, headline(conclusion)


def test_late_training_that_goes_with_less_is_found() -> None:
    conclusion, finding, sentence = told(trainee(300, 1, per_hour_late_sd=0.2))
    assert conclusion.claim is Claim.ESTABLISHED
    assert (conclusion.tested, conclusion.found) == (1, 1)
    assert finding.window is not None
    assert finding.window.from_hours > 6
    assert finding.window.gain_probability > 0.95
    assert "your recovery was on average" in sentence
    assert "points higher (90 % interval" in sentence
    assert "comparing similar days" in sentence


def test_the_loss_of_each_late_hour_is_about_what_was_planted() -> None:
    """Planted are 6.6 points for each hour closer than 4; 90 % intervals, drawn towards zero."""
    covered = 0
    for seed in range(15):
        late = told(trainee(300, seed, per_hour_late_sd=0.3, late_from=4.0))[1].late
        assert late is not None
        assert late.per_hour_points < 0
        covered += late.per_hour_interval90.low <= -0.3 * RECOVERY_SD
        covered -= late.per_hour_interval90.high < -0.3 * RECOVERY_SD
    assert covered >= 11


def test_the_gain_is_about_what_was_planted() -> None:
    """The mean planted loss outside is what a window gains: 90 % intervals of 20 people."""
    inside = 0
    for seed in range(20):
        history = trainee(300, seed, per_hour_late_sd=0.1)
        window = told(history)[1].window
        assert window is not None
        gap = BEDTIME - np.asarray(history.workouts.start_hours) - 1
        loss = 0.1 * RECOVERY_SD * np.maximum(0, 8 - gap)
        within = (gap >= window.from_hours) & (gap <= window.to_hours)
        truth = loss.mean() - loss[within].mean()
        inside += window.gain_interval90.low <= truth <= window.gain_interval90.high
    assert inside >= 15


@pytest.mark.parametrize("strain_by_lateness", [0.0, 0.6])
def test_people_without_an_effect_of_timing_see_none(strain_by_lateness: float) -> None:
    """One look at alpha .005; of 200 people, 3 errors are 1.5 %. Late sessions may be harder."""
    found = [
        evidence(trainee(160, seed, strain_by_lateness=strain_by_lateness))[HYPOTHESIS]
        for seed in range(200)
    ]
    assert np.mean(np.array(found) >= CLAIM) <= 0.005 + 0.015


def test_half_a_year_shows_a_strong_effect_of_timing() -> None:
    """.25 SD for each hour closer than 8, an SD of .5: found in most people on 125 nights."""
    found = [
        evidence(trainee(180, seed, per_hour_late_sd=0.25))[HYPOTHESIS] >= CLAIM
        for seed in range(40)
    ]
    assert np.mean(found) >= 0.7


def test_a_look_counts_only_where_a_window_gains_for_sure() -> None:
    """Mornings alone, worst at 9:00: every window of two hours holds that hour as well."""
    n_days = 90
    rng = np.random.default_rng(0)
    gap = np.clip(15.9 - rng.exponential(1.0, n_days), 2, 16)
    recovery = 75 + 8 * rng.standard_normal(n_days + 1)
    recovery[1:] -= 36 * np.exp(-0.5 * ((gap - 14.5) / 0.4) ** 2)
    history = with_workouts(
        person(n_days + 1, 0).history(
            recovery_percent=np.clip(recovery, 1, 99),
            sleep_onset_hours=np.full(n_days + 1, BEDTIME - 24),
        ),
        FIRST_DAY + np.arange(n_days),
        start_hours=BEDTIME - gap - 1,
        strain=rng.uniform(5, 15, n_days),
    )
    conclusion, finding, _ = told(history)
    assert finding.e_value is not None
    assert np.log(finding.e_value) > CLAIM
    assert finding.window is not None
    assert finding.window.gain_probability < 0.95
    assert evidence(history) == {HYPOTHESIS: 0.0}
    assert conclusion.claim is Claim.NONE


@pytest.mark.parametrize("turned", [24.0, -10.0, 9.5])
def test_day_sleepers_get_the_same_answer(turned: float) -> None:
    """A whole life lived 10 hours earlier or 9.5 later, across midnight, is the same life."""
    _, usual, _ = told(trainee(120, 3, per_hour_late_sd=0.2))
    _, other, _ = told(trainee(120, 3, per_hour_late_sd=0.2, turned=turned))
    assert usual.window is not None
    assert other.window is not None
    assert other.window.from_hours == pytest.approx(usual.window.from_hours, abs=0.02)
    assert other.window.gain_points == pytest.approx(usual.window.gain_points, abs=0.02)
    assert other.late_share == usual.late_share
    assert other.e_value == pytest.approx(usual.e_value)


def test_crossing_zones_makes_no_workout_late() -> None:
    home = trainee(120, 4)
    zones = np.where(np.arange(120) < 60, 0.0, 540.0)
    away = replace(
        home, nights=replace(home.nights, utc_offset_minutes=type(home.nights.strain)("d", zones))
    )
    assert describe(away) == describe(home)
    one, other = told(home)[1].window, told(away)[1].window
    assert one is not None
    assert other is not None
    # The night of the flight alone is held apart.
    assert other.from_hours == pytest.approx(one.from_hours, abs=1.0)


def test_no_effect_states_the_interval_and_the_days_to_answer() -> None:
    conclusion, finding, sentence = told(trainee(150, 6))
    assert conclusion.claim is Claim.NONE
    assert finding.earlier is not None
    low, high = finding.earlier.interval90.low, finding.earlier.interval90.high
    assert low < 0 < high
    assert f"between {low:+.0f} and {high:+.0f} points" in sentence
    assert "An 11-point effect" in sentence
    assert "a 5-point one" in sentence


def test_what_was_claimed_and_faded_is_taken_back() -> None:
    history = trainee(150, 6)
    model = dict(fit(history).model)
    last = FIRST_DAY + 149
    monday = last - (date.fromordinal(last).weekday())
    model["looks"] = Ledger(
        days=[monday - 7, monday], names=[HYPOTHESIS], log_e=[[CLAIM + 1], [0.0]]
    )
    conclusion = infer(model, history, {}, NoArguments())  # pyright: ignore[reportArgumentType] a model
    assert conclusion.finding is not None
    assert conclusion.finding.withdrawn
    assert conclusion.claim is Claim.NONE
    sentence = headline(conclusion)
    assert sentence.startswith("Earlier we reported that recovery goes with the gap")
    assert "newer data no longer support it. " in sentence


@pytest.mark.parametrize(
    ("edge", "ending"),
    [
        (GapEdge.SHORTEST, "Ending closer to bedtime is untested."),
        (GapEdge.LONGEST, "Ending earlier is untested."),
        (None, "than in your usual mixture."),
    ],
)
@pytest.mark.parametrize("claim", [Claim.ESTABLISHED, Claim.EMERGING])
def test_a_claim_names_its_edge_and_an_early_signal_its_chance(
    claim: Claim, edge: GapEdge | None, ending: str
) -> None:
    conclusion, finding, _ = told(trainee(300, 1, per_hour_late_sd=0.2))
    assert finding.window is not None
    edged = replace(finding, window=replace(finding.window, edge=edge))
    sentence = headline(replace(conclusion, finding=edged, claim=claim))
    assert sentence.endswith(ending)
    assert ("up to 1 in 4 of these turn out to be chance" in sentence) is (claim is Claim.EMERGING)


def test_parts_of_the_day_are_counted_and_drawn_together() -> None:
    _, finding, _ = told(trainee(200, 7))
    morning, midday, afternoon, evening = finding.blocks
    assert (morning.training_days, morning.difference_points) == (0, None)
    counts = [block.training_days for block in finding.blocks]
    assert sum(counts) == finding.training_days
    for block in (midday, afternoon, evening):
        assert block.difference_points is not None
        assert block.interval90 is not None
        assert block.interval90.low <= block.difference_points <= block.interval90.high
        # Nothing is planted: differences of 60 nights each would be some 3 points raw.
        assert abs(block.difference_points) < 3


def test_twenty_training_days_describe_and_compare_nothing() -> None:
    conclusion, finding, sentence = told(trainee(40, 8))
    assert INSIGHT.have(trainee(40, 8)) >= INSIGHT.need
    assert conclusion.claim is Claim.DESCRIPTIVE
    assert finding.window is None
    assert finding.e_value is None
    assert sentence.startswith("The last workout of your day usually ends around 1")
    assert "In 14,689 WHOOP users" in sentence


def test_the_description_by_hand() -> None:
    """Asleep at 23:30; the last workouts end at 18, 20 and, past midnight, 0:30."""
    nights = person(20, 0).history(
        sleep_onset_hours=np.full(20, -0.5), wake_onset_hours=np.full(20, 7.0)
    )
    day = FIRST_DAY + np.array([10, 11, 11, 12])
    starts: Floats = np.array([17.0, 8.0, 19.0, 23.5])
    found = describe(with_workouts(nights, day, start_hours=starts))
    assert found.training_days == 3
    assert found.usual_bedtime == "23:30"
    # 6.25 and 22.25 on one clock: their circular mean, between 20:00 and 21:30.
    assert found.usual_end is not None
    assert "20:00" < found.usual_end < "21:30"
    assert found.late_share == pytest.approx(0.667)
    assert [block.training_days for block in found.blocks] == [0, 0, 1, 2]


def test_the_usual_bedtime_is_that_of_the_sleep_summary() -> None:
    """The strap was off every other night: 90 nights reach back further than 90 days."""
    n_nights = 100
    onset = np.where(np.arange(n_nights) < 60, -2.0, 1.0)
    someone = person(n_nights, 0).nights | {
        "sleep_onset_hours": onset,
        "wake_onset_hours": onset + 8,
    }
    days = np.arange(0.0, 2.0 * n_nights, 2.0)
    nights = made(someone, np.zeros((n_nights, 0)), (), days)
    told = with_workouts(nights, FIRST_DAY + np.array([190]), start_hours=np.array([18.0]))
    slept = sleep_summary.describe(told)
    assert slept is not None
    assert describe(told).usual_bedtime == slept.usual_bedtime


def test_the_rule_needs_no_workout() -> None:
    conclusion = rule(empty(), NoArguments())
    assert conclusion.basis is Basis.RULE
    assert headline(conclusion) == "No workout is known yet."


@pytest.mark.parametrize(("days", "said"), [(2, "On your 2 training days the"), (7, "The")])
def test_two_days_are_no_habit(days: int, said: str) -> None:
    told = with_workouts(
        person(30, 1).history(), FIRST_DAY + np.arange(days), start_hours=np.full(days, 18.0)
    )
    assert headline(rule(told, NoArguments())).startswith(f"{said} last workout")


@pytest.mark.parametrize("column", ["recovery_percent", "sleep_onset_hours", "strain"])
def test_missing_and_constant_columns_raise_nothing(column: str) -> None:
    history = trainee(80, 9)
    for values in (np.full(80, np.nan), np.full(80, 7.0)):
        kept = type(history.nights.strain)("d", values)
        _, finding, sentence = told(
            replace(history, nights=replace(history.nights, **{column: kept}))
        )
        assert finding.training_days > 0
        assert sentence.endswith(".")


def test_workouts_without_minutes_or_strain_raise_nothing() -> None:
    history = trainee(80, 9)
    gone = type(history.nights.strain)("d", np.full(len(history.workouts.day), np.nan))
    for column in ("duration_minutes", "strain"):
        lacking = replace(history, workouts=replace(history.workouts, **{column: gone}))
        assert told(lacking)[1].training_days == len(gone)
