"""The journal, the state rows, commands, refusals, cursors and the subscriber register.

Revision ID: 0001
Revises:
Create Date: 2026-11-22
"""

import sqlalchemy as sa

from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | None = None
depends_on: str | None = None

DRAWERS = (
    "calls",
    "recordings",
    "incidents",
    "acceptances",
    "patients",
    "orders",
    "stations",
    "vehicles",
    "hospitals",
    "seats",
    "links",
)


def upgrade() -> None:
    """Create every table, and make the journal insert-only."""
    op.create_table(
        "journal",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("device_at", sa.String(40)),
        sa.Column("actor_kind", sa.String(20), nullable=False),
        sa.Column("actor_id", sa.String(100), nullable=False),
        sa.Column("seat_id", sa.String(100)),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("command_id", sa.String(200), nullable=False),
        sa.Column("type", sa.String(60), nullable=False, index=True),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.create_table(
        "command",
        sa.Column("id", sa.String(200), primary_key=True),
        sa.Column("at", sa.String(40), nullable=False),
    )
    op.create_table(
        "refusal",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("command_id", sa.String(200), nullable=False),
        sa.Column("command", sa.String(60), nullable=False),
        sa.Column("actor_id", sa.String(100), nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("sentence", sa.Text, nullable=False),
    )
    op.create_table(
        "reaction_cursor",
        sa.Column("reaction", sa.String(60), primary_key=True),
        sa.Column("seq", sa.Integer, nullable=False),
    )
    op.create_table(
        "subscriber",
        sa.Column("number", sa.String(40), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("address", sa.String(500), nullable=False),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("lon", sa.Float),
        sa.Column("lat", sa.Float),
        sa.Column("precision", sa.String(20)),
    )
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
    if op.get_bind().dialect.name == "postgresql":
        _guard_on_postgresql()
    else:
        _guard_on_sqlite()


def _guard_on_sqlite() -> None:
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER journal_no_{change.lower()} BEFORE {change} ON journal "
            "BEGIN SELECT RAISE(ABORT, 'the journal is insert-only'); END"
        )


def _guard_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION journal_is_insert_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the journal is insert-only'; END $$"
    )
    for change in ("UPDATE", "DELETE", "TRUNCATE"):
        op.execute(
            f"CREATE TRIGGER journal_no_{change.lower()} BEFORE {change} ON journal "
            "EXECUTE FUNCTION journal_is_insert_only()"
        )


def downgrade() -> None:
    """Refuse: a journal is never thrown away by a migration."""
    raise NotImplementedError("the first schema has nothing before it")
