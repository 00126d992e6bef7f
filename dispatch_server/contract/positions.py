"""What vehicles and the server say over the broker, as docs/vehicle-protocol.md tells it.

Plain dataclasses of the wire's own names, so that agent and server read and write the same JSON.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from dispatch_server.contract.ids import VehicleId

ROOT: Final = "d120/v1/vehicle"
"""How every topic begins; a change that older devices could misread raises the number."""
LONGEST_PAYLOAD: Final = 65_536
"""A longer payload is refused unread, bytes; a full backfill stays well below."""
MOST_FIXES: Final = 200
"""Fixes in one backfill message at most."""
SPEAKABLE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""A vehicle's id that can be a level of a topic and a user of the broker."""


class Leaf(StrEnum):
    """The last level of a topic: what is spoken of. A vehicle publishes all but the last two."""

    POSITION = "position"
    BACKFILL = "backfill"
    STATUS = "status"
    RECEIPT = "receipt"
    LINK = "link"
    ALIVE = "alive"
    ORDERS = "orders"
    TOLD = "told"


FROM_VEHICLES: Final = frozenset(Leaf) - {Leaf.ORDERS, Leaf.TOLD}


@dataclass(frozen=True, slots=True)
class SentFix:
    """One measured position as a device sends it.

    `n` counts everything that left one outbox, `boot` names that outbox. `t` is the device's own
    clock in milliseconds since 1970 UTC; `off` is what the device believes to have to add to it,
    milliseconds, None where it does not know. WGS-84 degrees; `spd` metres a second, `hdg` degrees
    clockwise from north, `acc` metres; `src` says what measured.
    """

    n: int
    boot: str
    t: int
    lon: float
    lat: float
    spd: float | None = None
    hdg: float | None = None
    acc: float | None = None
    src: str = "gps"
    off: int | None = None


@dataclass(frozen=True, slots=True)
class SentStatus:
    """A status key that was pressed in the vehicle, 1 to 9; `order` is empty without a live one."""

    n: int
    boot: str
    t: int
    key: int
    order: str = ""
    off: int | None = None


class ReceiptWhat(StrEnum):
    """How far an order has come in the vehicle."""

    RECEIVED = "received"
    SHOWN = "shown"
    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class SentReceipt:
    """What the vehicle says of an order; to refuse one needs a `reason`."""

    n: int
    boot: str
    t: int
    order: str
    what: ReceiptWhat
    reason: str = ""
    off: int | None = None


@dataclass(frozen=True, slots=True)
class SentLink:
    """Whether the device is connected; the broker says `offline` for it by its last will."""

    state: str
    boot: str = ""
    t: int | None = None


@dataclass(frozen=True, slots=True)
class SentAlive:
    """The device lives although it measured nothing; `waiting` rows are still in its outbox."""

    boot: str
    t: int
    waiting: int = 0
    off: int | None = None


@dataclass(frozen=True, slots=True)
class ToldOrder:
    """An order as its vehicle gets it: what the crew needs to go there, and nothing else."""

    id: str
    number: str
    state: str
    issued_at: int
    address: str
    lon: float | None = None
    lat: float | None = None
    meeting: str = ""
    meeting_lon: float | None = None
    meeting_lat: float | None = None
    complaint: str = ""
    phone: str = ""
    notes: str = ""
    hospital: str = ""


@dataclass(frozen=True, slots=True)
class ToldOrders:
    """All live orders of a vehicle, earliest first, as of number `seq` of the journal."""

    seq: int
    orders: tuple[ToldOrder, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What the server has on disk of one outbox: spans of numbers, both ends included.

    `refused` are numbers that it will never take, with the reason: the device sets them aside.
    """

    boot: str
    kept: tuple[tuple[int, int], ...] = ()
    refused: tuple[tuple[int, str], ...] = ()


def topic(vehicle_id: str, leaf: Leaf) -> str:
    """Return a topic. Raises `ValueError` for an id that cannot stand in one."""
    if not SPEAKABLE.fullmatch(vehicle_id):
        raise ValueError(f"{vehicle_id!r} cannot be a level of a topic: letters, digits, . _ -")
    return f"{ROOT}/{vehicle_id}/{leaf.value}"


def spoken_of(name: str) -> tuple[VehicleId, Leaf] | None:
    """Return whose topic this is and what it speaks of, None for any other topic."""
    start, _, rest = name.partition(f"{ROOT}/")
    vehicle_id, _, leaf = rest.partition("/")
    if start or not SPEAKABLE.fullmatch(vehicle_id) or leaf not in frozenset(Leaf):
        return None
    return VehicleId(vehicle_id), Leaf(leaf)


def spans(numbers: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Return numbers as spans, both ends included, in order and without doubles."""
    found: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return tuple(found)
