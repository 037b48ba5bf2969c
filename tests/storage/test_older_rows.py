"""Which days rows count for, and so which of them are older than what is kept."""

from datetime import UTC, date, datetime, timedelta

import pytest

from storage import retention
from tests.owners import NOW

FIRST_ON = date(2026, 1, 2)
CYCLE_DAYS: dict[object, date] = {NOW: FIRST_ON}


@pytest.mark.parametrize(
    ("table", "values", "older"),
    [
        ("cycles", {"day_on": FIRST_ON - timedelta(days=1)}, True),
        ("cycles", {"day_on": FIRST_ON}, False),
        # Of a kept cycle, whenever it began.
        ("sleeps", {"cycle_started_at": NOW, "onset_at": datetime(2026, 1, 1, tzinfo=UTC)}, False),
        # Of no cycle: by its own local date.
        (
            "workouts",
            {
                "cycle_started_at": None,
                "started_at": datetime(2026, 1, 2, 3, tzinfo=UTC),
                "utc_offset_minutes": -300,
            },
            True,
        ),
        (
            "workouts",
            {
                "cycle_started_at": None,
                "started_at": datetime(2026, 1, 1, 23, tzinfo=UTC),
                "utc_offset_minutes": 60,
            },
            False,
        ),
        # What was done on a day counts for the night that follows.
        ("journal_answers", {"behaviour_on": FIRST_ON - timedelta(days=1)}, False),
        ("journal_answers", {"behaviour_on": FIRST_ON - timedelta(days=2)}, True),
        (
            "journal_answers",
            {"behaviour_on": None, "night_started_at": datetime(2026, 1, 1, 23, tzinfo=UTC)},
            True,
        ),
    ],
)
def test_a_row_counts_for_the_day_of_its_night(
    table: str, values: dict[str, object], *, older: bool
) -> None:
    assert retention.is_older(table, values, CYCLE_DAYS, FIRST_ON) == older
