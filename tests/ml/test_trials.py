"""Trials: each person reads one wording, and the wordings are read by as many."""

from collections import Counter

import pytest
from scipy.stats import binomtest

from ml.trials import SLEEP_DEBT_WORDING, TRIALS, UnknownTrial, assign, told

PEOPLE = [f"{number:016x}" for number in range(1000)]
NAMES = pytest.mark.parametrize("name", TRIALS)


@NAMES
def test_a_person_is_given_the_same_variant_every_time(name: str) -> None:
    assert [assign(person, name) for person in PEOPLE] == [assign(p, name) for p in PEOPLE]


def test_the_assignment_of_a_name_never_changes() -> None:
    # sha256 of the trial, a line's end and the name is 5ee4...8210, an even number.
    assert assign("6b86b273ff34fce1", SLEEP_DEBT_WORDING) == "reason_first"


@NAMES
def test_a_thousand_people_are_divided_evenly(name: str) -> None:
    counts = Counter(assign(person, name) for person in PEOPLE)
    assert set(counts) == set(TRIALS[name].variants)
    share = 1 / len(counts)
    for count in counts.values():
        assert binomtest(count, len(PEOPLE), share).pvalue > 0.01


def test_what_is_written_down_names_trial_and_variant() -> None:
    variant = assign("somebody", SLEEP_DEBT_WORDING)
    assert told("somebody", SLEEP_DEBT_WORDING) == f"sleep_debt_wording:{variant}"


def test_an_unknown_trial_is_refused() -> None:
    with pytest.raises(UnknownTrial):
        assign("somebody", "colours")
