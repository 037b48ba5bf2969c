"""Modules that are imported from their package by name are there when they are used."""

import subprocess
import sys

from tests.commands.running import ROOT

SCRIPT = """
import sys
from storage.chosen import goals
print("storage.chosen.goals" in sys.modules, "sqlmodel" in sys.modules)
try:
    goals.Aim = "another"
except AttributeError as error:
    print("storage.chosen.goals" in str(error))
import storage.chosen.goals
print(goals.keep is storage.chosen.goals.keep)
try:
    from storage import nothing
except ImportError as error:
    print("storage.nothing" in sys.modules, "nothing" in str(error))
"""


def test_a_module_is_loaded_when_it_is_used_and_is_changed_as_itself_alone() -> None:
    told = subprocess.check_output([sys.executable, "-c", SCRIPT], cwd=ROOT, text=True)

    assert told.split() == ["False", "False", "True", "True", "False", "True"]
