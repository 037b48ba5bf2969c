"""Journal summary: what this person logs, and how steadily."""

from collections import Counter
from collections.abc import Collection
from datetime import date
from itertools import compress

from ml.conclusion import Conclusion
from ml.history import History
from ml.insight import Insight
from schema.answer import Basis
from schema.arguments import NoArguments
from schema.journal_summary import JournalQuestion, JournalSummary


def answered_nights(history: History) -> int:
    """Return the number of nights with any answer in the journal."""
    return len(set(history.journal.day))


def describe(history: History) -> JournalSummary | None:
    """Return counts and runs, without what habit impact has decided."""
    journal = history.journal
    if not journal.day:
        return None
    # A journal of our own may reach a day beyond the last recorded night.
    last = max([journal.day[-1], *history.nights.day[-1:]])
    answered = frozenset(journal.day)
    longest, current = runs(answered, last)
    return JournalSummary(
        first_on=date.fromordinal(journal.day[0]),
        nights=last - journal.day[0] + 1,
        answered_nights=len(answered),
        longest_answered_nights=longest,
        current_answered_nights=current,
        tested=0,
        found=0,
        questions=_questions(history, last),
    )


def runs(days: Collection[int], last: int) -> tuple[int, int]:
    """Return the longest run of consecutive days, and the run that is still going on `last`.

    A run goes on as long as it reached the day before: the last may not be answered yet.

    >>> runs({1, 2, 3, 7, 8}, last=9)
    (3, 2)
    """
    longest, length, before = 0, 0, 0
    for day in sorted(days):
        length = length + 1 if day == before + 1 and length else 1
        if length > longest:  # noqa: PLR1730 for every night of every habit, twice as fast as max
            longest = length
        before = day
    return longest, length if length and before >= last - 1 else 0


def rule(history: History, arguments: NoArguments) -> Conclusion[JournalSummary]:
    """Count."""
    del arguments
    return Conclusion(describe(history), Basis.RULE)


def headline(conclusion: Conclusion[JournalSummary]) -> str:
    """Say how steadily the journal is kept, and how many habits have been decided."""
    finding = conclusion.finding
    if finding is None:
        return "No answer in the journal is known yet."
    questions = len(finding.questions)
    return (
        f"You answered the journal on {finding.answered_nights} of {finding.nights} nights, "
        f"{finding.longest_answered_nights} in a row at most and {finding.current_answered_nights} "
        f"up to now, {questions} question{'s' * (questions != 1)} in all"
        f"{_decided(finding, conclusion.basis)}."
    )


def _decided(finding: JournalSummary, basis: Basis) -> str:
    if basis is Basis.RULE:
        return ""
    if not finding.tested:
        return "; no habit has 10 answers yes and 10 no, so that none is compared with recovery"
    return (
        f"; of {finding.tested} habit{'s' * (finding.tested != 1)} compared with recovery, "
        f"{finding.found or 'none'} {'have' if finding.found > 1 else 'has'} an established "
        "difference"
    )


def _questions(history: History, last: int) -> list[JournalQuestion]:
    journal = history.journal
    yes = [list[int]() for _ in history.questions]
    for day, question in compress(
        zip(journal.day, journal.question, strict=True), journal.answered_yes
    ):
        yes[question].append(day)
    told = [
        _question(history.questions[place], yes[place], answers, last)
        for place, answers in Counter(journal.question).items()
    ]
    return sorted(told, key=lambda each: (-each.nights_with - each.nights_without, each.habit))


def _question(habit: str, yes: list[int], answers: int, last: int) -> JournalQuestion:
    longest, current = runs(yes, last)
    return JournalQuestion(
        habit=habit,
        nights_with=len(yes),
        nights_without=answers - len(yes),
        last_yes_on=date.fromordinal(max(yes)) if yes else None,
        longest_yes_nights=longest,
        current_yes_nights=current,
        decision=None,
    )


INSIGHT = Insight(
    stem="journal_summary",
    about="What this person logs in the journal, and how steadily. What a habit goes with is "
    "decided by `habitImpact`, and only repeated here.",
    finding=JournalSummary,
    arguments=NoArguments,
    have=answered_nights,
    need=7,
    unit="nights with an answer in the journal",
    rule=rule,
    headline=headline,
    cost_ms=10,
    learned=False,
    uses=("habit_impact",),
)
