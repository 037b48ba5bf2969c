"""No sentence says more than its claim allows."""

import re
from dataclasses import replace

import pytest

from ml.catalogue import BY_STEM, CATALOGUE
from ml.conclusion import AnyConclusion
from schema.answer import Claim
from tests.ml.conclusions import MADE, habit, recovery_prediction, sleep_window
from tests.ml.texts import sentences

# A comparison of days shows what goes with what, and a wellness tool promises nothing.
FORBIDDEN = re.compile(
    r"\b(caus|boost|optimal|optimi[sz]|safe|risk|prove[ns]?\b|guarantee|improve|because|due to|"
    r"makes you|leads to|diagnos|burnout)\w*",
    re.IGNORECASE,
)
# Recovery is a percentage, so its changes are points; intervals and shares have other names.
PERCENT = re.compile(r"%(?! interval| of your weeks)")
# HRV is no percentage, so it changes by percents.
HRV_PERCENT = re.compile(r"\bHRV [+-]?\d+ %")
CHANCE = "up to 1 in 4 of these turn out to be chance"
NUMBER, UNIT = r"[+-]?\d+(?:\.\d)?", "(?:points|ms|metres a minute)"
INTERVAL = re.compile(rf"between {NUMBER} and {NUMBER} {UNIT}|90 % interval {NUMBER} to {NUMBER}")
DIRECTION = re.compile(rf"{NUMBER} {UNIT} (lower|higher)|(recovery|HRV) {NUMBER} {UNIT}")
# What an insight compares; nights unless it is about the workouts themselves.
COMPARED = {"performance_windows": "workouts"}

EVERY = [
    pytest.param(insight.stem, claim, id=f"{insight.stem}-{claim.name}")
    for insight in CATALOGUE
    for claim in Claim
]
TESTED = [insight.stem for insight in CATALOGUE if insight.error_budget is not None]


def made(stem: str, claim: Claim) -> list[tuple[AnyConclusion, str]]:
    return [(each, BY_STEM[stem].headline(each)) for each in MADE[stem](claim)]


def decided(stem: str, claim: Claim) -> list[str]:
    """Return the headlines of conclusions that tested something."""
    return [headline for conclusion, headline in made(stem, claim) if conclusion.tested]


def test_every_insight_has_conclusions_made_by_hand() -> None:
    assert set(MADE) == set(BY_STEM)


@pytest.mark.parametrize(("stem", "claim"), EVERY)
def test_no_forbidden_word_and_no_percent_of_a_percent(stem: str, claim: Claim) -> None:
    for conclusion, headline in made(stem, claim):
        for sentence in (headline, *sentences(conclusion.finding)):
            assert not FORBIDDEN.search(sentence), sentence
            assert not PERCENT.search(HRV_PERCENT.sub("", sentence)), sentence
            assert sentence.endswith("."), sentence
            assert "nan" not in sentence
            assert "None" not in sentence


@pytest.mark.parametrize("stem", TESTED)
def test_an_early_signal_says_how_many_are_chance(stem: str) -> None:
    headlines = decided(stem, Claim.EMERGING)
    assert len(headlines) >= 3
    for headline in headlines:
        assert "Early signal" in headline
        assert CHANCE in headline


@pytest.mark.parametrize("stem", TESTED)
@pytest.mark.parametrize("claim", [Claim.NONE, Claim.ESTABLISHED, Claim.DESCRIPTIVE])
def test_nothing_else_is_called_an_early_signal(stem: str, claim: Claim) -> None:
    assert not any("Early signal" in headline for headline in decided(stem, claim))


@pytest.mark.parametrize("stem", TESTED)
def test_no_reliable_effect_states_the_interval_and_no_direction(stem: str) -> None:
    headlines = decided(stem, Claim.NONE)
    assert len(headlines) >= 3
    for headline in headlines:
        assert INTERVAL.search(headline), headline
        assert not DIRECTION.search(headline), headline


def test_no_reliable_effect_of_a_habit_says_when_one_would_show() -> None:
    months, never, now = (
        habit(claim=Claim.NONE, days_to_answer=days).headline for days in (90, None, 0)
    )
    assert "An 11-point effect takes about 90 more nights, a 5-point one takes more than" in months
    assert "An 11-point effect or a 5-point one takes more than a year" in never
    assert "0 more nights" not in now


@pytest.mark.parametrize("stem", TESTED)
def test_an_established_effect_states_its_number_interval_and_direction(stem: str) -> None:
    headlines = decided(stem, Claim.ESTABLISHED)
    assert len(headlines) >= 3
    for headline in headlines:
        assert re.search(rf"\b\d+ {COMPARED.get(stem, 'nights')}\b", headline), headline
        assert INTERVAL.search(headline), headline
        assert DIRECTION.search(headline), headline
        assert "comparing similar days" in headline


@pytest.mark.parametrize("stem", TESTED)
@pytest.mark.parametrize("claim", [Claim.NONE, Claim.EMERGING])
def test_what_was_established_and_is_not_any_more_is_taken_back(stem: str, claim: Claim) -> None:
    headlines = decided(stem, claim)
    taken_back = [each for each in headlines if "newer data no longer support it" in each]
    assert 0 < len(taken_back) < len(headlines)
    assert all("Earlier we reported" in each for each in taken_back)


def test_a_lower_recovery_is_told_in_its_own_direction() -> None:
    assert "12 points lower (90 % interval 8 to 16; 40 nights with, 110 without" in habit().headline
    higher = habit("hydration", points=8.0).headline
    assert "8 points higher (90 % interval 4 to 12; 40 nights with, 110 without" in higher


@pytest.mark.parametrize("claim", Claim)
def test_a_habit_that_cannot_be_told_from_another_names_it(claim: Claim) -> None:
    merged = habit(claim=claim, merged_with=("not hydration",)).headline
    assert "cannot be told from 'not hydration'" in merged
    apart = habit(claim=claim, inseparable_from=("screen_in_bed", "stress")).headline
    assert "cannot be told from 'screen in bed' and 'stress'" in apart
    assert "cannot be told" not in habit(claim=claim).headline


def test_a_window_at_the_end_of_what_was_lived_says_what_is_untested() -> None:
    for edge_conclusion in MADE["sleep_window"](Claim.ESTABLISHED)[2:4]:
        headline = BY_STEM["sleep_window"].headline(edge_conclusion)
        assert headline.endswith("is untested.")
    assert "untested" not in BY_STEM["sleep_window"].headline(sleep_window())


@pytest.mark.parametrize(
    ("bedtime", "minutes", "night"),
    [
        ("23:00", None, "asleep from 23:00"),
        (None, 480, "asleep for 8 h 00 min"),
        ("23:00", 480, "asleep from 23:00 for 8 h 00 min"),
    ],
)
def test_a_night_that_was_asked_about_is_told_in_one_phrase(
    bedtime: str | None, minutes: int | None, night: str
) -> None:
    usual = recovery_prediction()
    assert usual.finding is not None
    asked = replace(usual.finding, asked_bedtime=bedtime, asked_sleep_minutes=minutes)
    headline = BY_STEM["recovery_prediction"].headline(replace(usual, finding=asked))
    assert headline.startswith(f"After a night {night} your recovery would probably be around 61 ")
