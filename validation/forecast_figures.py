"""The figures of forecasts: skill, coverage and calibration, of everybody and of each person."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from ml.engines.arrays import Floats
from validation.colour_chances import FEWEST_IN_A_BIN, bins
from validation.forecast_life import COLOURS, COVERED, FIRST_NIGHT, ForecastLife, Told, came
from validation.measured import Bar, Measured, mean, share
from validation.naive_forecasts import MEAN, PERSISTENCE
from validation.tables import LESS, Row, figure

# From when the bar against the mean is set.
LEARNED_NIGHTS = 80
EVER = 10**6
# Nights known, from and below, over which the skill is shown as it grows.
LEARNING = ((20, 40), (40, 80), (80, 160), (160, 400), (400, 800))
# A person's error over fewer mornings is mostly chance.
FEWEST_MORNINGS = 20
EVENING, WHAT_IF = "evening", "what-if"
SKILL = (
    (EVENING, PERSISTENCE, FIRST_NIGHT, Bar(at_least=0.20)),
    (EVENING, MEAN, LEARNED_NIGHTS, Bar(at_least=0.05)),
    (WHAT_IF, PERSISTENCE, FIRST_NIGHT, Bar(at_least=0.28)),
    (WHAT_IF, MEAN, LEARNED_NIGHTS, Bar(at_least=0.15)),
)
WORST = Bar(at_least=-0.01)
COVERAGE = (Bar(0.48, 0.53), Bar(0.78, 0.83), Bar(0.88, 0.92))
PERSON_COVERAGE = Bar(0.85, 0.96)
BIN_ERROR = Bar(at_most=0.06)
BRIER = ((EVENING, Bar(at_least=0.04)), (WHAT_IF, Bar(at_least=0.12)))
WEEK_SKILL, WEEK_COVERAGE = Bar(at_least=0.01), Bar(0.88, 0.92)


def rows(lives: Sequence[ForecastLife]) -> list[Row]:
    """Return every target of the forecasts, with its bar."""
    return [*_skill(lives), *_coverage(lives), *_colours(lives), *_week(lives)]


def told_of(life: ForecastLife, kind: str) -> tuple[Told, Mapping[str, Floats]]:
    """Return the evening forecasts or the what-ifs, and the naive ones of the same mornings."""
    return (life.evening, life.naive) if kind == EVENING else (life.what_if, life.what_if_naive)


def skills(
    lives: Sequence[ForecastLife], kind: str, baseline: str, first: int = 0, below: int = EVER
) -> list[float]:
    """Return by which share each person's errors were smaller than a naive forecast's."""
    found: list[float] = []
    for told, naive in (told_of(life, kind) for life in lives):
        within = (told.night >= first) & (told.night < below)
        if within.sum() >= FEWEST_MORNINGS:
            own, other = (
                float(np.abs(told.outcome - point)[within].mean())
                for point in (told.point, naive[baseline])
            )
            found.append(1 - own / other)
    return found


def learning(lives: Sequence[ForecastLife]) -> Iterator[Sequence[str]]:
    """Yield the skill against the running mean by how many nights were known."""
    for first, below in LEARNING:
        told = [mean(skills(lives, kind, MEAN, first, below)) for kind in (EVENING, WHAT_IF)]
        yield f"{first} to {below - 1}", str(told[0].n), *(figure(each, LESS) for each in told)


def chances(lives: Sequence[ForecastLife]) -> Iterator[Sequence[str]]:
    """Yield the chances of colours that were told, and how often those came."""
    for kind in (EVENING, WHAT_IF):
        for each in bins([told_of(life, kind)[0] for life in lives]):
            told = f"{100 * each.given:.0f} %"
            yield kind, each.colour, told, figure(each.came, "%"), str(each.came.n)


def people(lives: Sequence[ForecastLife]) -> Iterator[Sequence[str]]:
    """Yield a line a person, by number: errors and shares alone, nothing that was measured."""
    for number, life in enumerate(lives, 1):
        told = (
            (EVENING, PERSISTENCE, FIRST_NIGHT),
            (EVENING, MEAN, FIRST_NIGHT),
            (EVENING, MEAN, LEARNED_NIGHTS),
            (WHAT_IF, MEAN, LEARNED_NIGHTS),
        )
        yield (
            *(str(number), str(len(life.evening.outcome))),
            *(_percent(skills([life], *each)) for each in told),
            *(_percent([float(life.evening.inside[name].mean())]) for name in COVERED),
            *(_percent(each) for each in ([_week_skill(life)], [_week_coverage(life)])),
        )


PERSON_COLUMNS = (
    *("person", "mornings", f"under {PERSISTENCE}", f"under {MEAN}", "from night 80"),
    *("what-if, from night 80", "50 % covers", "80 % covers", "90 % covers"),
    *("days 2 to 7 under mean", "90 % covers"),
)


def _percent(values: Sequence[float]) -> str:
    return f"{100 * values[0]:.1f} %" if values and np.isfinite(values[0]) else "too few"


def _skill(lives: Sequence[ForecastLife]) -> Iterator[Row]:
    for kind, baseline, first, bar in SKILL:
        what = f"{kind} from night {first}: error against the {baseline}'s, mean of people"
        yield Row(7, what, mean(skills(lives, kind, baseline, first)), bar, LESS)
    for name in lives[0].naive:
        if name not in {PERSISTENCE, MEAN}:
            own = mean(skills(lives, EVENING, name, LEARNED_NIGHTS))
            yield Row(
                7,
                f"{EVENING} from night {LEARNED_NIGHTS}: error against that of {name}",
                own,
                None,
                LESS,
            )
    worst = skills(lives, EVENING, MEAN)
    what = "evening: error against the running mean's, worst person"
    yield Row(7, what, _one(worst, min), WORST, LESS)


def _coverage(lives: Sequence[ForecastLife]) -> Iterator[Row]:
    for kind in (EVENING, WHAT_IF):
        told = [told_of(life, kind)[0] for life in lives]
        for name, bar in zip(COVERED, COVERAGE, strict=True):
            inside = np.concatenate([each.inside[name] for each in told])
            what = f"{kind}: {name.removeprefix('interval')} % interval covers"
            yield Row(8, what, share(inside.astype(bool).tolist()), bar)
    persons = [
        float(life.evening.inside[COVERED[-1]].mean())
        for life in lives
        if len(life.evening.outcome) >= FEWEST_IN_A_BIN
    ]
    for which, who in ((min, "least"), (max, "most")):
        what = f"evening: 90 % interval covers, person with the {who}"
        yield Row(8, what, _one(persons, which), PERSON_COVERAGE)


def _colours(lives: Sequence[ForecastLife]) -> Iterator[Row]:
    for kind, bar in BRIER:
        told = [told_of(life, kind)[0] for life in lives]
        outcome = np.concatenate([each.outcome for each in told])
        own, usual = 0.0, 0.0
        for name in COLOURS:
            true = came(name, outcome)
            given = np.concatenate([each.probability[name] for each in told])
            own += float(((given - true) ** 2).mean())
            before = np.concatenate([each.usual[name] for each in told])
            usual += float(((before - true) ** 2).mean())
        errors = [abs(each.error) for each in bins(told)]
        error = _one(errors, max)
        yield Row(9, f"{kind}: largest error of a colour's probability, bins", error, BIN_ERROR)
        brier = 1 - own / usual
        yield Row(
            9,
            f"{kind}: Brier score against that of the own share so far",
            Measured(brier, brier, brier, len(outcome)),
            bar,
            LESS,
        )


def _week(lives: Sequence[ForecastLife]) -> Iterator[Row]:
    told = [_week_skill(life) for life in lives]
    known = [each for each in told if np.isfinite(each)]
    yield Row(10, "days 2 to 7: error against the running mean's", mean(known), WEEK_SKILL, LESS)
    inside = np.concatenate([life.week.inside90.ravel() for life in lives])
    covered = share((inside[np.isfinite(inside)] > 0).tolist())
    yield Row(10, "days 2 to 7: 90 % interval covers", covered, WEEK_COVERAGE)
    what = "days 2 to 7: error against the running mean's, worst person"
    yield Row(10, what, _one(known, min), None, LESS)


def _week_skill(life: ForecastLife) -> float:
    if np.isfinite(life.week.error).sum() < FEWEST_MORNINGS:
        return float("nan")
    return float(1 - np.nanmean(life.week.error) / np.nanmean(life.week.mean_error))


def _week_coverage(life: ForecastLife) -> float:
    known = np.isfinite(life.week.inside90)
    return float(life.week.inside90[known].mean()) if known.any() else float("nan")


def _one(values: Sequence[float], which: Callable[[Sequence[float]], float]) -> Measured:
    value = which(values) if values else np.nan
    return Measured(value, value, value, len(values))
