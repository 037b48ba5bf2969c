"""Zips, folders and files that are, and those that only say so."""

import os
import stat
import zipfile
from pathlib import Path

import pytest

from storage.importers.report import UnreadableExport
from storage.tables import Cycle, Import
from tests.storage.importers.conftest import Account
from tests.storage.importers.exports import (
    CYCLES_COLUMNS,
    JOURNAL_COLUMNS,
    answer,
    cycle,
    cycles_csv,
    journal_csv,
    sheet,
    sleep,
    sleeps_csv,
    workout,
    workouts_csv,
    zipped,
)

CYCLES = cycles_csv(cycle())
EXPECTED = "expected a WHOOP export: its zip, its unpacked folder, or one of its CSV files"


def test_a_zip_a_folder_and_single_files_hold_the_same(account: Account, tmp_path: Path) -> None:
    files = {
        "physiological_cycles.csv": CYCLES,
        "sleeps.csv": sleeps_csv(sleep()),
        "workouts.csv": workouts_csv(workout()),
        "journal_entries.csv": journal_csv(answer()),
    }
    assert [file.imported for file in account.imports(files).files] == [1, 1, 1, 1]

    folder = tmp_path / "my_whoop_data"
    (folder / "empty folder").mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text)
    report = account.imports_path(folder)
    assert [(file.name, file.unchanged) for file in report.files] == [(name, 1) for name in files]

    for name in files:
        [file] = account.imports_path(folder / name).files
        assert (file.name, file.unchanged) == (name, 1)
    sources = [kept.source_name for kept in account.rows(Import)]
    assert sources == ["export.zip", "my_whoop_data", *files]


def test_any_subset_and_sub_folders_and_strange_names_are_fine(account: Account) -> None:
    report = account.imports(
        {
            "My Whoop/2024/export (1).CSV": CYCLES,
            "__MACOSX/My Whoop/._export.csv": b"\0\1",
            "My Whoop/.DS_Store": b"\0",
            "My Whoop/read me.txt": "hello",
            "shopping.csv": "milk,eggs\n1,2\n",
            "empty.csv": "",
        }
    )

    assert [(file.name, file.kind) for file in report.files] == [
        ("My Whoop/2024/export (1).CSV", "cycles")
    ]
    assert [note.split(";")[0] for note in report.notes] == [
        "My Whoop/read me.txt ignored: not a CSV",
        "ignored: empty.csv is empty",
        "ignored: shopping.csv has no column that WHOOP writes (found 'milk', 'eggs')",
    ]


def test_a_header_alone_is_an_empty_sheet(account: Account) -> None:
    report = account.imports({"journal_entries.csv": sheet(JOURNAL_COLUMNS, [])})

    assert (report.files[0].read, report.revision) == (0, 0)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("export.zip", b"%PDF-1.7\n...", r"^export\.zip is a PDF; expected a WHOOP export"),
        ("sleeps.csv", b"\x89PNG\r\n\x1a\n", r"^sleeps\.csv is a PNG picture; expected a WHOOP"),
        ("sleeps.csv", b"", r"^sleeps\.csv is empty; expected a WHOOP export"),
        ("sleeps.csv", b"\n", r"^sleeps\.csv has an empty first row; expected a WHOOP export"),
        ("export.zip", b"PK\x03\x04 and no more", r"^export\.zip is a damaged zip \("),
        (
            "notes.csv",
            b"day,mood\n1,2\n",
            r"^notes\.csv has no column that WHOOP writes \(found 'day', 'mood'\); expected",
        ),
        (
            "sueno.csv",
            b"Inicio,Fin,Zona,Nota,Hora,Otra\n",
            r"^sueno\.csv has no column that WHOOP writes \(found 'Inicio', .*'Hora', …\)",
        ),
        ("data.csv", b"abc\0def\n", r"^data\.csv is no text: it holds zero bytes; expected a CSV"),
        ("data.csv", b"a" * 600_000, r"^data\.csv is no table: a line has over 524288 bytes"),
    ],
)
def test_what_is_no_export_is_refused_by_name(
    account: Account, tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(UnreadableExport, match=message):
        account.imports_path(path)
    assert account.rows(Import) == []


def test_a_path_that_is_not_there_is_named(account: Account, tmp_path: Path) -> None:
    with pytest.raises(UnreadableExport, match=r"^gone\.zip: there is no such file or folder"):
        account.imports_path(tmp_path / "gone.zip")


def test_a_known_file_without_its_key_column_is_refused(account: Account) -> None:
    columns = [column for column in CYCLES_COLUMNS if column != "Cycle timezone"]
    message = r"^cycles\.csv has no column 'Cycle timezone'; expected the columns of WHOOP's"
    with pytest.raises(UnreadableExport, match=message):
        account.imports(
            {"cycles.csv": sheet(columns, [cycle()]), "sleeps.csv": sleeps_csv(sleep())}
        )
    assert account.rows(Cycle) == []


def test_a_zip_without_a_csv_says_what_it_holds(account: Account) -> None:
    with pytest.raises(UnreadableExport, match=r"^export\.zip holds no CSV: it is empty"):
        account.imports({})
    with pytest.raises(UnreadableExport, match=r"holds no CSV \(photo\.jpg ignored: not a CSV\)"):
        account.imports({"photo.jpg": b"1"})


def test_a_zip_in_a_zip_is_to_be_unpacked(account: Account, tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", {"cycles.csv": CYCLES}).read_bytes()
    with pytest.raises(UnreadableExport, match=r"inner\.zip ignored: not a CSV; unpack it"):
        account.imports({"inner.zip": inner})


@pytest.mark.parametrize("name", ["/etc/cycles.csv", "../cycles.csv", "a/../../c.csv", "..\\c.csv"])
def test_a_path_that_climbs_out_is_refused(account: Account, name: str) -> None:
    with pytest.raises(UnreadableExport, match="is a path that leads out of the archive"):
        account.imports({name: CYCLES})


def test_a_name_that_plays_with_the_terminal_is_refused(account: Account) -> None:
    with pytest.raises(UnreadableExport, match=r"'\\x1b\[31mred\.csv' is a name that cannot be"):
        account.imports({"\x1b[31mred.csv": CYCLES})


def test_a_member_without_a_name_is_refused(account: Account, tmp_path: Path) -> None:
    path = zipped(tmp_path / "export.zip", {"cycles.csv": CYCLES, "x": "y"})
    content = bytearray(path.read_bytes())
    entry = content.rindex(b"PK\x01\x02")
    # The length of the name in its entry, and the name itself.
    content[entry + 28] = 0
    del content[entry + 46]
    end = content.rindex(b"PK\x05\x06")
    content[end + 12] -= 1
    path.write_bytes(content)

    with pytest.raises(UnreadableExport, match="a member is a file without a name"):
        account.imports_path(path)


def test_a_link_in_a_zip_is_refused(account: Account, tmp_path: Path) -> None:
    link = zipfile.ZipInfo("cycles.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")

    with pytest.raises(UnreadableExport, match=r"cycles\.csv is a link to another file"):
        account.imports_path(tmp_path / "export.zip")


def test_a_link_in_a_folder_is_not_followed(account: Account, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text(CYCLES)
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "sleeps.csv").write_text(sleeps_csv(sleep()))
    (folder / "physiological_cycles.csv").symlink_to(tmp_path / "secret.csv")
    report = account.imports_path(folder)

    assert [file.name for file in report.files] == ["sleeps.csv"]
    assert report.notes == ["physiological_cycles.csv ignored: a link"]


def test_an_encrypted_member_is_refused(account: Account, tmp_path: Path) -> None:
    path = zipped(tmp_path / "export.zip", {"cycles.csv": CYCLES})
    content = bytearray(path.read_bytes())
    # The flag bits of the entry in the central directory.
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)

    with pytest.raises(UnreadableExport, match=r"cycles\.csv is encrypted: unpack it with its"):
        account.imports_path(path)


def test_packings_that_unpack_uncounted_are_refused(account: Account, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "export.zip", "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("cycles.csv", CYCLES)

    with pytest.raises(UnreadableExport, match=r"is packed by method 12, and only deflate is read"):
        account.imports_path(tmp_path / "export.zip")


def test_a_bomb_is_stopped_while_it_unpacks(account: Account, tmp_path: Path) -> None:
    """Three members, each within the limit alone: together they are not."""
    blank = b"\n" * 400_000
    path = zipped(tmp_path / "export.zip", {f"{n}.csv": CYCLES.encode() + blank for n in range(3)})
    assert path.stat().st_size < 10_000

    message = r"^2\.csv: the export unpacks to over 1 MB; .* raise ATTUNE_UNPACKED_MB"
    with pytest.raises(UnreadableExport, match=message):
        account.imports_path(path, limit=1_000_000)


def test_a_size_that_a_zip_forges_buys_nothing(account: Account, tmp_path: Path) -> None:
    """Both headers say 100 bytes of a member that unpacks to 2 MB."""
    size = 2_000_000
    path = zipped(tmp_path / "export.zip", {"cycles.csv": b"\n" * size})
    forged = path.read_bytes().replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    path.write_bytes(forged)

    with pytest.raises(UnreadableExport, match=r"^cycles\.csv is damaged \(Bad CRC-32"):
        account.imports_path(path, limit=1_000_000)


def test_a_damaged_member_is_refused(account: Account, tmp_path: Path) -> None:
    path = zipped(tmp_path / "export.zip", {"cycles.csv": os.urandom(5000)})
    content = bytearray(path.read_bytes())
    content[1000:1010] = b"0123456789"
    path.write_bytes(content)

    with pytest.raises(UnreadableExport, match=r"^cycles\.csv is "):
        account.imports_path(path)


def test_a_folder_counts_against_the_limit_too(account: Account, tmp_path: Path) -> None:
    (tmp_path / "cycles.csv").write_text(CYCLES + "\n" * 10_000)
    with pytest.raises(UnreadableExport, match=r"unpacks to over 0\.005 MB"):
        account.imports_path(tmp_path / "cycles.csv", limit=5000)


def test_a_thousand_files_are_no_export(account: Account) -> None:
    with pytest.raises(UnreadableExport, match=r"one of over 1000 files"):
        account.imports({f"{number}.jpg": b"" for number in range(1001)})


def test_more_rows_than_a_life_are_refused(account: Account, tmp_path: Path) -> None:
    rows = "2024-03-14 23:10:00,,UTCZ,Question?,true,\n" * 125_001
    content = sheet(JOURNAL_COLUMNS, []) + rows
    path = zipped(tmp_path / "export.zip", {"a.csv": content, "b.csv": content})

    with pytest.raises(UnreadableExport, match=r"^b\.csv: the export has over 250,000 rows"):
        account.imports_path(path, limit=50_000_000)
