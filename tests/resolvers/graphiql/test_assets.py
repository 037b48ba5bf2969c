"""The files are known by their hashes, and pinned in one way everywhere."""

import json
import shutil
from pathlib import Path
from typing import TypedDict

import pytest

from resolvers.graphiql.assets import (
    ABSENT,
    ASSETS,
    DIFFERENT,
    PACKAGES,
    Asset,
    check,
    faults,
    integrity_of,
)
from tests.resolvers.graphiql.visit import get

PROJECT = PACKAGES.parent
NEEDS_NPM_FILES = pytest.mark.usefixtures("npm_files")


class Manifest(TypedDict):
    dependencies: dict[str, str]


class Package(TypedDict):
    name: str
    version: str
    license: str


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Copy the listed files to where a test may spoil them."""
    for asset in ASSETS:
        copy = asset.file_in(tmp_path)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(asset.file_in(PACKAGES), copy)
    return tmp_path


def flip_a_byte(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[100] ^= 1
    file.write_bytes(content)


def test_integrity_is_sha384_in_base64() -> None:
    # SHA-384 of "abc", FIPS 180-4's example: cb00753f 45a35e8b ... 34c825a7.
    published = "sha384-ywB1P0WjXou1oD1pmsZQBycsMqsO3tFjGotgWkP/W+2AhgcroefMI1i67KE0yCWn"
    assert integrity_of(b"abc") == published


@NEEDS_NPM_FILES
def test_installed_files_are_the_listed_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert faults() == {}
    assert check() == 0
    said = capsys.readouterr().out.splitlines()
    assert [line.rpartition(": ")[2] for line in said] == ["ok"] * len(ASSETS)


@NEEDS_NPM_FILES
def test_a_flipped_byte_is_refused(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed = ASSETS[4]
    flip_a_byte(changed.file_in(copied))
    assert faults(copied) == {changed: DIFFERENT}
    assert check(copied) == 1
    assert "graphiql@3.9.0/graphiql.min.js: differs from its integrity" in capsys.readouterr().out


@NEEDS_NPM_FILES
def test_a_page_with_a_changed_file_goes_to_the_cdn_and_says_why(copied: Path) -> None:
    flip_a_byte(ASSETS[2].file_in(copied))
    page = get("/graphiql", copied)
    assert "files are not what they should be on this server" in page.text
    for asset in ASSETS:
        assert f'{asset.cdn_url}" integrity="{asset.integrity}" crossorigin' in page.text
    assert get(f"/graphiql/assets/{ASSETS[2].name}", copied).status_code == 404


def test_without_npm_every_file_is_absent_and_that_is_no_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert faults(tmp_path) == dict.fromkeys(ASSETS, ABSENT)
    assert check(tmp_path) == 0
    assert "GraphiQL will load its files from https://unpkg.com" in capsys.readouterr().out


def test_versions_are_those_of_the_package_file() -> None:
    manifest: Manifest = json.loads((PROJECT / "package.json").read_text("utf-8"))
    assert {asset.package: asset.version for asset in ASSETS} == manifest["dependencies"]


@NEEDS_NPM_FILES
@pytest.mark.parametrize("asset", ASSETS, ids=lambda asset: asset.name)
def test_what_is_served_has_the_licence_version_and_checksum_that_are_written_down(
    asset: Asset,
) -> None:
    folder = PACKAGES / asset.package
    package: Package = json.loads((folder / "package.json").read_text("utf-8"))
    assert (package["name"], package["version"]) == (asset.package, asset.version)
    assert package["license"] == asset.licence
    assert integrity_of(get(f"/graphiql/assets/{asset.name}", PACKAGES).content) == asset.integrity


def test_the_lock_holds_every_package_by_hash_and_none_by_address() -> None:
    text = (PROJECT / "package-lock.json").read_text("utf-8")
    locked: dict[str, dict[str, str]] = json.loads(text)["packages"]
    assert "://" not in text
    assert "resolved" not in text
    for name, package in locked.items():
        assert not name or package["integrity"].startswith("sha512-"), name
    for asset in ASSETS:
        package = locked[f"node_modules/{asset.package}"]
        assert (package["version"], package["license"]) == (asset.version, asset.licence)


def test_names_are_distinct_and_hold_the_version() -> None:
    assert len({asset.name for asset in ASSETS}) == len(ASSETS)
    assert all(asset.version in asset.name for asset in ASSETS)
