"""Workout timing: how recovery differs with the time between training and bedtime."""

import math
from collections import Counter

from ml.clock import DAY_HOURS, circular_mean_hours, hours, text
from ml.clock_blocks import BLOCKS, place
from ml.conclusion import Conclusion
from ml.history import History
from ml.insight import Insight
from ml.recent_sleep import recent_nights, usual_times
from ml.wording import as_claimed, between, counted, difference, time_to_answer, withdrawal
from schema.answer import Basis, CaveatCode, Claim
from schema.arguments import NoArguments
from schema.workout_timing import GapEdge, WorkoutBlock, WorkoutGapWindow, WorkoutTiming

# A quarter of a year: long enough for a steady mean, short enough to be today's habit.
RECENT_DAYS = 90
# As many as of nights for a description; on fewer days nothing is usual.
FEWEST_USUAL = 7
# Hard exercise ending within 4 hours of bedtime went with later sleep (Leota 2025).
LATE_HOURS = 4.0
# One curve, asked about less than bedtime.
ERROR_BUDGET = 0.005
POPULATION = (
    "In 14,689 WHOOP users strenuous exercise ending within 4 hours of bedtime went with later "
    "and shorter sleep, a higher resting heart rate and a lower HRV."
)

REPORTED = "that recovery goes with the gap between training and bedtime"


def training_days(history: History) -> int:
    """Return the number of days with a workout."""
    return len(set(history.workouts.day))


def last_workouts(history: History) -> dict[int, tuple[float, float]]:
    """Return (start, end) of the workout that ended last, clock hours, by training day."""
    done = history.workouts
    last: dict[int, tuple[float, float]] = {}
    for day, start, minutes in zip(done.day, done.start_hours, done.duration_minutes, strict=True):
        end = start + (0.0 if math.isnan(minutes) else minutes / 60)
        if day not in last or end >= last[day][1]:
            last[day] = (start, end)
    return last


def describe(history: History) -> WorkoutTiming:
    """Return when the person trains and falls asleep; what compares nights is left empty."""
    last = last_workouts(history)
    since = history.last_on.toordinal() - RECENT_DAYS if history.last_on else 0
    ends = [end for day, (_, end) in last.items() if day > since]
    nights = recent_nights(history)
    bedtime = usual_times(history, nights).bedtime.clock if nights else None
    late = [_is_late(end, hours(bedtime)) for end in ends] if bedtime is not None else []
    counts = Counter(place(start) for start, _ in last.values())
    return WorkoutTiming(
        training_days=len(last),
        usual_end=text(circular_mean_hours(ends)) if ends else None,
        usual_bedtime=bedtime,
        late_share=round(sum(late) / len(late), 3) if late else None,
        blocks=[
            WorkoutBlock(
                block=block,
                training_days=counts[index],
                nights=0,
                difference_points=None,
                interval90=None,
            )
            for index, block in enumerate(BLOCKS)
        ],
        window=None,
        curve=None,
        earlier=None,
        late=None,
        e_value=None,
        withdrawn=False,
    )


def _is_late(end: float, bedtime: float) -> bool:
    # From 4 hours before bedtime to as long after it.
    return (bedtime - end + LATE_HOURS) % DAY_HOURS < 2 * LATE_HOURS


def rule(history: History, arguments: NoArguments) -> Conclusion[WorkoutTiming]:
    """Describe when the person trains, beside what is known of people."""
    del arguments
    return Conclusion(describe(history), Basis.RULE, caveats=(CaveatCode.POPULATION,))


def headline(conclusion: Conclusion[WorkoutTiming]) -> str:
    """Say which gap to bedtime goes with a better recovery, or that none can be told."""
    finding = conclusion.finding
    if finding is None or not finding.training_days:
        return "No workout is known yet."
    if conclusion.basis is Basis.RULE or finding.window is None:
        return f"{_usual(finding)}. {POPULATION}"
    claimed = conclusion.claim in {Claim.ESTABLISHED, Claim.EMERGING}
    told = _found(finding.window) if claimed else _undecided(finding, finding.window)
    earlier = f"{withdrawal(REPORTED)} " if finding.withdrawn else ""
    return f"{earlier}{as_claimed(conclusion.claim, told)}"


def _usual(finding: WorkoutTiming) -> str:
    if finding.usual_end is None:
        return f"You trained on {finding.training_days} days, none of them in the last 90"
    asleep = (
        ""
        if finding.usual_bedtime is None
        else f", and you fall asleep around {finding.usual_bedtime}"
    )
    if finding.training_days < FEWEST_USUAL:
        days = counted(finding.training_days, "training day")
        return f"On your {days} the last workout ended around {finding.usual_end}{asleep}"
    return f"The last workout of your day usually ends around {finding.usual_end}{asleep}"


def _span(window: WorkoutGapWindow) -> str:
    return f"{window.from_hours:.1f} to {window.to_hours:.1f} hours before your usual bedtime"


def _found(window: WorkoutGapWindow) -> str:
    among = f"{window.nights} nights, comparing similar days"
    gain = difference(window.gain_points, window.gain_interval90, among)
    untested = {
        GapEdge.SHORTEST: " Ending closer to bedtime is untested.",
        GapEdge.LONGEST: " Ending earlier is untested.",
        None: "",
    }[window.edge]
    return (
        f"On nights after workouts that ended {_span(window)} your recovery was on average {gain} "
        f"than in your usual mixture.{untested}"
    )


def _undecided(finding: WorkoutTiming, window: WorkoutGapWindow) -> str:
    start = f"{_usual(finding)}; no gap between the two can be told to go with a better recovery"
    earlier = finding.earlier
    if earlier is None:
        return (
            f"{start} yet. The best span so far, {_span(window)}, differs by probably "
            f"{between(window.gain_interval90)} points ({window.nights} nights), as the best of "
            "many spans often does by chance."
        )
    answer = time_to_answer(
        ("an 11-point effect", earlier.days_to_answer_large),
        ("a 5-point one", earlier.days_to_answer_small),
    )
    return (
        f"{start} yet: ending 4 hours earlier goes with a difference probably "
        f"{between(earlier.interval90)} points ({earlier.nights} nights). {answer}"
    )


INSIGHT = Insight(
    stem="workout_timing",
    about="How recovery differs with the time between the day's last workout and the usual "
    "bedtime, comparing training days of like strain and kind. See `claim`.",
    finding=WorkoutTiming,
    arguments=NoArguments,
    have=training_days,
    need=20,  # for the description; a curve needs 30 nights that can be compared
    unit="days with a workout",
    rule=rule,
    headline=headline,
    cost_ms=40,
    learned=True,
    model_format=2,  # whose looks ask for a window that gains for sure
    error_budget=ERROR_BUDGET,
)
