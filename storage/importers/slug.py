"""Stable keys from the words of an export."""

import re
import unicodedata

# Longer than any question seen (70); a bound, since the text is the person's to write.
LONGEST_KEY = 120

_BETWEEN_WORDS = re.compile(r"[\W_]+")


def slug(text: str) -> str:
    """Return a text as a key in snake_case, without its punctuation.

    >>> slug("Have an injury or wound? ")
    'have_an_injury_or_wound'
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    return _BETWEEN_WORDS.sub("_", plain).strip("_")[:LONGEST_KEY].rstrip("_")
