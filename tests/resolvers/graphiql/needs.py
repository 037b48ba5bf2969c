"""What a test of GraphiQL needs of the machine.

CI sets ATTUNE_CI=1 and must not pass for want of any of it: there nothing is skipped, and what is
missing fails by its name.
"""

import os
import shutil

import pytest

from resolvers.graphiql.assets import PACKAGES
from tests.chromium import PROGRAMS

MAY_SKIP = os.environ.get("ATTUNE_CI") != "1"
MISSING = [program for program in PROGRAMS if shutil.which(program) is None]

npm_files = pytest.mark.skipif(
    MAY_SKIP and not PACKAGES.is_dir(),
    reason="GRAPHIQL IS UNTESTED: its files are not here; install npm and run `make setup`",
)
browser = pytest.mark.skipif(
    MAY_SKIP and bool(MISSING),
    reason=f"GRAPHIQL IS UNTESTED IN A BROWSER: no {' and no '.join(MISSING)} on this machine",
)
