"""Choices: they come through a history whole, and a past day knows only what was chosen by then."""

from dataclasses import replace
from datetime import date

from ml.choices import (
    Choices,
    Consent,
    Contest,
    Experiment,
    Followed,
    Goal,
    Plan,
    Suggestion,
)
from ml.history import decode, empty, encode

MONDAY, TUESDAY, WEDNESDAY = (date(2026, 3, day) for day in (2, 3, 4))


def chosen(noted_on: date) -> Choices:
    return Choices(
        person="somebody",
        plans=(Plan(noted_on, WEDNESDAY, "running", 40.0, None),),
        goals=(Goal(noted_on, "RECOVERY", 65.0, None),),
        suggestions=(Suggestion(noted_on, "a:b", "a", "B", '{"debt":1}', 0.25, "FOLLOWED"),),
        experiments=(
            Experiment(
                noted_on=noted_on,
                key="1",
                behaviour="late_meal",
                first_on=MONDAY,
                block_days=4,
                arms=(1, 0, 0, 1),
                detectable_points=23.3,
                stopped_on=WEDNESDAY,
                records=(Followed(MONDAY, followed=True), Followed(TUESDAY, followed=False)),
            ),
        ),
        consents=(Consent(noted_on, "CANDIDATE_ALGORITHMS", enabled=True),),
        contests=(Contest(noted_on, "recovery_prediction", "forest", 2.5, 80, 0.03, won=True),),
    )


def test_they_come_through_a_history_whole() -> None:
    history = replace(empty(), choices=chosen(MONDAY))

    assert decode(encode(history)).choices == chosen(MONDAY)


def test_a_past_day_knows_nothing_of_what_was_chosen_later() -> None:
    history = replace(empty(), choices=chosen(TUESDAY))

    assert history.until(MONDAY).choices == Choices(person="somebody")


def test_an_experiment_of_a_past_day_is_as_far_as_it_was() -> None:
    (experiment,) = chosen(MONDAY).until(MONDAY).experiments

    assert experiment.stopped_on is None
    assert experiment.records == (Followed(MONDAY, followed=True),)
    assert chosen(MONDAY).until(WEDNESDAY) == chosen(MONDAY)
