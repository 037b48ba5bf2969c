"""Where a person stands of late, on the calendar: a break is no shorter for being unrecorded."""

import math

import pytest

from ml.history import History
from ml.insights import injury_watch, recommendations
from ml.state import lately, load, state
from schema.answer import Basis
from schema.arguments import NoArguments
from schema.injury_watch import WatchFlag
from schema.load_management import LoadManagement
from schema.recommendations import RecommendationRule
from schema.strain_tolerance import StrainTolerance
from tests.ml.asking import ask, finding
from tests.ml.histories import first_days, with_nights
from tests.ml.histories import rows as at
from tests.ml.simulated import Town

BREAK_DAYS = 40


@pytest.fixture(scope="module")
def lived(town: Town) -> History:
    """Return 200 calm days: green, rested and of one strain."""
    history = town.life("usual", 200, 1)[1]
    count = len(history.nights.day)
    return with_nights(
        history,
        recovery_percent=[80] * count,
        sleep_debt_minutes=[0] * count,
        strain=[10 + row % 3 for row in range(count)],
        utc_offset_minutes=[60] * count,
    )


def after_a_break(history: History, back: int) -> History:
    """Return the history without the 40 days before the last `back` of them."""
    count = len(history.nights.day)
    kept = [row for row in range(count) if not count - back - BREAK_DAYS <= row < count - back]
    nights = at(history.nights, kept)
    return History(nights, history.workouts, history.journal, history.activities, history.questions)


def hard_before(history: History, back: int) -> History:
    """Return the history with a red, indebted and hard week before the break, in another zone."""
    count = len(history.nights.day)
    before = range(count - back - BREAK_DAYS - 7, count - back - BREAK_DAYS)

    def told(column: list[float], value: float) -> list[float]:
        return [value if row in before else each for row, each in enumerate(column)]

    nights = history.nights
    return with_nights(
        history,
        recovery_percent=told(list(nights.recovery_percent), 20),
        sleep_debt_minutes=[
            90 if row in before else math.nan if row >= before.stop else 0 for row in range(count)
        ],
        strain=told(list(nights.strain), 19),
        utc_offset_minutes=told(list(nights.utc_offset_minutes), 540),
    )


def test_what_was_before_a_break_is_not_of_late(lived: History) -> None:
    back = after_a_break(hard_before(lived, 1), 1)
    now = state(back)
    assert now is not None
    assert (now.debt_minutes, now.load, now.travelled) == (None, None, False)
    advised = {item.rule for item in recommendations.general(back)}
    assert not advised & {
        RecommendationRule.EASY_DAY,
        RecommendationRule.PAY_SLEEP_DEBT,
        RecommendationRule.HOLD_LOAD,
    }
    flags = injury_watch.rule(back, NoArguments()).finding
    assert flags is not None
    raised = {each.flag: each.raised for each in flags.flags}
    assert raised[WatchFlag.LOW_RECOVERIES] is None
    assert lately(back, back.nights.recovery_percent, 4) == [80]


def test_a_week_is_seven_days_whose_unknown_ones_count_as_the_others(lived: History) -> None:
    known = load(lived)
    assert known is not None
    strain = [*lived.nights.strain[:-1], math.nan]
    open_day = load(with_nights(lived, strain=strain))
    assert open_day is not None
    # As long as the last day is not over, its strain is not known, and not none.
    assert open_day.strain == pytest.approx(known.strain, abs=2)
    calm = [10] * (len(strain) - 7)
    week = with_nights(lived, strain=[*calm, *[12] * 6, math.nan])
    hard = load(week)
    assert hard is not None
    assert hard.strain == 84
    assert hard.share > 0.95


def test_a_slope_of_other_people_is_told_as_theirs(town: Town) -> None:
    few = first_days(town.life("usual", 200, 1)[1], 22)
    tolerance = finding(ask("strain_tolerance", few))
    assert isinstance(tolerance, StrainTolerance)
    assert tolerance.slope is not None
    assert tolerance.slope.own_points_per_unit is None
    answered = ask("load_management", few, '{"planned_strain":10.0}')
    told = finding(answered)
    assert isinstance(told, LoadManagement)
    assert told.planned_strain is not None
    assert told.planned_strain.basis is Basis.RULE
    assert "other people" in answered.headline
