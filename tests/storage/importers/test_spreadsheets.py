"""What spreadsheets make of an export: separators, commas, dates, encodings, line ends."""

from datetime import UTC, datetime

import pytest

from storage.importers.report import UnreadableExport
from storage.tables import Cycle
from tests.storage.importers.conftest import Account
from tests.storage.importers.exports import (
    CYCLES_COLUMNS,
    cycle,
    cycles_csv,
    night_of,
    sheet,
    sleep,
    sleeps_csv,
)

PLAIN = cycles_csv(cycle(**night_of(14)), cycle(**night_of(15)))


SAVED: dict[str, bytes] = {
    "BOM": b"\xef\xbb\xbf" + PLAIN.encode(),
    "UTF-16": PLAIN.encode("utf-16"),
    "CRLF": PLAIN.replace("\n", "\r\n").encode(),
    "CR": PLAIN.replace("\n", "\r").encode(),
    "blank lines": PLAIN.replace("\n", "\n\n").encode(),
    "blank rows": (PLAIN + ",,,,\n\n").encode(),
    "tabs": PLAIN.replace(",", "\t").encode(),
    "semicolons": PLAIN.replace(",", ";").encode(),
    "quoted": ('"' + PLAIN.strip().replace(",", '","').replace("\n", '"\n"') + '"').encode(),
}


@pytest.mark.parametrize("way", SAVED)
def test_every_way_to_save_it_reads_alike(account: Account, way: str) -> None:
    account.imports({"physiological_cycles.csv": PLAIN})
    report = account.imports({"physiological_cycles.csv": SAVED[way]})

    [file] = report.files
    assert (file.read, file.unchanged, file.skipped) == (2, 2, [])


def test_rows_are_numbered_as_a_spreadsheet_shows_them(account: Account) -> None:
    content = PLAIN.replace("\n", "\n\n", 1) + cycles_csv(cycle(recovery="high")).split("\n")[1]
    report = account.imports({"physiological_cycles.csv": content})

    assert [skipped.row for skipped in report.files[0].skipped] == [5]


def test_integers_may_come_back_with_a_point(account: Account) -> None:
    account.imports({"physiological_cycles.csv": cycles_csv(cycle(asleep="431"))})
    report = account.imports({"physiological_cycles.csv": cycles_csv(cycle(asleep="431.0"))})

    assert report.files[0].unchanged == 1


def test_decimal_commas_only_where_semicolons_part_the_cells(account: Account) -> None:
    row = cycle(strain="11,3")
    report = account.imports({"cycles.csv": sheet(CYCLES_COLUMNS, [row], ",")})
    assert report.files[0].skipped[0].reason.startswith("Day Strain is '11,3'")

    account.imports({"cycles.csv": sheet(CYCLES_COLUMNS, [row], ";")})
    assert account.rows(Cycle)[0].strain == 11.3


@pytest.mark.parametrize(
    ("text", "delimiter", "month"),
    [
        ("3/14/24 23:10", ",", 3),
        ("14/3/24 23:10", ",", 3),
        ("14/03/2024 23:10:00", ";", 3),
        ("3/14/2024 23:10:00", ";", 3),
        ("14.03.2024 23:10", ",", 3),
        ("2/3/24 23:10", ",", 2),
        ("2/3/24 23:10", ";", 3),
        ("2.3.24 23:10", ",", 3),
        ("2-3-2024 23:10", ",", 2),
        ("3/14/24 11:10 PM", ",", 3),
        ("3/14/2024 11:10:00 pm", ",", 3),
        ("2024-03-14T23:10:00", ",", 3),
        ("2024-03-14 23:10", ",", 3),
        ("2024-03-14 23:10:00.250", ",", 3),
        ("2024-03-14T22:10:00Z", ",", 3),
        ("2024-03-14T18:10:00-04:00", ",", 3),
    ],
)
def test_dates_in_every_form(account: Account, text: str, delimiter: str, month: int) -> None:
    row = cycle(start=text, end="", onset="", wake="")
    report = account.imports({"cycles.csv": sheet(CYCLES_COLUMNS, [row], delimiter)})

    assert report.files[0].skipped == []
    day = 14 if "14" in text else {2: 3, 3: 2}[month]
    expected = datetime(2024, month, day, 22, 10, tzinfo=UTC)
    assert account.rows(Cycle)[0].started_at == expected


def test_noon_and_midnight_of_a_twelve_hour_clock(account: Account) -> None:
    rows = (cycle(start="3/14/24 12:30 AM", end="3/14/24 12:30 PM", onset="", wake=""),)
    account.imports({"cycles.csv": cycles_csv(*rows)})

    [stored] = account.rows(Cycle)
    assert stored.ended_at is not None
    assert (stored.started_at.hour, stored.ended_at.hour) == (23, 11)


def test_one_day_over_twelve_settles_the_whole_file(account: Account) -> None:
    """The first date alone could be the third of February as well as the second of March."""
    rows = (
        cycle(start="2/3/24 23:10", end="", onset="", wake=""),
        cycle(start="14/3/24 23:10", end="", onset="", wake=""),
    )
    report = account.imports({"cycles.csv": cycles_csv(*rows)})

    assert report.notes == []
    assert sorted(stored.started_at.month for stored in account.rows(Cycle)) == [3, 3]


def test_an_order_that_nothing_settles_is_told(account: Account) -> None:
    report = account.imports(
        {"cycles.csv": cycles_csv(cycle(start="2/3/24 23:10", end="", onset="", wake=""))}
    )

    assert report.notes == ["cycles.csv: no date settles the order, so read as month/day/year"]


def test_a_file_of_both_orders_is_refused(account: Account) -> None:
    rows = (
        cycle(start="14/3/24 23:10", end="", onset="", wake=""),
        cycle(start="3/15/24 23:10", end="", onset="", wake=""),
    )
    expected = (
        r"cycles\.csv: row 2 says 14/3/24 23:10 \(day/month/year\) and row 3 says 3/15/24 23:10 "
        r"\(month/day/year\); expected one order"
    )
    with pytest.raises(UnreadableExport, match=expected):
        account.imports({"cycles.csv": cycles_csv(*rows)})

    assert account.rows(Cycle) == []


@pytest.mark.parametrize("text", ["2024-02-30 10:00:00", "31/11/24 10:00", "3/14/24 13:00 PM"])
def test_dates_that_never_were_set_their_row_aside(account: Account, text: str) -> None:
    report = account.imports({"cycles.csv": cycles_csv(cycle(start=text, onset="", wake=""))})

    assert report.files[0].skipped[0].reason == (
        f"Cycle start time is {text!r}: expected a time such as 2024-03-15 02:51:22"
    )


@pytest.mark.parametrize(
    ("zone", "minutes"),
    [
        ("UTCZ", 0),
        ("UTC", 0),
        ("Z", 0),
        ("UTC-05:00", -300),
        ("UTC+05:30", 330),
        ("+02:00", 120),
        ("utc+2", 120),
        ("GMT-0330", -210),
        ("UTC+14:00", 840),
    ],
)
def test_offsets_in_every_form(account: Account, zone: str, minutes: int) -> None:
    account.imports({"cycles.csv": cycles_csv(cycle(zone=zone))})

    assert account.rows(Cycle)[0].utc_offset_minutes == minutes


def test_windows_encoding_is_read_and_told(account: Account) -> None:
    """An umlaut in a header that no UTF-8 would write so."""
    content = sheet((*CYCLES_COLUMNS, "Gefühl"), [cycle()]).encode("cp1252")
    report = account.imports({"cycles.csv": content})

    assert report.notes == [
        "cycles.csv: not UTF-8, read as cp1252",
        "cycles.csv: columns not known, ignored: Gefühl",
    ]
    assert report.files[0].imported == 1


def test_bytes_of_no_encoding_are_refused(account: Account) -> None:
    content = PLAIN.encode() + b"\xff\x81\n"
    with pytest.raises(UnreadableExport, match=r"^cycles\.csv is no cp1252 text; expected a CSV"):
        account.imports({"cycles.csv": content})


def test_an_unclosed_quotation_mark_swallows_nothing(account: Account) -> None:
    content = sleeps_csv(sleep(), sleep(**night_of(20))).replace("2024-03-14", '"2024-03-14', 1)
    with pytest.raises(UnreadableExport, match=r"^sleeps\.csv, line \d+: .*expected a CSV"):
        account.imports({"sleeps.csv": content})
