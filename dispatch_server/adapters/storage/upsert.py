"""INSERT … ON CONFLICT, which both databases know and SQLAlchemy spells for each of them."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

Insert = postgresql.Insert | sqlite.Insert


def insert(dialect: sa.Dialect, table: sa.Table) -> Insert:
    """Return an INSERT that may be told what to do on a conflict."""
    return postgresql.insert(table) if dialect.name == "postgresql" else sqlite.insert(table)


def upsert(
    dialect: sa.Dialect, table: sa.Table, *, columns: Iterable[str] | None = None
) -> sa.Executable:
    """Return an INSERT that, where the key is known, replaces the other columns, or those named."""
    row = insert(dialect, table)
    keys = [column.name for column in table.primary_key]
    changing = columns or [column.name for column in table.c if column.name not in keys]
    return row.on_conflict_do_update(
        index_elements=keys, set_={name: row.excluded[name] for name in changing}
    )
