"""The files of an export: a zip, a folder or a single CSV, opened without trusting any of them."""

import stat
import zipfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from storage.importers.report import UnreadableExport

EXPECTED = (
    "expected a WHOOP export: its zip, its unpacked folder, or one of its CSV files "
    "(physiological_cycles.csv, sleeps.csv, workouts.csv, journal_entries.csv)"
)
# An export has four files; a photo library dropped in by mistake has thousands.
MOST_FILES = 1000
ENCRYPTED = 0x1  # flag bit of a zip member
# bzip2 and LZMA unpack a whole block at a time: a few bytes could fill the memory uncounted.
METHODS = {zipfile.ZIP_STORED: "stored", zipfile.ZIP_DEFLATED: "deflated"}

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_FORMATS = {
    b"%PDF": "a PDF",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"\x1f\x8b": "a gzip file",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"SQLite": "a SQLite database",
    b"\xd0\xcf\x11\xe0": "an old Office document",
}


@dataclass(frozen=True)
class Source:
    """One CSV, which can be opened again and again."""

    name: str
    open: Callable[[], IO[bytes]]


@dataclass
class Export:
    """The CSV files of an export, its JSON, and notes of what was left out."""

    sources: list[Source]
    documents: list[Source] = field(default_factory=list[Source])
    notes: list[str] = field(default_factory=list[str])


@contextmanager
def opened(path: Path) -> Generator[Export]:
    """Yield the files of a zip, a folder or a CSV.

    Raises
    ------
    UnreadableExport
        If it is none of these, or a zip that is damaged, encrypted, or leads elsewhere.
    """
    if path.is_dir():
        yield _folder(path)
    elif not path.is_file():
        raise UnreadableExport(f"{path.name}: there is no such file or folder; {EXPECTED}")
    elif _head(path).startswith(_ZIP):
        with _zip(path) as export:
            yield export
    else:
        yield _single(path)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(8)


def _single(path: Path) -> Export:
    head = _head(path)
    known = next((name for magic, name in _FORMATS.items() if head.startswith(magic)), None)
    if known:
        raise UnreadableExport(f"{path.name} is {known}; {EXPECTED}")
    if not head:
        raise UnreadableExport(f"{path.name} is empty; {EXPECTED}. Download the export again.")
    return Export([Source(path.name, lambda: path.open("rb"))])


def _folder(path: Path) -> Export:
    export = Export([])
    for file in sorted(path.rglob("*")):
        name = file.relative_to(path).as_posix()
        if file.is_symlink():
            export.notes.append(f"{name} ignored: a link")
        elif file.is_file():
            _sort(export, name, lambda file=file: file.open("rb"))
    return _with_files(export, path.name)


@contextmanager
def _zip(path: Path) -> Generator[Export]:
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise UnreadableExport(
            f"{path.name} is a damaged zip ({error}); {EXPECTED}. Download the export again."
        ) from error
    with archive:
        # Not `is_dir`, which fails on a name of no letters.
        members = [each for each in archive.infolist() if not each.filename.endswith("/")]
        export = Export([])
        for member in sorted(members, key=lambda member: member.filename):
            _refuse_unsafe(path.name, member)
            _sort(export, member.filename, lambda member=member: archive.open(member))
        yield _with_files(export, path.name)


def _sort(export: Export, name: str, opener: Callable[[], IO[bytes]]) -> None:
    if len(export.sources) + len(export.notes) >= MOST_FILES:
        raise UnreadableExport(f"{name}: one of over {MOST_FILES} files; {EXPECTED}")
    parts = PurePosixPath(name).parts
    if "__MACOSX" in parts or parts[-1].startswith("."):
        return
    if name.lower().endswith(".csv"):
        export.sources.append(Source(name, opener))
    else:
        if name.lower().endswith((".json", ".jsonl")):
            export.documents.append(Source(name, opener))
        remedy = "; unpack it and import what it holds" if name.lower().endswith(".zip") else ""
        export.notes.append(f"{name} ignored: not a CSV{remedy}")


def _with_files(export: Export, name: str) -> Export:
    if not export.sources:
        found = f" ({'; '.join(export.notes[:5])})" if export.notes else ": it is empty"
        raise UnreadableExport(f"{name} holds no CSV{found}; {EXPECTED}")
    return export


def _refuse_unsafe(archive: str, member: zipfile.ZipInfo) -> None:
    # Nothing is ever unpacked to disk; but who names a file so has no export in mind.
    name = member.filename
    parts = PurePosixPath(name.replace("\\", "/")).parts
    found = None
    if not name.isprintable():
        name, found = repr(name), "a name that cannot be printed"
    elif not parts:
        found = "a file without a name"
    elif parts[0] == "/" or ".." in parts or parts[0].endswith(":"):
        found = "a path that leads out of the archive"
    elif stat.S_ISLNK(member.external_attr >> 16):
        found = "a link to another file"
    elif member.flag_bits & ENCRYPTED:
        found = "encrypted: unpack it with its password and import the folder"
    elif member.compress_type not in METHODS:
        found = f"packed by method {member.compress_type}, and only deflate is read: zip it anew"
    if found:
        raise UnreadableExport(f"{archive}: {name or 'a member'} is {found}; {EXPECTED}")
