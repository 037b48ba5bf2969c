"""Strain tolerance: how the next recovery differs with a day's strain, comparing similar days.

One slope (E1), tested with the prior that was written down beforehand and shown drawn towards the
slopes of other people; the chance of a red recovery as a smooth curve; and a threshold only where
the nights show a bend and its place.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import TypedDict

import numpy as np

from ml.conclusion import AnyConclusion, Conclusion
from ml.engines.adjusted_effects import adjusted_effects
from ml.engines.arrays import Floats
from ml.engines.controls import controls
from ml.engines.design import Design, design_of
from ml.engines.effect import Effect, days_to_answer
from ml.engines.hinge import hinge
from ml.engines.looks import UNTESTED, Ledger, judged, ledger
from ml.engines.night_table import NightTable, night_table
from ml.engines.population_prior import Drawn, drawn_towards
from ml.engines.red_days import RedDays, fit_red_days, red_shares
from ml.engines.usual_day import UsualDay, expected_recovery, fit_usual_day, this_morning
from ml.history import History
from ml.insight import Fitted, TooLittleData
from ml.insights.recovery_prediction import RED_AT_MOST
from ml.insights.strain_tolerance import (
    CLAIM_NIGHTS,
    ERROR_BUDGET,
    INSIGHT,
    POPULATION_SLOPE,
    POPULATION_SLOPE_SD,
    lived_range,
    lived_strains,
    population_red,
    population_red_at,
    red_days,
    refusal,
    refused,
)
from schema.answer import Basis, CaveatCode, Claim
from schema.interval import Interval
from schema.strain_tolerance import (
    STEP,
    RedOverStrain,
    StrainSlope,
    StrainThreshold,
    StrainTolerance,
    StrainToleranceArguments,
    StrainWhatIf,
)

STRAIN = "strain[t-1]"
# The cost that people ask about: from an easy day to a hard one.
FIVE_UNITS = 5.0


class Model(TypedDict):
    """What was fitted, as plain values; None where the nights carry none of it."""

    n_nights: int
    effect: dict[str, object] | None
    looks: Ledger
    hinge: dict[str, float] | None
    red: RedDays | None
    usual: UsualDay | None


def fit(history: History) -> Fitted:
    """Estimate the slope, the chance of red, a threshold, and the level to start from.

    Parameters
    ----------
    history
        A person's history.

    Returns
    -------
    Fitted
        Plain values; `rows` are the nights compared.

    Raises
    ------
    TooLittleData
        Under 14 nights that can be compared.
    """
    table = night_table(history)
    n_nights = int(table.comparable.sum())
    if n_nights < INSIGHT.need:
        raise TooLittleData(f"{n_nights} nights that can be compared")
    effect = _effect(table)
    bend = hinge(table.recovery_percent, _strain(table), controls(table, (STRAIN,)))
    model = Model(
        n_nights=n_nights,
        effect=asdict(effect) if effect else None,
        looks=ledger(history, _evidence),
        hinge=asdict(bend) if bend and bend.slope_above < min(0.0, bend.slope_below) else None,
        red=_red(table),
        usual=fit_usual_day(table, _drawn(effect).mean),
    )
    return Fitted(dict(model), "least squares, ridge logistic", n_nights)


def infer(
    model: Model,
    history: History,
    used: Mapping[str, AnyConclusion],
    arguments: StrainToleranceArguments,
) -> Conclusion[StrainTolerance]:
    """Say what strain goes with, and answer the strain asked about."""
    del used
    effect = _restored(model)
    tested = effect is not None and effect.n_nights >= CLAIM_NIGHTS
    verdict = judged(model["looks"], (STRAIN,), ERROR_BUDGET).get(STRAIN, UNTESTED)
    strains = lived_strains(history)
    morning = this_morning(night_table(history))
    finding = StrainTolerance(
        slope=_slope(effect, model["n_nights"]),
        red=_curve(model["red"], morning, lived_range(strains)),
        threshold=_threshold(model["hinge"]),
        lived=lived_range(strains),
        usual_strain=round(sum(strains) / len(strains), 1) if strains else None,
        red_days=red_days(history),
        what_if=None
        if arguments.strain is None
        else _what_if(arguments.strain, model, lived_range(strains), morning),
        withdrawn=verdict.withdrawn,
    )
    population = model["red"] is None or not tested
    return Conclusion(
        finding,
        Basis.OWN_DATA,
        claim=verdict.claim if tested else Claim.DESCRIPTIVE,
        caveats=(
            CaveatCode.OBSERVED,
            CaveatCode.BOUNCES_BACK,
            *((CaveatCode.POPULATION,) if population else ()),
        ),
        tested=int(tested),
        found=int(tested and verdict.claim is Claim.ESTABLISHED),
    )


def _strain(table: NightTable) -> Design:
    return design_of(((STRAIN, table.previous_strain),))


def _effect(table: NightTable) -> Effect | None:
    """Return the slope of recovery on strain; None on too few nights for one."""
    exposure = _strain(table)
    found = adjusted_effects(table.recovery_percent, exposure, controls(table, exposure.names))
    return found.effects[0] if found.effects else None


def _evidence(history: History) -> Mapping[str, float]:
    effect = _effect(night_table(history))
    return {STRAIN: effect.log_e} if effect and effect.n_nights >= CLAIM_NIGHTS else {}


def _drawn(effect: Effect | None) -> Drawn:
    own = None if effect is None else (effect.unshrunken, effect.standard_error)
    return drawn_towards(POPULATION_SLOPE, POPULATION_SLOPE_SD, own)


def _slope(effect: Effect | None, n_nights: int) -> StrainSlope:
    slope, low, high = _drawn(effect).times(1)
    cost, cost_low, cost_high = _drawn(effect).times(FIVE_UNITS)
    tested = effect if effect and effect.n_nights >= CLAIM_NIGHTS else None
    usual = abs(POPULATION_SLOPE) * effect.exposure_sd if effect else 0.0
    return StrainSlope(
        points_per_unit=round(slope, 2),
        interval90=Interval(low=round(low, 2), high=round(high, 2)),
        own_points_per_unit=round(effect.unshrunken, 2) if effect else None,
        cost_of_five_points=round(cost, 1),
        cost_of_five_interval90=Interval(low=round(cost_low, 1), high=round(cost_high, 1)),
        nights=effect.n_nights if effect else n_nights,
        e_value=float(np.exp(tested.log_e)) if tested else None,
        robustness_value_share=round(tested.robustness_value_share, 4) if tested else None,
        days_to_answer=days_to_answer(tested, usual, 1, ERROR_BUDGET) if tested else None,
    )


def _threshold(bend: dict[str, float] | None) -> StrainThreshold | None:
    if bend is None:
        return None
    return StrainThreshold(
        strain=bend["knot"],
        interval90=Interval(low=bend["knot_low"], high=bend["knot_high"]),
        points_per_unit_below=round(bend["slope_below"], 2),
        points_per_unit_above=round(bend["slope_above"], 2),
    )


def _red(table: NightTable) -> RedDays | None:
    columns = (table.previous_strain, table.previous_recovery_percent, table.recovery_average)
    values = np.column_stack(columns)
    rows = table.comparable & np.isfinite(values).all(1)
    return fit_red_days(values[rows], table.recovery_percent[rows] <= RED_AT_MOST)


def _curve(model: RedDays | None, morning: Floats, lived: Interval | None) -> RedOverStrain:
    if model is None or lived is None:
        return population_red()
    steps = np.arange(np.ceil(lived.low / STEP), np.floor(lived.high / STEP) + 1) * STEP
    strain = steps if len(steps) else np.array([lived.low])
    share, low, high = red_shares(model, _mornings(strain, morning))
    return RedOverStrain(
        basis=Basis.OWN_DATA,
        strain=strain.tolist(),
        red_probability=np.round(share, 3).tolist(),
        low=np.round(low, 3).tolist(),
        high=np.round(high, 3).tolist(),
    )


def _mornings(strain: Floats, morning: Floats) -> Floats:
    return np.column_stack([strain, np.tile(morning, (len(strain), 1))])


def _what_if(strain: float, model: Model, lived: Interval | None, morning: Floats) -> StrainWhatIf:
    why, usual = refusal(strain, lived), model["usual"]
    if why is not None or usual is None:
        return refused(strain, why or "Too few of your days have a known strain.")
    drawn = _drawn(_restored(model)).times(strain - usual["usual_strain"])
    recovery, *spread = expected_recovery(usual, morning, drawn[0])
    red, red_interval = _red_at(strain, model["red"], morning)
    return StrainWhatIf(
        strain=strain,
        refusal=None,
        recovery_percent=round(recovery, 1),
        recovery_interval80=Interval(low=round(spread[0], 1), high=round(spread[1], 1)),
        difference_points=round(drawn[0], 2),
        difference_interval90=Interval(low=round(drawn[1], 2), high=round(drawn[2], 2)),
        red_probability=red,
        red_interval80=red_interval,
    )


def _red_at(
    strain: float, model: RedDays | None, morning: Floats
) -> tuple[float | None, Interval | None]:
    if model is None:
        return population_red_at(strain), None
    share, low, high = red_shares(model, _mornings(np.array([strain]), morning))
    interval = Interval(low=round(float(low[0]), 3), high=round(float(high[0]), 3))
    return round(float(share[0]), 3), interval


def _restored(model: Model) -> Effect | None:
    return Effect(**model["effect"]) if model["effect"] else None  # pyright: ignore[reportArgumentType] as `fit` wrote it
