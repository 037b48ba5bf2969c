"""Somebody who trains on most days, and whose late training may cost recovery."""

import numpy as np

from ml.history import History
from tests.ml.engines.person import FIRST_DAY, RECOVERY_SD, person
from tests.ml.training import with_workouts

BEDTIME = 23.5


def trainee(
    n_nights: int,
    seed: int,
    *,
    per_hour_late_sd: float = 0.0,
    late_from: float = 8.0,
    strain_by_lateness: float = 0.0,
    turned: float = 0.0,
    trains_on: float = 0.7,
) -> History:
    """Somebody who trains on most days, at any hour of the afternoon and evening.

    Recovery falls by `per_hour_late_sd` SDs for each hour of ending closer than `late_from` hours;
    `turned` turns all clocks of their life by so many hours.
    """
    rng = np.random.default_rng(seed + 500)
    trained = np.flatnonzero(rng.random(n_nights - 1) < trains_on)
    end = rng.uniform(13.0, 21.5, len(trained))
    late = np.maximum(0, late_from - (BEDTIME - end))
    someone = person(n_nights, seed)
    effect = np.zeros(n_nights)
    effect[trained + 1] = -per_hour_late_sd * (late - late.mean())
    strain = someone.nights["strain"]
    strain[trained] = np.clip(strain[trained] + strain_by_lateness * (late - late.mean()), 0, 21)
    effect[1:] -= 0.25 * (strain[:-1] - strain.mean()) / 3.5
    recovery = someone.nights["recovery_percent"] + RECOVERY_SD * effect
    told = someone.history(
        recovery_percent=np.clip(recovery, 1, 99),
        sleep_onset_hours=someone.nights["sleep_onset_hours"] + turned,
        strain=strain,
    )
    return with_workouts(
        told,
        FIRST_DAY + trained,
        start_hours=end - 1.0 + turned,
        strain=np.clip(0.6 * strain[trained], 0, 21),
    )
