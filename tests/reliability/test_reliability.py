"""A small part of what `make audit` tries: the rest takes minutes."""

from os import geteuid
from pathlib import Path

import pytest

from tests.leaving_out import do_without
from tests.reliability.clocks import CLOCKS, COMPILER
from tests.reliability.faults import FAULTS, disk_full
from tests.reliability.kills import TARGETS, rounds
from tests.reliability.mounts import MOUNTED

QUICK = {disk_full}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if fault in QUICK else pytest.mark.audit)
        for name, fault in FAULTS.items()
    ],
)
def test_a_fault_is_told_and_the_rest_goes_on(tmp_path: Path, name: str) -> None:
    if name in MOUNTED and geteuid() != 0:
        do_without("mounting takes root")
    if name in CLOCKS and COMPILER is None:
        do_without("NO CLOCK IS SET BACK: a C compiler is not here")
    FAULTS[name](tmp_path)


def test_a_killed_server_loses_nothing(tmp_path: Path) -> None:
    told = rounds(tmp_path, 0, len(TARGETS), seed=3)
    assert [each.lost for each in told] == [[]] * len(TARGETS)
