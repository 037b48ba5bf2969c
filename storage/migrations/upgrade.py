"""Bring a database to the tables of this code; Alembic is imported only where they differ."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

# The newest file in versions/; a test holds the two together.
HEAD = "0006"


class ForeignTables(RuntimeError):
    """The tables are of another program."""


def upgrade(connection: Connection) -> None:
    """Run the migrations that are missing, inside the caller's transaction.

    Raises
    ------
    ForeignTables
        If the tables are of something else; they are left alone.
    """
    if is_up_to_date(connection):
        return
    # 0.6 s on a tenth of a processor, so only when there is something to do.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)


def is_up_to_date(connection: Connection) -> bool:
    """Tell whether the database has the tables of this code, or newer ones.

    Migrations only expand, so code works on tables that a newer one has left, as it must while
    two versions overlap in a deploy.

    Raises
    ------
    ForeignTables
        If the tables are of something else.
    """
    revision = current_revision(connection)
    if revision is None and not inspect(connection).get_table_names():
        return False
    if revision is None or not revision.isdecimal():
        raise ForeignTables(revision)
    return revision >= HEAD


def current_revision(connection: Connection) -> str | None:
    """Return the revision that the database stands at, None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
