"""A model that is not exactly what the server wrote: refused, logged, and fitted anew."""

# ruff: noqa: S608  the statements are made of constants

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from storage.computed.signing import LARGEST_BLOB_BYTES
from tests.databases import BLOB, zeros
from tests.processes.asking import ask
from tests.processes.household import Household
from tests.processes.serving import Serving, eventually, serving

ADA, BOB = 1, 2
OLD_KEY, NEW_KEY = "old-" * 8, "new-" * 8
MINE = f"WHERE person_id = {ADA} AND insight = 'sleep_window'"
NEWEST = f"{MINE} AND number = (SELECT max(number) FROM model_versions {MINE})"
OLDEST = NEWEST.replace("max", "min")
LAST = f"(SELECT max(live_since_at) FROM model_versions {MINE})"
TAKEN = "UPDATE model_versions SET (blob, signature) = (SELECT blob, signature FROM model_versions"
BOTH = "{ me { insights { sleepWindow { standing model { number } } habitImpact { standing } } } }"
REFRESH = "mutation { insightRefresh(input: {insight: SLEEP_WINDOW}) { userErrors { code } } }"
REFUSED = "refused a model blob"
OTHER_CODE = "a model of other code is not used"

DAMAGES = {
    "truncated": (
        f"UPDATE model_versions SET blob = substr(blob, 1, length(blob) - 1) {NEWEST}",
        REFUSED,
    ),
    "longer by a byte": (
        f"UPDATE model_versions SET blob = CAST(blob || {zeros(1)} AS {BLOB}) {NEWEST}",
        REFUSED,
    ),
    "too large": (
        f"UPDATE model_versions SET blob = {zeros(LARGEST_BLOB_BYTES + 1)} {NEWEST}",
        REFUSED,
    ),
    "without a signature": (f"UPDATE model_versions SET signature = {zeros(0)} {NEWEST}", REFUSED),
    "another person's": (
        f"{TAKEN} WHERE person_id = {BOB} AND insight = 'sleep_window') {NEWEST}",
        REFUSED,
    ),
    "another insight's": (
        f"{TAKEN} WHERE person_id = {ADA} AND insight = 'habit_impact') {NEWEST}",
        REFUSED,
    ),
    "an older one in the newer one's place": (
        f"{TAKEN} {MINE} ORDER BY number LIMIT 1) {NEWEST}",
        REFUSED,
    ),
    "an older one, said to have gone live now": (
        # A refresh has put it out of use, which alone would have it fitted anew.
        f"UPDATE model_versions SET data_rewritten = FALSE, live_since_at = {LAST} + 1 {OLDEST}",
        REFUSED,
    ),
    "a text": (f"UPDATE model_versions SET blob = 'a text' {NEWEST}", REFUSED),
    "said to be a newer one": (f"UPDATE model_versions SET number = number + 7 {NEWEST}", REFUSED),
    "of older libraries": (
        f"UPDATE model_versions SET libraries = 'python 3.9.0, joblib 0.1' {NEWEST}",
        OTHER_CODE,
    ),
    "of an older format": (f"UPDATE model_versions SET format = format - 1 {NEWEST}", OTHER_CODE),
}


@dataclass(frozen=True)
class Fitted:
    """A server on which two people have models."""

    server: Serving
    people: Household
    client: httpx.Client

    def number(self) -> int:
        """Return the number of the model that serves, once one does."""
        return known(self.client)["sleepWindow"]["model"]["number"]

    def renewed(self) -> int:
        """Have it fitted anew, so that both versions are sound, and return the new one's number."""
        before = self.number()
        ask(self.client, REFRESH)

        def look() -> int | None:
            number = self.number()
            return number if number > before else None

        return eventually(look, lambda: self.server.text)

    def logged(self, message: str) -> int:
        return sum(
            line["message"] == message and line.get("insight") == "sleep_window"
            for line in self.server.log
        )


def known(client: httpx.Client) -> dict[str, dict[str, dict[str, int]]]:
    """Return what is known of both insights, as soon as it is."""

    def look() -> dict[str, dict[str, dict[str, int]]] | None:
        found = ask(client, BOTH)["me"]["insights"]
        return None if "LEARNING" in str(found) else found

    return eventually(look, str)


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory, export: Path) -> Iterator[Fitted]:
    household = Household(tmp_path_factory.mktemp("blobs") / "data")
    tokens = [household.add(name, export) for name in ("Ada", "Bob")]
    with serving(household.data) as server:
        with server.client(tokens[1]) as bob:
            known(bob)
        with server.client(tokens[0]) as ada:
            known(ada)
            yield Fitted(server, household, ada)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_model_that_is_not_what_was_written_is_fitted_anew(fitted: Fitted, damage: str) -> None:
    statement, message = DAMAGES[damage]
    before = fitted.renewed()
    logged = fitted.logged(message)
    assert fitted.people.change(statement) == 1
    fitted.people.change("DELETE FROM answers", "DELETE FROM responses")
    assert fitted.number() > before
    assert fitted.logged(message) > logged, fitted.server.text[-3000:]


@pytest.mark.audit
def test_a_key_is_changed_by_starting_with_two(tmp_path: Path, export: Path) -> None:
    household = Household(tmp_path / "data")
    token = household.add("Ada", export)
    numbers: list[int] = []
    refused: list[bool] = []
    for keys in (OLD_KEY, f"{NEW_KEY} {OLD_KEY}", NEW_KEY, f"{OLD_KEY} {NEW_KEY}"):
        with (
            serving(household.data, ATTUNE_KEYS=keys) as server,
            server.client(token) as client,
        ):
            fitted = Fitted(server, household, client)
            fitted.people.change("DELETE FROM answers")
            fitted.people.change("DELETE FROM responses")
            numbers.append(fitted.number())
            refused.append(fitted.logged(REFUSED) > 0)
            server.process.terminate()
            server.ended()
    # The third start no longer accepts the old key; the last accepts what the new one signed.
    assert numbers == [1, 1, 2, 2]
    assert refused == [False, False, True, False]


def test_a_model_that_is_what_was_written_is_used(fitted: Fitted) -> None:
    before = fitted.number()
    fitted.people.change("DELETE FROM answers", "DELETE FROM responses")
    assert fitted.number() == before
