"""Which rows of the register count: those of the newest refresh that was finished."""

import sqlalchemy as sa

from dispatch_server.adapters.storage.tables import register_refresh, subscriber


def newest() -> sa.ScalarSelect[int]:
    """Return the number of the generation in use, as a part of a statement."""
    return sa.select(sa.func.max(register_refresh.c.generation)).scalar_subquery()


def in_use() -> sa.ColumnElement[bool]:
    """Return the condition that a subscriber's row counts."""
    return subscriber.c.generation == newest()
