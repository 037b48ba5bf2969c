"""Recovery velocity: how recovery goes on after low days, beside what chance alone brings back."""

from ml.conclusion import Conclusion
from ml.enough import recovery_nights
from ml.history import History
from ml.insight import Insight
from schema.answer import Basis, CaveatCode
from schema.arguments import NoArguments
from schema.recovery_velocity import DaysUntilUsual, PathAfterLow, RecoveryVelocity

# With 10 low days a mean is known to within 11 points; with fewer the table says nothing.
PATH_EVENTS = 10
# A difference between rested and not needs both sides.
REST_EVENTS = 20
# Under 50 the first day within 5 points of the mean is decided by noise.
DAYS_EVENTS = 50


def unknown(low_days: int = 0) -> RecoveryVelocity:
    """Return the finding of somebody with too few low days."""
    return RecoveryVelocity(
        low_days=low_days,
        low_at_most_percent=None,
        usual_recovery_percent=None,
        path=None,
        next_day_50_share=None,
        days_until_usual=None,
        rest=None,
    )


def rule(history: History, arguments: NoArguments) -> Conclusion[RecoveryVelocity]:
    """Tell what is known of other people."""
    del history, arguments
    return Conclusion(unknown(), Basis.RULE, caveats=(CaveatCode.POPULATION,))


def headline(conclusion: Conclusion[RecoveryVelocity]) -> str:
    """Say where recovery was after low days, and where chance alone would have it."""
    finding = conclusion.finding
    if finding is None or finding.path is None:
        return (
            "In other people recovery is typically back within 4 points of their average the day "
            f"after a red one, most of it by chance. Your own path needs {PATH_EVENTS} low days"
            f"{_so_far(finding)}."
        )
    path = finding.path
    gap, low, high = path.gap_points[0], path.low[0], path.high[0]
    next_day = (
        f"On the day after your {path.events[0]} low days (recovery "
        f"{finding.low_at_most_percent:.0f} or less) recovery was on average {_beside(gap)} "
        f"(90 % interval {_side(low)} to {_side(high)}); chance alone would have it "
        f"{_beside(path.chance_gap_points[0])}, {_verdict(path)}."
    )
    return f"{next_day}{_days_sentence(finding.days_until_usual)}"


def _so_far(finding: RecoveryVelocity | None) -> str:
    return f"; there are {finding.low_days}" if finding is not None and finding.low_days else ""


def _beside(gap: float) -> str:
    points = abs(round(gap))
    if not points:
        return "at your mean"
    return f"{points} point{'s' * (points > 1)} {'under' if gap < 0 else 'above'} your mean"


def _side(gap: float) -> str:
    points = abs(round(gap))
    return f"{points} {'under' if gap < 0 else 'above'}" if points else "at it"


def _verdict(path: PathAfterLow) -> str:
    chance = path.chance_gap_points[0]
    if path.low[0] <= chance <= path.high[0]:
        return "and the two cannot be told apart"
    return f"so it came back {'faster' if chance < path.low[0] else 'more slowly'} than that"


def _days_sentence(days: DaysUntilUsual | None) -> str:
    if days is None:
        return ""
    return (
        f" Its mean is within 5 points of your own {_after(days.of_the_mean)}; by chance "
        f"{_after(days.of_the_mean_by_chance)}."
    )


def _after(days: int | None) -> str:
    if days is None:
        return "after more than 5 days"
    return f"after {days} day{'s' * (days > 1)}"


INSIGHT = Insight(
    stem="recovery_velocity",
    about="How recovery goes on after low days, beside what chance alone would bring back. A low "
    "recovery is mostly followed by a higher one whatever one does, so no time that somebody "
    "needs to recover is told.",
    finding=RecoveryVelocity,
    arguments=NoArguments,
    have=recovery_nights,
    need=21,  # three weeks; the path itself needs 10 low days
    unit="nights with a recovery",
    rule=rule,
    headline=headline,
    cost_ms=10,
    learned=True,
    model_format=2,  # whose rested days are known ones
)
