"""Adaptive baselines: where the levels of the night's signals stand, and whether they moved."""

import statistics
from datetime import date

from ml.conclusion import Conclusion
from ml.enough import recovery_nights
from ml.history import History
from ml.insight import Insight
from ml.level_signals import BY_SIGNAL, SIGNALS, LevelSignal
from ml.regimes import since
from ml.wording import counted, signed
from schema.adaptive_baselines import AdaptiveBaselines, BaselineChange, SignalBaseline
from schema.answer import Basis, CaveatCode
from schema.arguments import NoArguments
from schema.interval import Interval

# Two of each weekday: the fewest that a level is told from.
FEWEST_NIGHTS = 14
LEVEL_NIGHTS = 28
CAVEATS = (CaveatCode.NOT_MEDICAL, CaveatCode.OBSERVED)


def rule(history: History, arguments: NoArguments) -> Conclusion[AdaptiveBaselines]:
    """Tell medians of the last 28 nights."""
    del arguments
    told = [_median(history, signal) for signal in SIGNALS]
    signals = [each for each in told if each is not None]
    finding = AdaptiveBaselines(signals=signals) if signals else None
    return Conclusion(finding, Basis.RULE, caveats=CAVEATS)


def text(
    signal: LevelSignal, level: tuple[float, Interval | None, int], change: BaselineChange | None
) -> str:
    """Return a signal's level, with its interval and nights, and its change in a sentence."""
    where = f"Your {signal.name} over the last {LEVEL_NIGHTS} nights is {_level(signal, *level)}"
    if change is None:
        return f"{where}."
    verdict = "more than noise" if change.beyond_noise else "not distinguishable from noise"
    return f"{where}; {_change(signal, change)}: {verdict}."


def headline(conclusion: Conclusion[AdaptiveBaselines]) -> str:
    """Say which levels moved by more than noise, and by how much."""
    finding = conclusion.finding
    if finding is None:
        return "No night with a measured signal is known yet."
    changes = [(each.signal, each.change) for each in finding.signals if each.change is not None]
    if not changes:
        levels = "; ".join(
            f"{BY_SIGNAL[each.signal].name} "
            + _level(BY_SIGNAL[each.signal], each.level, each.level_interval90, each.level_nights)
            for each in finding.signals
        )
        return (
            f"Your levels over the last {LEVEL_NIGHTS} nights: {levels}. Whether one moved takes "
            f"12 known nights in these and in the {LEVEL_NIGHTS} before."
        )
    moved = [(signal, change) for signal, change in changes if change.beyond_noise]
    told = "; ".join(_change(BY_SIGNAL[signal], change) for signal, change in moved or changes[:1])
    if not moved:
        return (
            f"Over the last {LEVEL_NIGHTS} nights no level moved by more than noise against the "
            f"{LEVEL_NIGHTS} before: {told}{' and others' * (len(changes) > 1)}."
        )
    return (
        f"By more than noise: {told}. Of five levels that never move, two people in five see one "
        "such."
    )


def _median(history: History, signal: LevelSignal) -> SignalBaseline | None:
    known = signal.known(history)
    if not known:
        return None
    recent = [value for _, value in known[-LEVEL_NIGHTS:]]
    level = round(statistics.median(recent), signal.decimals)
    return SignalBaseline(
        signal=signal.signal,
        unit=signal.unit,
        since_on=date.fromordinal(since(history, signal.column)),
        nights=len(known),
        level=level,
        level_interval90=None,
        level_nights=len(recent),
        band=None,
        change=None,
        trend=None,
        series=None,
        text=text(signal, (level, None, len(recent)), None),
    )


def _level(signal: LevelSignal, level: float, interval: Interval | None, nights: int) -> str:
    among, decimals = counted(nights, "night"), signal.spoken_decimals
    if interval is not None:
        low, high = (f"{end:.{decimals}f}" for end in (interval.low, interval.high))
        among = f"90 % interval {low} to {high}; {among}"
    return f"{level:.{decimals}f} {signal.unit} ({among})"


def _change(signal: LevelSignal, change: BaselineChange) -> str:
    decimals = signal.spoken_decimals
    unit = "%" if change.unit == "percent" else change.unit
    low, high = (signed(end, decimals) for end in (change.interval90.low, change.interval90.high))
    return (
        f"{signal.name} {signed(change.estimate, decimals)} {unit} (90 % interval {low} to {high}; "
        f"{change.nights} nights against {change.nights_before})"
    )


INSIGHT = Insight(
    stem="adaptive_baselines",
    about="Where the levels of HRV, resting heart rate, respiratory rate, recovery and sleep "
    "stand, the band in which they lie by chance, and whether they moved by more than that. No "
    "level runs across a change of strap or of WHOOP's definitions.",
    finding=AdaptiveBaselines,
    arguments=NoArguments,
    have=recovery_nights,
    need=FEWEST_NIGHTS,
    unit="nights with a recovery",
    rule=rule,
    headline=headline,
    cost_ms=12,
    learned=False,
)
