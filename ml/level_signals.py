"""The signals whose levels are followed, and how each is read and told."""

import math
from dataclasses import dataclass

from ml.history import Floats, History
from ml.regimes import since
from schema.signal import Signal

HIGHER, LOWER = 1, -1


@dataclass(frozen=True)
class LevelSignal:
    """A column of nights as a level.

    `worse` is the direction, HIGHER or LOWER, in which strain and illness move it. What is
    `logarithmic` is averaged as logarithms and changes by percents. None is under 0 or over `most`.
    """

    signal: Signal
    name: str
    column: str
    unit: str
    decimals: int
    worse: int
    logarithmic: bool = False
    most: float = math.inf

    @property
    def change_unit(self) -> str:
        """The unit that its changes are told in."""
        return "percent" if self.logarithmic else self.unit

    @property
    def spoken_decimals(self) -> int:
        """The digits of a level or a change in a sentence: no more than its interval leaves."""
        return 0 if self.logarithmic or self.unit == "points" else self.decimals

    def known(self, history: History) -> list[tuple[int, float]]:
        """Return (day, value) of the known nights of the present regime, oldest first."""
        column: Floats = getattr(history.nights, self.column)
        first = since(history, self.column)
        return [
            (day, value)
            for day, value in zip(history.nights.day, column, strict=True)
            if day >= first and not math.isnan(value) and (value > 0 or not self.logarithmic)
        ]

    def told(self, value: float) -> float:
        """Return a level in its unit, rounded and within bounds, of what it is averaged as."""
        level = math.exp(value) if self.logarithmic else value
        return round(min(max(level, 0.0), self.most), self.decimals)


HRV = LevelSignal(Signal.HRV, "HRV", "hrv_rmssd_ms", "ms", 1, LOWER, logarithmic=True)
RESTING_HEART_RATE = LevelSignal(
    Signal.RESTING_HEART_RATE, "resting heart rate", "resting_heart_rate_bpm", "bpm", 1, HIGHER
)
RESPIRATORY_RATE = LevelSignal(
    Signal.RESPIRATORY_RATE,
    "respiratory rate",
    "respiratory_rate_rpm",
    "breaths a minute",
    2,
    HIGHER,
)
RECOVERY = LevelSignal(
    Signal.RECOVERY, "recovery", "recovery_percent", "points", 1, LOWER, most=100
)
ASLEEP = LevelSignal(
    Signal.ASLEEP, "time asleep", "asleep_minutes", "minutes", 0, LOWER, most=24 * 60
)

SIGNALS = (HRV, RESTING_HEART_RATE, RESPIRATORY_RATE, RECOVERY, ASLEEP)
BY_SIGNAL = {each.signal: each for each in SIGNALS}
