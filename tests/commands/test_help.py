"""What a person is told who knows nothing yet."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from commands.line import COMMANDS
from settings import SETTINGS
from tests.commands.running import ROOT, environment, run

# What the help of each command must name.
EXPLAINED = {
    "serve": ("--host", "--port", "--prepare"),
    "healthy": ("server of these settings",),
    "export": ("PERSON", "PATH"),
    "forget": ("PERSON", "--confirm"),
    "demo": ("--port",),
    "person": ("add",),
    "person add": ("NAME", "--timezone", "--json"),
    "token": ("add", "list", "revoke"),
    "token add": ("--person", "--scopes", "--days", "--json"),
    "import": ("PATH", "--person", "--json"),
    "query": ("GRAPHQL", "--person", "--variables"),
    "schema": ("GraphQL schema",),
    "simulate": ("OUT.zip", "--days", "--seed"),
    "backup": ("PATH",),
    "restore": ("PATH",),
    "move": ("--to",),
    "fit": ("--all", "--jobs", "--dask"),
    "worker": ("ADDRESS",),
    "doctor": ("--json",),
}


def test_every_command_has_its_help_checked() -> None:
    assert {words.split()[0] for words in EXPLAINED} == set(COMMANDS)


@pytest.mark.parametrize("words", EXPLAINED)
def test_a_command_explains_its_arguments(data: Path, words: str) -> None:
    told = run(data, *words.split(), "--help")
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.startswith(f"usage: python main.py {words} ")
    missing = [word for word in EXPLAINED[words] if word not in told.stdout]
    assert missing == []
    assert not data.exists()


@pytest.mark.parametrize("words", ["--help", "fit --help"])
def test_who_reads_no_further_is_told_no_more(data: Path, words: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    ran = subprocess.run(
        [sys.executable, "main.py", *words.split()],
        cwd=ROOT,
        env=environment(data),
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert (ran.returncode, ran.stderr) == (141, b"")


def test_the_overview_names_every_command_and_setting(data: Path) -> None:
    told = run(data, "--help")
    assert told.returncode == 0
    for name in (*COMMANDS, *(setting.name for setting in SETTINGS)):
        assert f"\n  {name} " in told.stdout


def test_no_command_shows_the_overview(data: Path) -> None:
    told = run(data)
    assert told.returncode == 2
    assert told.stdout.startswith("usage: python main.py COMMAND")


def test_an_unknown_command_is_named(data: Path) -> None:
    told = run(data, "improt")
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr.startswith("there is no command 'improt'\n")
    assert "\n  import " in told.stderr


def test_a_bad_setting_is_one_line(data: Path) -> None:
    told = run(data, "person", "add", "Ada", PORT="eighty")
    assert told.returncode == 1
    assert told.stderr == (
        "person: PORT='eighty' cannot be used: port to listen on (default: 8000)\n"
    )


@pytest.mark.sqlite("nothing is kept in a folder")
def test_a_data_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    told = run(tmp_path / "data", "person", "add", "Ada")
    assert told.returncode == 1
    (line,) = told.stderr.splitlines()
    assert str(tmp_path / "data") in line
