"""Habit impact: how recovery differs on nights after each logged habit."""

from ml.conclusion import Conclusion
from ml.enough import answer_counts, answers_on_both_sides
from ml.history import History
from ml.insight import Insight
from ml.wording import as_claimed, between, difference, listed, time_to_answer, withdrawal
from schema.answer import Basis, Claim
from schema.arguments import NoArguments
from schema.effect import Effect
from schema.habit_impact import HabitEffect, HabitImpact, ThinHabit

# With fewer on one side the difference of two means is mostly noise (+-15 points).
FEWEST_ANSWERS = 10
# Half of the whole .10: of all that is told, habits are asked about most.
ERROR_BUDGET = 0.050
CLAIMED = (Claim.ESTABLISHED, Claim.EMERGING)


def rule(history: History, arguments: NoArguments) -> Conclusion[HabitImpact]:
    """Count the answers, and show no difference."""
    del arguments
    finding = HabitImpact(
        tested=0,
        found=0,
        habits=[],
        too_few_answers=too_few_answers(history),
        left_out=[],
        withdrawn=False,
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
    partners = [*habit.merged_with, *habit.inseparable_from]
    sentences = [
        _claimed(habit) if habit.claim in CLAIMED else _not_told(habit),
        f"It cannot be told from {listed(partners)}." if partners else "",
        "" if habit.claim in CLAIMED else _days(habit.effect),
        _taken_back(habit) if habit.withdrawn else "",
    ]
    return " ".join(filter(None, sentences))


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
        nothing = f"{tested}: no habit can be told to go with a different recovery yet."
        told = finding.habits[:1]
        return " ".join([nothing, *(habit.headline for habit in told), *_others(finding, told)])
    told = [max(named, key=lambda habit: abs(habit.effect.estimate))]
    return " ".join([f"{tested}. {told[0].headline}", *_others(finding, told)])


def _claimed(habit: HabitEffect) -> str:
    among = f"{_counts(habit)}, comparing similar days"
    size = difference(habit.effect.estimate, habit.effect.interval90, among)
    return as_claimed(
        habit.claim,
        f"On nights after {listed([habit.habit])} your recovery was on average {size}.",
    )


def _not_told(habit: HabitEffect) -> str:
    interval = habit.effect.interval90
    certain = interval.low * interval.high > 0
    chance = ", which among several habits still arises by chance" if certain else ""
    return (
        f"No reliable effect of {listed([habit.habit])} can be seen yet: the difference is "
        f"probably {between(interval)} points ({_counts(habit)}){chance}."
    )


def _counts(habit: HabitEffect) -> str:
    return f"{habit.nights_with} nights with, {habit.nights_without} without"


def _days(effect: Effect) -> str:
    return time_to_answer(
        ("an 11-point effect", effect.days_to_answer_large),
        ("a 5-point one", effect.days_to_answer_small),
    )


def _taken_back(habit: HabitEffect) -> str:
    if habit.claim is Claim.EMERGING:
        return withdrawal("this as established")
    return withdrawal(_reported([habit.habit]))


def _others(finding: HabitImpact, told: list[HabitEffect]) -> list[str]:
    """Return the sentence that takes back what was said of habits not yet spoken of."""
    habits = [habit.habit for habit in finding.habits if habit.withdrawn and habit not in told]
    habits += [habit.habit for habit in finding.left_out if habit.withdrawn]
    return [withdrawal(_reported(habits))] if habits else []


def _reported(habits: list[str]) -> str:
    return f"a different recovery on nights after {listed(habits)}"


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
    cost_ms=220,
    learned=True,
    model_format=4,  # whose habits are one only where they met often enough
    error_budget=ERROR_BUDGET,
)
