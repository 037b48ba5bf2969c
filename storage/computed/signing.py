"""Signatures of model blobs: nothing is unpickled that this server did not write itself."""

import hmac
import secrets
from dataclasses import astuple, dataclass
from pathlib import Path

from storage.databases.faults import in_words

KEY_FILE = "signing.key"
SIGNATURE_BYTES = 32  # of HMAC-SHA256
# What an isolation forest of 100 trees takes is 0.3 MB; a blob far above that is none of ours.
LARGEST_BLOB_BYTES = 50_000_000


class NoSigningKey(RuntimeError):
    """There is no key to sign models with; set ATTUNE_KEYS to a random text of 32 letters."""


@dataclass(frozen=True)
class SignedContent:
    """All that a signature vouches for: the bytes, and what they are said to be.

    With the second in which it went live, so that an older model which somebody puts back has no
    more than what is left of its own time.
    """

    person_id: int
    insight: str
    number: int
    format: int
    libraries: str
    live_since: int
    fitted_through: str
    blob: bytes

    def message(self) -> bytes:
        """Return the content as bytes in which no two contents are alike."""
        parts = [each if isinstance(each, bytes) else str(each).encode() for each in astuple(self)]
        return b"".join(len(part).to_bytes(8, "big") + part for part in parts)


class Signer:
    """Signs with the first key, and accepts the signature of any, so that keys can be changed."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        """Take the keys, newest first."""
        if not keys:
            raise NoSigningKey(NoSigningKey.__doc__)
        self._keys = tuple(key.encode() for key in keys)

    def sign(self, content: SignedContent) -> bytes:
        """Return the HMAC-SHA256 of the content."""
        return hmac.digest(self._keys[0], content.message(), "sha256")

    def accepts(self, content: SignedContent, signature: bytes) -> bool:
        """Tell whether one of the keys made this signature of this content."""
        message = content.message()
        return any(
            hmac.compare_digest(hmac.digest(key, message, "sha256"), signature)
            for key in self._keys
        )


def keys_of(folder: Path, configured: tuple[str, ...]) -> tuple[str, ...]:
    """Return the configured keys, or the one kept in the data folder, made where there is none.

    Raises
    ------
    StorageFault
        If the one in the folder can neither be read nor made.
    """
    if configured:
        return configured
    file = folder / KEY_FILE
    with in_words(file):
        if not file.exists():
            _make_key(file)
        return (file.read_text().strip(),)


def _make_key(file: Path) -> None:
    """Write a new key whole, so that a process that starts beside this one never reads half."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    try:
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(32))
        file.hardlink_to(draft)
    except FileExistsError:
        pass  # the other process was first, and its key serves both
    finally:
        draft.unlink(missing_ok=True)
