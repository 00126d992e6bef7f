"""The register's points become geometry; the journal has a head from the start.

Revision ID: 0002
Revises: 0001
Create Date: 2026-11-22
"""

import shapely
import sqlalchemy as sa

from alembic import op
from dispatch_server.adapters.storage.geometry import Geometry

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | None = None
depends_on: str | None = None

GENESIS = "0" * 64
BATCH = 1_000

journal_head = sa.table(
    "journal_head",
    sa.column("id", sa.Integer),
    sa.column("seq", sa.Integer),
    sa.column("hash", sa.String),
)
subscriber = sa.table(
    "subscriber",
    sa.column("number", sa.String),
    sa.column("lon", sa.Float),
    sa.column("lat", sa.Float),
    sa.column("point", Geometry("POINT")),
)


def upgrade() -> None:
    """Move longitude and latitude into a point that can be searched for."""
    if not op.get_bind().scalar(sa.select(sa.func.count()).select_from(journal_head)):
        op.bulk_insert(journal_head, [{"id": 1, "seq": 0, "hash": GENESIS}])
    if op.get_bind().dialect.name == "postgresql":
        _on_postgresql()
    else:
        _on_sqlite()


def _on_postgresql() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS postgis")
    op.add_column("subscriber", sa.Column("point", Geometry("POINT")))
    op.execute(
        "UPDATE subscriber SET point = ST_SetSRID(ST_MakePoint(lon, lat), 4326)"
        " WHERE lon IS NOT NULL AND lat IS NOT NULL"
    )
    op.drop_column("subscriber", "lon")
    op.drop_column("subscriber", "lat")
    op.execute("CREATE INDEX subscriber_place ON subscriber USING gist ((point::geography))")


def _on_sqlite() -> None:
    op.add_column("subscriber", sa.Column("point", Geometry("POINT")))
    connection = op.get_bind()
    located = connection.execute(
        sa.select(subscriber.c.number, subscriber.c.lon, subscriber.c.lat).where(
            subscriber.c.lon.is_not(None), subscriber.c.lat.is_not(None)
        )
    ).all()
    place = (
        sa.update(subscriber)
        .where(subscriber.c.number == sa.bindparam("of"))
        .values(point=sa.bindparam("at", type_=Geometry("POINT")))
    )
    for first in range(0, len(located), BATCH):
        rows = [
            {"of": row.number, "at": shapely.Point(row.lon, row.lat)}
            for row in located[first : first + BATCH]
        ]
        connection.execute(place, rows)
    op.drop_column("subscriber", "lon")
    op.drop_column("subscriber", "lat")
    op.execute(
        "CREATE INDEX subscriber_place ON subscriber (substr(point, 14, 8), substr(point, 6, 8))"
    )


def downgrade() -> None:
    """Refuse: a backup is how one goes back."""
    raise NotImplementedError("restore the backup that was made before the upgrade")
