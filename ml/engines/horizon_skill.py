"""Horizon skill: how a forecast of several days did, as a finding and its evidence tell it."""

from ml.engines.horizon import HorizonState, comparisons
from schema.answer import Skill
from schema.horizon import ForecastPattern, HorizonSkill


def pattern_of(state: HorizonState) -> ForecastPattern:
    """Return where the numbers come from; an algorithm is named for the pattern it shows."""
    return ForecastPattern[state["serving"].upper()]


def skill_by_day(state: HorizonState, days: int) -> HorizonSkill:
    """Return the skill for each of the first days ahead."""
    each = comparisons(state)[:days]
    return HorizonSkill(
        days_ahead=list(range(1, days + 1)),
        origins=[one.n_origins for one in each],
        percent_against_mean=[round(100 * one.skill_against_mean, 1) for one in each],
        percent_against_last=[round(100 * one.skill_against_last, 1) for one in each],
    )


def pooled_skill(state: HorizonState, unit: float = 1.0) -> tuple[Skill, ...]:
    """Return the skill over all seven days ahead, against the mean and the last value.

    Parameters
    ----------
    state
        Of a fitted forecast.
    unit
        How many of the unit to tell errors in make one of what was forecast.
    """
    own = float(state["judged_error"].mean())
    naive = {"running mean": state["mean_error"], "last value": state["last_error"]}
    return tuple(
        Skill(
            baseline_name=name,
            percent=round(100 * (1 - own / error), 1) if error > 0 else 0.0,
            mean_absolute_error=round(own * unit, 2),
            baseline_mean_absolute_error=round(error * unit, 2),
            origins=state["n_origins"],
        )
        for name, error in ((name, float(errors.mean())) for name, errors in naive.items())
    )
