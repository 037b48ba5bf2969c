"""Load management: figures of the load engine beside the own past, plans and a planned strain."""

from array import array
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from ml.choices import Choices, Plan
from ml.history import History
from ml.insights.load_management import INSIGHT
from schema.answer import Basis, CaveatCode
from schema.arguments import BadArgument
from schema.injury_watch import InjuryWatch, WatchFlag
from schema.load_management import (
    LoadAdvice,
    LoadManagement,
    LoadManagementArguments,
    LoadUnit,
)
from schema.strain_tolerance import StrainTolerance
from tests.ml.asking import ask, finding
from tests.ml.histories import first_days, with_nights, with_workouts
from tests.ml.simulated import Town


@pytest.fixture(scope="module")
def history(town: Town) -> History:
    """Return 200 days by strain alone, of somebody whose recovery falls with it."""
    _, lived = town.life("strain", 200, 5)
    return with_workouts(lived, zone_1_percent=[np.nan] * len(lived.workouts.day))


def told(history: History, arguments: str = "{}") -> LoadManagement:
    found = finding(ask("load_management", history, arguments))
    assert isinstance(found, LoadManagement)
    return found


def with_last_week(history: History, strain: float) -> History:
    return with_nights(history, strain=[*history.nights.strain[:-7], *[strain] * 7])


def with_plans(history: History, *plans: tuple[int, float | None]) -> History:
    """Return the history with planned strains, each so many days ahead."""
    last_on = history.last_on
    assert last_on is not None
    planned = tuple(
        Plan(last_on, last_on + timedelta(days=ahead), activity=None, minutes=None, strain=strain)
        for ahead, strain in plans
    )
    return replace(history, choices=Choices(plans=planned))


def test_a_hard_week_is_above_nearly_all_own_weeks_and_to_be_eased(history: History) -> None:
    found = told(with_last_week(history, 18.0))
    assert found.unit is LoadUnit.STRAIN
    assert found.week_load == pytest.approx(126)
    assert found.own_shares is not None
    assert found.own_shares.acute_share > 0.99
    assert found.advice is LoadAdvice.EASE
    assert found.difference is not None
    assert found.difference > 5
    answer = ask("load_management", with_last_week(history, 18.0))
    assert "above 100 % of your weeks" in answer.headline
    assert "easier week" in answer.headline


def test_an_easy_week_leaves_the_plan_as_it_is(history: History) -> None:
    found = told(with_last_week(history, 3.0))
    assert found.advice is LoadAdvice.AS_PLANNED
    assert found.suggested_week_load is None


def test_the_suggested_week_ends_in_the_upper_quarter(history: History) -> None:
    hard = with_last_week(history, 18.0)
    found = told(hard)
    assert found.suggested_week_load is not None
    high = found.suggested_week_load.high
    assert found.week_load is not None
    assert high < found.week_load
    after = told(with_plans(hard, *((ahead, high / 7) for ahead in range(1, 8))))
    assert after.planned_week is not None
    assert after.planned_week.acute_after_share == pytest.approx(0.75, abs=0.02)


def test_plans_of_the_coming_week_are_summed(history: History) -> None:
    planned = told(with_plans(history, (1, 19.5), (3, 18.0), (3, 4.0), (9, 20.0), (2, None)))
    week = planned.planned_week
    assert week is not None
    last_on = history.last_on
    assert last_on is not None
    assert week.days_on == [last_on + timedelta(days=1), last_on + timedelta(days=3)]
    # A day's strain is that of its hardest workout.
    assert week.loads == [19.5, 18.0]
    assert week.not_counted == 1
    rest = (week.week_load - 37.5) / 5
    assert 3 < rest < 15
    assert told(with_plans(history, (9, 20.0))).planned_week is None
    assert (
        "(1 not counted)"
        in ask("load_management", with_plans(history, (1, 9.0), (2, None))).headline
    )


def test_training_impulse_of_plans_is_that_of_own_workouts_like_them(town: Town) -> None:
    _, lived = town.life("usual", 200, 1)
    found = told(lived)
    assert found.unit is LoadUnit.TRAINING_IMPULSE
    hard = float(np.nanquantile(np.array(lived.workouts.strain), 0.9))
    easy = float(np.nanquantile(np.array(lived.workouts.strain), 0.2))
    weeks = [told(with_plans(lived, (1, strain))).planned_week for strain in (easy, hard, 21.0)]
    assert weeks[0] is not None
    assert weeks[1] is not None
    assert 0 < weeks[0].week_load < weeks[1].week_load
    activity = lived.activities[0]
    last_on = lived.last_on
    assert last_on is not None
    by_name = Plan(last_on, last_on + timedelta(days=2), activity, None, None)
    named = told(replace(lived, choices=Choices(plans=(by_name,)))).planned_week
    assert named is not None
    assert named.week_load > 0


def test_a_planned_strain_costs_what_strain_tolerance_found(history: History) -> None:
    tolerance = finding(ask("strain_tolerance", history))
    assert isinstance(tolerance, StrainTolerance)
    assert tolerance.slope is not None
    cost = told(history, '{"planned_strain":15.0}').planned_strain
    assert cost is not None
    assert cost.basis is Basis.OWN_DATA
    more = 15.0 - np.nanmean(np.array(history.nights.strain))
    assert cost.recovery_points == pytest.approx(more * tolerance.slope.points_per_unit, abs=0.1)
    assert cost.recovery_points is not None
    assert cost.interval90 is not None
    assert cost.interval90.low < cost.recovery_points < cost.interval90.high < 0
    easy = told(history, '{"planned_strain":6.0}').planned_strain
    assert easy is not None
    assert easy.recovery_points is not None
    assert easy.recovery_points > 0


def test_a_strain_never_lived_is_refused(history: History) -> None:
    cost = told(history, '{"planned_strain":21.0}').planned_strain
    assert cost is not None
    assert cost.refusal is not None
    assert "outside what you have mostly lived" in cost.refusal
    assert cost.recovery_points is None
    with pytest.raises(BadArgument, match="plannedStrain: 30"):
        LoadManagementArguments(planned_strain=30)
    assert LoadManagementArguments(planned_strain=12.3).planned_strain == 12.5


def test_the_ratio_waits_five_weeks_and_own_weeks_twelve(history: History) -> None:
    three, six, thirteen = (told(first_days(history, days)) for days in (27, 45, 95))
    assert three.acute_chronic_ratio is None
    assert three.difference is not None
    assert six.acute_chronic_ratio is not None
    assert (six.own_shares, six.advice, six.suggested_week_load) == (None, None, None)
    assert thirteen.own_shares is not None


def test_the_rule_lays_a_week_beside_four_and_asks_other_people_for_costs(
    history: History,
) -> None:
    arguments = LoadManagementArguments(planned_strain=14.0)
    conclusion = INSIGHT.rule(history, arguments)
    assert conclusion.finding is not None
    # The last day is not over.
    assert conclusion.finding.week_load == pytest.approx(
        7 * np.nanmean(np.array(history.nights.strain[-7:])), abs=0.1
    )
    assert conclusion.finding.planned_strain is not None
    assert conclusion.finding.planned_strain.basis is Basis.RULE
    assert CaveatCode.POPULATION in conclusion.caveats
    assert "With other people a day of strain 14 goes with" in INSIGHT.headline(conclusion)


def test_series_are_parallel_and_capped(history: History) -> None:
    series = told(history).series
    assert series is not None
    assert 80 < len(series.days_on) <= 90
    assert len(series.load) == len(series.acute) == len(series.days_on)
    assert series.days_on[-1] >= date(2026, 10, 29)


def test_a_load_from_before_a_break_is_none_of_this_week(history: History) -> None:
    hard, count = with_last_week(history, 18.0), len(history.nights.day)
    # Back for one easy day, after six weeks without the strap.
    later = [*hard.nights.day, hard.nights.day[-1] + 43]
    gone = {name: [*column, np.nan] for name, column in vars(hard.nights).items() if name != "day"}
    back = replace(hard, nights=replace(hard.nights, day=array("q", later)))
    back = with_nights(back, **{**gone, "strain": [*hard.nights.strain[:count], 4.0]})
    found = told(back)
    assert (found.acute, found.chronic, found.difference, found.own_shares) == (None,) * 4
    assert (found.advice, found.suggested_week_load, found.week_load) == (None,) * 3
    flags = finding(ask("injury_watch", back))
    assert isinstance(flags, InjuryWatch)
    states = {each.flag: each for each in flags.flags}
    assert states[WatchFlag.HIGH_LOAD].raised is None
    assert states[WatchFlag.HIGH_LOAD].text == "Too few of your last 7 days have a known load."
    assert "all are alike" in states[WatchFlag.MONOTONOUS_LOAD].text
