"""Which version of the server this is; `pyproject.toml` has it too."""

VERSION = "0.1.0"
