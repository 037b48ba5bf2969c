"""Load management: how the present load compares with what this person is used to."""

import math

from ml.conclusion import Conclusion
from ml.history import History
from ml.insight import Insight
from ml.insights.strain_tolerance import (
    POPULATION_SLOPE,
    POPULATION_SLOPE_SD,
    lived_range,
    lived_strains,
    refusal,
)
from ml.wording import counted, signed
from schema.answer import Basis, CaveatCode
from schema.interval import Interval
from schema.load_management import (
    LoadAdvice,
    LoadManagement,
    LoadManagementArguments,
    LoadUnit,
    PlannedStrainCost,
    PlannedWeek,
)

NEED_DAYS = 21
WEEK_DAYS, FOUR_WEEKS_DAYS = 7, 28
FEWEST_OF_A_WEEK = 5
# Twelve weeks, before a share of "own weeks" means something.
OWN_WEEKS_DAYS = 84
# The upper quarter is held, the upper tenth eased; judgement, not measured.
HOLD_SHARE, EASE_SHARE = 0.75, 0.90
NORMAL_90 = 1.645
UNITS = {LoadUnit.TRAINING_IMPULSE: "training impulse", LoadUnit.STRAIN: "strain"}
ADVICE = {
    LoadAdvice.AS_PLANNED: "there is nothing to change",
    LoadAdvice.HOLD: "hold it there rather than add to it",
    LoadAdvice.EASE: "an easier week would bring it back among your usual ones",
}


def have(history: History) -> int:
    """Return the number of days with a known strain."""
    return len(lived_strains(history))


def strain_cost(
    strain: float, history: History, slope: tuple[float, float, float] | None
) -> PlannedStrainCost:
    """Return what a day of some strain goes with, against the person's usual day.

    Parameters
    ----------
    strain
        A day's strain, 0 to 21.
    history
        A person's history.
    slope
        Own recovery points per unit of strain with the ends of its 90 % interval; None takes that
        of other people.
    """
    strains = lived_strains(history)
    why = refusal(strain, lived_range(strains))
    if why is not None:
        return PlannedStrainCost(
            strain=strain, refusal=why, basis=None, recovery_points=None, interval90=None
        )
    half = NORMAL_90 * POPULATION_SLOPE_SD
    of_people = (POPULATION_SLOPE, POPULATION_SLOPE - half, POPULATION_SLOPE + half)
    more = strain - sum(strains) / len(strains)
    points, *ends = (round(more * each, 1) for each in slope or of_people)
    return PlannedStrainCost(
        strain=strain,
        refusal=None,
        basis=Basis.RULE if slope is None else Basis.OWN_DATA,
        recovery_points=points,
        interval90=Interval(low=min(ends), high=max(ends)),
    )


def rule(history: History, arguments: LoadManagementArguments) -> Conclusion[LoadManagement]:
    """Lay the strain of the last 7 days beside a week of the last 28."""
    planned = arguments.planned_strain
    finding = LoadManagement(
        days=have(history),
        unit=LoadUnit.STRAIN,
        acute=None,
        chronic=None,
        difference=None,
        acute_chronic_ratio=None,
        week_load=_week(history, WEEK_DAYS),
        week_change=None,
        usual_week_load=_week(history, FOUR_WEEKS_DAYS),
        monotony=None,
        training_strain=None,
        own_shares=None,
        advice=None,
        suggested_week_load=None,
        planned_week=None,
        planned_strain=None if planned is None else strain_cost(planned, history, None),
        series=None,
    )
    population = (CaveatCode.POPULATION,) if planned is not None else ()
    return Conclusion(finding, Basis.RULE, caveats=(CaveatCode.NOT_MEDICAL, *population))


def _week(history: History, days: int) -> float | None:
    """Return the mean strain of 7 days over the last so many, where most of them are known."""
    nights = history.nights
    if not nights.day:
        return None
    known = [
        strain
        for day, strain in zip(nights.day, nights.strain, strict=True)
        if day > nights.day[-1] - days and not math.isnan(strain)
    ]
    if len(known) * WEEK_DAYS < FEWEST_OF_A_WEEK * days:
        return None
    return round(WEEK_DAYS * sum(known) / len(known), 1)


def headline(conclusion: Conclusion[LoadManagement]) -> str:
    """Say how the last week compares, what to do with it, and what a planned day goes with."""
    finding = conclusion.finding
    if finding is None:
        return "No day's load is known yet."
    told = [
        _planned_strain(finding.planned_strain),
        _comparison(finding),
        _suggestion(finding),
        _planned_week(finding.planned_week, UNITS[finding.unit]),
    ]
    return " ".join(filter(None, told))


def _comparison(finding: LoadManagement) -> str:
    week, usual, unit = finding.week_load, finding.usual_week_load, UNITS[finding.unit]
    if week is None:
        return f"Too few of your last 7 days have a known load ({finding.days} days in all)."
    beside = "" if usual is None else f", beside {usual:.0f} in a usual week of the last four"
    shares = finding.own_shares
    above = (
        f", above {100 * shares.week_share:.0f} % of your weeks"
        if shares is not None and shares.week_share is not None
        else ""
    )
    return (
        f"The load of your last 7 days sums to {week:.0f} ({unit}){beside}{above}; "
        f"{counted(finding.days, 'day')} known."
    )


def _suggestion(finding: LoadManagement) -> str:
    suggested, shares = finding.suggested_week_load, finding.own_shares
    if finding.advice is None or shares is None:
        return ""
    told = (
        "Its mean, the last days counting most, is higher than on "
        f"{100 * shares.acute_share:.0f} of 100 of your days: {ADVICE[finding.advice]}."
    )
    if suggested is None:
        return told
    return (
        f"{told} A coming week of {suggested.low:.0f} to {suggested.high:.0f} would bring it to "
        "between the middle and the upper quarter of your days."
    )


def _planned_week(planned: PlannedWeek | None, unit: str) -> str:
    if planned is None:
        return ""
    if not planned.days_on:
        return (
            "Your plans for the coming 7 days cannot be counted, since nothing like them was done "
            "before."
        )
    share = planned.acute_after_share
    then = "" if share is None else f", higher than on {100 * share:.0f} of 100 of your days"
    left_out = f" ({planned.not_counted} not counted)" if planned.not_counted else ""
    return (
        f"With your plans{left_out} the coming 7 days sum to about {planned.week_load:.0f} "
        f"({unit}), and the mean a day is then {planned.acute_after:.0f}{then}."
    )


def _planned_strain(cost: PlannedStrainCost | None) -> str:
    if cost is None:
        return ""
    if cost.recovery_points is None or cost.interval90 is None:
        return cost.refusal or ""
    whose = "With other people" if cost.basis is Basis.RULE else "With you"
    low, high = signed(cost.interval90.low), signed(cost.interval90.high)
    return (
        f"{whose} a day of strain {cost.strain:g} goes with a next recovery that differs by "
        f"{signed(cost.recovery_points)} points (90 % interval {low} to {high}) from that after "
        "your usual day, comparing similar days."
    )


INSIGHT = Insight(
    stem="load_management",
    about="How the load of the last days compares with what this person is used to, a week to "
    "hold or ease it, what the planned week comes to, and with `plannedStrain` what a day of that "
    "strain goes with. It tells nothing of injuries.",
    finding=LoadManagement,
    arguments=LoadManagementArguments,
    have=have,
    need=NEED_DAYS,  # the acute week beside two others; 35 days for the ratio, 84 for own weeks
    unit="days with a known strain",
    rule=rule,
    headline=headline,
    cost_ms=5,
    learned=False,
    uses=("strain_tolerance",),
)
