"""Registered documents: what clients' builds write down of what they ask, by hash.

On the standard library alone: the front door has to know which documents a response was made with.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

PREFIX = "sha256:"


class UnreadableManifest(ValueError):
    """A file of registered documents is not what it should be; the message names it."""


def registered(manifests: Path | None) -> dict[str, str]:
    """Return the documents of a manifest, or of every one in a folder, by all that names them.

    Raises
    ------
    UnreadableManifest
        If one cannot be read, is none, or names two documents alike.
    """
    found: dict[str, str] = {}
    for file in files_of(manifests):
        for name, text in _documents(file):
            digest = sha256(text)
            if name.startswith(PREFIX) and name != PREFIX + digest:
                raise UnreadableManifest(f"{file}: {name} is not the SHA-256 of its document")
            for each in (name, digest, PREFIX + digest):
                if found.setdefault(each, text) != text:
                    raise UnreadableManifest(f"{file}: {each} names two documents")
    return found


def files_of(manifests: Path | None) -> list[Path]:
    """Return the files of a setting that names a file or a folder, or nothing."""
    if manifests is None:
        return []
    return sorted(manifests.glob("*.json")) if manifests.is_dir() else [manifests]


def sha256(text: str) -> str:
    """Return the hash by which clients know a document."""
    return hashlib.sha256(text.encode()).hexdigest()


def _documents(file: Path) -> Iterator[tuple[str, str]]:
    """Yield names and texts, as graphql-codegen writes them (an object) or Apollo's tools do."""
    try:
        told = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UnreadableManifest(f"{file}: {error}") from error
    pairs: list[tuple[object, object]] = []
    if isinstance(told, dict):
        operations = told.get("operations")
        pairs = (
            [(each.get("id"), each.get("body")) for each in operations if isinstance(each, dict)]
            if isinstance(operations, list)
            else list(told.items())
        )
    if not pairs:
        raise UnreadableManifest(f"{file}: there are no documents in it")
    for name, text in pairs:
        if not (isinstance(name, str) and isinstance(text, str) and name and text):
            raise UnreadableManifest(f"{file}: {name!r} has no document")
        yield name, text


def edition(documents: Mapping[str, str], *, only_registered: bool) -> bytes:
    """Return a digest of what may be asked by name, and whether by text too; empty by default."""
    if not (documents or only_registered):
        return b""
    told = json.dumps([only_registered, sorted(documents.items())])
    return hashlib.sha256(told.encode()).digest()
