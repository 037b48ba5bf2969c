"""Alembic's way in: migrate on the connection that the caller has opened."""

from alembic import context

from storage.databases.sessions import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,  # SQLite alters a table by copying it
)
context.run_migrations()
