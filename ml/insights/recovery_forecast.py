"""Recovery forecast: the coming mornings, as planned and as they might be planned."""

from ml.conclusion import Conclusion
from ml.enough import recovery_nights
from ml.history import History
from ml.insight import Insight
from ml.insights.metric_forecast import AFTERWARDS, coming, span
from ml.insights.recovery_prediction import average
from ml.insights.strain_tolerance import lived_range, lived_strains, refusal
from schema.answer import Basis, CaveatCode
from schema.horizon import ForecastPattern
from schema.interval import Interval
from schema.recovery_forecast import (
    DayPlan,
    RecoveryForecast,
    RecoveryForecastArguments,
    RecoveryPath,
    StrainPlan,
)

# Once something is learned of what a unit of strain goes with.
TOO_LITTLE = "Too few nights are known yet to say what such days would be followed by."


def rule(history: History, arguments: RecoveryForecastArguments) -> Conclusion[RecoveryForecast]:
    """Forecast the own average, with the spread of the own past."""
    finding = _average(history, arguments)
    return Conclusion(finding, Basis.RULE, caveats=(CaveatCode.BOUNCES_BACK,))


def _average(history: History, arguments: RecoveryForecastArguments) -> RecoveryForecast | None:
    told, days, last_on = average(history), arguments.days, history.last_on
    if told is None or last_on is None:
        return None
    lived = lived_range(lived_strains(history))
    return RecoveryForecast(
        path=RecoveryPath(
            mornings_on=coming(last_on, days),
            recovery_percent=[told.recovery_percent] * days,
            low50=[told.interval50.low] * days,
            high50=[told.interval50.high] * days,
            low80=[told.interval80.low] * days,
            high80=[told.interval80.high] * days,
            low90=[told.interval90.low] * days,
            high90=[told.interval90.high] * days,
            red_probability=[told.red_probability] * days,
            yellow_probability=[told.yellow_probability] * days,
            green_probability=[told.green_probability] * days,
            any_red_probability=None,
        ),
        plan=DayPlan(strain=[], planned=[False] * days),
        plan_b=None
        if arguments.planned_strain is None
        else refused(arguments.planned_strain, lived),
        points_per_unit=None,
        lived=lived,
        usual_recovery_percent=told.usual_recovery_percent,
        nights=recovery_nights(history),
        pattern=ForecastPattern.AVERAGE,
        skill=None,
    )


def refused(strain: float, lived: Interval | None) -> StrainPlan:
    """Return a plan without an answer, and why."""
    return StrainPlan(
        strain=strain,
        refusal=refusal(strain, lived) or TOO_LITTLE,
        path=None,
        difference_points=[],
        difference_low90=[],
        difference_high90=[],
    )


def headline(conclusion: Conclusion[RecoveryForecast]) -> str:
    """Say what the coming mornings may be, the chance of a red one, and what a plan changes."""
    finding = conclusion.finding
    if finding is None:
        return "No recovery is known yet."
    path = finding.path
    spread = (
        f"{path.recovery_percent[0]:.0f} (8 times in 10 between {path.low80[0]:.0f} and "
        f"{path.high80[0]:.0f}; {finding.nights} nights)"
    )
    if conclusion.basis is Basis.RULE:
        told = [f"Around your average so far on each of the coming mornings: {spread}."]
    else:
        morning = f"{path.mornings_on[0]:%-d %B %Y}"
        told = [f"On the morning of {morning} your recovery will probably be around {spread}."]
        told += [_afterwards(finding), _any_red(path)]
    told.append(_plan_b_sentence(finding.plan_b))
    return " ".join(filter(None, told))


def _afterwards(finding: RecoveryForecast) -> str:
    path = finding.path
    if len(path.mornings_on) == 1:
        return ""
    after = AFTERWARDS[finding.pattern]
    return f"{after} Until {path.mornings_on[-1]:%-d %B} it is {span(path.recovery_percent[1:])}."


def _any_red(path: RecoveryPath) -> str:
    if path.any_red_probability is None or len(path.mornings_on) == 1:
        return ""
    return (
        f"Of 100 such stretches of {len(path.mornings_on)} mornings about "
        f"{100 * path.any_red_probability:.0f} have at least one red one."
    )


def _plan_b_sentence(plan: StrainPlan | None) -> str:
    if plan is None:
        return ""
    if plan.refusal is not None:
        return plan.refusal
    told = (plan.difference_points, plan.difference_low90, plan.difference_high90)
    mean, low, high = (sum(each) / len(each) for each in told)
    return (
        f"With a strain of {plan.strain:g} on each day still open these mornings differ by "
        f"{mean:+.1f} points on average (90 % interval {low:+.1f} to {high:+.1f})."
    )


INSIGHT = Insight(
    stem="recovery_forecast",
    about="Recovery over the coming mornings with honest ranges and the chance of a red one, as "
    "usual or as planned, and with `plannedStrain` how it would differ.",
    finding=RecoveryForecast,
    arguments=RecoveryForecastArguments,
    have=recovery_nights,
    need=30,
    unit="nights with a recovery",
    rule=rule,
    headline=headline,
    cost_ms=30,
    learned=True,
    model_format=2,
    uses=("recovery_prediction", "strain_tolerance"),
    continues=True,
)
