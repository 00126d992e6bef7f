"""The tables: journal, state rows, commands, refusals, cursors, register, credentials."""

from typing import Final

import sqlalchemy as sa

from dispatch_server.adapters.storage.geometry import Geometry
from dispatch_server.contract.board import DRAWERS

metadata = sa.MetaData()

READ_AND_ADD: Final = "SELECT, INSERT"
READ_ADD_AND_CHANGE: Final = "SELECT, INSERT, UPDATE"
"""What the server's role may do with a table on PostgreSQL, unless its `info` says otherwise."""
CREDENTIALS: Final = "SELECT, INSERT, UPDATE, DELETE"
"""What the server's role may do with credentials and the register: rows go, the journal stays."""

journal = sa.Table(
    "journal",
    metadata,
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
    info={"server_may": READ_AND_ADD},
)
"""Insert-only. Times are ISO 8601 texts so that the hash is over exactly what is stored."""

journal_head = sa.Table(
    "journal_head",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
)

command = sa.Table(
    "command",
    metadata,
    sa.Column("id", sa.String(200), primary_key=True),
    sa.Column("at", sa.String(40), nullable=False),
    info={"server_may": READ_AND_ADD},
)

refusal = sa.Table(
    "refusal",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", sa.String(40), nullable=False),
    sa.Column("command_id", sa.String(200), nullable=False),
    sa.Column("command", sa.String(60), nullable=False),
    sa.Column("actor_id", sa.String(100), nullable=False),
    sa.Column("code", sa.String(60), nullable=False),
    sa.Column("sentence", sa.Text, nullable=False),
    info={"server_may": READ_AND_ADD},
)

reaction_cursor = sa.Table(
    "reaction_cursor",
    metadata,
    sa.Column("reaction", sa.String(60), primary_key=True),
    sa.Column("seq", sa.Integer, nullable=False),
)

subscriber = sa.Table(
    "subscriber",
    metadata,
    sa.Column("generation", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("number", sa.String(40), primary_key=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("address", sa.String(500), nullable=False),
    sa.Column("as_of", sa.Date, nullable=False),
    sa.Column("precision", sa.String(20)),
    sa.Column("point", Geometry("POINT")),
    info={"server_may": CREDENTIALS},
)

register_refresh = sa.Table(
    "register_refresh",
    metadata,
    sa.Column("generation", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", sa.String(40), nullable=False),
    sa.Column("source", sa.String(300), nullable=False),
    sa.Column("source_mark", sa.String(100), nullable=False),
    sa.Column("as_of", sa.Date, nullable=False),
    *(
        sa.Column(name, sa.Integer, nullable=False)
        for name in ("rows", "located", "added", "changed", "removed", "refused")
    ),
    info={"server_may": CREDENTIALS},
)

register_change = sa.Table(
    "register_change",
    metadata,
    sa.Column("generation", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("number", sa.String(40), primary_key=True),
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("was", sa.String(500), nullable=False),
    sa.Column("becomes", sa.String(500), nullable=False),
    info={"server_may": CREDENTIALS},
)

password = sa.Table(
    "password",
    metadata,
    sa.Column("person_id", sa.String(100), primary_key=True),
    sa.Column("hash", sa.String(200), nullable=False),
    info={"server_may": CREDENTIALS},
)

token = sa.Table(
    "token",
    metadata,
    sa.Column("hash", sa.String(64), primary_key=True),
    sa.Column("owner", sa.String(20), nullable=False),
    sa.Column("owner_id", sa.String(100), nullable=False),
    sa.Column("seat_id", sa.String(100), nullable=False),
    sa.Column("issued_at", sa.String(40), nullable=False),
    sa.Column("expires_at", sa.String(40)),
    info={"server_may": CREDENTIALS},
)

sign_in_failure = sa.Table(
    "sign_in_failure",
    metadata,
    sa.Column("key", sa.String(100), primary_key=True),
    sa.Column("times", sa.Integer, nullable=False),
    sa.Column("last_at", sa.String(40), nullable=False),
    info={"server_may": CREDENTIALS},
)

fix = sa.Table(
    "fix",
    metadata,
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
    info={"server_may": READ_AND_ADD},
    postgresql_partition_by="RANGE (at)",
    sqlite_with_rowid=False,
)
"""Fixes of vehicles; times in milliseconds since 1970 UTC. On PostgreSQL a partition is a day of
`at` in UTC; `make_fix_day` makes one and `drop_fix_day` takes one away, as the owner."""


def _state_table(drawer: str) -> sa.Table:
    """One row a thing; `body` is the thing as JSON, `on_board` whether seats still see it."""
    return sa.Table(
        f"state_{drawer}",
        metadata,
        sa.Column("id", sa.String(200), primary_key=True),
        sa.Column("state", sa.String(40), nullable=False, index=True),
        sa.Column("number", sa.String(40)),
        sa.Column("changed_seq", sa.Integer, nullable=False),
        sa.Column("on_board", sa.Boolean, nullable=False, index=True),
        sa.Column("body", sa.Text, nullable=False),
    )


state_tables: Final = {drawer: _state_table(drawer) for drawer in DRAWERS}
