"""What a test says of a machine that lacks what it needs."""

import os

import pytest


def do_without(reason: str) -> None:
    """Skip, loudly; but what CI sets ATTUNE_CI=1 for must not pass by skipping."""
    if os.environ.get("ATTUNE_CI") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
