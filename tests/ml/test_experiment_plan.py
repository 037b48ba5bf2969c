"""Experiment plans: drawn by lot in balanced blocks, and refused where a lot may not decide."""

from dataclasses import replace
from datetime import date
from random import Random

import pytest

from ml.choices import Experiment
from ml.experiment_plan import (
    HARMLESS,
    USUAL_SD_POINTS,
    BadExperiment,
    Schedule,
    days_of,
    draw,
    recovery_sd_points,
    refuse_unsafe,
)
from ml.history import History, empty
from tests.ml.histories import with_nights

SD = 22.0


@pytest.mark.parametrize(
    ("schedule", "days"), [(Schedule.BLOCKS_OF_FOUR, 28), (Schedule.WEEKS, 84)]
)
def test_every_block_is_half_and_half(schedule: Schedule, days: int) -> None:
    for seed in range(20):
        arms = draw(schedule, days, SD, Random(seed)).arms  # noqa: S311  no secret
        blocks = [arms[day : day + schedule.value] for day in range(0, days, schedule.value)]
        assert {sum(block) for block in blocks} == {schedule.value // 2}


def test_weeks_stay_whole() -> None:
    arms = draw(Schedule.WEEKS, 84, SD, Random(1)).arms  # noqa: S311  no secret

    assert {len(set(arms[day : day + 7])) for day in range(0, 84, 7)} == {1}


@pytest.mark.parametrize(("days", "in_sd"), [(28, 1.06), (56, 0.75), (112, 0.53)])
def test_what_it_can_show_is_known_beforehand(days: int, in_sd: float) -> None:
    drawn = draw(Schedule.BLOCKS_OF_FOUR, days, SD, Random(0))  # noqa: S311  no secret

    assert drawn.detectable_points == pytest.approx(in_sd * SD, abs=0.1)


@pytest.mark.parametrize(
    ("schedule", "days"),
    [
        (Schedule.BLOCKS_OF_FOUR, 24),
        (Schedule.BLOCKS_OF_FOUR, 30),
        (Schedule.BLOCKS_OF_FOUR, 172),
        (Schedule.WEEKS, 70),
        (Schedule.WEEKS, 90),
    ],
)
def test_other_lengths_are_refused_with_what_to_give(schedule: Schedule, days: int) -> None:
    with pytest.raises(BadExperiment, match="give a multiple of") as refused:
        draw(schedule, days, SD, Random(0))  # noqa: S311  no secret

    assert refused.value.field == "days"


@pytest.mark.parametrize(
    "behaviour",
    [
        "alcohol",
        "smoking",
        "sleep_medication",
        "magnesium_supplement",
        "melatonin",
        "less_sleep",
        "later_bedtime",
        "intermittent_fasting",
        "hydration",
        "ice_bath",
        "illness",
    ],
)
def test_what_may_harm_is_refused_whatever_is_confirmed(behaviour: str) -> None:
    for confirmed in (True, False):
        with pytest.raises(BadExperiment) as refused:
            refuse_unsafe(behaviour, confirmed_safe=confirmed)
        assert refused.value.field == "behaviour"


def test_what_is_not_known_here_is_for_the_person_to_confirm() -> None:
    with pytest.raises(BadExperiment, match="not known here") as refused:
        refuse_unsafe("evening_walk", confirmed_safe=False)

    assert refused.value.field == "confirmedSafe"
    refuse_unsafe("evening_walk", confirmed_safe=True)


@pytest.mark.parametrize("behaviour", sorted(HARMLESS))
def test_what_is_harmless_needs_no_word(behaviour: str) -> None:
    refuse_unsafe(behaviour, confirmed_safe=False)


def test_spread_is_the_own_one_where_it_is_known(usual: History) -> None:
    known = recovery_sd_points(usual)

    assert 10 < known < 35
    scaled = [value / 2 for value in usual.nights.recovery_percent]
    assert recovery_sd_points(with_nights(usual, recovery_percent=scaled)) == pytest.approx(
        known / 2
    )
    assert recovery_sd_points(empty()) == USUAL_SD_POINTS


def test_a_stopped_plan_has_no_further_days() -> None:
    experiment = Experiment(
        noted_on=date(2026, 3, 1),
        key="1",
        behaviour="late_meal",
        first_on=date(2026, 3, 2),
        block_days=4,
        arms=(1, 0, 0, 1),
        detectable_points=20.0,
        stopped_on=None,
        records=(),
    )

    assert [arm for _, arm in days_of(experiment)] == [1, 0, 0, 1]
    stopped = replace(experiment, stopped_on=date(2026, 3, 4))
    assert list(days_of(stopped)) == [(date(2026, 3, 2), 1), (date(2026, 3, 3), 0)]
