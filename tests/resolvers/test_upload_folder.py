"""Folders of uploads that a server left behind."""

import shutil
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.types import Message

from resolvers.http.download import Downloads
from resolvers.http.upload_folder import UploadFolder, remove_abandoned
from storage.access import Access, Identity
from storage.upload_folders import own_prefix
from tests.resolvers.serving import ADA, serving


def test_what_was_abandoned_goes_and_what_is_under_way_stays(tmp_path: Path) -> None:
    under_way = UploadFolder(tmp_path, 1)
    abandoned, just_gone = (tmp_path / f"{own_prefix(2)}{name}" for name in ("left", "gone"))
    abandoned.mkdir()
    just_gone.symlink_to(tmp_path / "nowhere")  # opening it fails as if it had just been removed
    remove_abandoned(tmp_path)

    assert under_way.path.exists()
    assert not abandoned.exists()
    under_way.remove()
    assert not under_way.path.exists()


@pytest.mark.anyio
async def test_an_upload_of_who_is_forgotten_meanwhile_holds_nothing(data: Path) -> None:
    async def form() -> AsyncGenerator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="my.zip"\r\n\r\n'
        _remove(data)
        yield b"PK\r\n--x--\r\n"

    headers = {
        "Authorization": f"Bearer {ADA.token}",
        "Content-Type": "multipart/form-data; boundary=x",
    }
    async with serving(data) as server:
        with pytest.raises(FileNotFoundError):
            await server.client.post("/import", content=form(), headers=headers)
        assert not [each for each in _held() if own_prefix(ADA.person_id) in each]


@pytest.mark.anyio
async def test_a_download_that_cannot_be_sent_holds_nothing(data: Path) -> None:
    headers = {"Authorization": f"Bearer {ADA.token}"}
    async with serving(data) as server:
        beyond = {**headers, "Range": "bytes=999999999-"}
        assert (await server.client.get("/export", headers=beyond)).status_code == 416
        assert not _folders(data)

        access = Access(Identity(ADA.person_id, ADA.name, None, 0), frozenset({"read"}))
        scope = {"type": "http", "method": "GET", "headers": [], "attune.access": access}
        response = await Downloads(server.application).get(Request(scope))
        _remove(data)
        with pytest.raises(RuntimeError, match="does not exist"):
            await response(scope, _no_message, _no_answer)
        assert not [each for each in _held() if own_prefix(ADA.person_id) in each]


async def _no_message() -> Message:
    raise AssertionError("nothing is to be read")


async def _no_answer(_: Message) -> None:
    raise AssertionError("nothing is to be sent")


def _folders(data: Path) -> list[Path]:
    return list(data.glob(f"{own_prefix(ADA.person_id)}*"))


def _remove(data: Path) -> None:
    """Remove the folder, as forgetting does."""
    (folder,) = _folders(data)
    shutil.rmtree(folder)


def _held() -> list[str]:
    """Return what this process has open."""
    return [str(each.readlink()) for each in Path("/proc/self/fd").iterdir() if each.is_symlink()]
