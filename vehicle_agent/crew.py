"""What the crew has to do with: the live orders, what was said of them, and the keys it pressed."""

import logging
import sqlite3
from typing import Final

from dispatch_server.contract.positions import ReceiptWhat, ToldOrder, ToldOrders
from vehicle_agent import wire
from vehicle_agent.outbox import Kind, Outbox

log = logging.getLogger(__name__)

KEYS: Final = {
    1: "出动",
    2: "到达现场",
    3: "接触病人",
    4: "病人上车",
    5: "到达医院",
    6: "移交完成",
    7: "任务完成",
    8: "途中待命",
    9: "站内待命",
}
"""The status keys of docs/vehicle-protocol.md."""
_HELD: Final = "orders"


class CrewFault(Exception):
    """What the crew asked for cannot be done; the text, in Chinese, says why."""


class Crew:
    """Holds the orders over restarts, and writes keys and receipts into the outbox, each once.

    Methods that write raise `sqlite3.OperationalError` where the disk is full: nothing was said
    then, and whoever pressed is told so.
    """

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._told = self._held()

    @property
    def orders(self) -> tuple[ToldOrder, ...]:
        """Return the live orders, earliest first."""
        return self._told.orders

    def take(self, told: ToldOrders, content: bytes, *, device_ms: int) -> bool:
        """Take a list of orders in, and write `received` for the new ones. Return False for an old.

        The receipts come first: a list that is held has been receipted.
        """
        if told.seq < self._told.seq:
            return False
        for order in told.orders:
            self._receipt(order.id, ReceiptWhat.RECEIVED, device_ms=device_ms)
        self._outbox.keep(_HELD, content.decode("utf-8"))
        self._told = told
        return True

    def shown(self, order_id: str, *, device_ms: int) -> None:
        """Write that an order stood on a screen in the vehicle."""
        self._receipt(order_id, ReceiptWhat.SHOWN, device_ms=device_ms)

    def acknowledge(self, order_id: str, *, device_ms: int) -> int:
        """Write that the crew takes an order. Return the receipt's number. Raises `CrewFault`."""
        self._guard(order_id)
        if self._outbox.said(_name(order_id, ReceiptWhat.REFUSED)):
            raise CrewFault("已拒绝的派车单不能再接，请联系中心")
        return self._receipt(order_id, ReceiptWhat.ACKNOWLEDGED, device_ms=device_ms)

    def refuse(self, order_id: str, reason: str, *, device_ms: int) -> int:
        """Write that the crew cannot take it. Return the receipt's number. Raises `CrewFault`."""
        self._guard(order_id)
        if not reason.strip():
            raise CrewFault("拒绝出车必须说明原因")
        return self._receipt(order_id, ReceiptWhat.REFUSED, device_ms=device_ms, reason=reason)

    def press(self, key: int, *, device_ms: int, offset_ms: int | None, once: str = "") -> int:
        """Write a status key. Return its number. Raises `CrewFault` for an unknown key."""
        if key not in KEYS:
            raise CrewFault("状态键只有 1 至 9")
        order = self.orders[0].id if self.orders else ""
        body: dict[str, object] = {"t": device_ms, "key": key, "order": order}
        if offset_ms is not None:
            body["off"] = offset_ms
        return self._outbox.add(Kind.STATUS, body, once=f"key {once}" if once else "")

    def is_acknowledged(self, order_id: str) -> bool:
        """Tell whether the crew took the order."""
        return self._outbox.said(_name(order_id, ReceiptWhat.ACKNOWLEDGED))

    def _receipt(
        self, order_id: str, what: ReceiptWhat, *, device_ms: int, reason: str = ""
    ) -> int:
        body: dict[str, object] = {"t": device_ms, "order": order_id, "what": what.value}
        if reason:
            body["reason"] = reason.strip()
        return self._outbox.add(Kind.RECEIPT, body, once=_name(order_id, what))

    def _guard(self, order_id: str) -> None:
        if all(order.id != order_id for order in self.orders):
            raise CrewFault("没有这张派车单，可能已撤销")

    def _held(self) -> ToldOrders:
        held = self._outbox.kept(_HELD)
        if held is None:
            return ToldOrders(seq=-1)
        try:
            return wire.orders_of(held.encode("utf-8"))
        except (wire.NotUnderstood, sqlite3.Error) as fault:
            log.warning("the orders held from before cannot be read: %s", fault)
            return ToldOrders(seq=-1)


def _name(order_id: str, what: ReceiptWhat) -> str:
    return f"{what.value} {order_id}"
