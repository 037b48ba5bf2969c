"""Files gone wrong, whatever is in them: each mutation damages bytes in its own way."""

from collections.abc import Callable
from random import Random


def truncated(random: Random, content: bytes) -> bytes:
    return content[: random.randrange(len(content) + 1)]


def flipped_bytes(random: Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(random.randint(1, 8) if changed else 0):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def in_utf_16(random: Random, content: bytes) -> bytes:
    name = random.choice(["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
    return content.decode("utf-8", "replace").encode(name)


def in_latin_1(random: Random, content: bytes) -> bytes:
    del random
    return content.replace(b"Running", b"Fu\xdfball").replace(b"alcoholic", b"k\xf6lnische")


def with_a_mark(random: Random, content: bytes) -> bytes:
    return random.choice([b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"]) + content


def mixed_encodings(random: Random, content: bytes) -> bytes:
    half = random.randrange(len(content) + 1)
    rest = content[half:].decode("utf-8", "replace").encode("utf-16-le")
    return content[:half] + "Übung".encode("cp1252") + rest


def zero_bytes(random: Random, content: bytes) -> bytes:
    place = random.randrange(len(content) + 1)
    return content[:place] + b"\0" * random.randint(1, 5) + content[place:]


def an_open_quote(random: Random, content: bytes) -> bytes:
    place = random.randrange(len(content) + 1)
    return content[:place] + b'"' + content[place:]


def other_line_ends(random: Random, content: bytes) -> bytes:
    return content.replace(b"\n", random.choice([b"\r\n", b"\r", b"\n\n", b"\n\r", b" "]))


def other_delimiters(random: Random, content: bytes) -> bytes:
    return content.replace(b",", random.choice([b";", b"\t", b"|", b";;"]))


def a_long_line(random: Random, content: bytes) -> bytes:
    place = random.randrange(len(content) + 1)
    return content[:place] + b"x" * random.choice([130_000, 140_000, 600_000]) + content[place:]


def noise(random: Random, content: bytes) -> bytes:
    return random.randbytes(min(len(content), 5000))


BYTE_MUTATIONS: tuple[Callable[[Random, bytes], bytes], ...] = (
    truncated,
    flipped_bytes,
    in_utf_16,
    in_latin_1,
    with_a_mark,
    mixed_encodings,
    zero_bytes,
    an_open_quote,
    other_line_ends,
    other_delimiters,
    a_long_line,
    noise,
)
