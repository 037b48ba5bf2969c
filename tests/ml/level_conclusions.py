"""Conclusions made by hand of the insights that follow levels, with every claim."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from ml.conclusion import AnyConclusion, Conclusion
from ml.insights.adaptive_baselines import text
from ml.level_signals import BY_SIGNAL
from schema.adaptive_baselines import AdaptiveBaselines, BaselineChange, SignalBaseline
from schema.answer import Basis, Claim
from schema.burnout_watch import BurnoutWatch, LowSpells, LowState, WatchedSignal
from schema.goal import GoalMetric
from schema.goals import BehaviourGoal, Goals, LevelGoal
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
        level_interval90=Interval(low=level - 3, high=level + 3),
        level_nights=25,
        band=None,
        change=change,
        trend=None,
        series=None,
        text=text(BY_SIGNAL[signal], (level, Interval(low=level - 3, high=level + 3), 25), change),
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


def watched(signal: Signal, difference: float, unit: str) -> WatchedSignal:
    return WatchedSignal(
        signal=signal,
        unit=BY_SIGNAL[signal].unit,
        week_mean=50.0,
        usual_mean=50.0 - difference,
        week_nights=7,
        usual_nights=58,
        difference=difference,
        interval90=Interval(low=difference - 6, high=difference + 6),
        difference_unit=unit,
        worse_probability=0.84,
    )


def burnout_watch(state: LowState, days: int = 4, red_nights: int = 0) -> BurnoutWatch:
    return BurnoutWatch(
        state=state,
        since_on=LAST,
        days_in_state=days,
        red_nights=red_nights,
        week_recovery_percent=44.0,
        signals=[
            watched(Signal.RECOVERY, -14.0, "points"),
            watched(Signal.HRV, -12.0, "percent"),
            watched(Signal.RESTING_HEART_RATE, 3.0, "bpm"),
        ],
        own_history=LowSpells(
            spells=4, nights=23, assessed_nights=274, text="Nights that stayed low happened often."
        ),
    )


def _burnout_watches(claim: Claim) -> list[AnyConclusion]:
    told = [burnout_watch(state) for state in LowState]
    reds = burnout_watch(LowState.SUSTAINED_LOW, 1, red_nights=3)
    ruled = [replace(each, signals=[], own_history=None) for each in told]
    return _learned([*told, reds, *ruled], claim)


def _goals(claim: Claim) -> list[AnyConclusion]:
    level = LevelGoal(
        metric=GoalMetric.RECOVERY,
        unit="percent",
        current=58.0,
        interval90=Interval(low=50.0, high=66.0),
        nights=27,
        noise_floor=8.0,
        realistic=59.0,
        stretch=64.0,
    )
    behaviour = BehaviourGoal(
        metric=GoalMetric.BEDTIME_SPREAD,
        unit="minutes",
        current=62.0,
        interval90=Interval(low=50.0, high=80.0),
        nights=28,
        step=46.5,
    )
    enough = replace(behaviour, metric=GoalMetric.ENOUGH_SLEEP, current=0.4, step=0.54)
    usual = Goals(by_on=LAST, behaviours=[behaviour], levels=[level], own=[])
    plain = replace(level, realistic=None, stretch=None)
    return _learned(
        [
            usual,
            replace(usual, behaviours=[enough]),
            replace(usual, behaviours=[], levels=[plain]),
            replace(usual, levels=[]),
        ],
        claim,
    )


MADE: Mapping[str, Callable[[Claim], list[AnyConclusion]]] = {
    "adaptive_baselines": _adaptive_baselines,
    "burnout_watch": _burnout_watches,
    "goals": _goals,
}
