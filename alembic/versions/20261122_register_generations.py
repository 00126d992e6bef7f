"""The register has generations: a new one is written whole before it is the one that counts.

Revision ID: 0005
Revises: 0004
Create Date: 2026-11-22
"""

import sqlalchemy as sa

from alembic import op
from dispatch_server.adapters.storage.geometry import Geometry

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | None = None
depends_on: str | None = None

COUNTS = ("rows", "located", "added", "changed", "removed", "refused")
COLUMNS = "number, name, address, as_of, precision, point"
KEEP = (
    "INSERT INTO register_refresh (generation, at, source, source_mark, as_of,"
    " rows, located, added, changed, removed, refused)"
    " SELECT 1, '1970-01-01T00:00:00+00:00', '', '', max(as_of), count(*), count(point),"
    " count(*), 0, 0, 0 FROM subscriber HAVING count(*) > 0"
)


def upgrade() -> None:
    """Make the present rows the first generation."""
    op.create_table(
        "register_refresh",
        sa.Column("generation", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("source", sa.String(300), nullable=False),
        sa.Column("source_mark", sa.String(100), nullable=False),
        sa.Column("as_of", sa.Date, nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in COUNTS),
    )
    op.create_table(
        "register_change",
        sa.Column("generation", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.String(40), primary_key=True),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("was", sa.String(500), nullable=False),
        sa.Column("becomes", sa.String(500), nullable=False),
    )
    op.execute("DROP INDEX subscriber_place")
    op.rename_table("subscriber", "subscriber_before")
    op.create_table(
        "subscriber",
        sa.Column("generation", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.String(40), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("address", sa.String(500), nullable=False),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("precision", sa.String(20)),
        sa.Column("point", Geometry("POINT")),
        sa.PrimaryKeyConstraint("generation", "number", name="subscriber_key"),
    )
    op.execute(
        f"INSERT INTO subscriber (generation, {COLUMNS}) SELECT 1, {COLUMNS} FROM subscriber_before"  # noqa: S608 - our own column names
    )
    op.drop_table("subscriber_before")
    op.execute(KEEP)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE INDEX subscriber_place ON subscriber USING gist ((point::geography))")
    else:
        op.execute(
            "CREATE INDEX subscriber_place"
            " ON subscriber (substr(point, 14, 8), substr(point, 6, 8))"
        )


def downgrade() -> None:
    """Refuse: a backup is how one goes back."""
    raise NotImplementedError("restore the backup that was made before the upgrade")
