import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.arguments import BadArgument, NoArguments, read, write
from schema.recovery_prediction import (
    LONGEST_MINUTES,
    SHORTEST_MINUTES,
    RecoveryPredictionArguments,
)

# The same cases every time, on a machine of any speed.
STEADY = settings(derandomize=True, deadline=None)
CLOCKS = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.integers(0, 59))
MINUTES = st.integers(SHORTEST_MINUTES, LONGEST_MINUTES)
ASKED = st.builds(
    RecoveryPredictionArguments, bedtime=st.none() | CLOCKS, sleep_minutes=st.none() | MINUTES
)


def minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def test_none_have_one_form() -> None:
    assert write(NoArguments()) == write(RecoveryPredictionArguments()) == "{}"
    assert read(NoArguments, "{}") == NoArguments()


@STEADY
@given(ASKED)
def test_the_canonical_form_reads_back(arguments: RecoveryPredictionArguments) -> None:
    text = write(arguments)
    assert read(RecoveryPredictionArguments, text) == arguments
    assert write(read(RecoveryPredictionArguments, text)) == text
    given_alone = json.loads(text)
    assert None not in given_alone.values()
    assert text == json.dumps(given_alone, sort_keys=True, separators=(",", ":"))


@STEADY
@given(CLOCKS, MINUTES)
def test_what_makes_no_difference_is_rounded_away(clock: str, asleep: int) -> None:
    arguments = RecoveryPredictionArguments(bedtime=clock, sleep_minutes=asleep)
    assert arguments.bedtime is not None
    assert arguments.sleep_minutes is not None
    assert minutes(arguments.bedtime) % 5 == arguments.sleep_minutes % 5 == 0
    assert abs((minutes(arguments.bedtime) - minutes(clock) + 720) % 1440 - 720) <= 2
    assert abs(arguments.sleep_minutes - asleep) <= 2
    assert SHORTEST_MINUTES <= arguments.sleep_minutes <= LONGEST_MINUTES


@pytest.mark.parametrize(
    ("one", "other", "form"),
    [
        (("22:45", None), ("22:47", None), '{"bedtime":"22:45"}'),
        (("23:58", None), ("00:02", None), '{"bedtime":"00:00"}'),
        ((None, 450), (None, 452), '{"sleep_minutes":450}'),
        (("01:00", 480), ("00:59", 479), '{"bedtime":"01:00","sleep_minutes":480}'),
    ],
)
def test_equal_questions_share_one_form(
    one: tuple[str | None, int | None], other: tuple[str | None, int | None], form: str
) -> None:
    assert write(RecoveryPredictionArguments(*one)) == form
    assert write(RecoveryPredictionArguments(*other)) == form


@pytest.mark.parametrize("bedtime", ["", "24:00", "7:00", "22.45", "22:60", "-1:00", "22:45 "])
def test_a_bad_bedtime_names_the_field_and_quotes_the_value(bedtime: str) -> None:
    message = rf"^bedtime: {re.escape(repr(bedtime))} is no time of day; give local HH:MM, such as"
    with pytest.raises(BadArgument, match=message):
        RecoveryPredictionArguments(bedtime=bedtime)


@pytest.mark.parametrize("asleep", [-1, 0, 119, 961, 10**9])
def test_bad_minutes_name_the_field_and_quote_the_value(asleep: int) -> None:
    message = rf"^sleepMinutes: {asleep} is outside 120 to 960; give minutes asleep, such as 450$"
    with pytest.raises(BadArgument, match=message):
        RecoveryPredictionArguments(sleep_minutes=asleep)
