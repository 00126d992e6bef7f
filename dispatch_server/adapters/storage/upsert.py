"""INSERT … ON CONFLICT, which both databases know and SQLAlchemy spells for each of them."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite


def upsert(dialect: sa.Dialect, table: sa.Table) -> sa.Insert:
    """Return an INSERT that, where the key is known, replaces the other columns."""
    insert = postgresql.insert if dialect.name == "postgresql" else sqlite.insert
    row = insert(table)
    keys = table.primary_key.columns.keys()
    changing = {c.name: row.excluded[c.name] for c in table.c if not c.primary_key}
    return row.on_conflict_do_update(index_elements=keys, set_=changing)
