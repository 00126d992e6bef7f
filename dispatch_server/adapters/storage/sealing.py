"""The seal of a journal row: a hash over the row and over the row before it."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

import sqlalchemy as sa

from dispatch_server.contract.events import Recorded

GENESIS = "0" * 64
"""What the first row names as the row before it."""

SEALED_COLUMNS = (
    "seq",
    "at",
    "device_at",
    "actor_kind",
    "actor_id",
    "seat_id",
    "reason",
    "command_id",
    "type",
    "event",
    "previous",
)


_IN_THEIR_ORDER: Final = json.JSONEncoder(ensure_ascii=False)
_SORTED: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True)


def row_hash(row: Mapping[str, object]) -> str:
    """Return the SHA-256, in hex, over the sealed columns as one JSON list, in their order."""
    text = _IN_THEIR_ORDER.encode([row[name] for name in SEALED_COLUMNS])
    return hashlib.sha256(text.encode()).hexdigest()


def to_row(recorded: Recorded, previous: str) -> dict[str, object]:
    """Return the journal row of an event, sealed after the row with the hash `previous`."""
    row: dict[str, object] = {
        "seq": recorded.seq,
        "at": iso(recorded.at),
        "device_at": iso(recorded.device_at) if recorded.device_at else None,
        "actor_kind": recorded.actor.kind.value,
        "actor_id": recorded.actor.id,
        "seat_id": recorded.actor.seat_id,
        "reason": recorded.reason,
        "command_id": recorded.command_id,
        "type": recorded.event.type,
        "event": _SORTED.encode(recorded.event.model_dump(mode="json")),
        "previous": previous,
    }
    row["hash"] = row_hash(row)
    return row


def plain(row: sa.RowMapping) -> dict[str, object]:
    """Return a journal row by its column names."""
    return {str(name): value for name, value in row.items()}


def from_row(row: Mapping[str, object]) -> Recorded:
    """Return the event of a journal row."""
    return Recorded.model_validate(
        {
            "seq": row["seq"],
            "at": row["at"],
            "device_at": row["device_at"],
            "actor": {"kind": row["actor_kind"], "id": row["actor_id"], "seat_id": row["seat_id"]},
            "reason": row["reason"],
            "command_id": row["command_id"],
            "event": json.loads(str(row["event"])),
            "previous": row["previous"],
            "hash": row["hash"],
        }
    )


def iso(moment: datetime) -> str:
    """Return a moment as text: UTC, microseconds, always of the same length."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
