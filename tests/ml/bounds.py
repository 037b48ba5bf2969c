"""The bounds of every number that a conclusion can hold."""

import math
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

import pytest

from ml.conclusion import AnyConclusion
from schema.effect import Effect
from schema.interval import Interval
from schema.recovery_prediction import RecoveryPrediction
from schema.sleep_window import BedtimeCurve
from tests.ml.texts import values

# First match counts.
BOUNDS = (
    ("_probability", (0, 1)),
    ("_share", (0, 1)),
    ("p_value", (0, 1)),
    ("e_value", (0, 1e15)),
    ("recovery_percent", (1, 99)),
    # Of a skill: an error can be all gone, or many times as large.
    ("percent", (-math.inf, 100)),
    ("low", (-100, 100)),
    ("high", (-100, 100)),
    ("estimate", (-100, 100)),
    ("points", (-100, 100)),
    ("sd_minutes", (0, math.inf)),
)
COUNTS = (0, 100_000)


def check(conclusion: AnyConclusion) -> None:
    """Check the numbers of a conclusion against what the schema says of them."""
    for name, value in values(conclusion):
        if isinstance(value, int | float) and not isinstance(value, bool):
            assert math.isfinite(value), name
            low, high = bounds(name)
            assert low <= value <= high, (name, value)
    for part in parts(conclusion):
        check_part(part)
    if conclusion.tested is not None:
        assert conclusion.found is not None
        assert 0 <= conclusion.found <= conclusion.tested


def bounds(name: str) -> tuple[float, float]:
    """Return the bounds of a field by its name, which says its unit."""
    return next((bound for suffix, bound in BOUNDS if name.endswith(suffix)), COUNTS)


def parts(found: object) -> Iterator[object]:
    """Yield a dataclass and every dataclass within it."""
    if isinstance(found, (list, tuple)):
        for item in found:
            yield from parts(item)
    elif is_dataclass(found):
        yield found
        for field in fields(found):
            yield from parts(getattr(found, field.name))


def check_part(part: object) -> None:
    if isinstance(part, Interval):
        assert part.low <= part.high
    if isinstance(part, Effect):
        assert part.interval90.low <= part.estimate <= part.interval90.high
        assert 0 < part.nights_exposed < part.nights
    if isinstance(part, BedtimeCurve):
        assert len(part.bedtimes) == len(part.points) == len(part.low) == len(part.high) > 0
        for low, points, high in zip(part.low, part.points, part.high, strict=True):
            assert low <= points <= high
    if isinstance(part, RecoveryPrediction):
        check_prediction(part)


def check_prediction(told: RecoveryPrediction) -> None:
    colours = told.red_probability + told.yellow_probability + told.green_probability
    assert colours == pytest.approx(1, abs=0.002)  # each is rounded to a thousandth
    for narrow, wide in (
        (told.interval50, told.interval80),
        (told.interval80, told.interval90),
        (told.interval90, Interval(low=1, high=99)),
    ):
        assert wide.low <= narrow.low <= narrow.high <= wide.high
    assert told.interval50.low <= told.recovery_percent <= told.interval50.high
