"""What is told of a bug: an id, under which the log has it. The standard library alone."""

import logging
import os

log = logging.getLogger("attune.errors")


def noted(error: BaseException, **extra: object) -> str:
    """Log an error that nobody expected, and return the id under which the log has it."""
    error_id = os.urandom(6).hex()
    log.error(
        "unexpected error",
        extra={"error_id": error_id, **extra},
        exc_info=(type(error), error, error.__traceback__),
    )
    return error_id


def told(error_id: str) -> str:
    """Return what is told of it."""
    return f"unexpected error {error_id}; the server's log has more under this id"
