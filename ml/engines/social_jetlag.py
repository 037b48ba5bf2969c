"""Social jetlag: mid-sleep on free days against working days, and the chronotype behind it.

Clocks are local, those that working hours go by. Mid-sleep is half-way from falling asleep to
waking, as in the Munich ChronoType Questionnaire; on free days people also sleep to make up for
the week, which moves mid-sleep later without telling of their clock, and is taken out.

References
----------
.. [1] Roenneberg, T., Pilz, L. K., Zerbini, G. & Winnebeck, E. C. (2019). Chronotype and social
   jetlag: a (self-) critical review. Biology 8(3), 54. https://doi.org/10.3390/biology8030054
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from ml.engines import clock
from ml.engines.arrays import Flags, Floats

WEEKDAYS = 7
FEWEST_FOR_A_VARIANCE = 2


@dataclass(frozen=True)
class SocialJetlag:
    """Mid-sleep by kind of day, local clock hours from -12 to 12; NaN where there is no such day.

    Parameters
    ----------
    mid_sleep_working_hours, mid_sleep_free_hours
        Circular means.
    chronotype_hours
        Mid-sleep on free days, corrected for sleep made up (MSFsc).
    jetlag_hours
        Free less working, -12 to 12; positive when free nights are later.
    jetlag_low, jetlag_high
        Its 90 % interval, hours; NaN under two nights of a kind.
    """

    mid_sleep_working_hours: float
    mid_sleep_free_hours: float
    chronotype_hours: float
    jetlag_hours: float
    jetlag_low: float
    jetlag_high: float


def social_jetlag(
    onset_hours: Floats, wake_hours: Floats, free: Flags, free_days_a_week: int = 2
) -> SocialJetlag:
    """Return mid-sleep on working and free days and the difference.

    Parameters
    ----------
    onset_hours, wake_hours
        Local clock hours of falling asleep and of waking after it; complete.
    free
        Whether a night led into a free day.
    free_days_a_week
        For the weekly average of sleep, whatever share of nights was recorded.

    Returns
    -------
    SocialJetlag
        NaN wherever one kind of day is missing.

    Notes
    -----
    MSFsc = MSF - (SDfree - SDweek) / 2 if SDfree > SDworking, else MSF, with SD the mean time
    from falling asleep to waking and SDweek its average over the 7 days; SJL = MSF - MSW [1]_,
    with Welch's interval of a difference of means.

    Examples
    --------
    >>> import numpy as np
    >>> onset, wake = np.array([23.0, 23.0, 25.0]), np.array([31.0, 31.0, 35.0])
    >>> found = social_jetlag(onset, wake, np.array([False, False, True]))
    >>> found.jetlag_hours, found.mid_sleep_free_hours, found.chronotype_hours
    (3.0, 6.0, 5.29)
    """
    middle = (onset_hours + wake_hours) / 2
    free_middle = clock.summarise(middle[free]).mean_hours
    working_middle = clock.summarise(middle[~free]).mean_hours
    if np.isnan(free_middle) or np.isnan(working_middle):
        return SocialJetlag(working_middle, free_middle, np.nan, np.nan, np.nan, np.nan)
    asleep = wake_hours - onset_hours
    on_free, on_working = float(asleep[free].mean()), float(asleep[~free].mean())
    average = on_working + (on_free - on_working) * free_days_a_week / WEEKDAYS
    made_up = (on_free - average) / 2 if on_free > on_working else 0.0
    later = float(clock.unwrap(np.array([free_middle]), working_middle)[0] - working_middle)
    half = _half_width(
        clock.unwrap(middle[free], free_middle), clock.unwrap(middle[~free], working_middle)
    )
    return SocialJetlag(
        working_middle, free_middle, free_middle - made_up, later, later - half, later + half
    )


def _half_width(one: Floats, other: Floats) -> float:
    """Return half the width of Welch's 90 % interval of the difference of two means."""
    if min(len(one), len(other)) < FEWEST_FOR_A_VARIANCE:
        return np.nan
    errors = np.array([one.var(ddof=1) / len(one), other.var(ddof=1) / len(other)])
    if not errors.any():
        return 0.0
    df = errors.sum() ** 2 / (errors**2 / [len(one) - 1, len(other) - 1]).sum()
    return float(stdtrit(df, 0.95) * np.sqrt(errors.sum()))
