"""Rows of sleeps.csv, alone and beside the cycles that repeat them; and the day of a cycle."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from storage.importers.days import day_on
from storage.tables import Cycle, Sleep
from tests.storage.importers.conftest import Account
from tests.storage.importers.exports import cycle, cycles_csv, night_of, sheet, sleep, sleeps_csv

ONSET = datetime(2024, 3, 14, 22, 10, tzinfo=UTC)
NAP = {"onset": "2024-03-15 14:00:00", "wake": "2024-03-15 14:50:00", "asleep": "45", "nap": "true"}


def test_sleeps_alone_give_nights(account: Account) -> None:
    report = account.imports({"sleeps.csv": sleeps_csv(sleep())})

    assert report.files[0].imported == 1
    [bare] = account.rows(Cycle)
    assert (bare.started_at, bare.day_on, bare.strain) == (ONSET, date(2024, 3, 15), None)
    assert bare.ended_at == datetime(2024, 3, 15, 21, 50, tzinfo=UTC)
    assert account.rows(Sleep)[0].asleep_minutes == 431


def test_both_files_count_their_rows_as_imported(account: Account) -> None:
    files = {"physiological_cycles.csv": cycles_csv(cycle()), "sleeps.csv": sleeps_csv(sleep())}
    report = account.imports(files)

    assert [(f.kind, f.imported) for f in report.files] == [("cycles", 1), ("sleeps", 1)]
    assert (len(account.rows(Cycle)), len(account.rows(Sleep))) == (1, 1)


def test_sleeps_have_the_last_word_on_sleep(account: Account) -> None:
    account.imports(
        {
            "a_sleeps.csv": sleeps_csv(sleep(asleep="400")),
            "b_cycles.csv": cycles_csv(cycle(asleep="431")),
        }
    )

    assert account.rows(Sleep)[0].asleep_minutes == 400


def test_sleeps_alone_blank_nothing_of_a_known_cycle(account: Account) -> None:
    account.imports({"physiological_cycles.csv": cycles_csv(cycle())})
    report = account.imports({"sleeps.csv": sleeps_csv(sleep(end=""))})

    [stored] = account.rows(Cycle)
    assert (stored.recovery_percent, stored.strain) == (66, 11.3)
    assert stored.ended_at is not None
    assert (report.files[0].unchanged, account.revision()) == (1, 1)


def test_cycles_alone_take_no_nap_for_a_night(account: Account) -> None:
    account.imports({"sleeps.csv": sleeps_csv(sleep(**NAP), sleep())})
    account.imports({"physiological_cycles.csv": cycles_csv(cycle())})

    assert sorted(stored.is_nap for stored in account.rows(Sleep)) == [False, True]


def test_several_naps_belong_to_one_cycle_and_have_no_consistency(account: Account) -> None:
    second = NAP | {"onset": "2024-03-15 17:00:00", "wake": "2024-03-15 17:20:00"}
    rows = (sleep(**second, consistency=""), sleep(**NAP, consistency=""), sleep())
    account.imports({"sleeps.csv": sleeps_csv(*rows)})

    assert len(account.rows(Cycle)) == 1
    naps = [stored for stored in account.rows(Sleep) if stored.is_nap]
    assert [nap.sleep_consistency_percent for nap in naps] == [None, None]
    assert {nap.cycle_started_at for nap in naps} == {ONSET}


def test_a_long_nap_does_not_move_the_day(account: Account) -> None:
    """The evening nap is longer than the night, and ends after midnight."""
    nap = sleep(onset="2024-03-15 17:00:00", wake="2024-03-16 02:00:00", asleep="530", nap="true")
    account.imports({"sleeps.csv": sleeps_csv(nap, sleep())})

    assert account.rows(Cycle)[0].day_on == date(2024, 3, 15)


def test_of_two_main_sleeps_the_longer_names_the_day(account: Account) -> None:
    """A short sleep before midnight and the night after it, as one cycle."""
    bounds = {"start": "2024-03-14 19:00:00"}
    early = sleep(**bounds, onset="2024-03-14 19:00:00", wake="2024-03-14 22:00:00", asleep="170")
    night = sleep(**bounds, onset="2024-03-15 01:00:00", wake="2024-03-15 07:00:00", asleep="340")
    account.imports({"sleeps.csv": sleeps_csv(early, night)})
    assert account.rows(Cycle)[0].day_on == date(2024, 3, 15)

    report = account.imports({"sleeps.csv": sleeps_csv(early | {"Asleep duration (min)": "350"})})
    assert account.rows(Cycle)[0].day_on == date(2024, 3, 14)
    assert report.files[0].imported == 1


def test_the_day_is_the_date_of_waking_before_and_after_midnight(account: Account) -> None:
    """Both nights wake on the date after the one on which the evening began."""
    late = cycle(
        start="2024-03-16 00:40:00",
        end="2024-03-16 23:20:00",
        onset="2024-03-16 00:40:00",
        wake="2024-03-16 08:00:00",
    )
    account.imports({"physiological_cycles.csv": cycles_csv(late, cycle(**night_of(14)))})

    days = sorted(stored.day_on for stored in account.rows(Cycle))
    assert days == [date(2024, 3, 15), date(2024, 3, 16)]


def test_two_cycles_may_share_a_day(account: Account) -> None:
    second = cycle(
        start="2024-03-15 13:00:00",
        end="2024-03-15 22:50:00",
        onset="2024-03-15 13:00:00",
        wake="2024-03-15 18:30:00",
    )
    first = cycle(**(night_of(14) | {"end": "2024-03-15 13:00:00"}))
    account.imports({"physiological_cycles.csv": cycles_csv(second, first)})

    assert [stored.day_on for stored in account.rows(Cycle)] == [date(2024, 3, 15)] * 2


def test_a_sleep_over_before_its_cycle_is_set_aside(account: Account) -> None:
    copied = sleep(**(night_of(14) | {"start": "2024-03-16 00:00:00", "end": ""}))
    report = account.imports({"sleeps.csv": sleeps_csv(copied, sleep(**night_of(14)))})

    [skipped] = report.files[0].skipped
    assert skipped.row == 2
    assert skipped.reason.startswith("this sleep ends before its cycle starts")


def test_a_sleep_without_its_onset_is_set_aside(account: Account) -> None:
    report = account.imports({"sleeps.csv": sleeps_csv(sleep(onset=""))})

    assert report.files[0].skipped[0].reason == "no Sleep onset in this row"


def test_an_unknown_word_for_a_nap_is_quoted(account: Account) -> None:
    report = account.imports({"sleeps.csv": sleeps_csv(sleep(nap="perhaps"))})

    assert report.files[0].skipped[0].reason == "Nap is 'perhaps': expected true or false"


def test_the_day_of_a_cycle_needs_its_start_and_its_offset() -> None:
    with pytest.raises(TypeError, match="a cycle has a start and an offset from UTC"):
        day_on({"started_at": ONSET}, [])


def test_the_columns_that_are_needed_are_enough(account: Account) -> None:
    """Without an end, a wake or a word on naps there is a night, and a day by its middle."""
    columns = ("Cycle start time", "Cycle timezone", "Sleep onset")
    account.imports({"sleeps.csv": sheet(columns, [sleep()])})

    [night], [bare] = account.rows(Sleep), account.rows(Cycle)
    assert (night.wake_at, night.is_nap, night.asleep_minutes) == (None, False, None)
    assert (bare.ended_at, bare.day_on) == (None, date(2024, 3, 15))


def test_two_zone_changes_leave_no_overlap_in_utc(account: Account) -> None:
    """Berlin to New York and back: by their naive clocks the cycles overlap and gape."""
    rows = [
        ("2024-03-10 23:00:00", "2024-03-11 16:00:00", "UTC+01:00"),
        # 16:00 in Berlin is 11:00 in New York, where the next sleep begins.
        ("2024-03-11 11:00:00", "2024-03-12 22:00:00", "UTC-04:00"),
        ("2024-03-12 22:00:00", "2024-03-13 18:00:00", "UTC-04:00"),
        ("2024-03-13 23:00:00", "2024-03-14 22:00:00", "UTC+01:00"),
    ]
    cycles = [
        cycle(start=start, end=end, zone=zone, onset=start, wake=end) for start, end, zone in rows
    ]
    cycles = [row | {"Wake onset": row["Cycle start time"][:10] + " 23:59:00"} for row in cycles]
    account.imports({"physiological_cycles.csv": cycles_csv(*cycles)})

    stored = sorted(account.rows(Cycle), key=lambda row: row.started_at)
    assert [row.utc_offset_minutes for row in stored] == [60, -240, -240, 60]
    for earlier, later in pairwise(stored):
        assert earlier.ended_at is not None
        assert earlier.ended_at <= later.started_at
    # Naive, the second cycle starts five hours before the first one ends.
    assert rows[1][0] < rows[0][1]
