"""Journal habits: which questions are asked, and on which days each was done."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from simulation.series import Flags, Floats, autoregressive

# A good recovery invites the next evening's behaviour: latent SDs per SD of recovery.
FEEDBACK = 0.15
# The company one keeps persists from day to day a little.
SOCIAL_LAG1 = 0.3
# Two of seven nights follow a Friday or a Saturday.
WEEKEND_SHARE = 2 / 7
# A journal is skipped on about one day in ten, and now and then a question in it.
DAY_UNLOGGED_SHARE = 0.10
QUESTION_UNLOGGED_SHARE = 0.02
UNLOGGED = -1


@dataclass(frozen=True, slots=True)
class Habit:
    """A journal question and how its behaviour is spread.

    Parameters
    ----------
    name
        Stable key.
    question
        WHOOP's wording of the question.
    prevalence
        Share of days with a yes, 0 to 1.
    weekend
        Shift of the latent on Friday and Saturday evenings, SDs.
    company
        Loading on the shared social factor; two habits correlate by their product.
    """

    name: str
    question: str
    prevalence: float
    weekend: float = 0.0
    company: float = 0.0


# Prevalences lie within .15 to .50, where a year can show an effect; loadings up to .77 give
# latent correlations up to .6. What people do at weekends and in company is judgement.
CATALOGUE = (
    Habit("alcohol", "Have any alcoholic drinks?", 0.28, 0.7, 0.77),
    Habit("caffeine", "Consumed caffeine?", 0.50),
    Habit("hydration", "Hydrated sufficiently?", 0.50, -0.2, -0.3),
    Habit("screen_in_bed", "Viewed a screen device in bed?", 0.45, 0.0, 0.2),
    Habit("shared_bed", "Shared your bed?", 0.35, 0.4, 0.3),
    Habit("late_meal", "Ate food close to bedtime?", 0.35, 0.5, 0.77),
    Habit("stress", "Experienced stress?", 0.30, -0.5, 0.0),
    Habit("creatine", "Took creatine?", 0.40),
    Habit("avoided_processed_food", "Avoided processed foods?", 0.40, -0.4, -0.5),
    Habit("reading_in_bed", "Read (non-screened device) while in bed?", 0.25, -0.1, -0.2),
    Habit("stretching", "Spent time stretching?", 0.30),
    Habit("meditation", "Meditated?", 0.20),
    Habit("magnesium", "Took a magnesium supplement?", 0.45),
    Habit("morning_sunlight", "Saw direct sunlight upon waking up?", 0.35, 0.2),
    Habit("tracked_calories", "Tracked your calories?", 0.40, -0.4, -0.3),
    Habit("worked_from_home", "Worked from home?", 0.35, -0.6),
    Habit("protein", "Consumed protein?", 0.50),
    Habit("dairy", "Consumed dairy?", 0.45),
    Habit("fruit_and_vegetables", "Consumed fruits and/or vegetables?", 0.50, -0.2, -0.2),
    Habit("sauna", "Used a sauna?", 0.15, 0.3),
    Habit("cold_shower", "Took a cold shower?", 0.20),
    Habit("fasting", "Followed an intermittent fasting diet?", 0.25, -0.2, -0.3),
    Habit("blue_light_glasses", "Wore blue-light blocking glasses before bed?", 0.20),
    Habit("usual_bed", "Slept in the same bed as usual?", 0.50, -0.2, -0.2),
    Habit("commute", "Commuted to work?", 0.40, -0.8),
    Habit("purpose", "Felt a sense of purpose?", 0.45),
    Habit("carbohydrates", "Consumed carbohydrates?", 0.50, 0.1, 0.2),
    Habit("fats", "Consumed fats?", 0.45),
    Habit("fatigue", "Experienced fatigue?", 0.25),
    Habit("ice_bath", "Took an ice bath?", 0.15),
    Habit("used_earplugs", "Used earplugs?", 0.25),
    Habit("wore_a_sleep_mask", "Wore a sleep mask?", 0.30),
    Habit("took_vitamin_d", "Took vitamin D?", 0.45),
    Habit("took_fish_oil", "Took fish oil?", 0.35),
    Habit("had_added_sugar", "Had added sugar?", 0.45, 0.2, 0.3),
    Habit("ate_gluten", "Ate gluten?", 0.50, 0.1, 0.1),
    Habit("spent_time_outdoors", "Spent time outdoors?", 0.50, 0.2),
    Habit("did_breathwork", "Did breathwork?", 0.20),
    Habit("took_a_walk_after_dinner", "Took a walk after dinner?", 0.30),
    Habit("kept_a_diary", "Kept a diary?", 0.25),
)


@dataclass(frozen=True, slots=True)
class Inclination:
    """What decides whether a habit is done: latent + feedback x last recovery > threshold.

    `latent` has shape (days, habits); a row holds the day before that row's night.
    """

    latent: Floats
    thresholds: Floats
    feedback: float

    def done(self, day: int, last_recovery_sd: float) -> Flags:
        """Return which habits were done before night `day`, shape (habits,)."""
        return self.latent[day] + self.feedback * last_recovery_sd > self.thresholds


def inclination(
    rng: np.random.Generator, weekend: Flags, asked: tuple[Habit, ...], lag1: float
) -> Inclination:
    """Draw the latent Gaussian copula of the asked habits.

    Parameters
    ----------
    rng
        The habits' own stream.
    weekend
        Shape (days,): the night follows a Friday or a Saturday evening.
    asked
        The habits, in the order of the journal's columns.
    lag1
        Day-to-day persistence of each habit's own part.
    """
    social = autoregressive(rng.standard_normal(len(weekend)), SOCIAL_LAG1)
    own = autoregressive(_white(rng, len(weekend), len(asked)), lag1)
    company = np.array([habit.company for habit in asked])
    shift = np.array([habit.weekend for habit in asked])
    latent = (
        np.sqrt(1 - company**2) * own
        + company * social[:, None]
        + shift * (weekend[:, None] - WEEKEND_SHARE)
    )
    spread = np.sqrt(1 + shift**2 * WEEKEND_SHARE * (1 - WEEKEND_SHARE) + FEEDBACK**2)
    return Inclination(latent, spread * _upper_quantiles(asked), FEEDBACK)


def coin_tosses(rng: np.random.Generator, days: int, asked: tuple[Habit, ...]) -> Inclination:
    """Draw habits that depend on nothing: no weekends, no company, no feedback."""
    return Inclination(_white(rng, days, len(asked)), _upper_quantiles(asked), feedback=0.0)


def _white(rng: np.random.Generator, days: int, count: int) -> Floats:
    # Drawn habit by habit, so that asking one more changes none of the others.
    return rng.standard_normal((count, days)).T


def _upper_quantiles(asked: tuple[Habit, ...]) -> Floats:
    return np.array([NormalDist().inv_cdf(1 - habit.prevalence) for habit in asked])


def logged(rng: np.random.Generator, done: Flags, recorded: Flags) -> NDArray[np.int8]:
    """Return the journal, shape (days, habits): 1 yes, 0 no, -1 unlogged."""
    days, count = done.shape
    kept = recorded & (rng.random(days) >= DAY_UNLOGGED_SHARE)
    answered = kept[:, None] & (rng.random((count, days)).T >= QUESTION_UNLOGGED_SHARE)
    return np.where(answered, done, UNLOGGED).astype(np.int8)
