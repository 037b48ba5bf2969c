"""Packed answers: compressed, in a column of their own; those of before are made anew."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("answers", sa.Column("packed", sa.LargeBinary(), nullable=True))
    op.execute("UPDATE answers SET answer = ''")


def downgrade() -> None:
    op.drop_column("answers", "packed")
