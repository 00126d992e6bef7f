"""Dispatch orders: issue, move along, receipts, reprint."""

from dispatch_server.contract.commands.orders import (
    IssueOrder,
    MoveOrder,
    ReportContact,
    ReportDelivery,
    ReprintOrder,
    SetDuty,
)
from dispatch_server.contract.ids import OrderId
from dispatch_server.domain import orders, vehicles
from dispatch_server.ports.storage import Store
from dispatch_server.services.actors import Asker


class OrderService:
    """Carries out commands about dispatch orders and the vehicles that run them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def issue(self, command: IssueOrder, *, by: Asker) -> None:
        """Send a vehicle; the order's id is made from the command's, so twice is once."""
        async with self._store.begin(
            command.command_id, by=by.actor, device_at=command.device_at
        ) as tx:
            tx.record(*orders.issue(tx.board, command, OrderId(f"o-{command.command_id}")))

    async def move(self, command: MoveOrder, *, by: Asker) -> None:
        """Move an order along."""
        async with self._store.begin(
            command.command_id, by=by.actor, device_at=command.device_at
        ) as tx:
            order = orders.known(tx.board, command.order_id)
            tx.record(
                *orders.move(order, command.to, by=by.seat, reason=command.reason),
                reason=command.reason,
            )

    async def contact(self, command: ReportContact, *, by: Asker) -> None:
        """Stamp that the crew reached the patient."""
        async with self._store.begin(
            command.command_id, by=by.actor, device_at=command.device_at
        ) as tx:
            tx.record(*orders.contact(orders.known(tx.board, command.order_id), by=by.seat))

    async def receive(self, command: ReportDelivery, *, by: Asker) -> None:
        """Take a receiver's receipt."""
        async with self._store.begin(
            command.command_id, by=by.actor, device_at=command.device_at
        ) as tx:
            order = orders.known(tx.board, command.order_id)
            tx.record(
                *orders.receive(
                    order, command.channel, command.state, by=by.seat, cause=command.cause
                )
            )

    async def reprint(self, command: ReprintOrder, *, by: Asker) -> None:
        """Ask for the sheet once more."""
        async with self._store.begin(
            command.command_id, by=by.actor, device_at=command.device_at
        ) as tx:
            order = orders.known(tx.board, command.order_id)
            tx.record(*orders.reprint(tx.board, order, by=by.seat))

    async def set_duty(self, command: SetDuty, *, by: Asker) -> None:
        """Change what a vehicle without an order is doing."""
        async with self._store.begin(
            command.command_id, by=by.actor, device_at=command.device_at
        ) as tx:
            tx.record(
                *vehicles.set_duty(
                    tx.board, command.vehicle_id, command.duty, by=by.seat, reason=command.reason
                ),
                reason=command.reason,
            )
