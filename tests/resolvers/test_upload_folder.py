"""Folders of uploads that a server left behind."""

from pathlib import Path

from resolvers.upload_folder import UploadFolder, remove_abandoned
from storage.forgetting import own_folder


def test_what_was_abandoned_goes_and_what_is_under_way_stays(tmp_path: Path) -> None:
    under_way = UploadFolder(tmp_path, 1)
    abandoned, just_gone = (tmp_path / f"{own_folder(2)}{name}" for name in ("left", "gone"))
    abandoned.mkdir()
    just_gone.symlink_to(tmp_path / "nowhere")  # opening it fails as if it had just been removed
    remove_abandoned(tmp_path)

    assert under_way.path.exists()
    assert not abandoned.exists()
    under_way.remove()
    assert not under_way.path.exists()
