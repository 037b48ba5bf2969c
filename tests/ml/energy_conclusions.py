"""Conclusions made by hand about energy, with every claim."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from ml.conclusion import AnyConclusion
from schema.answer import Claim
from schema.calorie_efficiency import ActivityEfficiency, CalorieEfficiency, EightWeekChange
from schema.calorie_estimate import (
    CalorieEstimate,
    ExpectedDayEnergy,
    ExpectedEnergy,
    KnownActivity,
)
from schema.interval import Interval
from tests.ml.described_conclusions import learned


def _calorie_efficiencies(claim: Claim) -> list[AnyConclusion]:
    activities = [
        ActivityEfficiency(
            activity=name,
            workouts=40,
            energy_kcal_per_minute=kcal,
            interval90=Interval(low=kcal - 0.4, high=kcal + 0.4),
            at_lived_load=True,
        )
        for name, kcal in (("trail_running", 11.5), ("yoga", 3.2))
    ]
    usual = CalorieEfficiency(
        minutes=47.0,
        load=120.0,
        activities=activities,
        left_out=1,
        change=EightWeekChange(
            percent=-2.0,
            interval90=Interval(low=-5.0, high=1.0),
            p_value=0.2,
            beyond_noise=False,
            weeks=8,
        ),
        weekly=None,
        aerobic=[],
    )
    one = replace(usual, activities=activities[:1], change=None)
    return learned([usual, one, replace(usual, activities=[])], claim)


def _calorie_estimates(claim: Claim) -> list[AnyConclusion]:
    usual = CalorieEstimate(
        expected=ExpectedEnergy(
            activity="trail_running",
            minutes=40.0,
            strain=9.0,
            energy_kcal=420.0,
            interval80=Interval(low=370.0, high=480.0),
            energy_kcal_per_minute=10.5,
            workouts=1,
            drawn_from_all=True,
        ),
        refusal=None,
        beats_average=True,
        day=ExpectedDayEnergy(
            on=date(2026, 3, 3),
            strain=12.0,
            refusal=None,
            energy_kcal=2450.0,
            interval80=Interval(low=2200.0, high=2730.0),
            days=300,
            beats_average=True,
        ),
        activities=[
            KnownActivity(
                activity="trail_running",
                workouts=1,
                minutes=Interval(low=20.0, high=95.0),
                strain=Interval(low=4.0, high=16.0),
            )
        ],
    )
    refused = replace(usual, expected=None, refusal="Minutes 400 lies outside what was lived.")
    nothing = replace(usual, expected=None, activities=[])
    return learned([usual, replace(usual, beats_average=False), refused, nothing], claim)


MADE: Mapping[str, Callable[[Claim], list[AnyConclusion]]] = {
    "calorie_efficiency": _calorie_efficiencies,
    "calorie_estimate": _calorie_estimates,
}
