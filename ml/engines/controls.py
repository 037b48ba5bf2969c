"""Controls: what is held equal when nights are compared.

Two nights are alike when the recovery before, its running average and the day's strain were
alike, both or neither lead into the weekend, and they lie near in time. The lagged recovery
leaves residuals nearly white; the running average and time take up slow drift. From 90 nights
on weekdays are held equal too, shrunken: each night gives up part of its weekday's mean, the
more the more nights that weekday has.

References
----------
.. [1] Fuller, W. A. & Battese, G. E. (1974). Estimation of linear models with crossed-error
   structure. Journal of Econometrics 2(1). https://doi.org/10.1016/0304-4076(74)90030-X
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ml.engines.arrays import Flags, Floats, Ordinals
from ml.engines.design import Design, design_of
from ml.engines.night_table import NightTable
from ml.regimes import STAGING_CHANGED_ON

# Fewer leave under 13 nights a weekday (insights, section 2, E1).
WEEKDAY_NIGHTS = 90
# Under 300 days a yearly wave cannot be told from a slow trend.
SEASON_DAYS = 300
YEAR_DAYS = 365.25
# Weekday means of recovery spread by .15 SD (14 people), so by .15^2 of its variance.
WEEKDAY_VARIANCE_RATIO = 0.15**2
# As many nights on each side as a habit needs to be looked at.
FEWEST_EITHER_SIDE = 10


@dataclass(frozen=True, eq=False)
class Controls:
    """Columns to hold equal, the intercept among them, and weekdays to draw towards equal.

    Parameters
    ----------
    columns
        Shape (nights, controls); NaN is missing.
    weekday
        Monday 0, one a night; None where there are too few nights for it.
    """

    columns: Design
    weekday: Ordinals | None

    def of(self, rows: Flags) -> "Controls":
        """Return the controls of some nights."""
        return replace(
            self,
            columns=Design(self.columns.names, self.columns.values[rows]),
            weekday=None if self.weekday is None else self.weekday[rows],
        )

    def beside(self, extra: Design) -> "Controls":
        """Return the controls with further columns, in which what is missing says nothing.

        Parameters
        ----------
        extra
            Of the same nights, such as habits; NaN counts as the column's mean. Columns without
            any value are left out.
        """
        known = np.flatnonzero(np.isfinite(extra.values).sum(0))
        if not len(known):
            return self
        named, values = tuple(extra.names[i] for i in known), extra.values[:, known]
        filled = np.where(np.isfinite(values), values, np.nanmean(values, axis=0))
        columns = Design(
            (*self.columns.names, *named), np.column_stack([self.columns.values, filled])
        )
        return replace(self, columns=columns)

    @cached_property
    def weekdays(self) -> Floats:
        """One indicator a weekday held equal, shape (nights, 7), or (nights, 0) if none is."""
        if self.weekday is None:
            return np.zeros((len(self.columns.values), 0))
        return (self.weekday[:, None] == np.arange(7)).astype(np.float64)

    def without_weekdays(self, values: Floats, rows: Flags | None = None) -> Floats:
        """Return columns less the shrunken share of their weekday's mean.

        Parameters
        ----------
        values
            Shape (nights, columns) or (nights,), complete.
        rows
            Of the same shape, where each column has nights of its own: then 0 elsewhere.

        Returns
        -------
        Floats
            Of the same shape; unchanged where weekdays are not held equal.

        Notes
        -----
        Least squares on what is returned equals generalised least squares with a random effect
        a weekday of variance rho (in units of the residual variance), that is ridge-shrunken
        weekday dummies: a share theta_w = 1 - 1 / sqrt(1 + rho n_w) of the mean of the n_w
        nights of weekday w is taken off each of them [1]_. Rows keep their order, so the
        Newey-West correction still sees time.
        """
        among = np.ones(values.shape) if rows is None else rows.astype(np.float64)
        own = values * among
        n_nights = self.weekdays.T @ among
        share = 1 - 1 / np.sqrt(1 + WEEKDAY_VARIANCE_RATIO * n_nights)
        means = self.weekdays.T @ own / np.maximum(n_nights, 1)
        return own - self.weekdays @ (share * means) * among


def weekday_loss(n_nights: Floats) -> Floats:
    """Return what holding a weekday equal takes off cross products, per product of its sums.

    Parameters
    ----------
    n_nights
        Nights of each weekday.

    Notes
    -----
    (1 - (1 - theta_w)^2) / n_w = rho / (1 + rho n_w), see `Controls.without_weekdays`.
    """
    return WEEKDAY_VARIANCE_RATIO / (1 + WEEKDAY_VARIANCE_RATIO * n_nights)


def controls(table: NightTable, exposures: tuple[str, ...] = ()) -> Controls:
    """Return what is held equal when the nights of a table are compared.

    Parameters
    ----------
    table
        The person's nights.
    exposures
        Names of the columns under study. `strain[t-1]` is then no control, and
        `asleep_minutes[t]` brings a step where sleep staging changed.

    Returns
    -------
    Controls
        Of all nights of the table; those with a missing control are left out by the engines.
    """
    named = (
        ("intercept", np.ones(len(table.day))),
        ("recovery[t-1]", table.previous_recovery_percent),
        ("recovery_average[t-1]", table.recovery_average),
        ("strain[t-1]", table.previous_strain),
        ("weekend[t]", table.weekend),
        ("time[t]", table.time),
    )
    kept = tuple((name, values) for name, values in named if name not in exposures)
    enough = int(table.comparable.sum()) >= WEEKDAY_NIGHTS
    return Controls(
        design_of((*kept, *_season(table), *_occasional(table, exposures))),
        table.weekday if enough else None,
    )


def _season(table: NightTable) -> tuple[tuple[str, Floats], ...]:
    if len(table.day) < SEASON_DAYS:
        return ()
    angle = 2 * np.pi * table.day / YEAR_DAYS
    return (("season_sine[t]", np.sin(angle)), ("season_cosine[t]", np.cos(angle)))


def _occasional(table: NightTable, exposures: tuple[str, ...]) -> tuple[tuple[str, Floats], ...]:
    """Return the 0/1 controls that have enough nights on both sides to be fitted."""
    staged = (table.day >= STAGING_CHANGED_ON.toordinal()).astype(np.float64)
    flags = (
        ("recovery_filled[t-1]", table.previous_recovery_filled),
        ("strain_filled[t-1]", table.previous_strain_filled),
        ("travelled[t]", table.travelled),
        *((("new_staging[t]", staged),) if "asleep_minutes[t]" in exposures else ()),
    )
    return tuple((name, flag) for name, flag in flags if _both_sides(flag[table.comparable]))


def _both_sides(flag: Floats) -> bool:
    n_set = int(flag.sum())
    return min(n_set, len(flag) - n_set) >= FEWEST_EITHER_SIDE
