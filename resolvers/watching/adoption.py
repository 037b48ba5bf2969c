"""Adoption as shown: counts made into measures, and what would tell of a few people withheld."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import fmean
from typing import TYPE_CHECKING

from ml.catalogue import CATALOGUE
from ml.student_t import mean_interval
from resolvers.answer_types import camel
from resolvers.code_version import code_version
from resolvers.composing import unpacked
from schema.adoption import (
    Adoption,
    InsightAdoption,
    MeanPoints,
    PeopleShare,
    SuggestionAdoption,
    Withheld,
)
from schema.interval import Interval
from storage import adoption as counted

if TYPE_CHECKING:
    from sqlmodel import Session

    from storage.adoption import Stretch, ToldPerson

FEWEST_PEOPLE = 5
ACTIVE_DAYS = 3
SUGGESTED_WITHIN = timedelta(days=60)
FEWEST_NIGHTS = 30  # half of 60: a mean of fewer may be of one odd fortnight
DECIMALS = 2  # of a point; recoveries are whole ones
FORECAST = "recovery_prediction"


@dataclass(frozen=True)
class Discretion:
    """What may be told on a server of so many people."""

    people: int

    @property
    def alone(self) -> bool:
        """Whether all that is told is told to the person it is about."""
        return self.people == 1

    def withheld(self, people: int) -> Withheld | None:
        """Return why something that rests on so many people is withheld."""
        if self.alone:
            return None if people else Withheld.NOTHING_YET
        return Withheld.TOO_FEW_PEOPLE if people < FEWEST_PEOPLE else None

    def count(self, people: int) -> int | None:
        """Return a number of people, unless it is of a few."""
        return people if self.alone or people >= FEWEST_PEOPLE else None


def measured(session: Session, now: datetime) -> Adoption:
    """Return how the server is used, as of now."""
    today = now.date()
    discretion = Discretion(counted.people(session))
    told = counted.suggestions(session, now - SUGGESTED_WITHIN)
    stretches = counted.recoveries(session, today)
    answers = counted.answers(session, FORECAST, code_version())
    return Adoption(
        people=discretion.people,
        insights=_insights(counted.asked_for(session, today), discretion),
        active=_active(counted.active(session, today, ACTIVE_DAYS), discretion),
        suggestions=_suggestions(None, told, discretion),
        suggestions_by_variant=_by_variant(told, discretion),
        recovery_change=_mean(_changes(stretches, discretion), discretion),
        prediction_error=_mean(_errors(answers), discretion),
    )


def _insights(rows: Iterable[counted.AskedFor], discretion: Discretion) -> list[InsightAdoption]:
    asked = {row.insight: (row.in_a_week, row.in_a_month) for row in rows}
    shown: list[InsightAdoption] = []
    for insight in CATALOGUE:
        week, month = map(discretion.count, asked.get(insight.stem, (0, 0)))
        few = week is None or month is None
        withheld = Withheld.TOO_FEW_PEOPLE if few else None
        shown.append(
            InsightAdoption(
                field=camel(insight.stem),
                people_in_7_days=week,
                people_in_30_days=month,
                withheld=withheld,
            )
        )
    return shown


def _active(active: int, discretion: Discretion) -> PeopleShare:
    withheld = discretion.withheld(discretion.people)
    if withheld:
        return PeopleShare(share=None, people=None, withheld=withheld)
    return PeopleShare(share=active / discretion.people, people=discretion.people, withheld=None)


def _by_variant(told: Sequence[ToldPerson], discretion: Discretion) -> list[SuggestionAdoption]:
    groups: dict[str | None, list[ToldPerson]] = defaultdict(list)
    for row in told:
        groups[row.variant].append(row)
    shown = [_suggestions(variant, rows, discretion) for variant, rows in groups.items()]
    # All less the others would be the one.
    withheld = next((each.withheld for each in shown if each.withheld), None)
    # The name of a variant alone would tell what somebody was told.
    return [_nothing(None, withheld)] if withheld else shown


def _suggestions(
    variant: str | None, told: Iterable[ToldPerson], discretion: Discretion
) -> SuggestionAdoption:
    each: dict[int, list[ToldPerson]] = defaultdict(list)
    for row in told:
        each[row.person_id].append(row)
    withheld = discretion.withheld(len(each))
    if withheld:
        return _nothing(variant, withheld)

    def share(name: str) -> float:
        return fmean(
            sum(getattr(row, name) for row in rows) / sum(row.told for row in rows)
            for rows in each.values()
        )

    return SuggestionAdoption(
        variant=variant,
        people=len(each),
        suggestions=sum(row.told for rows in each.values() for row in rows),
        answered_share=share("answered"),
        followed_share=share("followed"),
        partly_share=share("partly"),
        withheld=None,
    )


def _nothing(variant: str | None, withheld: Withheld) -> SuggestionAdoption:
    return SuggestionAdoption(
        variant=variant,
        people=None,
        suggestions=None,
        answered_share=None,
        followed_share=None,
        partly_share=None,
        withheld=withheld,
    )


@dataclass(frozen=True)
class _Means:
    """Values whose mean is shown, and of how many people they are."""

    values: Sequence[float]
    people: int


def _changes(stretches: Iterable[Stretch], discretion: Discretion) -> _Means:
    of_person: dict[int, dict[int, Stretch]] = defaultdict(dict)
    for stretch in stretches:
        of_person[stretch.person_id][stretch.number] = stretch
    half = counted.STRETCHES // 2
    changes: list[float] = []
    for each in of_person.values():
        lately = [stretch for number, stretch in each.items() if number < half]
        before = [stretch for number, stretch in each.items() if number >= half]
        if min(_nights(lately), _nights(before)) < FEWEST_NIGHTS:
            continue
        if discretion.alone:
            # Each stretch against the one 60 days before it.
            pairs = [(each[n], each[n + half]) for n in range(half) if {n, n + half} <= set(each)]
            changes = [now.mean_percent - then.mean_percent for now, then in pairs]
            return _Means(changes, 1 if changes else 0)
        changes.append(_recovery(lately) - _recovery(before))
    return _Means(changes, len(changes))


def _nights(stretches: Iterable[Stretch]) -> int:
    return sum(stretch.nights for stretch in stretches)


def _recovery(stretches: Sequence[Stretch]) -> float:
    return sum(each.nights * each.mean_percent for each in stretches) / _nights(stretches)


def _errors(answers: Iterable[bytes]) -> _Means:
    whole = (unpacked(FORECAST, packed) for packed in answers)
    skills = [answer.evidence.skill for answer in whole if answer is not None]
    # The own error is the same beside every naive forecast that it is compared with.
    errors = [skill[0].mean_absolute_error for skill in skills if skill]
    return _Means(errors, len(errors))


def _mean(means: _Means, discretion: Discretion) -> MeanPoints:
    withheld = discretion.withheld(means.people)
    if withheld:
        return MeanPoints(points=None, interval90=None, people=None, withheld=withheld)
    interval = mean_interval(means.values, 0.9)
    return MeanPoints(
        points=round(fmean(means.values), DECIMALS),
        interval90=_rounded(*interval) if interval else None,
        people=means.people,
        withheld=None,
    )


def _rounded(low: float, high: float) -> Interval:
    return Interval(low=round(low, DECIMALS), high=round(high, DECIMALS))
