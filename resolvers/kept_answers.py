"""Answers as they were read last: a query that selects the same again need not read them again."""

from collections import OrderedDict

from resolvers.composing import unpacked
from schema.answer import Answer

# All answers of a person take 30 kB, and 23 times as much once all is read: four people, 3 MB.
MOST_BYTES = 128_000


class KeptAnswers:
    """Reads stored answers, and keeps them by their bytes: another answer has others."""

    def __init__(self) -> None:
        """Begin with none."""
        self._kept: OrderedDict[tuple[str, bytes], Answer] = OrderedDict()
        self._bytes = 0

    def __len__(self) -> int:
        """Return how many are kept."""
        return len(self._kept)

    def read(self, stem: str, packed: bytes) -> Answer | None:
        """Return an answer, which nobody may change; None if it was damaged where it is stored."""
        key = (stem, packed)
        if key not in self._kept:
            answer = unpacked(stem, packed)
            if answer is None:
                return None
            self._kept[key] = answer
            self._bytes += len(packed)
            self._drop_oldest()
        self._kept.move_to_end(key)
        return self._kept[key]

    def clear(self) -> None:
        """Keep nothing."""
        self._kept.clear()
        self._bytes = 0

    def _drop_oldest(self) -> None:
        while self._bytes > MOST_BYTES and len(self._kept) > 1:
            (_, packed), _ = self._kept.popitem(last=False)
            self._bytes -= len(packed)
