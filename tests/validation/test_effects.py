from pathlib import Path

import numpy as np
import pytest

from ml.engines.prior_list import PRE_REGISTERED
from ml.engines.type_nights import type_nights
from ml.insights import habit_impact, sleep_window
from schema.answer import Claim
from simulation.person import simulate
from simulation.planted import USUAL
from simulation.recovery import points
from validation import document
from validation.bedtimes import gain_of_window
from validation.claims import claims_at_looks
from validation.crowd import Crowd
from validation.effects import live_all
from validation.gates import answer, gates, looks_of
from validation.habits import BACKGROUND, draw_effects
from validation.histories import history_of
from validation.nothing import LAST_ON
from validation.planting import habit_effects, planted_on_top
from validation.targets import rows
from validation.year import year_of_looks


def test_gates_share_a_tenth() -> None:
    assert sum(gate.error_budget for gate in gates()) == pytest.approx(0.10)
    assert len(gates()) == 7


def test_a_year_of_looks_claims_what_each_answer_claimed() -> None:
    history = history_of(simulate(200, seed=3, last_on=LAST_ON))
    year = year_of_looks(history, lambda then: looks_of(habit_impact.INSIGHT, then))
    told = claims_at_looks(year.log_e, year.names, PRE_REGISTERED, 0.05)
    assert len(year.on) == 29
    assert year.night[-1] == 200
    assert told.established.any()
    for look in (9, 15, 22, 28):
        read = answer(habit_impact.INSIGHT, history.until(year.on[look]))
        assert read is not None
        assert read.finding is not None
        claims = {habit.habit: habit.claim for habit in read.finding.habits}
        for place, name in enumerate(year.names):
            established = claims.get(name) is Claim.ESTABLISHED
            assert told.established[look, place] == established
            assert told.emerging[look, place] == (claims.get(name) is Claim.EMERGING)


def test_nobody_is_told_anything_on_too_little() -> None:
    history = history_of(simulate(10, seed=1))
    assert answer(sleep_window.INSIGHT, history.until(LAST_ON.replace(year=2020))) is not None
    assert {gate.claim_of(history) for gate in gates()} <= {Claim.NONE, Claim.DESCRIPTIVE}


def test_plants_on_top_what_then_is_true() -> None:
    person = simulate(300, seed=9, planted=BACKGROUND)
    effects = habit_effects(person, {"caffeine": -1.0})
    recovery, true_points = planted_on_top(person, person.truth.done, effects)
    place = [habit.name for habit in person.habits].index("caffeine")
    done = person.truth.done[:, place]
    # A night that clipping does not touch falls by a whole SD against the other nights.
    shift = 22 * (done.mean() - 1.0 * done)
    latent = points(person.truth.latent)
    inner = (latent > 30) & (latent < 70) & np.isfinite(recovery)
    np.testing.assert_allclose(recovery[inner], (latent + shift)[inner], atol=0.51)
    assert -22 < true_points[place] < -17
    assert np.count_nonzero(true_points) == 1
    assert np.isnan(recovery).sum() == np.isnan(person.vitals.recovery_percent).sum()


def test_draws_three_habits_and_never_a_good_alcohol() -> None:
    drawn = [draw_effects(seed, 0.8) for seed in range(200)]
    assert {len(effects) for effects in drawn} == {3}
    assert {effects["alcohol"] for effects in drawn if "alcohol" in effects} == {-0.8}
    assert {effects["caffeine"] for effects in drawn if "caffeine" in effects} == {-0.8, 0.8}


def test_a_window_gains_its_mean_and_beyond_the_curve_goes_on_straight() -> None:
    truth = simulate(60, seed=1, planted=USUAL).truth
    middle, first = len(truth.bedtime_hours) // 2, truth.bedtime_hours[0]
    around = truth.bedtime_points[middle - 2 : middle + 3]
    gains = gain_of_window(truth, np.array([truth.bedtime_hours[middle], first - 1.0]))
    assert gains[0] == pytest.approx(around.mean())
    slope = (truth.bedtime_points[1] - truth.bedtime_points[0]) / 0.25
    assert gains[1] == pytest.approx(truth.bedtime_points[0] - slope)


def test_the_type_before_a_night_is_of_the_days_last_workout() -> None:
    history = history_of(simulate(60, seed=4))
    done, first = history.workouts, history.nights.day[0]
    kind = type_nights(history).kind
    for night, each in enumerate(kind.tolist()):
        before = [i for i, day in enumerate(done.day) if day == first + night - 1]
        last = max(before, key=lambda i: done.start_hours[i], default=None)
        assert each == (-1 if last is None else done.activity[last])


@pytest.mark.audit
def test_a_tiny_suite_from_people_to_document(tmp_path: Path) -> None:
    lives = live_all(Crowd(), users=3, first_seed=7)
    assert [len(people) for people in lives.nothing.values()] == [3, 3]
    assert {row.target for row in rows(lives)} == {1, 2, 3, 4, 5, 6, 13}
    path = tmp_path / "evidence.md"
    begin, end = document.markers(document.EFFECTS)
    path.write_text(f"# Title\n\n{begin}\nold\n{end}\n\nEnd.\n")
    document.write(path, document.section(lives, "a command"))
    written = path.read_text()
    assert "\nold\n" not in written
    assert written.startswith("# Title\n")
    assert written.endswith("\nEnd.\n")
    assert "Made by `a command`" in written
    assert written.count("| 1 | nothing true") == 4


def test_refuses_a_document_without_markers(tmp_path: Path) -> None:
    path = tmp_path / "evidence.md"
    path.write_text("# Title\n")
    with pytest.raises(document.NoPlaceToWrite, match=r"evidence\.md"):
        document.write(path, "tables")
