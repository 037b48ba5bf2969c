"""What a test of GraphiQL needs of the machine, and what happens where it is not there."""

import pytest

from resolvers.graphiql.assets import ASSETS, PACKAGES
from tests.chromium import missing_programs
from tests.leaving_out import do_without


@pytest.fixture
def npm_files() -> None:
    if not all(asset.file_in(PACKAGES).is_file() for asset in ASSETS):
        do_without("GRAPHIQL IS UNTESTED: its files are not here; install npm, run `make setup`")


@pytest.fixture
def browser() -> None:
    if missing := missing_programs():
        do_without(f"GRAPHIQL IS UNTESTED IN A BROWSER: no {' and no '.join(missing)} here")
