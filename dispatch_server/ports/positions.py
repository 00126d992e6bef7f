"""What the lane of positions needs of the world: a broker, and a history on disk."""

from collections.abc import Collection, Sequence
from typing import NamedTuple, Protocol

from dispatch_server.contract.ids import VehicleId
from dispatch_server.contract.positions import (
    SentAlive,
    SentFix,
    SentLink,
    SentReceipt,
    SentStatus,
    Told,
    ToldOrders,
)

DAY_MS = 86_400_000


class Fix(NamedTuple):
    """One row of the history, in the order of its columns; times are milliseconds since 1970 UTC.

    `at` is when the device says it was there: its own clock `device_at` and, where it knows one,
    its correction `offset_ms`. `skew_ms` is what the server saw that clock to be wrong by, None
    while it had seen too little; `received_at` is the server's own time. `rejected` says why the
    position is not believed, and is empty for one that is.
    """

    vehicle_id: VehicleId
    at: int
    boot: str
    n: int
    device_at: int
    offset_ms: int | None
    skew_ms: int | None
    received_at: int
    lon: float
    lat: float
    speed: float | None
    heading: float | None
    accuracy: float | None
    source: str
    rejected: str = ""


Heard = SentFix | SentStatus | SentReceipt | SentLink | SentAlive


class Ear(Protocol):
    """What hears the vehicles. It returns at once and raises nothing."""

    def fixes(
        self, vehicle_id: VehicleId, fixes: Sequence[SentFix], *, received_at: int, live: bool
    ) -> None:
        """Take fixes; `live` for the newest of a vehicle, not for what it held back."""
        ...

    def said(self, vehicle_id: VehicleId, message: Heard, *, received_at: int) -> None:
        """Take what is no fix."""
        ...

    def not_understood(self, vehicle_id: VehicleId, why: str) -> None:
        """Take note of a payload that says nothing."""
        ...

    def broker_is(self, there: bool, why: str = "") -> None:
        """Take note that the way to the broker was found or lost."""
        ...


class Broker(Protocol):
    """The way to the vehicles. What cannot be said now is said again later by whoever says it."""

    async def start(self, ear: Ear) -> None:
        """Connect, and stay connected until `stop`; returns at once."""
        ...

    async def stop(self) -> None:
        """Let the broker go."""
        ...

    def tell(self, vehicle_id: VehicleId, told: Told) -> bool:
        """Say what is stored; return False where the broker is away."""
        ...

    def give_orders(self, vehicle_id: VehicleId, orders: ToldOrders) -> bool:
        """Leave a vehicle's orders at the broker; return False where it is away."""
        ...


class History(Protocol):
    """All fixes that were ever heard."""

    async def keep(self, fixes: Sequence[Fix]) -> None:
        """Store fixes; they are on disk when this returns. Known ones change nothing.

        Raises `StoreUnavailable` when the database does not take them in time.
        """
        ...

    async def newest(self, vehicles: Collection[VehicleId]) -> Sequence[Fix]:
        """Return the newest believed fix of each vehicle that has one."""
        ...

    async def track(
        self, vehicle_id: VehicleId, *, since: int, until: int, limit: int
    ) -> Sequence[Fix]:
        """Return a vehicle's fixes from `since` to before `until` by `at`, rejected ones too."""
        ...
