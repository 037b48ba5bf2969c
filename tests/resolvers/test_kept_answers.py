"""What was read is read once, until there is too much of it."""

from dataclasses import replace

from resolvers.kept_answers import MOST_BYTES, KeptAnswers
from schema.packed import pack
from tests.schema.test_packed import answer


def test_the_same_bytes_are_read_once() -> None:
    kept = KeptAnswers()
    packed = pack(answer())
    first = kept.read("sleep_window", packed)

    assert first == answer()
    assert kept.read("sleep_window", bytes(bytearray(packed))) is first


def test_another_answer_to_the_same_question_is_another() -> None:
    kept = KeptAnswers()
    stale = replace(answer(), stale=True)

    assert kept.read("sleep_window", pack(answer())) == answer()
    assert kept.read("sleep_window", pack(stale)) == stale


def test_beyond_the_bound_the_one_read_longest_ago_is_dropped() -> None:
    kept = KeptAnswers()
    packed = [
        pack(replace(answer(), headline=f"{number:06}"))
        for number in range(2 * MOST_BYTES // len(pack(answer())))
    ]
    first = kept.read("sleep_window", packed[0])
    second = kept.read("sleep_window", packed[1])
    for each in packed[2:]:
        kept.read("sleep_window", packed[0])
        kept.read("sleep_window", each)

    assert kept.read("sleep_window", packed[0]) is first
    assert kept.read("sleep_window", packed[1]) is not second
