"""Strain tolerance: how the next recovery differs with a day's strain."""

import math
from dataclasses import replace
from itertools import pairwise

from ml.conclusion import Conclusion
from ml.enough import recovery_nights
from ml.history import History
from ml.insight import Insight
from ml.insights.recovery_prediction import RED_AT_MOST
from ml.wording import as_claimed, between, signed, time_to_answer, withdrawal
from schema.answer import Basis, CaveatCode, Claim
from schema.interval import Interval
from schema.strain_tolerance import (
    RedOverStrain,
    StrainSlope,
    StrainTolerance,
    StrainToleranceArguments,
    StrainWhatIf,
)

# One slope, expected in nearly everybody; it needs little of the whole .10.
ERROR_BUDGET = 0.010
# Fewer nights mostly repeat what is known of other people.
CLAIM_NIGHTS = 30
# Medians of 14 people (logistic): the chance of a red recovery after a day of this strain.
POPULATION_STRAIN = (5.0, 10.0, 15.0, 18.0)
POPULATION_RED = (0.07, 0.13, 0.25, 0.35)
# Their slopes: -1.74 points a unit in the median, spread over about a point.
POPULATION_SLOPE, POPULATION_SLOPE_SD = -1.7, 1.0
# A person's own extremes are too few to say anything about.
LIVED_QUANTILES = (0.05, 0.95)


def lived_strains(history: History) -> list[float]:
    """Return the known strains of days, ascending."""
    return sorted(value for value in history.nights.strain if not math.isnan(value))


def lived_range(strains: list[float]) -> Interval | None:
    """Return the middle nine tenths of ascending strains."""
    if not strains:
        return None
    low, high = (strains[round(share * (len(strains) - 1))] for share in LIVED_QUANTILES)
    return Interval(low=round(low, 1), high=round(high, 1))


def red_days(history: History) -> int:
    """Return the number of recoveries of 33 or less."""
    return sum(value <= RED_AT_MOST for value in history.nights.recovery_percent)


def refusal(strain: float, lived: Interval | None) -> str | None:
    """Return why nothing is said of a strain; None where it lies within what was lived."""
    if lived is None:
        return f"No day's strain is known yet; nothing can be said of a strain of {strain:g}."
    if lived.low <= strain <= lived.high:
        return None
    return (
        f"A strain of {strain:g} lies outside what you have mostly lived, {lived.low:g} to "
        f"{lived.high:g}; nothing is known of it."
    )


def refused(strain: float, why: str) -> StrainWhatIf:
    """Return a what-if without an answer."""
    return replace(_of_others(strain), refusal=why, red_probability=None)


def _of_others(strain: float) -> StrainWhatIf:
    return StrainWhatIf(
        strain=strain,
        refusal=None,
        recovery_percent=None,
        recovery_interval80=None,
        difference_points=None,
        difference_interval90=None,
        red_probability=population_red_at(strain),
        red_interval80=None,
    )


def population_red() -> RedOverStrain:
    """Return the chance of a red recovery over strain as of other people."""
    return RedOverStrain(
        basis=Basis.RULE,
        strain=list(POPULATION_STRAIN),
        red_probability=list(POPULATION_RED),
        low=[],
        high=[],
    )


def population_red_at(strain: float) -> float | None:
    """Return the chance of a red recovery as of other people; None outside of 5 to 18.

    >>> population_red_at(12.5), population_red_at(20.0)
    (0.19, None)
    """
    steps = pairwise(POPULATION_STRAIN)
    for index, (low, high) in enumerate(steps):
        if low <= strain <= high:
            left, right = POPULATION_RED[index : index + 2]
            return round(left + (strain - low) / (high - low) * (right - left), 3)
    return None


def rule(history: History, arguments: StrainToleranceArguments) -> Conclusion[StrainTolerance]:
    """Tell what is known of other people."""
    strains = lived_strains(history)
    finding = StrainTolerance(
        slope=None,
        red=population_red(),
        threshold=None,
        lived=lived_range(strains),
        usual_strain=round(sum(strains) / len(strains), 1) if strains else None,
        red_days=red_days(history),
        what_if=_population_what_if(arguments.strain, lived_range(strains)),
        withdrawn=False,
    )
    return Conclusion(finding, Basis.RULE, caveats=(CaveatCode.POPULATION,))


def _population_what_if(strain: float | None, lived: Interval | None) -> StrainWhatIf | None:
    if strain is None:
        return None
    why = refusal(strain, lived)
    return _of_others(strain) if why is None else refused(strain, why)


def headline(conclusion: Conclusion[StrainTolerance]) -> str:
    """Answer the strain asked about, and say what strain goes with."""
    finding = conclusion.finding
    if finding is None:
        return "No day's strain is known yet."
    told = [_what_if_sentence(finding.what_if, finding, conclusion.claim)]
    if finding.withdrawn:
        told.append(withdrawal("that your next recovery differs with strain"))
    slope = finding.slope
    told.append(
        _population_sentence() if slope is None else _slope_sentence(finding, slope, conclusion)
    )
    return " ".join(filter(None, told))


def _population_sentence() -> str:
    shares = [
        f"{100 * share:.0f} at strain {strain:g}"
        for strain, share in zip(POPULATION_STRAIN, POPULATION_RED, strict=True)
    ]
    return (
        f"Of 100 mornings of other people, {', '.join(shares[:-1])} and {shares[-1]} are red; "
        "a lower recovery after a hard day is normal."
    )


def _slope_sentence(
    finding: StrainTolerance, slope: StrainSlope, conclusion: Conclusion[StrainTolerance]
) -> str:
    claim = conclusion.claim
    probably = f"{between(slope.interval90, 1)} points for each unit more of strain"
    if claim is Claim.DESCRIPTIVE:
        return (
            f"{slope.nights} nights are too few to tell what strain goes with for you; what is "
            f"usual among people counts most, and the next recovery then differs by {probably}."
        )
    if claim is Claim.NONE:
        waiting = time_to_answer(("a difference of the usual size", slope.days_to_answer))
        return (
            "No reliable difference with strain can be seen yet: your next recovery probably "
            f"differs by {probably} ({slope.nights} nights, drawn towards the "
            f"{POPULATION_SLOPE:g} that is usual among people). {waiting}"
        )
    lower = slope.points_per_unit < 0
    ends = (slope.interval90.low, slope.interval90.high)
    low, high = sorted(-end for end in ends) if lower else ends
    sentence = (
        "After each unit more of strain your next recovery was on average "
        f"{abs(slope.points_per_unit):.1f} points {'lower' if lower else 'higher'} (90 % interval "
        f"{low:.1f} to {high:.1f}; {slope.nights} nights, comparing similar days), "
        f"{abs(slope.cost_of_five_points):.0f} points for 5 units more."
    )
    return as_claimed(claim, f"{sentence} {_threshold_sentence(finding)}")


def _threshold_sentence(finding: StrainTolerance) -> str:
    threshold, lived = finding.threshold, finding.lived
    if threshold is not None:
        faster = " faster" * (threshold.points_per_unit_below < 0)
        return (
            f"Above a strain of about {threshold.strain:g} (90 % interval "
            f"{threshold.interval90.low:g} to {threshold.interval90.high:g}) it falls{faster}: "
            f"{threshold.points_per_unit_above:+.1f} points a unit, below it "
            f"{threshold.points_per_unit_below:+.1f}."
        )
    within = f" you have lived, {lived.low:g} to {lived.high:g}" if lived else ""
    return f"We see no threshold in the strains{within}."


def _what_if_sentence(what_if: StrainWhatIf | None, finding: StrainTolerance, claim: Claim) -> str:
    if what_if is None:
        return ""
    if what_if.refusal is not None:
        return what_if.refusal
    told = [_recovery_part(what_if), _difference_part(what_if, finding, claim), _red_part(what_if)]
    return f"After a day of strain {what_if.strain:g}, {'; '.join(filter(None, told))}."


def _recovery_part(what_if: StrainWhatIf) -> str:
    expected, spread = what_if.recovery_percent, what_if.recovery_interval80
    if expected is None or spread is None:
        return ""
    return (
        f"your recovery will probably be around {expected:.0f} (8 times in 10 between "
        f"{spread.low:.0f} and {spread.high:.0f})"
    )


def _difference_part(what_if: StrainWhatIf, finding: StrainTolerance, claim: Claim) -> str:
    difference, spread = what_if.difference_points, what_if.difference_interval90
    if difference is None or spread is None or finding.usual_strain is None:
        return ""
    usual = f"against a day of your usual strain, {finding.usual_strain:g}"
    if claim in {Claim.ESTABLISHED, Claim.EMERGING}:
        early = "as an early signal, " if claim is Claim.EMERGING else ""
        ends = f"{signed(spread.low)} to {signed(spread.high)}"
        return f"{early}that is {signed(difference)} points (90 % interval {ends}) {usual}"
    return f"that is probably {between(spread)} points {usual}"


def _red_part(what_if: StrainWhatIf) -> str:
    if what_if.red_probability is None:
        return ""
    spread = what_if.red_interval80
    if spread is None:
        return f"{100 * what_if.red_probability:.0f} of 100 mornings of other people are red"
    return (
        f"about {100 * what_if.red_probability:.0f} of 100 such mornings are red (80 % interval "
        f"{100 * spread.low:.0f} to {100 * spread.high:.0f})"
    )


INSIGHT = Insight(
    stem="strain_tolerance",
    about="How the next recovery, and the chance that it is red, differ with a day's strain; with "
    "`strain`, what a day of that strain goes with. A threshold is named only where there is one, "
    "and none divides harmless days from harmful ones.",
    finding=StrainTolerance,
    arguments=StrainToleranceArguments,
    have=recovery_nights,
    need=14,  # for the general rule with own nights counted in; a claim needs 30
    unit="nights with a recovery",
    rule=rule,
    headline=headline,
    cost_ms=45,
    learned=True,
    model_format=2,  # with the errors of mornings to come
    error_budget=ERROR_BUDGET,
)
