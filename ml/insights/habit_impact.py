"""Habit impact: how recovery differs on nights after each logged habit."""

from ml.conclusion import Conclusion
from ml.enough import answer_counts, answers_on_both_sides
from ml.history import History
from ml.insight import Insight
from ml.wording import as_claimed, between, difference, listed, time_to_answer
from schema.answer import Basis, Claim
from schema.arguments import NoArguments
from schema.habit_impact import HabitEffect, HabitImpact, ThinHabit

# With fewer on one side the difference of two means is mostly noise (+-15 points).
FEWEST_ANSWERS = 10
# Half of the whole .10: of all that is told, habits are asked about most.
ERROR_BUDGET = 0.050


def rule(history: History, arguments: NoArguments) -> Conclusion[HabitImpact]:
    """Count the answers, and show no difference."""
    del arguments
    finding = HabitImpact(
        tested=0, found=0, habits=[], too_few_answers=too_few_answers(history), left_out=[]
    )
    return Conclusion(finding, Basis.RULE, tested=0, found=0)


def too_few_answers(history: History) -> list[ThinHabit]:
    """Return the habits with under 10 answers on one side, most answered first."""
    thin = [
        ThinHabit(habit=name, nights_with=yes, nights_without=no)
        for name, (yes, no) in answer_counts(history).items()
        if min(yes, no) < FEWEST_ANSWERS
    ]
    return sorted(thin, key=lambda habit: (-habit.nights_with - habit.nights_without, habit.habit))


def effect_sentence(habit: HabitEffect) -> str:
    """Say what goes with one habit, no stronger than its claim."""
    name, claim, effect = habit.habit.replace("_", " "), habit.claim, habit.effect
    counts = f"{habit.nights_with} nights with, {habit.nights_without} without"
    partners = _partners_sentence(habit)
    if claim in {Claim.ESTABLISHED, Claim.EMERGING}:
        among = f"{counts}, comparing similar days"
        size = difference(effect.estimate, effect.interval90, among)
        return as_claimed(
            claim, f"On nights after {name!r} your recovery was on average {size}.{partners}"
        )
    certain = effect.interval90.low * effect.interval90.high > 0
    chance = ", which among several habits still arises by chance" if certain else ""
    answer = time_to_answer(
        ("an 11-point effect", effect.days_to_answer_large),
        ("a 5-point one", effect.days_to_answer_small),
    )
    return (
        f"No reliable effect of {name!r} can be seen yet: the difference is probably "
        f"{between(effect.interval90)} points ({counts}){chance}.{partners} {answer}"
    )


def headline(conclusion: Conclusion[HabitImpact]) -> str:
    """Say how many habits were tested and found, and what the strongest goes with."""
    finding = conclusion.finding
    if conclusion.basis is Basis.RULE or finding is None:
        return (
            "A habit needs 10 nights answered yes and 10 answered no before nights with and "
            "without it are compared; what was not logged counts as neither."
        )
    tested = f"Tested {finding.tested} habit{'s' * (finding.tested != 1)}, found {finding.found}"
    named = [habit for habit in finding.habits if habit.claim is conclusion.claim]
    if conclusion.claim is Claim.NONE or not named:
        nearest = "".join(f" {habit.headline}" for habit in finding.habits[:1])
        return f"{tested}: no habit can be told to go with a different recovery yet.{nearest}"
    return f"{tested}. {_strongest(named).headline}"


def _strongest(habits: list[HabitEffect]) -> HabitEffect:
    return max(habits, key=lambda habit: abs(habit.effect.estimate))


def _partners_sentence(habit: HabitEffect) -> str:
    names = [*habit.merged_with, *habit.inseparable_from]
    return f" It cannot be told from {listed(names)}." if names else ""


INSIGHT = Insight(
    stem="habit_impact",
    about="How recovery differs on nights after each logged habit, all habits tested together. "
    "Not logged is never taken for no.",
    finding=HabitImpact,
    arguments=NoArguments,
    have=answers_on_both_sides,
    need=FEWEST_ANSWERS,
    unit="nights on the rarer side of one habit",
    rule=rule,
    headline=headline,
    cost_ms=10,
    learned=True,
    error_budget=ERROR_BUDGET,
)
