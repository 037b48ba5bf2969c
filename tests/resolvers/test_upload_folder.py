"""Folders of uploads that a server left behind."""

import shutil
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from resolvers.http.upload_folder import UploadFolder, remove_abandoned
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


def _remove(data: Path) -> None:
    """Remove the folder, as forgetting does."""
    (folder,) = data.glob(f"{own_prefix(ADA.person_id)}*")
    shutil.rmtree(folder)


def _held() -> list[str]:
    """Return what this process has open."""
    return [str(each.readlink()) for each in Path("/proc/self/fd").iterdir() if each.is_symlink()]
