"""Candidates: other algorithms that may forecast recovery, if a person's own past speaks for them.

Each is fitted as the own one is: rows of what was known in the evening and their outcomes in, a
model that forecasts further rows out. Those that know the series alone go on through the column
of the day before's recovery.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast
from warnings import catch_warnings, simplefilter

import numpy as np
from sklearn.ensemble import BaseEnsemble, GradientBoostingRegressor, RandomForestRegressor
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from statsmodels.tools.sm_exceptions import ModelWarning
from statsmodels.tsa.arima.model import ARIMA
from statsmodels.tsa.holtwinters import SimpleExpSmoothing

from ml.engines.arrays import Floats
from ml.engines.walk_forward import Algorithm, Predictor

# A hundred trees of at least 8 nights a leaf, 5 deep: on 700 nights .1 to .4 s, and 80 kB.
TREES, LEAF_NIGHTS, DEPTH = 100, 8, 5
# Boosting has found by 50 steps of .1 what there is to find in so little signal.
BOOSTING_STEPS = 50
SEED = 0


@dataclass(frozen=True)
class Series:
    """Forecasts by the series alone: `ahead` tells the next value after each further one."""

    ahead: Callable[[Floats], Floats]
    column: int

    def predict(self, values: Floats, /) -> Floats:
        """Return the forecast of each row, in order and from the night after the fit on."""
        return self.ahead(values[:, self.column])


def candidates(names: tuple[str, ...]) -> Mapping[str, Algorithm]:
    """Return the algorithms by name.

    Parameters
    ----------
    names
        Of the columns of the rows, `recovery[t-1]` among them.
    """
    last = names.index("recovery[t-1]")
    return {
        "random forest": random_forest,
        "gradient boosting": gradient_boosting,
        "exponential smoothing": lambda _, outcome: _smoothing(outcome, last),
        "ARIMA(1,0,1)": lambda _, outcome: _arima(outcome, last),
    }


def random_forest(values: Floats, outcome: Floats) -> Predictor:
    """Fit a random forest; what is missing counts as its column's mean."""
    forest = RandomForestRegressor(
        TREES, min_samples_leaf=LEAF_NIGHTS, max_depth=DEPTH, random_state=SEED, n_jobs=1
    )
    return _on_known(forest, values, outcome)


def gradient_boosting(values: Floats, outcome: Floats) -> Predictor:
    """Fit boosted trees; what is missing counts as its column's mean."""
    trees = GradientBoostingRegressor(
        n_estimators=BOOSTING_STEPS, min_samples_leaf=LEAF_NIGHTS, random_state=SEED
    )
    return _on_known(trees, values, outcome)


def _on_known(trees: BaseEnsemble, values: Floats, outcome: Floats) -> Predictor:
    pipeline = make_pipeline(SimpleImputer(keep_empty_features=True), trees)
    return cast("Predictor", pipeline.fit(values, outcome))


def _smoothing(outcome: Floats, last: int) -> Predictor:
    """Fit simple exponential smoothing, its weight by least squares of one-step errors."""
    fitted = SimpleExpSmoothing(outcome, initialization_method="estimated").fit()
    weight, level = float(fitted.params["smoothing_level"]), float(fitted.forecast(1)[0])

    def ahead(known: Floats) -> Floats:
        told, now = np.empty(len(known)), level
        for place, value in enumerate(known.tolist()):
            # The first row's day before was the last of the fit.
            now += weight * (value - now) if place else 0.0
            told[place] = now
        return told

    return Series(ahead, last)


def _arima(outcome: Floats, last: int) -> Predictor:
    """Fit ARIMA(1,0,1) with a mean, by maximum likelihood."""
    with catch_warnings():
        # Of starting values and steps of the search; what comes out is judged by its errors.
        simplefilter("ignore", ModelWarning)
        fitted = ARIMA(outcome, order=(1, 0, 1)).fit()

    def ahead(known: Floats) -> Floats:
        longer = fitted.append(known[1:]) if len(known) > 1 else fitted
        predicted = longer.predict(len(outcome), len(outcome) + len(known) - 1)
        return np.asarray(predicted, dtype=np.float64)

    return Series(ahead, last)
