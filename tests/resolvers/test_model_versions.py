"""Model versions: two are kept, one serves, and none is loaded that this server did not make."""

import pickle
import zlib
from pathlib import Path

import joblib
import pytest

from storage.computed import model_versions
from storage.computed.signing import Signer, keys_of
from tests.databases import zeros
from tests.resolvers.conftest import PATIENT_SECONDS
from tests.resolvers.serving import ADA, BOB, Owner, Server, computed, serving

pytestmark = pytest.mark.anyio

SHOWN = (
    "sleepWindow { standing model { number rolledBack previous } caveats { code } "
    "finding { usualBedtime } }"
)
REFRESH = (
    "mutation { insightRefresh(input: {insight: SLEEP_WINDOW}) "
    "{ insights { sleepWindow { standing model { number } } } userErrors { message } } }"
)
ROLLBACK = (
    "mutation { modelRollback(input: {insight: SLEEP_WINDOW}) "
    "{ modelVersion { number live rolledBack } userErrors { code message } } }"
)
OLD_KEY, NEW_KEY = "old-" * 8, "new-" * 8


class Planted:
    """Makes a folder when it is unpickled."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return Path.mkdir, (self.folder,)


async def fit(server: Server, times: int) -> None:
    for _ in range(times):
        (await server.ask(REFRESH)).whole()


async def test_three_fits_leave_two(server: Server) -> None:
    await fit(server, 3)
    told = await server.ask("{ me { models { insight number live sizeBytes } } }")

    kept = [(number, live) for number, live in server.rows("SELECT number, 1 FROM model_versions")]
    assert kept == [(2, 1), (3, 1)]
    assert told.at("me.models.0.insight") == "sleepWindow"
    assert [told.at(f"me.models.{i}.number") for i in range(2)] == [2, 3]
    assert [told.at(f"me.models.{i}.live") for i in range(2)] == [False, True]


async def test_a_version_that_is_rolled_back_to_serves_and_says_so(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    await fit(server, 2)
    rolled = (await server.ask(ROLLBACK)).whole()
    before = len(computed(caplog))
    told = await server.insights(SHOWN)

    assert rolled.at("modelRollback.modelVersion") == {
        "number": 1,
        "live": True,
        "rolledBack": True,
    }
    assert told.at("sleepWindow.model") == {"number": 1, "rolledBack": True, "previous": 2}
    assert told.at("sleepWindow.caveats.0.code") == "ROLLED_BACK"
    assert [each.fitted for each in computed(caplog)[before:]] == [False]


async def test_rolling_back_again_goes_forward(server: Server) -> None:
    await fit(server, 2)
    await server.ask(ROLLBACK)
    rolled = (await server.ask(ROLLBACK)).whole()
    told = await server.insights(SHOWN)
    models = await server.ask("{ me { models { number rolledBack } } }")

    assert rolled.at("modelRollback.modelVersion.number") == 2
    assert told.at("sleepWindow.model") == {"number": 2, "rolledBack": False, "previous": 1}
    assert "ROLLED_BACK" not in str(told.at("sleepWindow.caveats"))
    assert [models.at(f"me.models.{i}.rolledBack") for i in range(2)] == [False, False]


async def test_a_fit_after_a_rollback_keeps_the_one_that_was_live(server: Server) -> None:
    await fit(server, 2)
    await server.ask(ROLLBACK)
    await fit(server, 1)
    told = await server.insights(SHOWN)

    assert server.rows("SELECT number FROM model_versions ORDER BY number") == [(1,), (3,)]
    assert told.at("sleepWindow.model") == {"number": 3, "rolledBack": False, "previous": 1}


async def test_a_fit_right_after_rolling_back_and_forth_goes_live(server: Server) -> None:
    await fit(server, 2)
    for _ in range(5):  # several within one second, of which each must follow the one before
        await server.ask(ROLLBACK)
    await fit(server, 1)
    models = await server.ask("{ me { models { number live } } }")

    assert models.at("me.models.1") == {"number": 3, "live": True}


async def test_nothing_to_roll_back_is_said(server: Server) -> None:
    await fit(server, 1)
    told = (await server.ask(ROLLBACK)).whole()

    assert told.at("modelRollback.modelVersion") is None
    assert told.at("modelRollback.userErrors.0.code") == "NOT_FOUND"


@pytest.mark.parametrize(
    "damage",
    [
        f"UPDATE model_versions SET signature = {zeros(1)}",  # noqa: S608
        "UPDATE model_versions SET format = format + 1",
        "UPDATE model_versions SET libraries = 'python 2.7'",
        "UPDATE model_versions SET number = number + 6",
        """
        UPDATE model_versions SET (blob, signature) =
            (SELECT blob, signature FROM model_versions WHERE insight = 'habit_impact')
        WHERE insight = 'sleep_window'
        """,
    ],
    ids=["signature", "format", "libraries", "number", "another insight's"],
)
async def test_a_damaged_model_is_fitted_anew(
    server: Server, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    before = await server.insights(f"{SHOWN} habitImpact {{ standing }}")
    server.change(damage)
    server.change("DELETE FROM answers")
    after = await server.insights(SHOWN)

    assert after.at("sleepWindow.standing") == "READY"
    assert after.at("sleepWindow.finding") == before.at("sleepWindow.finding")
    assert computed(caplog)[-1].fitted
    fitted = server.rows("SELECT max(number) FROM model_versions WHERE insight = 'sleep_window'")
    assert after.at("sleepWindow.model.number") == fitted[0][0]


async def test_a_model_with_one_flipped_byte_is_fitted_anew(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    await server.insights(SHOWN)
    ((blob,),) = server.rows("SELECT blob FROM model_versions")
    assert isinstance(blob, bytes)
    middle = len(blob) // 2
    flipped = blob[:middle] + bytes([blob[middle] ^ 1]) + blob[middle + 1 :]
    server.change("UPDATE model_versions SET blob = :blob", blob=flipped)
    server.change("DELETE FROM answers")
    told = await server.insights(SHOWN)

    assert told.at("sleepWindow.model.number") == 2
    assert [each.fitted for each in computed(caplog)] == [True, True]


async def test_models_swapped_between_two_people_are_fitted_anew(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    shown = "sleepWindow { headline model { number } }"
    before = [await server.insights(shown, owner) for owner in (ADA, BOB)]
    server.change(
        "UPDATE model_versions SET person_id = 3 - person_id, number = number + person_id"
    )
    server.change("UPDATE model_versions SET number = 1")
    server.change("DELETE FROM answers")
    after = [await server.insights(shown, owner) for owner in (ADA, BOB)]

    assert [told.at("sleepWindow.headline") for told in after] == [
        told.at("sleepWindow.headline") for told in before
    ]
    assert [told.at("sleepWindow.model.number") for told in after] == [2, 2]
    assert [each.fitted for each in computed(caplog)[-2:]] == [True, True]
    assert [record.message for record in caplog.records].count("refused a model blob") == 2


@pytest.mark.parametrize("signed", [False, True])
async def test_a_planted_pickle_is_never_loaded(
    server: Server, data: Path, tmp_path: Path, *, signed: bool
) -> None:
    await server.insights(SHOWN)
    folder = tmp_path / "planted"
    blob = zlib.compress(pickle.dumps(Planted(folder)))
    server.change("UPDATE model_versions SET blob = :blob", blob=blob)
    if signed:
        sign(server, keys_of(data, ()))
    server.change("DELETE FROM answers")
    told = await server.ask(f"{{ me {{ insights {{ {SHOWN} }} }} }}")

    # What carries the server's own signature is loaded, which shows that the plant works.
    assert folder.exists() is signed
    assert (told.errors is not None) is signed
    if not signed:
        assert told.at("me.insights.sleepWindow.model.number") == 2


async def test_the_planted_pickle_is_what_joblib_would_load(tmp_path: Path) -> None:
    file, folder = tmp_path / "blob", tmp_path / "planted"
    file.write_bytes(zlib.compress(pickle.dumps(Planted(folder))))
    joblib.load(file)

    assert folder.exists()


async def test_a_model_of_other_libraries_counts_as_absent(
    server: Server, data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await server.insights(SHOWN)
    server.change("UPDATE model_versions SET libraries = 'python 3.9.0, joblib 0.1'")
    sign(server, keys_of(data, ()))
    server.change("DELETE FROM answers")
    told = await server.insights(SHOWN)

    assert told.at("sleepWindow.model.number") == 2
    assert "refused a model blob" not in [record.message for record in caplog.records]


async def test_keys_are_changed_by_a_list_of_keys(
    data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "attune")
    numbers: list[object] = []
    for keys in (OLD_KEY, f"{NEW_KEY} {OLD_KEY}", NEW_KEY, f"{OLD_KEY} {NEW_KEY}"):
        async with serving(data, ATTUNE_KEYS=keys, ATTUNE_DEADLINE=PATIENT_SECONDS) as server:
            await server.child_ready()
            server.change("DELETE FROM answers")
            numbers.append((await server.insights(SHOWN)).at("sleepWindow.model.number"))

    # The third start no longer accepts the old key; the last accepts what the new one signed.
    assert numbers == [1, 1, 2, 2]
    assert [record.message for record in caplog.records].count("refused a model blob") == 1


async def test_only_the_asking_person_is_rolled_back(server: Server) -> None:
    await fit(server, 2)
    for _ in range(2):
        (await server.ask(REFRESH, BOB)).whole()
    await server.ask(ROLLBACK)

    numbers = [await live_number(server, owner) for owner in (ADA, BOB)]
    assert numbers == [1, 2]


async def live_number(server: Server, owner: Owner) -> object:
    return (await server.insights(SHOWN, owner)).at("sleepWindow.model.number")


def sign(server: Server, keys: tuple[str, ...]) -> None:
    """Give every stored model a genuine signature of what it says and holds now."""
    with server.database.write() as session:
        for rows in model_versions.of_person(session, ADA.person_id).values():
            for row in rows:
                row.signature = Signer(keys).sign(model_versions.signed(row))
                session.add(row)
