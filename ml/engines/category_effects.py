"""Category effects (E3): whether an outcome differs between categories, and which is best.

Types of workout, blocks of the clock or weekdays are drawn towards one another as far as the
data ask for it: the means of categories spread with an unknown SD, averaged over. The largest
of several raw means is mostly too large (5 to 7 points on people whose workout types do not
differ at all); the shrunken ones are not. Evidence that they differ is the likelihood averaged
over all spreads, against that of no spread.

References
----------
.. [1] Gelman, A. (2006). Prior distributions for variance parameters in hierarchical models.
   Bayesian Analysis 1(3). https://doi.org/10.1214/06-BA117A
.. [2] Gelman, A., Hill, J. & Yajima, M. (2012). Why we (usually) don't have to worry about
   multiple comparisons. Journal of Research on Educational Effectiveness 5(2).
   https://doi.org/10.1080/19345747.2011.618213
"""

from dataclasses import dataclass

import numpy as np

from ml.engines.arrays import Floats, Ordinals
from ml.engines.best_window import INTERVAL_90
from ml.engines.category_means import CategoryMeans, category_means
from ml.engines.controls import Controls
from ml.engines.e_value import LARGEST_LOG_E

# SDs between categories that are averaged over, in SDs of the outcome; finer changes nothing.
SPREADS_SD = np.linspace(0.01, 1, 25)
# Half-normal: categories rarely spread by more than half an SD of the outcome.
SPREAD_SCALE_SD = 0.3
# Half of them mirrored: the error of a probability of .80 is then about .007.
N_DRAWS = 2000
# Of the posterior draws: the same data give the same answer.
SEED = 0
# Fewer rows leave a category's own mean within +-.7 SD of anything.
FEWEST_TO_BE_BEST = 8
SURE_TO_BE_BEST = 0.80


@dataclass(frozen=True)
class Best:
    """The category with the largest shrunken mean, of those with at least 8 rows.

    Parameters
    ----------
    category
        Its code.
    probability
        Posterior probability that its mean is the largest of all.
    gap, gap_low, gap_high
        Its mean less the mean of the others', and the 90 % interval of that.
    """

    category: int
    probability: float
    gap: float
    gap_low: float
    gap_high: float

    @property
    def stands_out(self) -> bool:
        """Whether it may be called best, once the evidence passes the claim gate."""
        return self.probability >= SURE_TO_BE_BEST and self.gap_low > 0


@dataclass(frozen=True, eq=False)
class CategoryEffects:
    """Categories, drawn towards one another, and the evidence that they differ.

    Parameters
    ----------
    categories, n_rows
        Codes that occur, ascending, and the rows of each, shape (k,).
    p_value, log_e
        Of no difference between them; log_e is at most ln 1e15.
    difference, low, high
        Shrunken mean less that of the person's own mixture, and its 90 % interval, shape (k,).
    draws
        Posterior draws of that difference, shape (2000, k).
    best
        None where no category has 8 rows.
    """

    categories: Ordinals
    n_rows: Ordinals
    p_value: float
    log_e: float
    difference: Floats
    low: Floats
    high: Floats
    draws: Floats
    best: Best | None


def category_effects(
    outcome: Floats, category: Ordinals, held_equal: Controls
) -> CategoryEffects | None:
    """Estimate how an outcome differs between categories, in the outcome's unit.

    Parameters
    ----------
    outcome
        One a row, in order of time; NaN rows are left out.
    category
        Code of each row, 0 or above; rows below 0 have none and are left out.
    held_equal
        Controls of the same rows; rows with a missing control are left out.

    Returns
    -------
    CategoryEffects or None
        None where nothing can be compared: under two categories, under 12 residual degrees of
        freedom, or a constant outcome.

    Raises
    ------
    LeakedOutcome
        If a control is an ingredient of recovery of the same night.

    Examples
    --------
    >>> from ml.engines.design import Design
    >>> evening = np.tile([0, 1], 40)
    >>> outcome = 60.0 + 10 * evening + np.tile([5.0, 5.0, -5.0, -5.0], 20)
    >>> mean_alone = Controls(Design(("intercept",), np.ones((80, 1))), None)
    >>> found = category_effects(outcome, evening, mean_alone)
    >>> found.best.category, found.best.stands_out, 9 < found.best.gap < 10, found.log_e > 10
    (1, True, True, True)
    """
    observed = category_means(outcome, category, held_equal)
    if observed is None:
        return None
    log_e, means = pooled(observed.means, observed.covariance, observed.outcome_sd)
    # A mixture's own mean is one number a draw: what remains is each category against it.
    draws = means - (means @ observed.n_rows / observed.n_rows.sum())[:, None]
    low, high = np.quantile(draws, INTERVAL_90, axis=0)
    return CategoryEffects(
        categories=observed.categories,
        n_rows=observed.n_rows,
        p_value=observed.p_value,
        log_e=log_e,
        difference=draws.mean(0),
        low=low,
        high=high,
        draws=draws,
        best=_best(draws, observed),
    )


def pooled(means: Floats, covariance: Floats, outcome_sd: float) -> tuple[float, Floats]:
    """Return the evidence that means differ, and draws of them from their posterior.

    Parameters
    ----------
    means
        Observed, shape (k,), k at least 2.
    covariance
        Of their errors, shape (k, k), positive definite.
    outcome_sd
        SD of the outcome, in which the spread between categories is expected.

    Returns
    -------
    log_e
        Natural logarithm of the e-value, at most ln 1e15.
    draws
        Shape (2000, k), each spread as often as it is likely; their mean is the posterior's.

    Notes
    -----
    m ~ N(mu, V); mu_k ~ N(mu_0, tau^2), mu_0 flat; tau on a grid of .01 to 1 SD of the outcome
    with weights of a half-normal of .3 SD [1]_. With A = (V + tau^2 I)^-1 and
    m_0 = 1'A m / 1'A 1, the marginal log-likelihood is, up to a constant,

        l(tau) = (ln |A| - (m - m_0)' A (m - m_0) - ln 1'A 1) / 2

    and E = sum_tau weight(tau) exp(l(tau) - l(0)): a mean of ratios of densities of the means'
    differences, so that its own mean is 1 where there are none. A draw takes tau from its
    posterior, mu_0 from N(m_0, 1 / 1'A 1), and mu_k around both; another is its mirror image. All
    of it is computed in the eigenvectors of V, where the errors are independent; the noise is
    turned into them with the means, so that draws do not jump where eigenvectors do.

    Examples
    --------
    >>> alike, _ = pooled(np.zeros(3), np.eye(3), 1.0)
    >>> apart, draws = pooled(np.array([0.0, 0.0, 9.0]), np.eye(3), 9.0)
    >>> alike < 0, apart > 5, draws.shape
    (True, True, (2000, 3))
    """
    log_e, share = _spreads(means, covariance, outcome_sd)
    variance, axes = np.linalg.eigh(covariance)
    observed, level = axes.T @ means, axes.sum(0)
    half = (np.arange(N_DRAWS // 2) + 0.5) / (N_DRAWS // 2)
    place = np.minimum(np.searchsorted(np.cumsum(share), half), len(SPREADS_SD) - 1)
    drawn = SPREADS_SD[place][:, None] * outcome_sd
    precision = 1 / (variance + drawn**2)
    of_level = (precision * level**2).sum(1, keepdims=True)
    centre = (precision * level * observed).sum(1, keepdims=True) / of_level
    left = 1 / (1 / variance + 1 / drawn**2)
    expected = left * (observed / variance + centre * level / drawn**2)
    rng = np.random.default_rng(SEED)
    of_centre = rng.standard_normal(drawn.shape) / np.sqrt(of_level)
    noise = rng.standard_normal(expected.shape) @ axes
    apart = left * of_centre * level / drawn**2 + np.sqrt(left) * noise
    return log_e, np.concatenate([expected + apart, expected - apart]) @ axes.T


def log_e_of_difference(outcome: Floats, category: Ordinals, held_equal: Controls) -> float | None:
    """Return the evidence alone that categories differ, as a look at a claim needs it.

    Parameters
    ----------
    outcome, category, held_equal
        As for `category_effects`.

    Returns
    -------
    float or None
        `log_e` of `category_effects`; None where that is.
    """
    observed = category_means(outcome, category, held_equal)
    if observed is None:
        return None
    return _spreads(observed.means, observed.covariance, observed.outcome_sd)[0]


def _spreads(means: Floats, covariance: Floats, outcome_sd: float) -> tuple[float, Floats]:
    """Return the logarithm of the e-value, and the posterior probability of each spread."""
    variance, axes = np.linalg.eigh(covariance)
    if variance[0] <= 0:
        raise ValueError(f"covariance with eigenvalue {variance[0]:g}: expected all above 0")
    spread = np.array([0.0, *SPREADS_SD]) * outcome_sd
    likelihood = _log_likelihoods(axes.T @ means, axes.sum(0), variance, spread)
    prior = np.exp(-0.5 * (SPREADS_SD / SPREAD_SCALE_SD) ** 2)
    weight = likelihood[1:] + np.log(prior / prior.sum())
    total = float(np.logaddexp.reduce(weight))
    return min(total - float(likelihood[0]), LARGEST_LOG_E), np.exp(weight - total)


def _log_likelihoods(observed: Floats, level: Floats, variance: Floats, spread: Floats) -> Floats:
    """Return l(tau) at each spread, in the coordinates where errors are independent."""
    precision = 1 / (variance + spread[:, None] ** 2)
    of_level = precision @ level**2
    centre = (precision @ (level * observed)) / of_level
    apart = (precision * (observed - centre[:, None] * level) ** 2).sum(1)
    return 0.5 * (np.log(precision).sum(1) - apart - np.log(of_level))


def _best(draws: Floats, observed: CategoryMeans) -> Best | None:
    candidates = np.flatnonzero(observed.n_rows >= FEWEST_TO_BE_BEST)
    if not len(candidates):
        return None
    best = int(candidates[draws[:, candidates].mean(0).argmax()])
    others = np.delete(draws, best, axis=1)
    gap = draws[:, best] - others.mean(1)
    low, high = np.quantile(gap, INTERVAL_90)
    return Best(
        category=int(observed.categories[best]),
        probability=float((draws.argmax(1) == best).mean()),
        gap=float(gap.mean()),
        gap_low=float(low),
        gap_high=float(high),
    )
