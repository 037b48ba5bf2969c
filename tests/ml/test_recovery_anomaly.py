"""Recovery anomaly: planted nights are told with their signals, and usual ones are not."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from ml.analyses.recovery_anomaly import fit
from ml.history import History
from ml.insight import Kept
from ml.insights.recovery_anomaly import INSIGHT, have
from schema.answer import Basis, CaveatCode
from schema.recovery_anomaly import (
    LoggedCause,
    NightDirection,
    NightState,
    RecoveryAnomaly,
    VitalSign,
)
from tests.ml.asking import ask, finding, ruled
from tests.ml.histories import first_days, with_answers, with_nights
from tests.ml.simulated import Town

# Far towards strain, as differences of ln ms, bpm, breaths a minute and degrees Celsius.
SHIFT = {
    "hrv_rmssd_ms": -0.6,
    "resting_heart_rate_bpm": 12.0,
    "respiratory_rate_rpm": 2.4,
    "skin_temperature_celsius": 1.2,
}


@pytest.fixture(scope="module")
def usual_night(town: Town) -> History:
    """Return 160 nights of which the last is in no way special."""
    history = first_days(town.life("nothing", 200, 3)[1], 160)
    return changed(history, medians(history), 1)


def medians(history: History) -> dict[str, float]:
    return {name: float(np.nanmedian(np.array(getattr(history.nights, name)))) for name in SHIFT}


def changed(history: History, last: dict[str, float], count: int) -> History:
    columns = {name: list(getattr(history.nights, name)) for name in last}
    for name, value in last.items():
        columns[name][-count:] = [value] * count
    return with_nights(history, **columns)


def ill(history: History, count: int = 1) -> History:
    """Return the history with its last nights moved far towards strain."""
    last = {name: usual + SHIFT[name] for name, usual in medians(history).items()}
    last["hrv_rmssd_ms"] = medians(history)["hrv_rmssd_ms"] * np.exp(SHIFT["hrv_rmssd_ms"])
    return changed(history, last, count)


def told(history: History) -> RecoveryAnomaly:
    found = finding(ask("recovery_anomaly", history))
    assert isinstance(found, RecoveryAnomaly)
    return found


def test_a_usual_night_is_told_as_usual(usual_night: History) -> None:
    found = told(usual_night)
    assert found.state is NightState.USUAL
    assert (found.nights_running, found.rarity) == (0, None)
    assert "nothing unusual" in ask("recovery_anomaly", usual_night).headline


def test_an_ill_night_is_told_with_its_signals_and_how_rare_it_is(usual_night: History) -> None:
    history = ill(usual_night, 2)
    found, answered = told(history), ask("recovery_anomaly", history)
    assert found.state is NightState.STRONGLY_UNUSUAL
    assert found.direction is NightDirection.TOWARDS_STRAIN
    assert found.nights_running == 2
    by_name = {each.signal: each for each in found.signals}
    assert by_name[VitalSign.RESTING_HEART_RATE].difference == pytest.approx(12, abs=1)
    assert by_name[VitalSign.RESPIRATORY_RATE].difference == pytest.approx(2.4, abs=0.2)
    assert by_name[VitalSign.SKIN_TEMPERATURE].difference == pytest.approx(1.2, abs=0.15)
    assert by_name[VitalSign.HEART_RATE_VARIABILITY].difference < -15
    assert all(each.contributes for each in found.signals)
    assert found.rarity_nights is not None
    assert found.rarity_nights >= 30
    assert "breaths a minute above your usual" in answered.headline
    assert "last of 2 such nights" in answered.headline
    assert answered.conclusion is not None
    assert answered.conclusion.caveats == (CaveatCode.NOT_MEDICAL, CaveatCode.TRUST_YOURSELF)


def test_the_other_direction_is_no_alert(usual_night: History) -> None:
    rested = {"resting_heart_rate_bpm": 40.0, "hrv_rmssd_ms": 140.0}
    found = told(changed(usual_night, rested, 1))
    assert found.state is NightState.USUAL
    assert found.direction is NightDirection.TOWARDS_REST


def test_what_was_logged_of_the_night_is_told_and_of_other_nights_is_not(
    usual_night: History,
) -> None:
    day = usual_night.nights.day
    history = replace(usual_night, questions=("alcohol", "luteal_phase"))
    asked = with_answers(history, [(day[-1], 0, 1), (day[-1], 1, 0), (day[-2], 1, 1)])
    assert told(asked).logged_causes == [LoggedCause.ALCOHOL]
    luteal = with_answers(history, [(day[-1], 0, 0), (day[-1], 1, 1)])
    assert told(luteal).logged_causes == [LoggedCause.LUTEAL_PHASE]


def test_another_time_zone_and_a_late_hard_workout_are_told(usual_night: History) -> None:
    offsets = [60.0] * len(usual_night.nights.day)
    clocks = with_nights(usual_night, utc_offset_minutes=[*offsets[:-1], offsets[-2] + 60])
    assert LoggedCause.TRAVEL not in told(clocks).logged_causes
    moved = with_nights(usual_night, utc_offset_minutes=[*offsets[:-1], 330.0])
    assert LoggedCause.TRAVEL in told(moved).logged_causes
    assert LoggedCause.TRAVEL not in told(usual_night).logged_causes
    done = usual_night.workouts
    day = done.day[:]
    day[-1] = usual_night.nights.day[-1] - 1
    start, minutes, strain = done.start_hours[:], done.duration_minutes[:], done.strain[:]
    start[-1], minutes[-1], strain[-1] = 21.5, 60.0, 14.0
    late = replace(
        usual_night,
        workouts=replace(done, day=day, start_hours=start, duration_minutes=minutes, strain=strain),
    )
    assert LoggedCause.LATE_STRAIN in told(late).logged_causes
    start[-1] = 9.0
    assert LoggedCause.LATE_STRAIN not in told(late).logged_causes


def test_a_new_day_on_the_last_fit_is_what_is_found_anew(usual_night: History) -> None:
    earlier = first_days(usual_night, 150)
    last_on = earlier.last_on
    assert last_on is not None
    kept = Kept(fit(earlier).model, last_on)
    anew, continued = fit(usual_night).model, fit(usual_night, kept).model
    for name, values in anew.items():
        np.testing.assert_array_equal(continued[name], values)
    # Nights rewritten after the tenth day are scored anew.
    held = Kept(fit(ill(earlier, 130)).model, date.fromordinal(earlier.nights.day[10]))
    np.testing.assert_array_equal(fit(usual_night, held).model["score"], anew["score"])


def test_another_strap_begins_anew(usual_night: History) -> None:
    nights = usual_night.nights
    bare = [np.nan] * 140
    history = with_nights(
        usual_night,
        skin_temperature_celsius=[*bare, *nights.skin_temperature_celsius[140:]],
        blood_oxygen_percent=[*bare, *nights.blood_oxygen_percent[140:]],
    )
    assert have(usual_night) > INSIGHT.need > have(history)
    assert ask("recovery_anomaly", history).conclusion is None


def test_scores_to_plot_are_parallel_and_capped(usual_night: History) -> None:
    scores = told(usual_night).scores
    assert scores is not None
    assert 60 < len(scores.scores) <= 90
    assert len(scores.nights_on) == len(scores.scores) == len(scores.thresholds)
    assert len(set(scores.thresholds)) == 1
    assert set(scores.thresholds) < {1.9, 2.2}


def test_the_rule_asks_two_far_signals(usual_night: History) -> None:
    one = changed(usual_night, {"resting_heart_rate_bpm": 90.0}, 1)
    two = changed(one, {"respiratory_rate_rpm": 22.0}, 1)
    conclusions = [ruled("recovery_anomaly", each) for each in (usual_night, one, two)]
    usual, still, unusual = (INSIGHT.headline(conclusion) for conclusion in conclusions)
    assert {conclusion.basis for conclusion in conclusions} == {Basis.RULE}
    assert "nothing unusual" in usual
    assert "nothing unusual" in still
    assert "resting heart rate" in unusual
    assert "bpm above your usual" in unusual


def test_two_hours_asleep_are_no_night_to_the_rule_either(usual_night: History) -> None:
    odd = changed(usual_night, {"resting_heart_rate_bpm": 90.0, "respiratory_rate_rpm": 22.0}, 1)
    nap = changed(odd, {"asleep_minutes": 80.0}, 1)
    assert told(nap).state is NightState.UNKNOWN
    unusual, unknown = (ruled("recovery_anomaly", each).finding for each in (odd, nap))
    assert isinstance(unusual, RecoveryAnomaly)
    assert isinstance(unknown, RecoveryAnomaly)
    assert (unusual.state, unknown.state) == (NightState.UNUSUAL, NightState.UNKNOWN)


def test_a_night_without_measurements_is_unknown(usual_night: History) -> None:
    found = told(changed(usual_night, dict.fromkeys(SHIFT, np.nan), 1))
    assert found.state is NightState.UNKNOWN
    assert (
        "cannot be compared"
        in ask("recovery_anomaly", changed(usual_night, dict.fromkeys(SHIFT, np.nan), 1)).headline
    )
