"""Journal summary: counts, with what habit impact has decided repeated and nothing decided anew.

Testing habits here a second time would spend the error budget twice.
"""

from collections.abc import Mapping
from dataclasses import replace

from ml.conclusion import AnyConclusion, Conclusion
from ml.history import History
from ml.insight import TooLittleData
from ml.insights.journal_summary import describe
from schema.answer import Basis, CaveatCode
from schema.arguments import NoArguments
from schema.habit_impact import HabitImpact
from schema.journal_summary import HabitDecision, JournalSummary

# Before the name of a habit that was answered the other way round, in `merged_with`.
OPPOSITE = "not "


def infer(
    history: History, used: Mapping[str, AnyConclusion], arguments: NoArguments
) -> Conclusion[JournalSummary]:
    """Count what was answered.

    Parameters
    ----------
    history
        A person's history.
    used
        The conclusion of habit impact.
    arguments
        None.

    Returns
    -------
    Conclusion
        Descriptive, whatever was decided of single habits.

    Raises
    ------
    TooLittleData
        Without any answer.
    """
    del arguments
    described = describe(history)
    if described is None:
        raise TooLittleData
    impact: HabitImpact | None = used["habit_impact"].finding
    decisions = _decisions(impact)
    finding = replace(
        described,
        tested=impact.tested if impact else 0,
        found=impact.found if impact else 0,
        questions=[
            replace(question, decision=decisions.get(question.habit))
            for question in described.questions
        ],
    )
    return Conclusion(finding, Basis.OWN_DATA, caveats=(CaveatCode.OBSERVED,) if decisions else ())


def _decisions(impact: HabitImpact | None) -> dict[str, HabitDecision]:
    """Return the decision of each habit compared, one for all that were answered alike."""
    return {
        name.removeprefix(OPPOSITE): HabitDecision(
            claim=habit.claim, withdrawn=habit.withdrawn, headline=habit.headline
        )
        for habit in (impact.habits if impact else [])
        for name in (habit.habit, *habit.merged_with)
    }
