"""What goes over the wire, made from the outbox's rows and read into the contract's values."""

import json
from collections.abc import Sequence
from typing import Final

from pydantic import TypeAdapter, ValidationError

from dispatch_server.contract.positions import LONGEST_PAYLOAD, Told, ToldOrders
from vehicle_agent.outbox import Row

_TOLD: Final = TypeAdapter(Told)
_ORDERS: Final = TypeAdapter(ToldOrders)


class NotUnderstood(Exception):
    """A payload from the server that cannot be read; the text says what is wrong."""


def payload(row: Row, boot: str) -> bytes:
    """Return one row as the server reads it."""
    return _compact(_whole(row, boot))


def backfill(rows: Sequence[Row], boot: str) -> bytes:
    """Return several fixes, oldest first."""
    return _compact([_whole(row, boot) for row in rows])


def link(state: str, *, boot: str, device_ms: int | None = None) -> bytes:
    """Return whether the device is connected; the last will has no time."""
    said: dict[str, object] = {"state": state, "boot": boot}
    return _compact(said if device_ms is None else {**said, "t": device_ms})


def alive(*, boot: str, device_ms: int, waiting: int, offset_ms: int | None) -> bytes:
    """Return a sign of life without a fix."""
    said: dict[str, object] = {"boot": boot, "t": device_ms, "waiting": waiting}
    return _compact(said if offset_ms is None else {**said, "off": offset_ms})


def told_of(content: bytes) -> Told:
    """Return what the server has stored. Raises `NotUnderstood`."""
    _guard(content)
    try:
        return _TOLD.validate_json(content)
    except ValidationError as fault:
        raise NotUnderstood(_in_short(fault)) from None


def orders_of(content: bytes) -> ToldOrders:
    """Return the vehicle's live orders. Raises `NotUnderstood`."""
    _guard(content)
    try:
        return _ORDERS.validate_json(content)
    except ValidationError as fault:
        raise NotUnderstood(_in_short(fault)) from None


def _whole(row: Row, boot: str) -> dict[str, object]:
    return {"n": row.n, "boot": boot, **row.body}


def _compact(said: object) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _guard(content: bytes) -> None:
    if len(content) > LONGEST_PAYLOAD:
        raise NotUnderstood(f"payload of more than {LONGEST_PAYLOAD} bytes")


def _in_short(fault: ValidationError) -> str:
    first = fault.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(str(part) for part in first['loc']) or 'payload'}: {first['msg']}"[:120]
