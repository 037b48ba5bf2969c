"""Conclusions made by hand of the insights that describe and test nothing, with every claim."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from ml.conclusion import AnyConclusion, Conclusion
from schema.activity_patterns import ActivityPatterns, TrainingRuns, WeekdayCounts, WeekdayStrain
from schema.answer import Basis, Claim
from schema.circadian_rhythm import CircadianRhythm, EffortByHour
from schema.day_types import DayGroup, DayType, DayTypes
from schema.interval import Interval
from schema.journal_summary import JournalQuestion, JournalSummary
from schema.recovery_velocity import DaysUntilUsual, PathAfterLow, RecoveryVelocity
from schema.sleep_summary import NightlyMean, SleepAmounts, SleepSummary
from schema.weekday import WEEKDAYS
from schema.workout_summary import (
    ActivityCount,
    WeeklyMean,
    WorkoutHours,
    WorkoutMean,
    WorkoutSummary,
    WorkoutWeeks,
)

LAST = date(2026, 3, 1)


def learned(findings: Sequence[object], claim: Claim) -> list[AnyConclusion]:
    """Return each finding as learned and as told by the rule."""
    return [Conclusion(finding, basis, claim) for finding in findings for basis in Basis]


def _activity_patterns(claim: Claim) -> list[AnyConclusion]:
    days = list(WEEKDAYS)
    usual = ActivityPatterns(
        days=170,
        weeks=26,
        counts=WeekdayCounts(
            weekdays=days, days=[24] * 7, training_days=[12] * 7, mean_strain=[10.0] * 7
        ),
        profile=WeekdayStrain(
            weekdays=days,
            strain=[12.0, *[10.0] * 6],
            low=[11.0, *[9.0] * 6],
            high=[13.0, *[11.0] * 6],
            top_two_probability=[1.0, *[0.16] * 6],
        ),
        hardest_weekdays=days[:1],
        runs=TrainingRuns(
            longest_training_days=6,
            longest_training_by_chance_days=5,
            longest_rest_days=4,
            longest_rest_by_chance_days=4,
            training_after_training_share=0.5,
            training_after_rest_share=0.5,
            rest_spacing_days=2.0,
            order_p_value=0.4,
            weekday_p_value=0.6,
        ),
    )
    return learned([usual, replace(usual, hardest_weekdays=[], profile=None, runs=None)], claim)


def _circadian_rhythms(claim: Claim) -> list[AnyConclusion]:
    usual = CircadianRhythm(
        nights=90,
        free_nights=26,
        usual_bedtime="23:40",
        bedtime_sd_minutes=48.0,
        usual_wake_time="07:10",
        wake_sd_minutes=40.0,
        mid_sleep="03:25",
        mid_sleep_sd_minutes=42.0,
        around_the_clock=False,
        sleep_regularity_index=78.4,
        days_compared=85,
        mid_sleep_on_working_days="03:05",
        mid_sleep_on_free_days="04:10",
        chronotype_mid_sleep="03:50",
        social_jetlag_hours=1.1,
        social_jetlag_interval90=Interval(low=0.7, high=1.5),
        recent_change=None,
        effort_by_hour=EffortByHour(
            activity="running",
            workouts=140,
            clock_hours=12,
            amplitude_bpm=4.2,
            amplitude_interval90=Interval(low=1.1, high=7.6),
            peak_time="17:20",
            p_value=0.01,
        ),
    )
    spread = Interval(low=-1.5, high=-0.2)
    earlier = replace(usual, social_jetlag_hours=-0.9, social_jetlag_interval90=spread)
    alike = replace(usual, social_jetlag_interval90=Interval(low=-0.3, high=1.5))
    return learned([usual, earlier, alike, replace(usual, around_the_clock=True)], claim)


def _day_types(claim: Claim) -> list[AnyConclusion]:
    made = DayType(
        label="high strain and late bedtime",
        days=60,
        strain=14.0,
        workout_minutes=70.0,
        bedtime="00:10",
        asleep_minutes=400.0,
        energy_kcal=2800.0,
        next_recovery_points=-4.0,
        next_recovery_interval90=Interval(low=-8.0, high=0.0),
    )
    table = [
        DayGroup(
            weekend=weekend,
            trained=trained,
            days=days,
            strain=10.0 if days else None,
            asleep_minutes=420.0 if days else None,
            next_recovery_percent=60.0 if days else None,
        )
        for weekend, trained, days in ((False, True, 60), (False, False, 40), (True, True, 1))
    ]
    usual = DayTypes(types=[made, made], check=None, calendar=None, table=table)
    continuum = replace(usual, types=[])
    return learned([usual, continuum, replace(continuum, table=[])], claim)


def _journal_summaries(claim: Claim) -> list[AnyConclusion]:
    question = JournalQuestion(
        habit="late_meal",
        nights_with=40,
        nights_without=110,
        last_yes_on=LAST,
        longest_yes_nights=3,
        current_yes_nights=1,
        decision=None,
    )
    usual = JournalSummary(
        first_on=LAST - timedelta(days=179),
        nights=180,
        answered_nights=150,
        longest_answered_nights=40,
        current_answered_nights=12,
        tested=1,
        found=0,
        questions=[question],
    )
    none_compared = replace(usual, tested=0, questions=[question, question])
    return learned([usual, none_compared, replace(usual, tested=4, found=2)], claim)


def _recovery_velocities(claim: Claim) -> list[AnyConclusion]:
    usual = RecoveryVelocity(
        low_days=61,
        low_at_most_percent=33.0,
        usual_recovery_percent=58.0,
        path=PathAfterLow(
            days_after=[1, 2],
            events=[58, 55],
            gap_points=[-6.0, -0.2],
            low=[-9.0, -3.5],
            high=[-3.0, 3.1],
            chance_gap_points=[-8.0, -2.0],
        ),
        next_day_50_share=0.55,
        days_until_usual=DaysUntilUsual(
            of_the_mean=2, of_the_mean_by_chance=2, median=1, median_by_chance=1
        ),
        rest=None,
    )
    assert usual.path is not None
    never = DaysUntilUsual(
        of_the_mean=None, of_the_mean_by_chance=1, median=None, median_by_chance=None
    )
    chances = [replace(usual.path, chance_gap_points=[chance, 0.0]) for chance in (-20.0, 1.0)]
    apart = [replace(usual, path=path, days_until_usual=never) for path in chances]
    too_few = replace(usual, low_days=6, path=None, days_until_usual=None)
    return learned([usual, *apart, too_few], claim)


def _sleep_summaries(claim: Claim) -> list[AnyConclusion]:
    asleep = NightlyMean(mean=421.0, sd=44.0, interval90=Interval(low=412.0, high=430.0), nights=88)
    usual = SleepSummary(
        nights=90,
        usual_bedtime="23:40",
        bedtime_sd_minutes=48.0,
        usual_wake_time="07:10",
        wake_sd_minutes=40.0,
        around_the_clock=False,
        amounts=SleepAmounts(
            first_on=LAST - timedelta(days=89),
            asleep_minutes=asleep,
            in_bed_minutes=None,
            efficiency_percent=None,
            stages=[],
        ),
        left_out_nights=0,
        nap_days=3,
        asleep_by_weekday=None,
        bedtime_by_weekday=None,
    )
    return learned([usual, replace(usual, around_the_clock=True, amounts=None)], claim)


def _workout_summaries(claim: Claim) -> list[AnyConclusion]:
    mean = WorkoutMean(mean=47.0, sd=12.0, workouts=80)
    weekly = WeeklyMean(mean=3.1, interval90=Interval(low=2.6, high=3.6), weeks=25)
    usual = WorkoutSummary(
        first_on=LAST - timedelta(days=181),
        last_on=LAST,
        recorded_days=170,
        training_days=75,
        workouts=80,
        minutes=mean,
        strain=None,
        energy_kcal=None,
        activities=[
            ActivityCount(
                activity="trail_running", workouts=80, minutes=mean, strain=None, energy_kcal=None
            )
        ],
        by_hour=WorkoutHours(hours=[18], workouts=[80]),
        weekly_workouts=weekly,
        weekly_minutes=None,
        weekly_energy_kcal=None,
        weekly_training_impulse=None,
        weeks=WorkoutWeeks(
            monday_on=[], workouts=[], minutes=[], energy_kcal=[], training_impulse=[]
        ),
    )
    bare = replace(usual, weekly_workouts=None, minutes=None)
    return learned([usual, bare, replace(usual, workouts=0, activities=[])], claim)


MADE: Mapping[str, Callable[[Claim], list[AnyConclusion]]] = {
    "activity_patterns": _activity_patterns,
    "circadian_rhythm": _circadian_rhythms,
    "day_types": _day_types,
    "journal_summary": _journal_summaries,
    "recovery_velocity": _recovery_velocities,
    "sleep_summary": _sleep_summaries,
    "workout_summary": _workout_summaries,
}
