"""The message being written at a desk: to whom, what, how urgent; kept until it was sent."""

from dataclasses import dataclass

from PyQt6.QtCore import QObject, pyqtSignal

from dispatch_console.client import Commands
from dispatch_console.mirror import Mirror
from dispatch_console.viewmodels.message_words import GROUP_WORDS
from dispatch_console.viewmodels.station_requests import new_id
from dispatch_console.viewmodels.suggestion import Suggestion
from dispatch_server.contract.addressing import Addressee
from dispatch_server.contract.answers import CommandAnswer, CommandOutcome
from dispatch_server.contract.commands.seats import SendMessage
from dispatch_server.contract.ids import IncidentId, SeatId
from dispatch_server.contract.states import AddresseeKind, Priority, Role
from gis_data.pinyin import syllables

MOST_OFFERED = 4


@dataclass(frozen=True, slots=True)
class Offer:
    """Somebody a message may go to."""

    suggestion: Suggestion
    to: Addressee


class MessageDraft(QObject):
    """Finds addressees by name or initials, and sends.

    A message of unknown outcome goes again under its own id, so that it comes once. `sent` says
    that the server has it, or that it waits to go; `told` carries what was said of it otherwise.
    One that waited and came to nothing stands here again, where nothing else was begun.
    """

    changed = pyqtSignal()
    sent = pyqtSignal()
    told = pyqtSignal(object)

    def __init__(
        self, seat_id: SeatId, mirror: Mirror, commands: Commands, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._seat_id = seat_id
        self._mirror = mirror
        self._commands = commands
        self.to: Offer | None = None
        self.text = ""
        self.urgent = False
        self.incident_id: IncidentId | None = None
        self._last: SendMessage | None = None
        self._sending = False

    @property
    def can_send(self) -> bool:
        """Whether there are words and somebody to get them, and none are under way."""
        return self.to is not None and bool(self.text.strip()) and not self._sending

    @property
    def incident_number(self) -> str:
        """The number of the incident the message is about, or nothing."""
        about = self.incident_id
        incident = self._mirror.board.incidents.get(about) if about is not None else None
        return str(incident.number) if incident is not None else ""

    def offers(self, typed: str) -> tuple[Offer, ...]:
        """Give who fits what was typed: part of a name, its pinyin or its initials."""
        wanted = typed.replace(" ", "").lower()
        return tuple(o for o in self._everybody() if _fits(o.suggestion.title, wanted))[
            :MOST_OFFERED
        ]

    def address(self, offer: Offer | None) -> None:
        """Choose to whom it goes."""
        self.to = offer
        self.changed.emit()

    def reply_to(self, seat_id: SeatId) -> None:
        """Choose the seat that wrote."""
        self.address_to(Addressee(AddresseeKind.SEAT, seat_id))

    def address_to(self, to: Addressee) -> None:
        """Choose to whom it goes, where that is somebody a message may go to."""
        for offer in self._everybody():
            if offer.to == to:
                self.address(offer)

    def write(self, text: str) -> None:
        """Keep what was typed."""
        self.text = text
        self.changed.emit()

    def toggle_urgent(self) -> None:
        """Make it urgent, or ordinary again."""
        self.urgent = not self.urgent
        self.changed.emit()

    def about(self, incident_id: IncidentId | None) -> None:
        """Say which incident it is about, or none."""
        self.incident_id = incident_id
        self.changed.emit()

    def send(self) -> None:
        """Send it; the words go away once the server has them."""
        if self.to is None or not self.can_send:
            return
        to = self.to
        command = self._command(to)
        self._last, self._sending = command, True
        self._commands.send(command, lambda answer: self._on_outcome(command, to, answer))
        self.changed.emit()

    def _command(self, to: Offer) -> SendMessage:
        command = SendMessage(
            command_id=new_id(),
            to=to.to,
            text=self.text,
            priority=Priority.URGENT if self.urgent else Priority.ORDINARY,
            incident_id=self.incident_id,
        )
        before = self._last
        same = before is not None and before == command.model_copy(
            update={"command_id": before.command_id}
        )
        return before if before is not None and same else command

    def _on_outcome(self, sent: SendMessage, to: Offer, answer: CommandAnswer) -> None:
        if self._last == sent:
            self._sending = False
        if answer.outcome in {CommandOutcome.DONE, CommandOutcome.WAITING}:
            if self._last == sent:
                self._last, self.text, self.urgent, self.incident_id = None, "", False, None
                self.sent.emit()
        elif self._last != sent:
            self._put_back(sent, to)
        elif answer.outcome is CommandOutcome.REFUSED:
            self._last = None
        if answer.outcome is not CommandOutcome.DONE:
            self.told.emit(answer)
        self.changed.emit()

    def _put_back(self, sent: SendMessage, to: Offer) -> None:
        """Let the words of a message that waited and did not go stand here again."""
        if self.text or self._sending:
            return
        self.to, self.text = to, sent.text
        self.urgent, self.incident_id = sent.priority is Priority.URGENT, sent.incident_id

    def _everybody(self) -> list[Offer]:
        board = self._mirror.board
        seats = [
            Offer(Suggestion(seat.name, "座席"), Addressee(AddresseeKind.SEAT, seat.id))
            for seat in board.seats.values()
            if seat.id != self._seat_id and seat.role is not Role.STATION
        ]
        stations = [
            Offer(Suggestion(one.name, "分站"), Addressee(AddresseeKind.STATION, one.id))
            for one in board.stations.values()
        ]
        groups = [
            Offer(Suggestion(words, "群发"), Addressee(kind)) for kind, words in GROUP_WORDS.items()
        ]
        by_name = sorted((*seats, *stations), key=lambda offer: offer.suggestion.title)
        receivers = [
            Offer(Suggestion(seat.name, "受警机"), Addressee(AddresseeKind.SEAT, seat.id))
            for seat in board.seats.values()
            if seat.id != self._seat_id and seat.role is Role.STATION
        ]
        return [*by_name, *groups, *receivers]


def _fits(name: str, wanted: str) -> bool:
    read = syllables(name)
    initials = "".join(one[0] for one in read).lower()
    return wanted in name.lower() or wanted in initials or "".join(read).lower().startswith(wanted)
