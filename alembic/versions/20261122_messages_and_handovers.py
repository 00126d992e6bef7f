"""Messages between seats, and hand-over lists.

Revision ID: 0004
Revises: 0003
Create Date: 2026-11-22
"""

import sqlalchemy as sa

from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | None = None
depends_on: str | None = None

DRAWERS = ("messages", "handovers")


def upgrade() -> None:
    """Make the rows of two new drawers; seats keep theirs and have declared nothing yet."""
    for drawer in DRAWERS:
        op.create_table(
            f"state_{drawer}",
            sa.Column("id", sa.String(200), primary_key=True),
            sa.Column("state", sa.String(40), nullable=False, index=True),
            sa.Column("number", sa.String(40)),
            sa.Column("changed_seq", sa.Integer, nullable=False),
            sa.Column("on_board", sa.Boolean, nullable=False, index=True),
            sa.Column("body", sa.Text, nullable=False),
        )


def downgrade() -> None:
    """Drop the rows; the journal keeps every message and every signature."""
    for drawer in DRAWERS:
        op.drop_table(f"state_{drawer}")
