"""A first pass over a file's bytes: its size against the limit, its encoding, its lines."""

import codecs
import zipfile
import zlib
from dataclasses import dataclass

from storage.importers.archive import Source
from storage.importers.report import UnreadableExport

CHUNK_BYTES = 1 << 16
# Four times the longest cell that the csv module takes: beyond, it is no table of rows.
LONGEST_LINE_BYTES = 1 << 19

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What Windows spreadsheets write in western Europe when they do not write UTF-8.
FALLBACK = "cp1252"


@dataclass
class Allowance:
    """The bytes that the files of one export may still unpack to."""

    limit: int
    spent: int = 0

    def spend(self, size: int, name: str) -> None:
        """Count bytes as they come; what a zip says of its members' sizes is not to be trusted."""
        self.spent += size
        if self.spent > self.limit:
            raise UnreadableExport(
                f"{name}: the export unpacks to over {self.limit / 1e6:g} MB; expected the few "
                "megabytes of a WHOOP export. If it is one, raise ATTUNE_UNPACKED_MB."
            )


@dataclass(frozen=True)
class Contents:
    """What the first pass found; `lines` is the number of rows, or a little above."""

    encoding: str
    lines: int


def inspect(
    source: Source, allowance: Allowance, longest_line_bytes: int = LONGEST_LINE_BYTES
) -> Contents:
    """Read a file once from end to end.

    Raises
    ------
    UnreadableExport
        If it is too large, damaged, no text, or in no encoding known here.
    """
    try:
        with source.open() as file:
            text = _Text(source.name, longest_line_bytes)
            while chunk := file.read(CHUNK_BYTES):
                allowance.spend(len(chunk), source.name)
                text.feed(chunk)
            return text.finish()
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise UnreadableExport(
            f"{source.name} is damaged ({error}); expected a CSV. Download the export again."
        ) from error


class _Text:
    """Bytes as they come, tried as the text that their first ones announce."""

    def __init__(self, name: str, longest_line_bytes: int) -> None:
        self._name = name
        self._longest_line_bytes = longest_line_bytes
        self._encoding = ""
        self._decoder: codecs.IncrementalDecoder | None = None
        self._lines = 0
        self._line_bytes = 0

    def feed(self, chunk: bytes) -> None:
        if self._decoder is None:
            boms = (encoding for bom, encoding in _BOMS if chunk.startswith(bom))
            self._choose(next(boms, "utf-8"))
        self._decode(chunk)
        self._count(chunk)

    def finish(self) -> Contents:
        self._decode(b"", final=True)
        return Contents(self._encoding, self._lines)

    def _choose(self, encoding: str) -> None:
        self._encoding = encoding
        self._decoder = codecs.getincrementaldecoder(encoding)()

    def _decode(self, chunk: bytes, *, final: bool = False) -> None:
        if self._decoder is None:
            return
        try:
            self._decoder.decode(chunk, final)
        except UnicodeDecodeError as error:
            if self._encoding != "utf-8":
                raise self._no_text(f"no {self._encoding} text") from error
            # What came before was ASCII or valid UTF-8, which cp1252 would garble only in names.
            self._choose(FALLBACK)
            self._decode(chunk, final=final)

    def _count(self, chunk: bytes) -> None:
        if self._encoding != "utf-16" and b"\0" in chunk:
            raise self._no_text("no text: it holds zero bytes")
        self._lines += chunk.count(b"\n") or chunk.count(b"\r")
        last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        self._line_bytes = self._line_bytes + len(chunk) if last < 0 else len(chunk) - last
        if self._line_bytes > self._longest_line_bytes:
            raise self._no_text(f"no table: a line has over {self._longest_line_bytes} bytes")

    def _no_text(self, found: str) -> UnreadableExport:
        return UnreadableExport(
            f"{self._name} is {found}; expected a CSV in UTF-8. Download the export again."
        )
