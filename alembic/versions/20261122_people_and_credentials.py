"""People, who sits where, devices; password hashes, token hashes and failed sign-ins.

Revision ID: 0003
Revises: 0002
Create Date: 2026-11-22
"""

import sqlalchemy as sa

from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | None = None
depends_on: str | None = None

DRAWERS = ("people", "signed_in", "devices")


def upgrade() -> None:
    """Create the tables."""
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
    op.create_table(
        "password",
        sa.Column("person_id", sa.String(100), primary_key=True),
        sa.Column("hash", sa.String(200), nullable=False),
    )
    op.create_table(
        "token",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("owner", sa.String(20), nullable=False),
        sa.Column("owner_id", sa.String(100), nullable=False),
        sa.Column("seat_id", sa.String(100), nullable=False),
        sa.Column("issued_at", sa.String(40), nullable=False),
        sa.Column("expires_at", sa.String(40)),
    )
    op.create_table(
        "sign_in_failure",
        sa.Column("key", sa.String(100), primary_key=True),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("last_at", sa.String(40), nullable=False),
    )


def downgrade() -> None:
    """Refuse: the journal names people whom the schema before cannot hold."""
    raise NotImplementedError("sign-ins in the journal cannot be read by the schema before")
