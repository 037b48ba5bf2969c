"""Bring a database to the tables of this code; Alembic is imported only where they differ."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

# The newest file in versions/; a test holds the two together.
HEAD = "0004"


def upgrade(connection: Connection) -> None:
    """Run the migrations that are missing, inside the caller's transaction."""
    if current_revision(connection) == HEAD:
        return
    # 0.6 s on a tenth of a processor, so only when there is something to do.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)


def current_revision(connection: Connection) -> str | None:
    """Return the revision that the database stands at, None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
