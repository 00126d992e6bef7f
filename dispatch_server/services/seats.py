"""What seats say: their state, messages to each other, the change of shift."""

from dispatch_server.contract.commands.seats import (
    DeclareSeat,
    OfferHandOver,
    ReadMessage,
    ReceiveMessage,
    SendMessage,
    TakeHandOver,
)
from dispatch_server.contract.ids import HandOverId, MessageId
from dispatch_server.domain import messages, seats
from dispatch_server.ports.storage import Store
from dispatch_server.services.actors import Asker


class SeatService:
    """Carries out what a seat says of itself and to others.

    A declared state is journalled and shown; the exchange hears nothing of it and rings on.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    async def declare(self, command: DeclareSeat, *, by: Asker) -> None:
        """Take what the desk says it is doing."""
        async with self._store.begin(
            command.command_id, by=by.actor, device_at=command.device_at
        ) as tx:
            events = seats.declare(tx.board, by.seat, command.state, reason=command.reason)
            tx.record(*events, reason=command.reason)

    async def send(self, command: SendMessage, *, by: Asker) -> None:
        """Send a message; its id is made from the command's, so twice is once."""
        async with self._store.begin(
            command.command_id, by=by.actor, device_at=command.device_at
        ) as tx:
            message_id = MessageId(f"m-{command.command_id}")
            tx.record(*messages.send(tx.board, command, message_id, by=by.seat))

    async def receive(self, command: ReceiveMessage, *, by: Asker) -> None:
        """Take the receipt of a screen."""
        async with self._store.begin(
            command.command_id, by=by.actor, device_at=command.device_at
        ) as tx:
            tx.record(*messages.receive(tx.board, command.message_id, by=by.seat))

    async def read(self, command: ReadMessage, *, by: Asker) -> None:
        """Take the word of a person who has read a message."""
        async with self._store.begin(
            command.command_id, by=by.actor, device_at=command.device_at
        ) as tx:
            tx.record(*messages.read(tx.board, command.message_id, by=by.seat))

    async def offer(self, command: OfferHandOver, *, by: Asker) -> None:
        """Take the leaving desk's signature under what it leaves open."""
        async with self._store.begin(
            command.command_id, by=by.actor, device_at=command.device_at
        ) as tx:
            handover_id = HandOverId(f"h-{command.command_id}")
            tx.record(*seats.offer(tx.board, by.seat, handover_id, notes=command.notes))

    async def take(self, command: TakeHandOver, *, by: Asker) -> None:
        """Take the taking desk's signature."""
        async with self._store.begin(
            command.command_id, by=by.actor, device_at=command.device_at
        ) as tx:
            tx.record(*seats.take(tx.board, by.seat, command.handover_id))
