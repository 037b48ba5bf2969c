"""The browser files of the GraphiQL page: which they are, and whether those on disk are those."""

import base64
import hashlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from types import MappingProxyType

PACKAGES = Path(__file__).resolve().parents[2] / "node_modules"
# The one that Strawberry's own GraphiQL page uses: every npm file at a fixed address.
CDN = "https://unpkg.com"

ABSENT = "absent"
DIFFERENT = "differs from its integrity"


@dataclass(frozen=True)
class Asset:
    """One file of an npm package, known by its content."""

    package: str
    version: str
    path: str
    integrity: str
    licence: str

    @property
    def name(self) -> str:
        """What the page calls it; it holds the version, so that a browser may keep it for good."""
        package = PurePosixPath(self.package).name
        return f"{package}-{self.version}-{PurePosixPath(self.path).name}"

    @property
    def cdn_url(self) -> str:
        return f"{CDN}/{self.package}@{self.version}/{self.path}"

    def file_in(self, packages: Path) -> Path:
        return packages / self.package / self.path


# In the order in which the page loads them. The versions are package.json's, held by a test.
ASSETS = (
    Asset(
        "graphiql",
        "3.9.0",
        "graphiql.min.css",
        "sha384-QMux00XgRtwRLSYIY3kw2rj1ovk5AuuliAchk+HSQbqdbGFnz9GYuqIlOqxhwCE2",
        "MIT",
    ),
    Asset(
        "@graphiql/plugin-explorer",
        "3.2.5",
        "dist/style.css",
        "sha384-YN9MumWidbWKuNj8VfH5ggrFvm9YqAoIOMnKYpeGL3dr7Eg1qnQ+SAqSthdNZCjz",
        "MIT",
    ),
    Asset(
        "react",
        "18.3.1",
        "umd/react.production.min.js",
        "sha384-DGyLxAyjq0f9SPpVevD6IgztCFlnMF6oW/XQGmfe+IsZ8TqEiDrcHkMLKI6fiB/Z",
        "MIT",
    ),
    Asset(
        "react-dom",
        "18.3.1",
        "umd/react-dom.production.min.js",
        "sha384-gTGxhz21lVGYNMcdJOyq01Edg0jhn/c22nsx0kyqP0TxaV5WVdsSH1fSDUf5YJj1",
        "MIT",
    ),
    Asset(
        "graphiql",
        "3.9.0",
        "graphiql.min.js",
        "sha384-8NGfVj4CVlqHajlZj+bPJT4thxPMHMJYn7DWK2CvtopLd02E7qsPHazniBYvVjOO",
        "MIT",
    ),
    Asset(
        "@graphiql/plugin-explorer",
        "3.2.5",
        "dist/index.umd.js",
        "sha384-5p6hGdlOTvUy6Wf0GauxCz+xM9YB/YYvcGG+bf9msr2eyd+KVIxgRkepHgUijedJ",
        "MIT",
    ),
)


def integrity_of(content: bytes) -> str:
    """Spell the content's hash as a browser's `integrity` attribute does."""
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()


def fault_of(asset: Asset, packages: Path) -> str | None:
    """Say what keeps the file on disk from being served, if anything does."""
    file = asset.file_in(packages)
    if not file.is_file():
        return ABSENT
    return None if integrity_of(file.read_bytes()) == asset.integrity else DIFFERENT


# Once a process: a file changed later is still refused, by the browser, which checks it again.
@cache
def faults(packages: Path = PACKAGES) -> Mapping[Asset, str]:
    """Check every file; an empty answer means that the page needs no outside request."""
    found = {asset: fault_of(asset, packages) for asset in ASSETS}
    return MappingProxyType({asset: fault for asset, fault in found.items() if fault})


def check(packages: Path = PACKAGES) -> int:
    """Print a line to each file and what the page will do; 1 if one is not what it should be."""
    found = faults(packages)
    for asset in ASSETS:
        sys.stdout.write(
            f"{asset.package}@{asset.version}/{asset.path}: {found.get(asset, 'ok')}\n"
        )
    if found:
        sys.stdout.write(
            f"GraphiQL will load its files from {CDN}, each held to its integrity; for a page "
            "without outside requests install npm and run `make setup` again.\n"
        )
    return int(DIFFERENT in found.values())


if __name__ == "__main__":
    sys.exit(check())
