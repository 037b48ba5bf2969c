"""Possible actions: what may be advised on a day, and how far it would be from the usual.

The rules of restraint live here, so that a general rule, the model and its trying of actions all
keep to them: no night under 7 or over 12 hours, no bedtime that was never lived, no training on a
red day, and nothing that a person does not do anyway.
"""

import math
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from ml import clock
from ml.history import History
from ml.insights import sleep_window, workout_timing
from ml.insights.recommendations import DEBT_MINUTES, HIGH_SHARE, long_enough
from ml.insights.strain_tolerance import LIVED_QUANTILES, lived_strains
from ml.recent_sleep import recent_nights
from ml.state import State
from schema.contextual_advice import AdviceAction
from schema.recovery_colour import RecoveryColour

EARLIER_HOURS = 0.5
EASIER_STRAIN = 5.0  # from a usual day to an easy one
# Less often late than this, and there is little to move.
FEWEST_LATE_SHARE = 0.25
# What was not done for four weeks is not what tonight is about.
LATELY_DAYS = 28
# Half a year holds each weekday some 26 times, and is today's habit.
HABIT_DAYS = 182
# A weekday's share counts as if two more such days had been like all days.
DRAWN_BY_DAYS = 2.0
ALCOHOL = "alcohol"


@dataclass(frozen=True)
class Possible:
    """How far an action would lead from what is usual, 1 for all the way, or why not at all."""

    size: float
    refusal: str | None = None


@lru_cache(maxsize=2)  # the rule and what is learned beside it ask in turn
def possible_actions(history: History, now: State) -> Mapping[AdviceAction, Possible]:
    """Return what is possible on the last day of a history.

    Parameters
    ----------
    history
        A person's history.
    now
        Where they stand on its last day.
    """
    return {
        AdviceAction.EARLIER_BEDTIME: _earlier_bedtime(history),
        AdviceAction.EASY_DAY: _easy_day(history),
        AdviceAction.EARLIER_WORKOUT: _earlier_workout(history, now),
        AdviceAction.SKIP_ALCOHOL: _skip_alcohol(history, now),
        AdviceAction.NAP: _nap(now),
        AdviceAction.KEEP: _keep(now),
    }


def rest_is_due(now: State) -> bool:
    """Return whether training less is asked for: a red morning, a very hard week, or a watch."""
    hard = now.load is not None and now.load.share >= HIGH_SHARE
    return hard or rest_first(now) is not None


def rest_first(now: State) -> str | None:
    """Return why an easy day comes before all else, None where it does not."""
    red = now.colour is RecoveryColour.RED
    return "your last recovery was red" if red else now.noticed


def _earlier_bedtime(history: History) -> Possible:
    described, places = sleep_window.describe(history), recent_nights(history)
    if described is None or not places:
        return _refused("Your usual bedtime is not known.")
    if described.around_the_clock:
        return _refused("You sleep around the clock, so that no bedtime is the usual one.")
    usual = clock.hours(described.usual_bedtime)
    earlier = usual - EARLIER_HOURS
    if not long_enough(clock.text(earlier), described.usual_wake_time):
        return _refused("The night would be shorter than 7 hours or longer than 12.")
    onsets = sorted(clock.near([history.nights.sleep_onset_hours[each] for each in places], usual))
    if earlier < onsets[int(LIVED_QUANTILES[0] * len(onsets))]:
        return _refused("It is earlier than nearly all of your nights, so nothing is known of it.")
    return Possible(1.0)


def _easy_day(history: History) -> Possible:
    strains = lived_strains(history)
    if not strains:
        return _refused("The strain of your days is not known.")
    easiest = strains[round(LIVED_QUANTILES[0] * (len(strains) - 1))]
    less = min(EASIER_STRAIN, sum(strains) / len(strains) - easiest)
    return Possible(less / EASIER_STRAIN) if less > 0 else _refused("Your days are all alike.")


def _earlier_workout(history: History, now: State) -> Possible:
    late = workout_timing.describe(history).late_share
    if late is None or late < FEWEST_LATE_SHARE:
        return _refused("Your workouts mostly end long before your bedtime.")
    if now.colour is RecoveryColour.RED:
        return _refused("On a red day no workout is advised.")
    trained = set(history.workouts.day)
    days = {day: day in trained for day in history.nights.day}
    return Possible(_share_on(days, now.on.toordinal()))


def _skip_alcohol(history: History, now: State) -> Possible:
    today, journal = now.on.toordinal(), history.journal
    place = history.questions.index(ALCOHOL) if ALCOHOL in history.questions else -1
    first = bisect_left(journal.day, today - HABIT_DAYS)
    lately = enumerate(journal.question[first:], first)
    asked = [index for index, question in lately if question == place]
    # An answer belongs to the night that ends the day after.
    evenings = {journal.day[index] - 1: bool(journal.answered_yes[index]) for index in asked}
    if not any(yes and day >= today - LATELY_DAYS for day, yes in evenings.items()):
        return _refused("No alcohol is logged for the last four weeks.")
    return Possible(_share_on(evenings, today))


def _nap(now: State) -> Possible:
    if now.debt_minutes is None or now.debt_minutes < DEBT_MINUTES:
        return _refused("Your sleep debt is under an hour, or not known.")
    return Possible(1.0)


def _keep(now: State) -> Possible:
    why = rest_first(now)
    if why is not None:
        return _refused(f"{why[0].upper()}{why[1:]}, so that an easy day comes first.")
    return Possible(0.0)


def _share_on(days: dict[int, bool], today: int) -> float:
    """Return how often something is done on today's weekday, drawn towards all weekdays."""
    lately = {day: done for day, done in days.items() if today - HABIT_DAYS <= day < today}
    if not lately:
        return 0.0
    overall = sum(lately.values()) / len(lately)
    alike = [done for day, done in lately.items() if (day - today) % 7 == 0]
    share = (sum(alike) + DRAWN_BY_DAYS * overall) / (len(alike) + DRAWN_BY_DAYS)
    return 0.0 if math.isnan(share) else share


def _refused(reason: str) -> Possible:
    return Possible(0.0, reason)
