"""What is still loading when the server ends, does not outlast it."""

import os
import subprocess
import sys
from pathlib import Path

from resolvers.code_version import ROOT

# Says that it has begun, and takes a minute to import: as libraries do on a small processor.
TAKES_A_MINUTE = """
import pathlib, time
pathlib.Path(__file__).with_name("begun").touch()
time.sleep(60)
"""
SERVER = """
import os, pathlib, sys, time
from multiprocessing import get_context
from threading import Thread
from resolvers.computing.descendants import kill_fork_servers, started_by

folder = pathlib.Path(sys.argv[1])
context = get_context("forkserver")
context.set_forkserver_preload(["takes_a_minute"])
Thread(target=context.Process(target=print).start, daemon=True).start()
while not (folder / "begun").exists():
    time.sleep(0.01)
print(*started_by(os.getpid()), flush=True)
kill_fork_servers()
os._exit(0)
"""


def test_what_is_still_loading_is_killed(tmp_path: Path) -> None:
    (tmp_path / "takes_a_minute.py").write_text(TAKES_A_MINUTE)
    command = [sys.executable, "-c", SERVER, str(tmp_path)]
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}

    # What is left holds the pipe open, and is waited for: a minute, or nothing.
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=30
    )

    assert done.stdout.split()
