"""Decisions about messages between seats: who gets them, and what their receipts mean."""

from dispatch_server.contract.addressing import Addressee
from dispatch_server.contract.board import Board
from dispatch_server.contract.commands.seats import SendMessage
from dispatch_server.contract.entities import Message, Seat
from dispatch_server.contract.events import Event
from dispatch_server.contract.events.seats import MessageRead, MessageReceived, MessageSent
from dispatch_server.contract.ids import MessageId, SeatId
from dispatch_server.contract.states import AddresseeKind, Role
from dispatch_server.domain.errors import NobodyThere, NotFound, NotYours


def send(board: Board, command: SendMessage, message_id: MessageId, *, by: Seat) -> list[Event]:
    """Decide that words go to every seat that is meant now; the sender gets none back."""
    if command.incident_id is not None and command.incident_id not in board.incidents:
        raise NotFound("事件")
    seats = tuple(sorted(s.id for s in board.seats.values() if _meant(s, command.to, by)))
    if not seats:
        raise NobodyThere(_missing(board, command.to))
    return [
        MessageSent(
            message_id=message_id,
            sender=by.id,
            to=command.to,
            seats=seats,
            text=command.text,
            priority=command.priority,
            incident_id=command.incident_id,
        )
    ]


def receive(board: Board, message_id: MessageId, *, by: Seat) -> list[Event]:
    """Decide what a seat's receipt means; a second one says nothing new."""
    receipt = _mine(board, message_id, by).receipts[by.id]
    if receipt.received_at is not None:
        return []
    return [MessageReceived(message_id=message_id, seat_id=by.id)]


def read(board: Board, message_id: MessageId, *, by: Seat) -> list[Event]:
    """Decide that somebody at the seat has read the message."""
    receipt = _mine(board, message_id, by).receipts[by.id]
    if receipt.read_at is not None:
        return []
    return [MessageRead(message_id=message_id, seat_id=by.id)]


def _mine(board: Board, message_id: MessageId, by: Seat) -> Message:
    message = board.messages.get(message_id)
    if message is None:
        raise NotFound("消息")
    if by.id not in message.receipts:
        raise NotYours("这条消息不是发给本席的")
    return message


def _meant(seat: Seat, to: Addressee, by: Seat) -> bool:
    if seat.id == by.id:
        return False
    match to.kind:
        case AddresseeKind.SEAT:
            return seat.id == SeatId(to.id)
        case AddresseeKind.STATION:
            return seat.role is Role.STATION and seat.station_id == to.id
        case AddresseeKind.DISPATCHERS:
            return seat.role in {Role.DISPATCHER, Role.SUPERVISOR}
        case AddresseeKind.STATIONS:
            return seat.role is Role.STATION
        case AddresseeKind.EVERYONE:
            return True


def _missing(board: Board, to: Addressee) -> str:
    station = next((s for s in board.stations.values() if s.id == to.id), None)
    if to.kind is AddresseeKind.STATION and station is not None:
        return f"{station.name}没有登记受警机，收不到消息；改打电话 {station.phone}".rstrip()
    return "没有别的席收得到这条消息，核对收信人"
