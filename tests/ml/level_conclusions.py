"""Conclusions made by hand of the insights that follow levels, with every claim."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from ml.conclusion import AnyConclusion, Conclusion
from ml.insights.adaptive_baselines import text
from ml.level_signals import BY_SIGNAL
from schema.adaptive_baselines import AdaptiveBaselines, BaselineChange, SignalBaseline
from schema.answer import Basis, Claim
from schema.interval import Interval
from schema.signal import Signal

LAST = date(2026, 3, 1)


def _learned(findings: Sequence[object], claim: Claim) -> list[AnyConclusion]:
    """Return each finding as learned and as told by the rule."""
    return [Conclusion(finding, basis, claim) for finding in findings for basis in Basis]


def baseline(signal: Signal, level: float, change: BaselineChange | None) -> SignalBaseline:
    return SignalBaseline(
        signal=signal,
        unit=BY_SIGNAL[signal].unit,
        since_on=LAST,
        nights=120,
        level=level,
        band=None,
        change=change,
        trend=None,
        series=None,
        text=text(BY_SIGNAL[signal], level, change),
    )


def changed(unit: str, estimate: float, half_width: float) -> BaselineChange:
    return BaselineChange(
        estimate=estimate,
        interval90=Interval(low=estimate - half_width, high=estimate + half_width),
        unit=unit,
        nights=27,
        nights_before=28,
        night_to_night_correlation=0.3,
        beyond_noise=abs(estimate) > half_width,
    )


def _adaptive_baselines(claim: Claim) -> list[AnyConclusion]:
    still = [
        baseline(Signal.HRV, 62.0, changed("percent", 12.0, 15.0)),
        baseline(Signal.RECOVERY, 58.0, changed("points", -3.0, 12.0)),
    ]
    moved = [*still, baseline(Signal.RESTING_HEART_RATE, 55.0, changed("bpm", 2.4, 1.1))]
    levels = [replace(each, change=None) for each in still]
    return _learned([AdaptiveBaselines(signals=each) for each in (still, moved, levels)], claim)


MADE: Mapping[str, Callable[[Claim], list[AnyConclusion]]] = {
    "adaptive_baselines": _adaptive_baselines,
}
