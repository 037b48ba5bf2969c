"""Whether what is kept outlasts the next restart of its host.

The standard library alone, since the front door starts with it.
"""

from pathlib import Path

from settings import Settings

ADVICE = (
    "all that is kept here is lost when this service sleeps, restarts or is deployed: set "
    "DATABASE_URL to a PostgreSQL database, or mount a disk and set ATTUNE_DATA to a folder on it; "
    "docs/deploy.md shows both"
)
# What a host without a disk starts anew each time: its system, the program, and what is temporary.
STARTED_ANEW = (Path("/"), Path(__file__).parent, Path("/tmp"))  # noqa: S108  looked at, not used


def is_ephemeral(settings: Settings) -> bool:
    """Tell whether this is a host that throws away what its programs write, and nothing else is."""
    return settings.on_render and not (
        settings.on_postgresql or on_own_disk(settings.database_file)
    )


def on_own_disk(file: Path) -> bool:
    """Tell whether a file lies, or would lie, on a disk that was mounted for it."""
    folder = next(path for path in file.absolute().parents if path.exists())
    return folder.stat().st_dev not in {path.stat().st_dev for path in STARTED_ANEW}
