"""Performance windows: when more is put out at the same heart rate, or when one trains hard."""

import math
from collections import Counter

from ml.clock_blocks import BLOCKS, WORDS, place
from ml.conclusion import Conclusion
from ml.history import History
from ml.insight import Insight
from ml.wording import as_claimed, between, difference, listed, withdrawal
from schema.answer import Basis, CaveatCode, Claim
from schema.arguments import NoArguments
from schema.interval import Interval
from schema.performance_windows import ActivitySpeed, EffortBlock, HardSessions, PerformanceWindows

FEWEST_WORKOUTS = 30
# The own top quarter: enough of them to count by the hour, few enough to be hard.
HARD_QUANTILE = 0.75
# One hypothesis a kind of workout; few people record distances of several.
ERROR_BUDGET = 0.005
# Differences of speed whose time to show is told: what a good runner's day to day varies, twice.
SMALL_SHARE, LARGE_SHARE = 0.03, 0.06
POPULATION = (
    "In groups of people short, powerful efforts peak between 13:00 and 19:00; for endurance "
    "there is little evidence of any such hour."
)


def most_of_one_activity(history: History) -> int:
    """Return the number of workouts of the most frequent activity."""
    return max(Counter(history.workouts.activity).values(), default=0)


def hard_from(history: History) -> float | None:
    """Return the strain from which a workout is among the person's own top quarter."""
    strains = sorted(strain for strain in history.workouts.strain if not math.isnan(strain))
    return strains[int(HARD_QUANTILE * len(strains))] if strains else None


def describe(history: History) -> HardSessions | None:
    """Return when hard workouts start; what compares is left empty."""
    hard = hard_from(history)
    if hard is None:
        return None
    done = history.workouts
    scored = [
        (place(start), strain)
        for start, strain in zip(done.start_hours, done.strain, strict=True)
        if not math.isnan(strain)
    ]
    return HardSessions(
        hard_from_strain=round(hard, 1),
        blocks=[
            _block(index, [strain for block, strain in scored if block == index], hard)
            for index in range(len(BLOCKS))
        ],
        hardest=None,
        hardest_probability=None,
        next_day_points=None,
        next_day_interval90=None,
        nights_after=0,
        nights_other=0,
    )


def _block(index: int, strains: list[float], hard: float) -> EffortBlock:
    return EffortBlock(
        block=BLOCKS[index],
        workouts=len(strains),
        hard_workouts=sum(strain >= hard for strain in strains),
        mean_strain=round(sum(strains) / len(strains), 1) if strains else None,
        difference_strain_low=None,
        difference_strain_high=None,
    )


def rule(history: History, arguments: NoArguments) -> Conclusion[PerformanceWindows]:
    """Count when hard workouts start, beside what is known of people."""
    del arguments
    finding = PerformanceWindows(activities=[], hard_sessions=describe(history))
    return Conclusion(finding, Basis.RULE, caveats=(CaveatCode.POPULATION,))


def speed_sentence(found: ActivitySpeed) -> str:
    """Say when one activity is faster at the same heart rate, no stronger than its claim."""
    name, when = listed([found.activity]), WORDS[found.best]
    taken_back = ""
    if found.withdrawn:
        reported = f"that in {name} the speed at the same heart rate goes with the hour"
        taken_back = f"{withdrawal(reported)} "
    in_block = next(block.workouts for block in found.blocks if block.block is found.best)
    counts = f"{in_block} workouts then, {found.workouts - in_block} at other times"
    gap = _meters(found, found.gap_percent)
    interval = Interval(
        low=_meters(found, found.gap_interval90.low), high=_meters(found, found.gap_interval90.high)
    )
    if found.claim in {Claim.ESTABLISHED, Claim.EMERGING}:
        among = f"{counts}, comparing similar days"
        size = difference(gap, interval, among, unit="metres a minute")
        told = f"In {name} {when} your speed at the same heart rate was on average {size}."
        return f"{taken_back}{as_claimed(found.claim, told)}"
    return (
        f"{taken_back}No part of the day can be told to go with a higher speed at the same heart "
        f"rate in {name} yet: {when} it probably differs by {between(interval)} metres a minute "
        f"from other times ({counts}). {_answer(found)}"
    )


def _meters(found: ActivitySpeed, percent: float) -> float:
    return found.usual_speed_meters_per_minute * percent / 100


def _answer(found: ActivitySpeed) -> str:
    meters = round(LARGE_SHARE * found.usual_speed_meters_per_minute)
    more = found.workouts_to_answer_large
    if more is None:
        return f"One of {meters} metres a minute takes more than a year of workouts to show."
    if more == 0:
        return f"One of {meters} metres a minute would mostly have shown by now."
    return f"One of {meters} metres a minute takes about {more} more workouts to show."


def headline(conclusion: Conclusion[PerformanceWindows]) -> str:
    """Say when more is put out at the same heart rate, or when this person trains hard."""
    finding = conclusion.finding
    if finding is None or finding.hard_sessions is None:
        return f"No workout with a strain is known yet. {POPULATION}"
    if conclusion.basis is Basis.RULE:
        return f"{_counted(finding.hard_sessions)} {POPULATION}"
    if finding.activities:
        told = [each for each in finding.activities if each.claim is conclusion.claim]
        return (told or finding.activities)[0].headline
    unmeasured = "No distances are recorded for enough workouts, so nothing here measures output."
    return f"{_effort(finding.hard_sessions)} {unmeasured}"


def _counted(sessions: HardSessions) -> str:
    hard = sum(block.hard_workouts for block in sessions.blocks)
    most = max(sessions.blocks, key=lambda block: block.hard_workouts)
    if hard == 1:
        return (
            f"Your hardest workout (strain {sessions.hard_from_strain:.1f}) started "
            f"{WORDS[most.block]}."
        )
    return (
        f"Of your {hard} hardest workouts (strain {sessions.hard_from_strain:.1f} or more) "
        f"{most.hard_workouts} started {WORDS[most.block]}."
    )


def _effort(sessions: HardSessions) -> str:
    if sessions.hardest is None or sessions.hardest_probability is None:
        told = "No part of the day can be told to hold your hardest workouts."
    else:
        there = next(block for block in sessions.blocks if block.block is sessions.hardest)
        told = (
            f"You train harder {WORDS[sessions.hardest]} (mean strain {there.mean_strain:.1f} in "
            f"{there.workouts} workouts; {_elsewhere(sessions):.1f} at other times)."
        )
    if sessions.next_day_points is None or sessions.next_day_interval90 is None:
        return told
    among = f"{sessions.nights_after} nights after one, {sessions.nights_other} others"
    size = difference(
        sessions.next_day_points, sessions.next_day_interval90, f"{among}, comparing similar days"
    )
    return (
        f"{told} Described, not tested: after a day with a hard session your recovery was on "
        f"average {size}."
    )


def _elsewhere(sessions: HardSessions) -> float:
    others = [
        (block.workouts, block.mean_strain)
        for block in sessions.blocks
        if block.block is not sessions.hardest and block.mean_strain is not None
    ]
    return sum(n * strain for n, strain in others) / max(1, sum(n for n, _ in others))


INSIGHT = Insight(
    stem="performance_windows",
    about="When more is put out at the same heart rate, by the part of the day, where distances "
    "are recorded; else when this person trains hard, and the recovery that follows.",
    finding=PerformanceWindows,
    arguments=NoArguments,
    have=most_of_one_activity,
    need=FEWEST_WORKOUTS,
    unit="workouts of one activity",
    rule=rule,
    headline=headline,
    cost_ms=30,
    learned=True,
    model_format=3,  # whose hard days are known ones
    error_budget=ERROR_BUDGET,
)
