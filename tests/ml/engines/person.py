"""A person made up for the engines' tests, with planted effects and nothing else."""

from array import array
from dataclasses import dataclass, fields

import numpy as np

from ml.engines.arrays import Floats
from ml.history import History, Journal, Nights, empty

# A Monday.
FIRST_DAY = 738_886
RECOVERY_MEAN, RECOVERY_SD = 60.0, 22.0


@dataclass(frozen=True)
class Person:
    """What was planted: columns of nights and habits, before they became a history."""

    nights: dict[str, Floats]
    habits: Floats
    questions: tuple[str, ...]

    def history(self, **overrides: Floats) -> History:
        """Return the history, with columns of nights overridden."""
        return history(self.nights | overrides, self.habits, self.questions)


def person(
    n_nights: int = 200,
    seed: int = 0,
    *,
    habit_effects_sd: tuple[float, ...] = (),
    prevalence: float = 0.3,
    strain_effect_sd: float = 0.0,
    bedtime_effect: Floats | None = None,
    bedtime_mean: float = -0.5,
    bedtime_sd: float = 1.2,
    noise_lag1: float = 0.25,
) -> Person:
    """Make a person: independent habits, strain, bedtime, and recovery with AR(1) noise.

    `bedtime_effect` holds recovery SDs for each night of `bedtimes(n_nights, seed)`.
    """
    rng = np.random.default_rng(seed)
    habits = (rng.random((n_nights, len(habit_effects_sd))) < prevalence).astype(np.float64)
    strain = np.clip(rng.normal(10.4, 3.5, n_nights), 0, 21)
    yesterday = np.concatenate([[0.0], (strain[:-1] - 10.4) / 3.5])
    noise = autoregressive(rng.standard_normal(n_nights), noise_lag1)
    latent = noise + habits @ np.array(habit_effects_sd) + strain_effect_sd * yesterday
    if bedtime_effect is not None:
        latent = latent + bedtime_effect
    columns = {
        "recovery_percent": np.clip(RECOVERY_MEAN + RECOVERY_SD * latent, 1, 99),
        "hrv_rmssd_ms": 60 * np.exp(0.24 * (0.8 * noise + 0.6 * rng.standard_normal(n_nights))),
        "resting_heart_rate_bpm": 55 - 3 * noise + 3 * rng.standard_normal(n_nights),
        "sleep_onset_hours": bedtimes(n_nights, seed, mean=bedtime_mean, sd=bedtime_sd),
        "asleep_minutes": rng.normal(430, 45, n_nights),
        "strain": strain,
        "utc_offset_minutes": np.full(n_nights, 60.0),
    }
    return Person(columns, habits, tuple(f"habit_{i}" for i in range(len(habit_effects_sd))))


def bedtimes(n_nights: int, seed: int, *, mean: float = -0.5, sd: float = 1.2) -> Floats:
    """Return times of falling asleep, hours after midnight of the day of waking."""
    return mean + sd * np.random.default_rng(seed + 10_000).standard_normal(n_nights)


def autoregressive(white: Floats, lag1: float) -> Floats:
    """Return AR(1) noise of unit variance."""
    noise = white.copy()
    for t in range(1, len(noise)):
        noise[t] = lag1 * noise[t - 1] + np.sqrt(1 - lag1**2) * white[t]
    return noise


def history(
    columns: dict[str, Floats],
    habits: Floats,
    questions: tuple[str, ...],
    days: Floats | None = None,
) -> History:
    """Return a history of nights on consecutive days unless given; NaN habits are unanswered."""
    n_nights = len(columns["recovery_percent"])
    day = FIRST_DAY + (np.arange(n_nights) if days is None else days.astype(np.int64))
    missing = np.full(n_nights, np.nan)
    nights = {
        field.name: array("d", columns.get(field.name, missing).tolist())
        for field in fields(Nights)
        if field.name != "day"
    }
    night, question = np.nonzero(np.isfinite(habits))
    journal = Journal(
        day=array("q", day[night].tolist()),
        question=array("q", question.tolist()),
        answered_yes=array("q", habits[night, question].astype(np.int64).tolist()),
    )
    return History(
        nights=Nights(day=array("q", day.tolist()), **nights),
        workouts=empty().workouts,
        journal=journal,
        questions=questions,
    )
