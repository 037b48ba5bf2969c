"""Modules that are imported from the package by name are there when they are used."""

import subprocess
import sys

from tests.commands.running import ROOT

SCRIPT = """
import sys
from storage import goals
print("storage.goals" in sys.modules, "sqlmodel" in sys.modules)
try:
    goals.Aim = "another"
except AttributeError as error:
    print("storage.goals" in str(error))
import storage.goals
print(goals.keep is storage.goals.keep)
try:
    from storage import nothing
except ImportError as error:
    print("storage.nothing" in sys.modules, "nothing" in str(error))
"""


def test_a_module_is_loaded_when_it_is_used_and_is_changed_as_itself_alone() -> None:
    told = subprocess.check_output([sys.executable, "-c", SCRIPT], cwd=ROOT, text=True)

    assert told.split() == ["False", "False", "True", "True", "False", "True"]
