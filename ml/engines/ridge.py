"""Ridge: linear models that are drawn towards the mean, alone and stacked.

Recovery hardly depends on the day before (lag-1 correlation .2), so a forest has more to overfit
than to find. A small model of few columns learns fast, a big one of many learns more in the end;
their mean does better than either, and under 60 nights the person's plain mean takes part.

References
----------
.. [1] Golub, G. H., Heath, M. & Wahba, G. (1979). Generalized cross-validation as a method for
   choosing a good ridge parameter. Technometrics 21(2).
   https://doi.org/10.1080/00401706.1979.10489751
"""

from dataclasses import dataclass

import numpy as np

from ml.engines.arrays import Flags, Floats

# From no shrinkage to speak of up to the plain mean, in steps of about 3.
PENALTIES = np.array([1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0, 3000.0])
# On few nights cross-validation picks too small a penalty by chance.
FEW_NIGHTS = 60
SMALLEST_PENALTY_FEW_NIGHTS = 10.0
# From 60 nights on, measured on 14 people.
SMALL_SHARE, BIG_SHARE = 0.35, 0.65
# A column that never moved tells nothing.
SMALLEST_SD = 1e-9


@dataclass(frozen=True, eq=False)
class Ridge:
    """A linear model of standardised columns.

    Parameters
    ----------
    intercept
        Mean outcome, which the average row forecasts.
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

    def predict(self, values: Floats) -> Floats:
        """Return the forecast of each row."""
        return self.intercept + self.contributions(values).sum(1)


def fit_ridge(values: Floats, outcome: Floats) -> Ridge:
    """Fit one model of all columns, the mean taking part under 60 rows.

    Notes
    -----
    As `fit_stack` where the small model is the big one.
    """
    everything = np.ones(values.shape[1], dtype=np.bool_)
    return fit_stack(values, outcome, everything, everything)


def fit_stack(values: Floats, outcome: Floats, small: Flags, big: Flags) -> Ridge:
    """Fit a small and a big model, and stack them with the mean into one.

    Parameters
    ----------
    values
        Shape (rows, columns); NaN is missing; without columns the model is the mean.
    outcome
        Shape (rows,), complete, at least 2.
    small, big
        Shape (columns,): the columns of each model.

    Notes
    -----
    Each model's penalty has the least generalised cross-validation error [1]_, at least 10 under
    60 rows. With w = min(1, n / 60) the stack is (1 - w)(.5 mean + .5 small) + w (.5 small + .5
    big) under 60 rows, and .35 small + .65 big from 60 on. All are linear in the same
    standardised columns about the same mean, so the stack is one linear model.
    """
    n_rows = len(outcome)
    known = np.isfinite(values)
    n_known = np.maximum(known.sum(0), 1)
    centre = np.where(known, values, 0.0).sum(0) / n_known
    centred = np.where(known, values - centre, 0.0)
    scale = np.sqrt((centred**2).sum(0) / n_known)
    scale = np.where(scale > SMALLEST_SD, scale, np.inf)
    standard = centred / scale
    mean = float(outcome.mean())
    about_mean = outcome - mean
    gram, moment = standard.T @ standard, standard.T @ about_mean
    total = float(about_mean @ about_mean)
    small_share, big_share = SMALL_SHARE, BIG_SHARE
    if n_rows < FEW_NIGHTS:
        small_share, big_share = 0.5, 0.5 * n_rows / FEW_NIGHTS
    coefficients = np.zeros(len(centre))
    for columns, share in ((small, small_share), (big, big_share)):
        inner = gram[np.ix_(columns, columns)]
        coefficients[columns] += share * penalised(inner, moment[columns], total, n_rows)
    return Ridge(mean, centre, scale, coefficients)


def penalised(gram: Floats, moment: Floats, total: float, n_rows: int) -> Floats:
    """Return the coefficients at the penalty of least generalised cross-validation error.

    Parameters
    ----------
    gram, moment, total
        X'X, X'y and y'y of standardised columns X and the outcome y about its mean.
    n_rows
        How many rows they were summed over.

    Notes
    -----
    With X'X = V diag(e) V', z = V'X'y and f = e / (e + penalty): coefficients V z / (e + penalty),
    GCV = (y'y - sum(z^2 (2 - f) / (e + penalty))) / (1 - (sum(f) + 1) / n)^2 [1]_.
    """
    eigenvalues, vectors = np.linalg.eigh(gram)
    eigenvalues = np.maximum(eigenvalues, 0.0)
    rotated = vectors.T @ moment
    few = n_rows < FEW_NIGHTS
    penalties = PENALTIES[PENALTIES >= SMALLEST_PENALTY_FEW_NIGHTS] if few else PENALTIES
    inverse = 1 / (eigenvalues + penalties[:, None])
    fitted = eigenvalues * inverse
    residual = np.maximum(total - ((2 - fitted) * inverse * rotated**2).sum(1), 0.0)
    freedom = 1 - (fitted.sum(1) + 1) / n_rows
    error = np.where(freedom > 0, residual / np.maximum(freedom, SMALLEST_SD) ** 2, np.inf)
    return vectors @ (rotated * inverse[int(np.argmin(error))])
