"""What others would have said of tomorrow: naive forecasts, smoothing and ARIMA of statsmodels."""

import warnings
from collections.abc import Callable, Mapping

import numpy as np
from statsmodels.tools.sm_exceptions import ConvergenceWarning
from statsmodels.tsa.arima.model import ARIMA
from statsmodels.tsa.holtwinters import ExponentialSmoothing, SimpleExpSmoothing

from ml.engines.arrays import Floats
from ml.engines.night_table import running_average

PERSISTENCE, MEAN = "last value", "running mean"
# As long a memory as about 19 nights, the usual smoothing of a dashboard.
SMOOTHING_WEIGHT = 0.1
# Parameters hardly move in three weeks, and fitting them is nearly all of the cost.
REFIT_EVENINGS = 20
WEEK_DAYS = 7

# Days up to some evening in, without gaps: with parameters known, the value of the day after.
Tell = Callable[[Floats], float]
# The same days in: parameters are fitted and kept.
Fit = Callable[[Floats], Tell]


def told_each_evening(values: Floats, evenings: list[int]) -> dict[str, Floats]:
    """Return the forecast of the next day by each method, one a given evening.

    Parameters
    ----------
    values
        Consecutive days, NaN where missing; each evening only those up to it are seen.
    evenings
        Days after which to forecast, ascending; each with known days before it.
    """
    known = np.isfinite(values)
    mean = np.cumsum(np.where(known, values, 0.0)) / np.maximum(np.cumsum(known), 1)
    last = values[np.maximum.accumulate(np.where(known, np.arange(len(values)), 0))]
    told = {
        PERSISTENCE: last[evenings],
        MEAN: mean[evenings],
        "EWMA of weight .1": running_average(values, SMOOTHING_WEIGHT)[evenings],
    }
    # Smoothing takes no gaps: what is missing is as it was on average by then.
    filled = np.where(known, values, mean)[int(np.argmax(known)) :]
    shifted = [evening - int(np.argmax(known)) for evening in evenings]
    return told | {name: _walked(filled, shifted, fit) for name, fit in LIBRARY.items()}


def _walked(filled: Floats, evenings: list[int], fit: Fit) -> Floats:
    told: list[float] = []
    tell, due = fit(filled[: evenings[0] + 1]), evenings[0] + REFIT_EVENINGS
    for evening in evenings:
        seen = filled[: evening + 1]
        if evening >= due:
            tell, due = fit(seen), evening + REFIT_EVENINGS
        told.append(tell(seen))
    return np.array(told)


def _quietly(fit: Fit) -> Fit:
    """Return a fit that says nothing of weeks in which no likelihood has a clear top."""

    def fitted(seen: Floats) -> Tell:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            warnings.simplefilter("ignore", UserWarning)
            return fit(seen)

    return fitted


def _simple(seen: Floats) -> Tell:
    found = SimpleExpSmoothing(seen, initialization_method="estimated").fit().params

    def tell(days: Floats) -> float:
        model = SimpleExpSmoothing(
            days, initialization_method="known", initial_level=found["initial_level"]
        )
        fitted = model.fit(smoothing_level=found["smoothing_level"], optimized=False)
        return float(fitted.forecast(1)[0])

    return tell


def _weekly(seen: Floats) -> Tell:
    first = ExponentialSmoothing(
        seen, seasonal="add", seasonal_periods=WEEK_DAYS, initialization_method="estimated"
    )
    found = first.fit().params

    def tell(days: Floats) -> float:
        model = ExponentialSmoothing(
            days,
            seasonal="add",
            seasonal_periods=WEEK_DAYS,
            initialization_method="known",
            initial_level=found["initial_level"],
            initial_seasonal=found["initial_seasons"],
        )
        fitted = model.fit(
            smoothing_level=found["smoothing_level"],
            smoothing_seasonal=found["smoothing_seasonal"],
            optimized=False,
        )
        return float(fitted.forecast(1)[0])

    return tell


def _arima(seen: Floats) -> Tell:
    found = ARIMA(seen, order=(1, 0, 1)).fit().params
    return lambda days: float(ARIMA(days, order=(1, 0, 1)).filter(found).forecast(1)[0])


LIBRARY: Mapping[str, Fit] = {
    "exponential smoothing": _quietly(_simple),
    "exponential smoothing, weekly": _quietly(_weekly),
    "ARIMA(1,0,1)": _quietly(_arima),
}
