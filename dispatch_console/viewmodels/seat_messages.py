"""The messages of one seat: what came, what was sent, and the receipts it owes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from PyQt6.QtCore import QObject, pyqtSignal

from dispatch_console.client import Commands
from dispatch_console.mirror import Mirror
from dispatch_console.viewmodels.message_words import addressee_words, delivery_words, each_delivery
from dispatch_console.viewmodels.row_model import RowModel
from dispatch_console.viewmodels.station_requests import StationRequests, new_id
from dispatch_console.viewmodels.wording import together
from dispatch_server.contract.commands.seats import ReadMessage, ReceiveMessage
from dispatch_server.contract.entities import Message
from dispatch_server.contract.ids import MessageId, SeatId
from dispatch_server.contract.local_time import local
from dispatch_server.contract.states import LinkState, Priority
from dispatch_server.contract.views import messages_to, unread_at

RECEIPT: Final = "received"
READ: Final = "read"


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message in a line; `state` says how far a sent one came, `hue` how good that is."""

    id: MessageId
    time: str
    who: str
    text: str
    unread: bool
    urgent: bool
    state: str = ""
    hue: str = "grey"
    each: tuple[str, ...] = ()


class SeatMessages(QObject):
    """Lists the unread first, then the rest from newest to oldest, and gives each receipt once.

    `came` carries a message that has just arrived unread; `told` what the server said against
    reading one.
    """

    changed = pyqtSignal()
    came = pyqtSignal(object)
    told = pyqtSignal(str)

    def __init__(
        self,
        seat_id: SeatId,
        mirror: Mirror,
        commands: Commands,
        *,
        now: Callable[[], datetime],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.seat_id = seat_id
        self._mirror = mirror
        self._now = now
        self._requests = StationRequests(commands, self)
        self._link = LinkState.UNKNOWN
        self._known: set[MessageId] = set()
        self._tried: set[MessageId] = set()
        self.model: RowModel[MessageRow] = RowModel(
            lambda row: together([row.time, row.who, row.text, row.state]),
            self,
            key=lambda row: row.id,
        )
        self._requests.told.connect(self.told)
        mirror.advanced.connect(self._tried.clear)
        mirror.changed.connect(self._on_changed)
        mirror.replaced.connect(self._on_replaced)
        self.refresh()

    @property
    def unread(self) -> tuple[Message, ...]:
        """What nobody here has read, urgent ones first, then the oldest."""
        asked = self._requests.is_waiting
        found = unread_at(self._mirror.board, self.seat_id)
        return tuple(message for message in found if not asked(message.id, READ))

    @property
    def first(self) -> Message | None:
        """The message to read next."""
        return next(iter(self.unread), None)

    def message(self, message_id: MessageId) -> Message | None:
        """Give a message of the board."""
        return self._mirror.board.messages.get(message_id)

    def sender_name(self, message: Message) -> str:
        """Give the name of the seat that sent a message."""
        seat = self._mirror.board.seats.get(message.sender)
        return seat.name if seat is not None else message.sender

    def incident_number(self, message: Message) -> str:
        """Give the number of the incident a message is about, or nothing."""
        about = message.incident_id
        incident = self._mirror.board.incidents.get(about) if about is not None else None
        return str(incident.number) if incident is not None else ""

    def shown(self, message_id: MessageId) -> None:
        """Give the receipt: this screen has painted the message. Once, until it is known."""
        message = self.message(message_id)
        receipt = message.receipts.get(self.seat_id) if message is not None else None
        if receipt is None or receipt.received_at is not None or message_id in self._tried:
            return
        self._tried.add(message_id)
        command = ReceiveMessage(command_id=new_id(), device_at=self._now(), message_id=message_id)
        self._requests.ask((message_id, RECEIPT), command, quiet=True)

    def read(self, message_id: MessageId) -> None:
        """Say that a person here has read the message."""
        if any(message.id == message_id for message in self.unread):
            command = ReadMessage(command_id=new_id(), device_at=self._now(), message_id=message_id)
            self._requests.ask((message_id, READ), command)
            self.refresh()

    def set_link(self, link: LinkState, _cause: str = "") -> None:
        """Send again, under their own ids, the receipts nobody knows of, once the way is back."""
        came_back = link is LinkState.UP and self._link is not LinkState.UP
        self._link = link
        if came_back:
            self._tried.clear()
            self._requests.repeat_unknown(RECEIPT)
            self._requests.repeat_unknown(READ)
            self.refresh()

    def refresh(self) -> None:
        """Read the messages of this seat anew."""
        board, unread = self._mirror.board, self.unread
        mine = [m for m in board.messages.values() if m.sender == self.seat_id]
        rest = {m.id: m for m in (*messages_to(board, self.seat_id), *mine)}
        for message in unread:
            del rest[message.id]
        others = sorted(rest.values(), key=lambda m: (m.sent_at, m.id), reverse=True)
        self.model.replace([self._row(message) for message in (*unread, *others)])
        self.changed.emit()

    def _row(self, message: Message) -> MessageRow:
        board = self._mirror.board
        mine = message.sender == self.seat_id
        who = f"→{addressee_words(board, message.to)}" if mine else self.sender_name(message)
        state, hue = delivery_words(message) if mine else ("", "grey")
        return MessageRow(
            message.id,
            local(message.sent_at).strftime("%H:%M"),
            who,
            message.text,
            unread=not mine and message.receipts[self.seat_id].read_at is None,
            urgent=message.priority is Priority.URGENT,
            state=state,
            hue=hue,
            each=each_delivery(board, message) if mine else (),
        )

    def _on_changed(self, kind: str, about: str) -> None:
        if kind == "messages":
            self._settle(MessageId(about))
        if kind in {"messages", "seats", "stations", "incidents"}:
            self._look()

    def _on_replaced(self) -> None:
        for message_id in self._mirror.board.messages:
            self._settle(message_id)
        self._look()

    def _settle(self, message_id: MessageId) -> None:
        message = self.message(message_id)
        receipt = message.receipts.get(self.seat_id) if message is not None else None
        if receipt is None or receipt.read_at is not None:
            self._requests.settle(message_id)
        elif receipt.received_at is not None:
            self._requests.settle(message_id, keeping=READ)

    def _look(self) -> None:
        """Show what the board holds, and say what has just come."""
        self.refresh()
        unread = self.unread
        fresh = [message for message in unread if message.id not in self._known]
        self._known = {message.id for message in unread}
        for message in fresh:
            self.came.emit(message)
