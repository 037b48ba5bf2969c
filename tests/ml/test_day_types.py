import math
from array import array
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from ml.analyses import day_types as analysis
from ml.clock import hours
from ml.conclusion import Conclusion
from ml.engines.arrays import Floats
from ml.history import History, empty
from ml.insight import TooLittleData
from ml.insights.day_types import INSIGHT
from schema.answer import Basis, Claim
from schema.arguments import NoArguments
from schema.day_types import DayTypes
from tests.ml.engines.person import FIRST_DAY
from tests.ml.engines.person import history as nights_of
from tests.ml.trained import trained


def person(
    n_days: int = 210,
    *,
    apart: float = 1.0,
    bedtime: float = -0.5,
    cost: float = 0.0,
    seed: int = 0,
) -> History:
    """Rest days, and two in five of hard training after an early night; cost is that of those."""
    rng = np.random.default_rng(seed)
    hard = (np.arange(n_days) % 5 < 2) * apart
    onset = bedtime + rng.normal(0, 0.5, n_days) - 1.5 * hard
    after = np.concatenate([[0.0], hard[:-1]])
    columns = {
        "recovery_percent": np.clip(60 - cost * after + rng.normal(0, 12, n_days), 1, 99),
        "strain": np.clip(rng.normal(9, 1.5, n_days) + 7 * hard, 0, 21),
        "sleep_onset_hours": onset,
        "asleep_minutes": rng.normal(420, 30, n_days) + 60 * hard,
        "energy_kcal": rng.normal(2100, 150, n_days) + 700 * hard,
        "utc_offset_minutes": np.full(n_days, 60.0),
    }
    minutes = np.clip(rng.normal(20, 10, n_days) + 60 * hard, 5, None)
    history = nights_of(columns, np.zeros((n_days, 0)), ())
    activity = np.zeros(n_days, dtype=np.int64)
    return trained({"duration_minutes": minutes}, activity, ("running",), onto=history)


def conclude(history: History) -> Conclusion[DayTypes]:
    model = analysis.fit(history).model
    return analysis.infer(model, history, {}, NoArguments())  # pyright: ignore[reportArgumentType] as fitted


def found(conclusion: Conclusion[DayTypes]) -> DayTypes:
    assert conclusion.finding is not None
    return conclusion.finding


def test_planted_types_are_told_with_their_centres() -> None:
    conclusion = conclude(person())
    rest, hard = found(conclusion).types
    assert (rest.days, hard.days) == (126, 84)
    assert hard.strain == pytest.approx(16, abs=0.5)
    assert hard.workout_minutes == pytest.approx(80, abs=4)
    assert hard.asleep_minutes == pytest.approx(480, abs=10)
    assert hours(rest.bedtime) == pytest.approx(23.5, abs=0.2)
    assert hours(hard.bedtime) == pytest.approx(22.0, abs=0.2)
    assert conclusion.claim is Claim.DESCRIPTIVE
    assert INSIGHT.headline(conclusion).startswith("Your days fall into 2 types: ")


def test_a_label_names_the_two_features_furthest_from_the_average() -> None:
    rest, hard = found(conclude(person())).types
    words = {"more strain", "longer training", "more energy used"}
    assert set(hard.label.split(" and ")) < words
    opposite = {"less strain", "shorter training", "less energy used"}
    assert set(rest.label.split(" and ")) < opposite


def test_a_continuum_is_called_one() -> None:
    conclusion = conclude(person(apart=0.0))
    finding = found(conclusion)
    assert finding.types == []
    assert finding.calendar is None
    assert finding.check is not None
    assert INSIGHT.headline(conclusion).startswith(
        "Your days form a continuum; no distinct types. Plainly counted: 150 weekdays with training"
    )


def test_recovery_on_the_morning_after_is_described_with_its_interval() -> None:
    rest, hard = found(conclude(person(cost=15.0))).types
    assert hard.next_recovery_points is not None
    assert hard.next_recovery_interval90 is not None
    assert rest.next_recovery_points is not None
    assert hard.next_recovery_points - rest.next_recovery_points == pytest.approx(-15, abs=4)
    assert hard.next_recovery_interval90.high < 0
    calm = found(conclude(person(cost=0.0))).types[1]
    assert calm.next_recovery_interval90 is not None
    assert calm.next_recovery_interval90.low < 0 < calm.next_recovery_interval90.high


def test_recovery_takes_no_part_in_the_types() -> None:
    one = analysis.fit(person()).model
    history = person()
    shuffled = np.random.default_rng(0).permutation(np.asarray(history.nights.recovery_percent))
    nights = replace(history.nights, recovery_percent=array("d", shuffled.tolist()))
    other = analysis.fit(replace(history, nights=nights)).model
    assert one["plotted_types"] == other["plotted_types"]


@pytest.mark.parametrize("bedtime", [-0.5, 0.7, 9.0])
def test_the_clock_does_not_matter(bedtime: float) -> None:
    """Around midnight, after it, or sleeping by day: the same days fall into the same types."""
    usual, other = (analysis.fit(person(bedtime=clock)).model for clock in (-3.0, bedtime))
    assert usual["plotted_types"] == other["plotted_types"]


def test_wall_clocks_hold_across_zones() -> None:
    history = person()
    there = replace(history.nights, utc_offset_minutes=array("d", [60.0] * 100 + [-480.0] * 110))
    moved = analysis.fit(replace(history, nights=there)).model
    assert moved["plotted_types"] == analysis.fit(history).model["plotted_types"]


def test_the_calendar_holds_the_last_90_days() -> None:
    calendar = found(conclude(person())).calendar
    assert calendar is not None
    assert len(calendar.day_on) == len(calendar.type_number) == 90
    assert calendar.day_on[-1] == date.fromordinal(FIRST_DAY + 209)
    assert calendar.type_number[-5:] == [1, 1, 0, 0, 0]


def blank(history: History, column: str, rows: Sequence[int]) -> History:
    values = array("d", getattr(history.nights, column))
    for row in rows:
        values[row] = math.nan
    return replace(history, nights=replace(history.nights, **{column: values}))


def test_days_with_something_missing_do_not_count() -> None:
    history = person(33)
    for row, column in enumerate(("strain", "sleep_onset_hours", "energy_kcal")):
        history = blank(history, column, [row])
    assert INSIGHT.have(history) == 30
    assert analysis.fit(history).rows == 30
    with pytest.raises(TooLittleData):
        analysis.fit(blank(history, "asleep_minutes", [20]))


def test_the_plain_table_is_counted_by_hand() -> None:
    columns: dict[str, Floats] = {
        "recovery_percent": np.array([50.0, 40.0, 60.0, 70.0, np.nan, 30.0, 90.0, 20.0]),
        "strain": np.array([10.0, 12.0, 8.0, 9.0, 9.0, 15.0, 5.0, 10.0]),
        "sleep_onset_hours": np.zeros(8),
        "asleep_minutes": np.full(8, 400.0),
        "energy_kcal": np.full(8, 2000.0),
    }
    nights = nights_of(columns, np.zeros((8, 0)), ())  # Monday to Monday
    history = trained(
        {"duration_minutes": np.full(3, 40.0)},
        np.zeros(3, dtype=np.int64),
        ("running",),
        day=np.array([0, 1, 5]),
        onto=nights,
    )
    conclusion = INSIGHT.rule(history, NoArguments())
    weekday, quiet, weekend, lazy = found(conclusion).table
    assert (weekday.days, weekday.strain, weekday.next_recovery_percent) == (2, 11.0, 50.0)
    # Mornings after Wednesday to Friday and the second Monday: 70, unknown, 30, none.
    assert (quiet.days, quiet.strain, quiet.next_recovery_percent) == (4, 9.0, 50.0)
    assert (weekend.days, weekend.strain, weekend.next_recovery_percent) == (1, 15.0, 90.0)
    assert (lazy.days, lazy.next_recovery_percent) == (1, 20.0)
    assert conclusion.basis is Basis.RULE
    assert INSIGHT.headline(conclusion) == (
        "Your days so far, plainly counted: 2 weekdays with training, 4 weekdays without training, "
        "1 weekend day with training, 1 weekend day without training."
    )


def test_nobody_without_days_is_told_anything() -> None:
    assert INSIGHT.have(empty()) == 0
    assert "none with known strain" in INSIGHT.headline(INSIGHT.rule(empty(), NoArguments()))
