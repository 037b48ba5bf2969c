"""A rule answers for every history, at once and without any library."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from ml.catalogue import CATALOGUE
from ml.conclusion import dump
from ml.history import History, empty, encode
from ml.insight import AnyInsight
from schema.answer import Basis, Claim
from tests.ml.asking import ruled
from tests.ml.bounds import check
from tests.ml.every import EVERY
from tests.ml.histories import ODD

ROOT = Path(__file__).parents[2]
RULES_ALONE = """
import json, pathlib, sys
from ml.catalogue import CATALOGUE
from ml.conclusion import dump
from ml.history import decode
told = {}
for path in pathlib.Path(sys.argv[1]).iterdir():
    history = decode(path.read_bytes())
    for insight in CATALOGUE:
        conclusion = insight.rule(history, insight.arguments())
        told[f"{path.name} {insight.stem}"] = [dump(conclusion), insight.headline(conclusion)]
libraries = {"numpy", "scipy", "pandas", "sklearn", "statsmodels", "joblib"}
print(json.dumps({"told": told, "loaded": sorted(libraries & set(sys.modules))}))
"""


@dataclass(frozen=True)
class Rules:
    """What rules said in a process of their own, and which libraries that took."""

    told: dict[str, list[str]]
    loaded: list[str]


@pytest.fixture(scope="module")
def histories(usual: History) -> dict[str, History]:
    return {"usual": usual, **{name: change(usual) for name, change in ODD.items()}}


@pytest.fixture(scope="module")
def rules(histories: dict[str, History], tmp_path_factory: pytest.TempPathFactory) -> Rules:
    folder = tmp_path_factory.mktemp("rules")
    for name, history in histories.items():
        (folder / name).write_bytes(encode(history))
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", RULES_ALONE, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return Rules(**json.loads(done.stdout))


def test_rules_and_headlines_need_no_library(rules: Rules) -> None:
    assert rules.loaded == []
    assert len(rules.told) == len(CATALOGUE) * (len(ODD) + 1)


@EVERY
def test_the_rule_answers_every_history(
    insight: AnyInsight, histories: dict[str, History], rules: Rules
) -> None:
    for name, history in histories.items():
        conclusion = ruled(insight.stem, history)
        check(conclusion)
        assert conclusion.claim is Claim.DESCRIPTIVE
        assert conclusion.basis is Basis.RULE
        headline = insight.headline(conclusion)
        assert headline.endswith(".")
        assert rules.told[f"{name} {insight.stem}"] == [dump(conclusion), headline]


def test_of_nothing_rules_say_that_nothing_is_known() -> None:
    assert {insight.stem: _told(insight, empty()) for insight in CATALOGUE} == {
        "recovery_prediction": "No recovery is known yet.",
        "calorie_estimate": "No workout with known duration, strain and energy is there yet.",
        "sleep_summary": "No night with a time of falling asleep and of waking is known yet.",
        "workout_summary": "No day is recorded yet.",
        "journal_summary": "No answer in the journal is known yet.",
        "calorie_efficiency": "No activity has 5 workouts with known energy and heart rate zones "
        "yet.",
        "day_types": "Your days so far, plainly counted: none with known strain, bedtime, sleep "
        "and energy.",
        "sleep_window": "No night with a time of falling asleep and of waking is known yet.",
        "workout_timing": "No workout is known yet.",
        "strain_tolerance": "Of 100 mornings of other people, 7 at strain 5, 13 at strain 10, 25 "
        "at strain 15 and 35 at strain 18 are red; a lower recovery after a hard day is normal.",
        "recovery_velocity": "In other people recovery is typically back within 4 points of their "
        "average the day after a red one, most of it by chance. Your own path needs 10 low days.",
        "circadian_rhythm": "No night with a time of falling asleep and of waking is known yet.",
        "activity_patterns": "No day with a known strain yet.",
        "recovery_anomaly": "No night is known yet.",
        "injury_watch": "No flag can be told yet (0 days). This is not an injury prediction.",
        "load_management": "Too few of your last 7 days have a known load (0 days in all).",
        "habit_impact": "A habit needs 10 nights answered yes and 10 answered no before nights "
        "with and without it are compared; what was not logged counts as neither.",
        "performance_windows": "No workout with a strain is known yet. In groups of people short, "
        "powerful efforts peak between 13:00 and 19:00; for endurance there is little evidence of "
        "any such hour.",
        "sleep_quality": "No night with a time asleep is known yet; adults are advised 7 to 9 "
        "hours.",
        "burnout_watch": "No recovery of the last 7 nights is known.",
        "goals": "Fewer than 7 of your last 28 nights are known, so there is no level to aim from.",
        "adaptive_baselines": "No night with a measured signal is known yet.",
        "metric_forecast": "Nothing is known yet of what is to be forecast.",
        "recovery_forecast": "No recovery is known yet.",
        "recommendations": "Nothing stands out; carry on as planned.",
        "contextual_advice": "Your last recovery is not known: carry on as planned.",
        "workout_recommendation": "Your last recovery is not known: an easy or moderate workout, "
        "mostly in heart rate zones 1 to 3.",
        "experiment_verdict": "There is no experiment; `experimentStart` draws one.",
    }


def _told(insight: AnyInsight, history: History) -> str:
    return insight.headline(ruled(insight.stem, history))
