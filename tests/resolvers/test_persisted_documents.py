"""What names a document, what is kept of a person's, and what is refused."""

import json
from pathlib import Path

import pytest

from resolvers.documents.manifests import UnreadableManifest, edition, registered, sha256
from resolvers.documents.persisted import (
    MOST_BYTES,
    MOST_BYTES_OF_A_PERSON,
    MOST_OF_A_PERSON,
    MismatchedDocument,
    PersistedDocuments,
    UnknownDocument,
    UnregisteredDocument,
)
from resolvers.http.body import Asked

TEXT = "{ me { name } }"
HASH = sha256(TEXT)
ADA, BOB = 1, 2


def by_text(text: str, *, hashed: bool = True) -> Asked:
    return Asked(text, None, None, None, sha256(text) if hashed else None)


def by_hash(digest: str) -> Asked:
    return Asked(None, None, None, None, digest)


def by_id(document_id: str) -> Asked:
    return Asked(None, None, None, document_id)


def of_size(number: int, size: int) -> str:
    return f"{{ me {{ name }} }} # {number} ".ljust(size, "x")


def opened() -> PersistedDocuments:
    return PersistedDocuments({}, only_registered=False)


def test_a_document_that_came_with_its_hash_is_known_by_it_to_whom_it_came_from() -> None:
    documents = opened()
    with pytest.raises(UnknownDocument):
        documents.text(by_hash(HASH), ADA)

    assert documents.text(by_text(TEXT), ADA) == TEXT
    assert documents.text(by_hash(HASH), ADA) == TEXT
    assert documents.text(by_id(f"sha256:{HASH}"), ADA) == TEXT
    with pytest.raises(UnknownDocument):
        documents.text(by_hash(HASH), BOB)


def test_a_text_without_its_hash_is_not_kept() -> None:
    documents = opened()
    assert documents.text(by_text(TEXT, hashed=False), ADA) == TEXT
    with pytest.raises(UnknownDocument):
        documents.text(by_hash(HASH), ADA)


def test_no_text_passes_under_the_hash_of_another() -> None:
    documents = opened()
    with pytest.raises(MismatchedDocument):
        documents.text(Asked("{ server { version } }", None, None, None, HASH), ADA)
    with pytest.raises(UnknownDocument):
        documents.text(by_hash(HASH), ADA)


def test_of_a_person_the_documents_asked_for_last_are_kept() -> None:
    documents = opened()
    documents.text(by_text(TEXT), BOB)
    texts = [of_size(number, 40) for number in range(MOST_OF_A_PERSON + 1)]
    for text in texts[:-1]:
        documents.text(by_text(text), ADA)
    documents.text(by_hash(sha256(texts[0])), ADA)
    documents.text(by_text(texts[-1]), ADA)

    assert known(documents, texts, ADA) == [True, False] + [True] * (MOST_OF_A_PERSON - 1)
    assert known(documents, [TEXT], BOB) == [True]


def test_nobody_keeps_more_bytes_than_their_share() -> None:
    documents = opened()
    texts = [of_size(number, MOST_BYTES_OF_A_PERSON // 4) for number in range(5)]
    for text in texts:
        documents.text(by_text(text), ADA)

    assert known(documents, texts, ADA) == [False, True, True, True, True]


def test_all_together_keep_no_more_than_there_is_room_for() -> None:
    documents = opened()
    largest = of_size(0, MOST_BYTES_OF_A_PERSON)
    people = range(MOST_BYTES // MOST_BYTES_OF_A_PERSON + 1)
    for person in people:
        documents.text(by_text(largest), person)

    assert [known(documents, [largest], person)[0] for person in people] == [
        False,
        *[True] * (len(people) - 1),
    ]


def test_where_only_registered_documents_are_answered_their_text_is_too() -> None:
    documents = PersistedDocuments({HASH: TEXT}, only_registered=True)
    assert documents.text(by_hash(HASH), ADA) == TEXT
    assert documents.text(by_text(TEXT, hashed=False), ADA) == TEXT
    for other in (by_text("{ server { version } }"), by_text(f"{TEXT} ", hashed=False)):
        with pytest.raises(UnregisteredDocument):
            documents.text(other, ADA)
    with pytest.raises(UnknownDocument):
        documents.text(by_hash(sha256("{ server { version } }")), ADA)


def test_manifests_of_both_kinds_name_their_documents(tmp_path: Path) -> None:
    other = "{ server { version } }"
    write(tmp_path / "web.json", {f"sha256:{HASH}": TEXT})
    write(
        tmp_path / "phone.json",
        {
            "format": "apollo-persisted-query-manifest",
            "version": 1,
            "operations": [
                {"id": "own-name", "name": "Server", "type": "query", "body": other},
                {"id": HASH, "name": "Me", "type": "query", "body": TEXT},
            ],
        },
    )

    found = registered(tmp_path)
    assert found == {
        "own-name": other,
        sha256(other): other,
        f"sha256:{sha256(other)}": other,
        HASH: TEXT,
        f"sha256:{HASH}": TEXT,
    }
    assert registered(tmp_path / "web.json") == {HASH: TEXT, f"sha256:{HASH}": TEXT}
    assert registered(None) == {}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "web.json: "),
        ("[]", "no documents"),
        ("{}", "no documents"),
        ('{"operations": []}', "no documents"),
        ('{"a": 1}', "'a' has no document"),
        ('{"operations": [{"id": "a"}]}', "'a' has no document"),
        ('{"sha256:00": "{ me { name } }"}', "sha256:00 is not the SHA-256"),
        (
            '{"operations": [{"id": "a", "body": "{ a }"}, {"id": "a", "body": "{ b }"}]}',
            "a names two",
        ),
    ],
)
def test_a_manifest_that_is_none_is_named(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "web.json").write_text(content)
    with pytest.raises(UnreadableManifest, match=said):
        registered(tmp_path)


def test_the_edition_moves_with_what_may_be_asked() -> None:
    editions = [
        edition({}, only_registered=False),
        edition({HASH: TEXT}, only_registered=False),
        edition({HASH: TEXT}, only_registered=True),
        edition({HASH: "{ a }"}, only_registered=True),
    ]
    assert editions[0] == b""
    assert len(set(editions)) == len(editions)


def known(documents: PersistedDocuments, texts: list[str], person: int) -> list[bool]:
    """Tell which of these a person can ask for by their hash."""
    found: list[bool] = []
    for text in texts:
        try:
            found.append(documents.text(by_hash(sha256(text)), person) == text)
        except UnknownDocument:
            found.append(False)
    return found


def write(file: Path, content: object) -> None:
    file.write_text(json.dumps(content))
