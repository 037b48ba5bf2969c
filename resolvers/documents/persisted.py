"""Documents that are asked for by what names them: registered by whoever runs the server, or kept.

Two protocols lead here: `documentId` of GraphQL over HTTP, and `extensions.persistedQuery` of
Apollo's clients. Whatever is found is measured and validated as if it had been sent.
"""

from collections import OrderedDict
from collections.abc import Mapping

from graphql import GraphQLError

from resolvers.documents.manifests import PREFIX, sha256
from resolvers.http.body import Asked

# What a client's application asks in all its screens is a few dozen documents.
MOST_OF_A_PERSON = 64
# All of a person with all their insights is 25 kB of text; a screen is one.
MOST_BYTES_OF_A_PERSON = 262_144
# A household's; who is dropped sends the text once more.
MOST_BYTES = 8_000_000


class NoDocument(GraphQLError):
    """There is nothing to answer."""


class UnknownDocument(NoDocument):
    """Nothing is known by that name; Apollo's clients know this by its words, and send the text."""

    def __init__(self) -> None:
        """Say so in the words that are expected."""
        super().__init__("PersistedQueryNotFound", extensions={"code": "PERSISTED_QUERY_NOT_FOUND"})


class UnregisteredDocument(NoDocument):
    """The server answers registered documents alone."""

    def __init__(self) -> None:
        """Say whom to ask."""
        super().__init__(
            "this server answers registered documents only; whoever runs it can add this one",
            extensions={"code": "QUERY_NOT_IN_SAFELIST"},
        )


class MismatchedDocument(NoDocument):
    """The text that came is not that of the hash that came with it."""

    def __init__(self) -> None:
        """Say what the hash is to be."""
        super().__init__(
            "`sha256Hash` is not the SHA-256 of `query`, in small hexadecimal letters",
            extensions={"code": "BAD_REQUEST"},
        )


class PersistedDocuments:
    """Finds the text of a document; keeps those of each person that came with their hash."""

    def __init__(self, registered: Mapping[str, str], *, only_registered: bool) -> None:
        """Begin with what was registered."""
        self._registered = registered
        self._only_registered = only_registered
        self._kept: OrderedDict[tuple[int, str], str] = OrderedDict()
        self._bytes = 0

    def text(self, asked: Asked, person_id: int) -> str:
        """Return the document that a request asks for.

        Raises
        ------
        UnknownDocument
            If it came without its text, and is not known.
        UnregisteredDocument
            If it is not registered where it has to be.
        MismatchedDocument
            If its text and its hash do not belong together.
        """
        if asked.query is None:
            name = asked.document_id or asked.sha256_hash or ""
            found = self._registered.get(name) or self._find(person_id, name)
            if found is None:
                raise UnknownDocument
            return found
        digest = sha256(asked.query) if asked.sha256_hash or self._only_registered else ""
        if asked.sha256_hash and digest != asked.sha256_hash:
            raise MismatchedDocument
        if self._only_registered and digest not in self._registered:
            raise UnregisteredDocument
        if asked.sha256_hash and digest not in self._registered:
            self._keep(person_id, digest, asked.query)
        return asked.query

    def _find(self, person_id: int, name: str) -> str | None:
        key = (person_id, name.removeprefix(PREFIX))
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def _keep(self, person_id: int, digest: str, text: str) -> None:
        self._drop((person_id, digest))
        self._kept[person_id, digest] = text
        self._bytes += _size(text)
        own = [key for key in self._kept if key[0] == person_id]
        while len(own) > MOST_OF_A_PERSON or self._size_of(own) > MOST_BYTES_OF_A_PERSON:
            self._drop(own.pop(0))
        while self._bytes > MOST_BYTES:
            self._drop(next(iter(self._kept)))

    def _size_of(self, keys: list[tuple[int, str]]) -> int:
        return sum(_size(self._kept[key]) for key in keys)

    def _drop(self, key: tuple[int, str]) -> None:
        if (text := self._kept.pop(key, None)) is not None:
            self._bytes -= _size(text)


def _size(text: str) -> int:
    return len(text.encode())
