"""Distinct types: whether rows fall into groups, or form a continuum that any cut divides.

K-means divides anything. Its groups are kept only where three questions that a continuum fails
are all answered yes: are rows nearer to their own group than to the next (silhouette [1]_), do
several Gaussians fit the rows better than one, for the parameters they cost (BIC [2]_), and are
the groups found again in resampled rows (adjusted Rand index [3]_)? The cheap ones come first.

References
----------
.. [1] Rousseeuw, P. J. (1987). Silhouettes. Journal of Computational and Applied Mathematics 20.
   https://doi.org/10.1016/0377-0427(87)90125-7
.. [2] Fraley, C. & Raftery, A. E. (2002). Model-based clustering. Journal of the American
   Statistical Association 97(458). https://doi.org/10.1198/016214502760047131
.. [3] Hubert, L. & Arabie, P. (1985). Comparing partitions. Journal of Classification 2.
   https://doi.org/10.1007/BF01908075
"""

import warnings
from dataclasses import dataclass

import numpy as np
from scipy.cluster.vq import ClusterError, kmeans2
from scipy.spatial.distance import pdist, squareform
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import adjusted_rand_score, silhouette_score
from sklearn.mixture import GaussianMixture

from ml.engines.arrays import Floats, Ordinals
from ml.engines.exposure_grid import winsorised

# More types than five nobody would tell apart.
TYPE_COUNTS = (2, 3, 4, 5)
# A difference of 10 in BIC is very strong evidence (Raftery's scale).
BIC_GAIN = 10.0
# Conventional: under .25 there is no substantial structure (Kaufman & Rousseeuw).
FEWEST_SILHOUETTE = 0.25
# Found again but for about one row in sixteen, for two groups of equal size.
FEWEST_STABILITY = 0.75
# Fewer are odd days and no type.
FEWEST_ROWS = 8
# Of K-means from random starts the best is taken; more change nothing on days.
STARTS, ITERATIONS = 10, 20
# A value that a tenth of the rows share, such as 0 minutes of training, makes two groups of any
# continuum in the eyes of Gaussians: 73 % of simulated ones at 400 days, none without the column.
MOST_SHARED = 0.1
SMALLEST_VARIANCE = 0.01
# Resampling stops when the mean is this many standard errors from the bar, from 10 draws on.
MOST_DRAWS, FEWEST_DRAWS, CLEAR_ERRORS = 50, 10, 3.0
SEED = 0
# A column that never moved tells nothing.
SMALLEST_SD = 1e-9


@dataclass(frozen=True, eq=False)
class DistinctTypes:
    """How rows divide, and how the best division fared.

    Parameters
    ----------
    labels
        Type of each row, the largest type 0; None where the rows form a continuum.
    n_types
        Of the division with the largest silhouette; None where rows are all alike.
    silhouette
        Of that division, -1 to 1.
    bic_gain
        By how much its Gaussians fit better than one; None where the silhouette failed.
    stability
        Mean adjusted Rand index of resampled divisions; None where an earlier question failed.
    """

    labels: Ordinals | None
    n_types: int | None
    silhouette: float | None
    bic_gain: float | None
    stability: float | None


CONTINUUM = DistinctTypes(None, None, None, None, None)


def distinct_types(features: Floats) -> DistinctTypes:
    """Return the types that rows fall into, if they do.

    Parameters
    ----------
    features
        Shape (rows, features), complete, in any units; taken as no further out than their 5 and
        95 % quantiles, since a few odd rows are no type. Columns that never move are left out.

    Returns
    -------
    DistinctTypes
        Of the divisions into 2 to 5 types that pass all questions, the one with the largest
        silhouette; otherwise without labels, and with what the best-divided one failed.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> apart = rng.normal(0, 1, (60, 2)) + 8 * np.repeat([[0, 0], [1, 1]], [40, 20], axis=0)
    >>> found = distinct_types(apart)
    >>> found.n_types, np.bincount(found.labels)
    (2, array([40, 20]))
    >>> distinct_types(rng.normal(0, 1, (60, 2))).labels is None
    True
    """
    lived = np.column_stack([winsorised(column) for column in features.T])
    moved = lived[:, lived.std(0) > SMALLEST_SD]
    rows = (moved - moved.mean(0)) / moved.std(0)
    spread = rows[:, [_most_shared(column) <= MOST_SHARED for column in rows.T]]
    divisions = _divisions(rows)
    if not divisions:
        return CONTINUUM
    best = DistinctTypes(None, int(divisions[0][1].max()) + 1, divisions[0][0], None, None)
    separate = [division for division in divisions if division[0] >= FEWEST_SILHOUETTE]
    one = _bic(spread, np.zeros(len(rows), dtype=np.int64)) if separate else 0.0
    for place, (silhouette, labels) in enumerate(separate):
        gain = one - _bic(spread, labels)
        stability = _stability(rows, labels) if gain > BIC_GAIN else None
        kept = labels if stability is not None and stability >= FEWEST_STABILITY else None
        examined = DistinctTypes(kept, int(labels.max()) + 1, silhouette, gain, stability)
        if examined.labels is not None:
            return examined
        best = best if place else examined
    return best


def _divisions(rows: Floats) -> list[tuple[float, Ordinals]]:
    """Return divisions into types of 8 rows or more with their silhouettes, largest first."""
    n_distinct = len(np.unique(rows, axis=0)) if rows.shape[1] else 1
    apart = squareform(pdist(rows)) if n_distinct > 1 else rows
    rng = np.random.default_rng(SEED)
    found: list[tuple[float, Ordinals]] = []
    for n_types in TYPE_COUNTS:
        if n_types >= n_distinct:
            break
        centres = _k_means(rows, n_types, STARTS, rng)
        labels = _nearest(rows, centres)
        sizes = np.bincount(labels, minlength=n_types)
        if sizes.min() >= FEWEST_ROWS:
            labels = np.argsort(np.argsort(-sizes, kind="stable"))[labels]
            found.append((float(silhouette_score(apart, labels, metric="precomputed")), labels))
    return sorted(found, key=lambda division: -division[0])


def _most_shared(column: Floats) -> float:
    """Return the share of the rows that have the most frequent value."""
    return float(np.unique(column, return_counts=True)[1].max() / len(column))


def _k_means(rows: Floats, n_types: int, n_starts: int, rng: np.random.Generator) -> Floats:
    """Return the centres nearest to their rows, of some starts.

    SciPy's, on one thread: scikit-learn's waits for its threads at the cost of those it serves.
    """
    best, least = rows[:n_types], np.inf
    for _ in range(n_starts):
        try:
            centres, _ = kmeans2(rows, n_types, ITERATIONS, minit="++", missing="raise", rng=rng)
        except ClusterError:  # a centre lost all its rows: the next start may keep them
            continue
        distance = float(((rows - centres[_nearest(rows, centres)]) ** 2).sum())
        if distance < least:
            best, least = centres, distance
    return best


def _nearest(rows: Floats, centres: Floats) -> Ordinals:
    return ((rows[:, None, :] - centres) ** 2).sum(2).argmin(1)


def _bic(rows: Floats, labels: Ordinals) -> float:
    """Return the BIC of one Gaussian a type, started from the types given."""
    if not rows.shape[1]:
        return 0.0
    n_types, identity = int(labels.max()) + 1, np.eye(rows.shape[1])
    members = [rows[labels == kind] for kind in range(n_types)]
    centres = [member.mean(0) for member in members]
    scatter = [
        (member - centre).T @ (member - centre) / len(member) + SMALLEST_VARIANCE * identity
        for member, centre in zip(members, centres, strict=True)
    ]
    mixture = GaussianMixture(
        n_types,
        reg_covar=SMALLEST_VARIANCE,
        weights_init=np.bincount(labels) / len(rows),
        means_init=np.array(centres),
        precisions_init=np.linalg.inv(np.array(scatter)),
    )
    with warnings.catch_warnings():
        # A fit that has not settled only makes several Gaussians look worse.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return float(mixture.fit(rows).bic(rows))


def _stability(rows: Floats, labels: Ordinals) -> float:
    """Return the mean agreement with divisions of rows drawn again, with replacement."""
    rng = np.random.default_rng(SEED)
    agreement: list[float] = []
    n_rows, n_types = len(rows), int(labels.max()) + 1
    while len(agreement) < MOST_DRAWS:
        drawn = rows[rng.integers(0, n_rows, n_rows)]
        again = _nearest(rows, _k_means(drawn, n_types, 1, rng))
        agreement.append(float(adjusted_rand_score(labels, again)))
        error = np.std(agreement) / np.sqrt(len(agreement))
        clear = abs(np.mean(agreement) - FEWEST_STABILITY) > CLEAR_ERRORS * error
        if len(agreement) >= FEWEST_DRAWS and clear:
            break
    return float(np.mean(agreement))
