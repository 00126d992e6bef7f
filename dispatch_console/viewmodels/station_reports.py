"""Makes the commands by which a station reports, and sends each once."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from PyQt6.QtCore import QObject

from dispatch_console.client import Commands
from dispatch_console.viewmodels.station_requests import StationRequests, new_id
from dispatch_console.viewmodels.station_steps import CONTACT
from dispatch_server.contract.board import Board
from dispatch_server.contract.commands.orders import (
    MoveOrder,
    ReportContact,
    ReportDelivery,
    ReprintOrder,
    SetDuty,
)
from dispatch_server.contract.entities import Order
from dispatch_server.contract.ids import OrderId, VehicleId
from dispatch_server.contract.states import Channel, DeliveryState, Duty, OrderState

RECEIPT: Final = "receipt"
RESTORE: Final = "restore"
REPRINT: Final = "reprint"


class StationReports(StationRequests):
    """Reports moves, contact, receipts, reprints and vehicles that are back."""

    def __init__(
        self, commands: Commands, now: Callable[[], datetime], parent: QObject | None = None
    ) -> None:
        super().__init__(commands, parent)
        self._now = now
        self._receipted: set[OrderId] = set()

    def move(self, order: Order, to: OrderState, *, reason: str = "") -> None:
        """Ask that an order reach a state."""
        move = MoveOrder(
            command_id=new_id(), device_at=self._now(), order_id=order.id, to=to, reason=reason
        )
        self.ask((order.id, to.value), move)

    def contact(self, order: Order) -> None:
        """Report that the crew reached the patient."""
        contact = ReportContact(command_id=new_id(), device_at=self._now(), order_id=order.id)
        self.ask((order.id, CONTACT), contact)

    def reprint(self, order: Order) -> None:
        """Ask for the order sheet once more."""
        again = ReprintOrder(command_id=new_id(), device_at=self._now(), order_id=order.id)
        self.ask((order.id, REPRINT), again)

    def restore(self, vehicle_id: VehicleId) -> None:
        """Report a vehicle back at its station."""
        duty = SetDuty(
            command_id=new_id(),
            device_at=self._now(),
            vehicle_id=vehicle_id,
            duty=Duty.AT_STATION,
        )
        self.ask((vehicle_id, RESTORE), duty)

    def receipt(self, order: Order) -> None:
        """Say that this screen shows an order; once, and not if the centre knows it already."""
        if order.id in self._receipted:
            return
        self._receipted.add(order.id)
        known = order.deliveries.get(Channel.STATION_SCREEN)
        if known is not None and known.state is DeliveryState.DELIVERED:
            return
        receipt = ReportDelivery(
            command_id=new_id(),
            device_at=self._now(),
            order_id=order.id,
            channel=Channel.STATION_SCREEN,
            state=DeliveryState.DELIVERED,
        )
        self.ask((order.id, RECEIPT), receipt, quiet=True)

    def repeat_receipts(self) -> None:
        """Send again, under their own ids, the receipts of which nobody knows what became."""
        self.repeat_unknown(RECEIPT)

    def settle_all(self, board: Board) -> None:
        """Forget every matter of a board that was replaced, except receipts."""
        for about in (*board.orders, *board.vehicles):
            self.settle(about, keeping=RECEIPT)
