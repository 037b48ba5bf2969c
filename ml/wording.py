"""Wording: the sentences that headlines of claims share, so that one claim reads like another."""

import math
from collections.abc import Sequence

from schema.answer import Claim
from schema.interval import Interval

# From here on the wait for an answer is told in tens of nights.
ROUNDED_FROM_NIGHTS = 20
# Measured on simulated people of whose habits 1 in 10 is real (insights 2.1).
EARLY_SIGNAL = "Early signal: up to 1 in 4 of these turn out to be chance."


def as_claimed(claim: Claim, sentence: str) -> str:
    """Return a sentence, after the warning that belongs to an early signal.

    >>> as_claimed(Claim.EMERGING, "Late meals go with less.")
    'Early signal: up to 1 in 4 of these turn out to be chance. Late meals go with less.'
    """
    return f"{EARLY_SIGNAL} {sentence}" if claim is Claim.EMERGING else sentence


def withdrawal(reported: str) -> str:
    """Return the sentence that takes back what was ESTABLISHED at an earlier look.

    >>> withdrawal("less recovery after late meals")
    'Earlier we reported less recovery after late meals; newer data no longer support it.'
    """
    return f"Earlier we reported {reported}; newer data no longer support it."


def time_to_answer(*effects: tuple[str, int | None]) -> str:
    """Return when effects, each named with its size, would show.

    Parameters
    ----------
    *effects
        What it would be, such as "an 11-point effect", and how many more nights it takes to
        show: 0 for none, None for more than a year.

    Examples
    --------
    >>> time_to_answer(("an 11-point effect", 34), ("a 5-point one", None))
    'An 11-point effect takes about 40 more nights, a 5-point one takes more than a year; a \
planned experiment is quicker.'
    >>> time_to_answer(("an 11-point effect", 0), ("a 5-point one", 0))
    'An 11-point effect or a 5-point one would mostly have shown by now.'
    """
    alike: dict[str, list[str]] = {}
    for effect, nights in effects:
        alike.setdefault(_shows(nights), []).append(effect)
    told = ", ".join(f"{' or '.join(names)} {shows}" for shows, names in alike.items())
    waiting = any(nights != 0 for _, nights in effects)
    return f"{told[0].upper()}{told[1:]}{'; a planned experiment is quicker' * waiting}."


def difference(
    estimate: float, interval: Interval, among: str, *, unit: str = "points", digits: int = 0
) -> str:
    """Return a difference in its own direction, with its interval and what was compared.

    >>> difference(-18.3, Interval(low=-27.0, high=-9.4), "34 nights with, 120 without")
    '18 points lower (90 % interval 9 to 27; 34 nights with, 120 without)'
    """
    ends = (interval.low, interval.high) if estimate >= 0 else (-interval.high, -interval.low)
    # An early signal's interval may reach across nothing: then its end keeps a sign.
    low, high = (f"{round(end, digits) + 0.0:.{digits}f}" for end in ends)
    way = "higher" if estimate >= 0 else "lower"
    size = f"{abs(estimate):.{digits}f} {unit} {way}"
    return f"{size} (90 % interval {low} to {high}; {among})"


def between(interval: Interval, digits: int = 0) -> str:
    """Return the ends of a difference with their signs.

    >>> between(Interval(low=-6.2, high=9.0))
    'between -6 and +9'
    """
    return f"between {signed(interval.low, digits)} and {signed(interval.high, digits)}"


def signed(number: float, digits: int = 0) -> str:
    """Return a rounded number with its sign, and nothing as plain 0.

    >>> signed(-6.2), signed(0.4), signed(0.4, digits=1)
    ('-6', '0', '+0.4')
    """
    return f"{number:+.{digits}f}" if round(number, digits) else f"{0:.{digits}f}"


def counted(number: int, noun: str) -> str:
    """Return a number of things, one of them in the singular.

    >>> counted(1, "whole week"), counted(4, "whole week")
    ('1 whole week', '4 whole weeks')
    """
    return f"{number} {noun}{'s' * (number != 1)}"


def listed(names: Sequence[str]) -> str:
    """Return names in quotes, as keys are read.

    >>> listed(["late_meal", "sauna", "nap"])
    "'late meal', 'sauna' and 'nap'"
    """
    quoted = [repr(name.replace("_", " ")) for name in names]
    return " and ".join(filter(None, [", ".join(quoted[:-1]), *quoted[-1:]]))


def _shows(nights: int | None) -> str:
    if nights == 0:
        return "would mostly have shown by now"
    if nights is None:
        return "takes more than a year"
    # It rests on how nights have spread so far, which is not known to a night.
    about = nights if nights < ROUNDED_FROM_NIGHTS else 10 * math.ceil(nights / 10)
    return f"takes about {about} more nights"
