"""Conclusions made by hand, of every kind and with every claim."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from ml.conclusion import AnyConclusion, Conclusion
from ml.insights.habit_impact import effect_sentence
from ml.insights.sleep_window import refused
from schema.answer import Basis, Claim
from schema.difference import Difference
from schema.effect import Effect
from schema.habit_impact import HabitEffect, HabitImpact, LeftOutHabit, ThinHabit
from schema.interval import Interval
from schema.recommendations import (
    Recommendation,
    RecommendationRule,
    Recommendations,
    RecommendationSource,
)
from schema.recovery_prediction import Driver, DriverName, LivedNights, RecoveryPrediction
from schema.sleep_window import (
    BedtimeCurve,
    BedtimeSpan,
    BedtimeWhatIf,
    BedtimeWindow,
    SleepWindow,
    WindowEdge,
)
from tests.ml import described_conclusions as described
from tests.ml import energy_conclusions as energy
from tests.ml import forecast_conclusions as forecast
from tests.ml import level_conclusions as level
from tests.ml import tested_conclusions as tested
from tests.ml import training_conclusions as training
from tests.ml import watch_conclusions as watched
from tests.ml.advice_conclusions import contextual_advices
from tests.ml.experiment_conclusions import experiment_verdicts

ESTABLISHED = Claim.ESTABLISHED


def habit(
    name: str = "late_meal",
    claim: Claim = Claim.ESTABLISHED,
    points: float = -12.0,
    *,
    half_width: float = 4.0,
    days_to_answer: int | None = 90,
    merged_with: tuple[str, ...] = (),
    inseparable_from: tuple[str, ...] = (),
    withdrawn: bool = False,
) -> HabitEffect:
    made = HabitEffect(
        habit=name,
        merged_with=list(merged_with),
        inseparable_from=list(inseparable_from),
        nights_with=40,
        nights_without=110,
        claim=claim,
        withdrawn=withdrawn,
        headline="",
        hrv=Difference(
            estimate=-4.0, interval90=Interval(low=-7.5, high=-0.4), unit="percent", nights=140
        ),
        resting_heart_rate=None,
        night_after=None,
        effect=Effect(
            estimate=points,
            interval90=Interval(low=points - half_width, high=points + half_width),
            unit="recovery points",
            nights=150,
            nights_exposed=40,
            p_value=0.001,
            e_value=300.0,
            robustness_value_share=0.2,
            days_to_answer_small=None,
            days_to_answer_large=days_to_answer,
        ),
    )
    return replace(made, headline=effect_sentence(made))


def habit_impact(*habits: HabitEffect, claim: Claim | None = None) -> Conclusion[HabitImpact]:
    n_found = sum(each.claim is Claim.ESTABLISHED for each in habits)
    finding = HabitImpact(
        tested=len(habits),
        found=n_found,
        habits=list(habits),
        too_few_answers=[ThinHabit(habit="sauna", nights_with=3, nights_without=80)],
        left_out=[LeftOutHabit(habit="rain", inseparable_from="travelled[t]", withdrawn=False)],
        withdrawn=any(each.withdrawn for each in habits),
    )
    strongest = claim or (habits[0].claim if habits else Claim.NONE)
    return Conclusion(finding, Basis.OWN_DATA, strongest, tested=len(habits), found=n_found)


def sleep_window(
    claim: Claim = Claim.ESTABLISHED,
    gain: float = 6.0,
    *,
    start: str = "22:15",
    end: str = "23:15",
    wake: str = "07:00",
    worthwhile: float = 0.95,
    edge: WindowEdge | None = None,
    equal_sleep: float | None = None,
    asked: BedtimeWhatIf | None = None,
    withdrawn: bool = False,
) -> Conclusion[SleepWindow]:
    finding = SleepWindow(
        usual_bedtime="23:40",
        bedtime_sd_minutes=48.0,
        sleep_regularity_index=76.0,
        usual_wake_time=wake,
        around_the_clock=False,
        need_based_bedtime="22:50",
        window=BedtimeWindow(
            start=start,
            end=end,
            gain_points=gain,
            gain_interval90=Interval(low=gain - 4, high=gain + 4),
            gain_probability=0.98,
            worthwhile_probability=worthwhile,
            gain_at_equal_sleep_points=equal_sleep,
            hrv=None,
            nights=44,
            edge=edge,
        ),
        curve=BedtimeCurve(bedtimes=["22:45"], points=[gain], low=[gain - 4], high=[gain + 4]),
        lived=[BedtimeSpan(earliest="21:50", latest="01:05")],
        what_if=asked,
        e_value=400.0,
        days_to_answer_small=None,
        days_to_answer_large=120,
        withdrawn=withdrawn,
    )
    return Conclusion(finding, Basis.OWN_DATA, claim, tested=1, found=int(claim is ESTABLISHED))


def undecided_sleep_window(claim: Claim) -> Conclusion[SleepWindow]:
    conclusion = sleep_window(claim)
    assert conclusion.finding is not None
    finding = replace(conclusion.finding, window=None, curve=None, lived=[], e_value=None)
    return replace(conclusion, finding=finding, tested=None, found=None)


def recovery_prediction(*, beats_average: bool = True) -> Conclusion[RecoveryPrediction]:
    finding = RecoveryPrediction(
        morning_on=date(2026, 3, 2),
        recovery_percent=61.4,
        interval50=Interval(low=50.0, high=73.0),
        interval80=Interval(low=35.0, high=88.0),
        interval90=Interval(low=27.0, high=96.0),
        red_probability=0.1,
        yellow_probability=0.5,
        green_probability=0.4,
        usual_recovery_percent=58.0,
        drivers=[Driver(name=DriverName.STRAIN_TODAY, points=-3.1)],
        asked_bedtime=None,
        asked_sleep_minutes=None,
        refusal=None,
        lived=LivedNights(
            bedtime=BedtimeSpan(earliest="22:10", latest="01:05"),
            sleep_minutes=Interval(low=350, high=530),
        ),
        beats_average=beats_average,
    )
    return Conclusion(finding, Basis.OWN_DATA)


def recommendations(*texts: str) -> Conclusion[Recommendations]:
    items = [
        Recommendation(
            rule=RecommendationRule.HABIT,
            source=RecommendationSource.OWN_EVIDENCE,
            text=text,
            habit="late_meal",
            expected_points=9.0,
            expected_interval90=Interval(low=5.0, high=13.0),
            suggestion_id=None,
        )
        for text in texts
    ]
    return Conclusion(Recommendations(items=items), Basis.OWN_DATA)


def _habit_impacts(claim: Claim) -> list[AnyConclusion]:
    return [
        habit_impact(claim=claim),
        habit_impact(habit(claim=claim)),
        habit_impact(habit("hydration", claim, 8.0), habit(claim=Claim.NONE)),
        habit_impact(habit(claim=claim, half_width=30.0, days_to_answer=None)),
        habit_impact(habit(claim=claim, days_to_answer=0)),
        habit_impact(habit(claim=claim, merged_with=("not hydration",))),
        habit_impact(habit(claim=claim, inseparable_from=("screen_in_bed",))),
        habit_impact(habit(claim=claim, withdrawn=claim is not ESTABLISHED)),
    ]


def _sleep_windows(claim: Claim) -> list[AnyConclusion]:
    lived = [BedtimeSpan(earliest="21:50", latest="01:05")]
    answered = BedtimeWhatIf(
        bedtime="22:30",
        refusal=None,
        difference_points=3.0,
        difference_interval90=Interval(low=-1.0, high=7.0),
    )
    return [
        undecided_sleep_window(claim),
        *(sleep_window(claim, edge=edge) for edge in (None, *WindowEdge)),
        sleep_window(claim, equal_sleep=2.0, withdrawn=claim is not ESTABLISHED),
        *(sleep_window(claim, asked=asked) for asked in (answered, refused("19:00", lived))),
    ]


def refused_prediction() -> Conclusion[RecoveryPrediction]:
    made = recovery_prediction()
    assert made.finding is not None
    why = (
        "Falling asleep at 15:00 lies outside what you have mostly lived, from 22:10 to 01:05; "
        "nothing is known of it."
    )
    return replace(made, finding=replace(made.finding, asked_bedtime="15:00", refusal=why))


def _recovery_predictions(claim: Claim) -> list[AnyConclusion]:
    return [
        replace(made, basis=basis, claim=claim)
        for made in (
            recovery_prediction(),
            recovery_prediction(beats_average=False),
            refused_prediction(),
        )
        for basis in Basis
    ]


def _recommendations(claim: Claim) -> list[AnyConclusion]:
    advice = f"Leave out 'late meal' before days that matter to you. {habit().headline}"
    return [replace(made, claim=claim) for made in (recommendations(), recommendations(advice))]


# Every kind of conclusion that an insight can come to, with a given claim.
MADE: Mapping[str, Callable[[Claim], list[AnyConclusion]]] = {
    "habit_impact": _habit_impacts,
    "sleep_window": _sleep_windows,
    "recovery_prediction": _recovery_predictions,
    "recommendations": _recommendations,
    "experiment_verdict": experiment_verdicts,
    "contextual_advice": contextual_advices,
    **described.MADE,
    **energy.MADE,
    **forecast.MADE,
    **level.MADE,
    **tested.MADE,
    **training.MADE,
    **watched.MADE,
}
