"""A history of positions in memory, which a test can take away."""

from collections.abc import Collection, Sequence

from dispatch_server.contract.ids import VehicleId
from dispatch_server.ports.positions import Fix
from dispatch_server.ports.storage import StoreUnavailable


class FakeHistory:
    """Keeps the promises of `History`."""

    def __init__(self) -> None:
        self.rows: dict[tuple[object, ...], Fix] = {}
        self.is_away = False

    async def keep(self, fixes: Sequence[Fix]) -> None:
        if self.is_away:
            raise StoreUnavailable("taken away")
        for row in fixes:
            self.rows.setdefault(row[:4], row)

    async def newest(self, vehicles: Collection[VehicleId]) -> Sequence[Fix]:
        believed = [row for row in self.rows.values() if not row.rejected]
        found = [[row for row in believed if row.vehicle_id == one] for one in vehicles]
        return [max(rows, key=lambda row: row.at) for rows in found if rows]

    async def track(
        self, vehicle_id: VehicleId, *, since: int, until: int, limit: int
    ) -> Sequence[Fix]:
        rows = (r for r in self.rows.values() if r.vehicle_id == vehicle_id)
        return sorted(row for row in rows if since <= row.at < until)[:limit]
