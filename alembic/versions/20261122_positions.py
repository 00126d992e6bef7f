"""The history of the vehicles' positions: day partitions on PostgreSQL, clustered on SQLite.

Revision ID: 0007
Revises: 0006
Create Date: 2026-11-22
"""

import sqlalchemy as sa

from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | None = None
depends_on: str | None = None

MAKE_DAY = """
CREATE FUNCTION make_fix_day(day date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    part text := 'fix_' || to_char(day, 'YYYYMMDD');
    first bigint := extract(epoch FROM day::timestamp)::bigint * 1000;
    behind bigint := first + 86400000;
BEGIN
    PERFORM pg_advisory_xact_lock(1203306, 1);
    IF to_regclass('public.' || part) IS NOT NULL THEN
        RETURN;
    END IF;
    EXECUTE format('CREATE TABLE %I (LIKE fix INCLUDING DEFAULTS)', part);
    EXECUTE format('WITH moved AS (DELETE FROM fix_elsewhere WHERE at >= %s AND at < %s'
        ' RETURNING *) INSERT INTO %I SELECT * FROM moved', first, behind, part);
    EXECUTE format('ALTER TABLE fix ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)',
        part, first, behind);
END $$
"""
DROP_DAY = """
CREATE FUNCTION drop_fix_day(day date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(1203306, 1);
    IF day < (now() AT TIME ZONE 'UTC')::date - 1 THEN
        EXECUTE format('DROP TABLE IF EXISTS %I', 'fix_' || to_char(day, 'YYYYMMDD'));
    END IF;
END $$
"""


def upgrade() -> None:
    """Create the table; what lies on no day that was made stands in `fix_elsewhere`."""
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    op.create_table(
        "fix",
        sa.Column("vehicle_id", sa.String(64), primary_key=True),
        sa.Column("at", sa.BigInteger, primary_key=True),
        sa.Column("boot", sa.String(40), primary_key=True),
        sa.Column("n", sa.BigInteger, primary_key=True),
        sa.Column("device_at", sa.BigInteger, nullable=False),
        sa.Column("offset_ms", sa.BigInteger),
        sa.Column("skew_ms", sa.BigInteger),
        sa.Column("received_at", sa.BigInteger, nullable=False),
        sa.Column("lon", sa.Double, nullable=False),
        sa.Column("lat", sa.Double, nullable=False),
        sa.Column("speed", sa.REAL),
        sa.Column("heading", sa.REAL),
        sa.Column("accuracy", sa.REAL),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("rejected", sa.String(40), nullable=False),
        postgresql_partition_by="RANGE (at)",
        sqlite_with_rowid=False,
    )
    if on_postgresql:
        op.execute("CREATE TABLE fix_elsewhere PARTITION OF fix DEFAULT")
        op.execute(MAKE_DAY)
        op.execute(DROP_DAY)
        for name in ("make_fix_day", "drop_fix_day"):
            op.execute(f"REVOKE ALL ON FUNCTION {name}(date) FROM PUBLIC")


def downgrade() -> None:
    """Refuse: a backup is how one goes back."""
    raise NotImplementedError("restore the backup that was made before the upgrade")
