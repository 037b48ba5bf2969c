"""Signatures: no two contents are signed alike, and the keys are made once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.computed.signing import NoSigningKey, SignedContent, Signer, keys_of

CONTENT = SignedContent(7, "sleep_window", 1, 1, "numpy 2", 3, "2026-01-31", b"model")
OLD, NEW = "old-" * 8, "new-" * 8

contents = st.builds(
    SignedContent,
    person_id=st.integers(0, 200),
    insight=st.text(max_size=3),
    number=st.integers(0, 200),
    format=st.integers(0, 200),
    libraries=st.text(max_size=3),
    live_since=st.integers(0, 200),
    fitted_through=st.text(max_size=3),
    blob=st.binary(max_size=4),
)


@given(contents, contents)
def test_different_contents_are_different_messages(
    one: SignedContent, other: SignedContent
) -> None:
    assert (one == other) is (one.message() == other.message())


def test_a_digit_that_moves_between_fields_is_another_message() -> None:
    moved = (
        (replace(CONTENT, person_id=1, number=11), replace(CONTENT, person_id=11, number=1)),
        (replace(CONTENT, number=12, format=1), replace(CONTENT, number=1, format=21)),
        (
            replace(CONTENT, fitted_through="ab", blob=b"c"),
            replace(CONTENT, fitted_through="a", blob=b"bc"),
        ),
        (replace(CONTENT, insight="a1", number=1), replace(CONTENT, insight="a", number=11)),
    )
    for one, other in moved:
        assert one.message() != other.message()


def test_a_signature_is_of_all_that_was_signed() -> None:
    signer = Signer((OLD,))
    signature = signer.sign(CONTENT)

    assert signer.accepts(CONTENT, signature)
    for changed in (
        replace(CONTENT, person_id=8),
        replace(CONTENT, insight="habit_impact"),
        replace(CONTENT, number=2),
        replace(CONTENT, format=2),
        replace(CONTENT, libraries="numpy 3"),
        replace(CONTENT, live_since=4),
        replace(CONTENT, fitted_through="2026-01-30"),
        replace(CONTENT, blob=b"modeL"),
    ):
        assert not signer.accepts(changed, signature)
    assert not signer.accepts(CONTENT, b"")
    assert not signer.accepts(CONTENT, signature[:-1])


def test_the_newest_key_signs_and_all_are_accepted() -> None:
    of_old = Signer((OLD,)).sign(CONTENT)
    both = Signer((NEW, OLD))

    assert both.accepts(CONTENT, of_old)
    assert both.sign(CONTENT) == Signer((NEW,)).sign(CONTENT)
    assert not Signer((NEW,)).accepts(CONTENT, of_old)


def test_without_a_key_nothing_is_signed() -> None:
    with pytest.raises(NoSigningKey, match="ATTUNE_KEYS"):
        Signer(())


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    def keys(_: int) -> tuple[str, ...]:
        return keys_of(tmp_path, ())

    with ThreadPoolExecutor(8) as threads:
        made = set(threads.map(keys, range(16)))

    ((key,),) = made
    assert len(key) >= 32
    (file,) = tmp_path.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


def test_configured_keys_come_first(tmp_path: Path) -> None:
    assert keys_of(tmp_path, (NEW, OLD)) == (NEW, OLD)
    assert not list(tmp_path.iterdir())
