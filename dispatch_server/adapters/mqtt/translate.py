"""What vehicles publish, read into the contract's values; a payload is refused with its reason."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

import msgspec

from dispatch_server.contract.ids import VehicleId
from dispatch_server.contract.positions import (
    LONGEST_PAYLOAD,
    MOST_FIXES,
    Leaf,
    SentAlive,
    SentFix,
    SentLink,
    SentReceipt,
    SentStatus,
    spoken_of,
)
from dispatch_server.ports.positions import Heard

TOPICS_KEPT: Final = 20_000

_FIX: Final = msgspec.json.Decoder(SentFix)
_FIXES: Final = msgspec.json.Decoder(list[SentFix])
_OTHERS: Final[Mapping[Leaf, Callable[[bytes], Heard]]] = {
    Leaf.STATUS: msgspec.json.Decoder(SentStatus).decode,
    Leaf.RECEIPT: msgspec.json.Decoder(SentReceipt).decode,
    Leaf.LINK: msgspec.json.Decoder(SentLink).decode,
    Leaf.ALIVE: msgspec.json.Decoder(SentAlive).decode,
}
topic_of = lru_cache(TOPICS_KEPT)(spoken_of)


class NotUnderstood(Exception):
    """A payload that cannot be read; the text says what is wrong with it."""


Spoken = tuple[VehicleId, Leaf, tuple[SentFix, ...] | Heard]


def read(leaf: Leaf, payload: bytes) -> tuple[SentFix, ...] | Heard:
    """Return what a payload says. Raises `NotUnderstood`."""
    if len(payload) > LONGEST_PAYLOAD:
        raise NotUnderstood(f"payload of more than {LONGEST_PAYLOAD} bytes")
    try:
        if leaf is Leaf.POSITION:
            return (_FIX.decode(payload),)
        if leaf is Leaf.BACKFILL:
            fixes = _FIXES.decode(payload)
        else:
            return _OTHERS[leaf](payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise NotUnderstood(_in_short(fault)) from None
    if len(fixes) > MOST_FIXES:
        raise NotUnderstood(f"more than {MOST_FIXES} fixes at once")
    return tuple(fixes)


def _in_short(fault: Exception) -> str:
    return f"{type(fault).__name__}: {fault}"[:120]
