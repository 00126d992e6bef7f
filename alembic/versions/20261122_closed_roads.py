"""Roads that are closed.

Revision ID: 0006
Revises: 0005
Create Date: 2026-11-22
"""

import sqlalchemy as sa

from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Make the rows of a new drawer; no road is closed yet."""
    op.create_table(
        "state_closures",
        sa.Column("id", sa.String(200), primary_key=True),
        sa.Column("state", sa.String(40), nullable=False, index=True),
        sa.Column("number", sa.String(40)),
        sa.Column("changed_seq", sa.Integer, nullable=False),
        sa.Column("on_board", sa.Boolean, nullable=False, index=True),
        sa.Column("body", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Drop the rows; the journal keeps every closure."""
    op.drop_table("state_closures")
