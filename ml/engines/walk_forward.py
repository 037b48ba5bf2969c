"""Walk forward: a small ridge model, and the forecasts it would have made of each past night.

Ridge regression on a handful of columns: recovery hardly depends on the day before (lag-1
correlation .2), and a forest has more to overfit than to find. Under 60 nights the model is
drawn towards the person's plain mean.

References
----------
.. [1] Hoerl, A. E. & Kennard, R. W. (1970). Ridge regression: biased estimation for nonorthogonal
   problems. Technometrics 12(1). https://doi.org/10.1080/00401706.1970.10488634
"""

from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import RidgeCV

from ml.engines.arrays import Floats

# From no shrinkage to speak of up to the plain mean, in steps of about 3.
PENALTIES = (1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0, 3000.0)
# On few nights leave-one-out picks too small a penalty by chance.
FEW_NIGHTS = 60
SMALLEST_PENALTY_FEW_NIGHTS = 10.0
# A week before the first forecast.
FIRST_FIT = 7
# Coefficients move fast at first, and hardly within four weeks later on.
STRIDE_FEW_NIGHTS = 7
STRIDE = 28
# A column that never moved tells nothing.
SMALLEST_SD = 1e-9


@dataclass(frozen=True, eq=False)
class Ridge:
    """A linear model of standardised columns.

    Parameters
    ----------
    intercept
        Mean outcome, which the average evening forecasts.
    centre, scale
        Mean and SD of each column; missing values count as the mean.
    coefficients
        Outcome units per SD.
    """

    intercept: float
    centre: Floats
    scale: Floats
    coefficients: Floats

    def contributions(self, values: Floats) -> Floats:
        """Return what each column adds to the mean, shape (rows, columns); 0 where missing."""
        standard = (values - self.centre) / self.scale
        return np.where(np.isfinite(standard), standard, 0.0) * self.coefficients


def fit_ridge(values: Floats, outcome: Floats) -> Ridge:
    """Fit the small model.

    Parameters
    ----------
    values
        Shape (nights, columns); NaN is missing; without columns the model is the mean.
    outcome
        Shape (nights,), complete, at least 2.

    Notes
    -----
    The penalty has the least leave-one-out error [1]_, at least 10 under 60 nights. With
    w = min(1, n / 60) the forecast is (1 - w)(mean + model) / 2 + w model, that is a share of
    (1 + w) / 2 of each coefficient.
    """
    known = np.isfinite(values)
    n_known = np.maximum(known.sum(0), 1)
    centre = np.where(known, values, 0.0).sum(0) / n_known
    centred = np.where(known, values - centre, 0.0)
    scale = np.sqrt((centred**2).sum(0) / n_known)
    scale = np.where(scale > SMALLEST_SD, scale, np.inf)
    few = len(outcome) < FEW_NIGHTS
    smallest = SMALLEST_PENALTY_FEW_NIGHTS if few else PENALTIES[0]
    if not values.shape[1]:
        return Ridge(float(outcome.mean()), centre, scale, np.zeros(0))
    model = RidgeCV(alphas=[penalty for penalty in PENALTIES if penalty >= smallest])
    model.fit(centred / scale, outcome)
    share = (1 + min(1.0, len(outcome) / FEW_NIGHTS)) / 2
    return Ridge(float(outcome.mean()), centre, scale, share * np.asarray(model.coef_))


def walk_forward(values: Floats, outcome: Floats) -> Floats:
    """Return the forecast of each night by a model that saw only nights before it.

    Parameters
    ----------
    values
        Shape (nights, columns), of what was known before each night; NaN is missing.
    outcome
        Shape (nights,), complete, oldest first.

    Returns
    -------
    Floats
        Shape (nights,); NaN for the first 7. Refitted every 7 nights up to 60, then every 28, so
        a forecast is at worst of a model four weeks old; the one that serves is never older than
        a day, and its errors are thus not understated.
    """
    forecast = np.full(len(outcome), np.nan)
    start = FIRST_FIT
    while start < len(outcome):
        stop = start + (STRIDE_FEW_NIGHTS if start < FEW_NIGHTS else STRIDE)
        model = fit_ridge(values[:start], outcome[:start])
        forecast[start:stop] = model.intercept + model.contributions(values[start:stop]).sum(1)
        start = stop
    return forecast


def running_mean(outcome: Floats) -> Floats:
    """Return the mean of all outcomes before each, NaN for the first 7.

    Examples
    --------
    >>> import numpy as np
    >>> running_mean(np.arange(9.0))[6:].tolist()
    [nan, 3.0, 3.5]
    """
    means = np.full(len(outcome), np.nan)
    means[1:] = np.cumsum(outcome)[:-1] / np.arange(1, len(outcome))
    means[:FIRST_FIT] = np.nan
    return means
