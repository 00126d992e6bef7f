"""What the keys for seat state, messages and hand-over do in the dispatcher's window."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QObject, QRect
from PyQt6.QtWidgets import QWidget

from dispatch_console.roles.dispatcher import seat_panel
from dispatch_console.theme.sounds import Sound, Sounds
from dispatch_console.viewmodels.dispatcher_models import DispatcherModels
from dispatch_console.widgets import message_composer
from dispatch_console.widgets.toast import Toast
from dispatch_server.contract.entities import HandOver, Message
from dispatch_server.contract.ids import MessageId
from dispatch_server.contract.states import Priority, SeatState

if TYPE_CHECKING:
    from dispatch_console.roles.dispatcher.call_window import CallWindow

_READER_HEIGHT: Final = 320
_HAND_OVER_HEIGHT: Final = 560


class TalkActions(QObject):
    """Joins the panels by which seats talk with their models; every key has one method here."""

    def __init__(self, window: "CallWindow", models: DispatcherModels, sounds: Sounds) -> None:
        super().__init__(window)
        self._window = window
        self._models = models
        self._sounds = sounds
        models.messages.came.connect(self._on_came)
        models.messages.told.connect(lambda words: window.toasts.say(Toast(words, "red")))
        models.message_draft.told.connect(models.desk.told)
        models.hand_over.offered.connect(self._on_offered)
        window.messages.opened.connect(lambda name: self._read(MessageId(name)))
        window.seat_panel.declared.connect(self._declare)

    @property
    def keys(self) -> Mapping[str, Callable[[], None]]:
        """The keys, by the names that Qt gives them."""
        return {
            "Shift+F1": self._models.desk.toggle_ready,
            "Shift+F2": self.ask_state,
            "Ctrl+M": self.write,
            "Ctrl+R": self.read,
            "Ctrl+G": self.change_list,
            "Ctrl+U": self.change_urgency,
            "Ctrl+I": self.change_incident,
            "Ctrl+Shift+H": self.hand_over,
        }

    def ask_state(self) -> None:
        """Shift+F2: ask why the desk is away or busy."""
        room = self._area(self._window.room)
        area = QRect(room.left(), room.bottom() + 8, room.width(), seat_panel.HEIGHT)
        self._window.seat_panel.open_over(area)

    def write(self) -> None:
        """Ctrl+M: answer the message that is read, else write; once more asks anew to whom."""
        composer, reader, draft = (
            self._window.composer,
            self._window.reader,
            self._models.message_draft,
        )
        if composer.is_open:
            composer.start_anew()
            return
        shown = reader.shown
        message = self._models.messages.message(shown) if shown is not None else None
        if message is not None and message.sender != self._models.desk.seat_id:
            draft.reply_to(message.sender)
            draft.about(message.incident_id)
        if reader.is_open:
            reader.close_popup()
        composer.open_over(self._above_messages(message_composer.HEIGHT))
        composer.place_focus().setFocus()
        if draft.to is None:
            composer.start_anew()

    def read(self) -> None:
        """Ctrl+R: open the message to read next, or the newest where all are read."""
        first = self._models.messages.first
        row = self._models.messages.model.row(0)
        if first is not None:
            self._read(first.id)
        elif row is not None:
            self._read(row.id)

    def change_list(self) -> None:
        """Ctrl+G: show the record of the chosen incident, or the messages again."""
        lists = self._window.lists
        lists.setCurrentIndex(1 - lists.currentIndex())

    def change_urgency(self) -> None:
        """Ctrl+U: make the message that is written urgent, or ordinary again."""
        if self._window.composer.is_open:
            self._models.message_draft.toggle_urgent()

    def change_incident(self) -> None:
        """Ctrl+I: let the message be about the chosen incident, or about none."""
        draft = self._models.message_draft
        if self._window.composer.is_open:
            draft.about(self._models.chosen.id if draft.incident_id is None else None)

    def hand_over(self) -> None:
        """Ctrl+Shift+H: show what waits to be taken, else the own list; again the other one."""
        panel, desk = self._window.hand_over, self._models.hand_over
        if panel.is_open and desk.taking is not None:
            desk.show_own()
        else:
            desk.show_waiting()
        area = self._area(self._window.middle)
        room = self._area(self._window.room)
        high = min(_HAND_OVER_HEIGHT, area.height())
        panel.open_over(QRect(area.left(), area.top(), room.right() - area.left() + 1, high))
        (panel.notes if desk.taking is None else panel).setFocus()

    def _read(self, message_id: MessageId) -> None:
        reader = self._window.reader
        reader.open_over(self._above_messages(_READER_HEIGHT))
        reader.show_message(message_id)

    def _declare(self, state: SeatState, reason: str) -> None:
        self._models.desk.declare(state, reason)

    def _on_came(self, message: Message) -> None:
        self._sounds.once(Sound.NOTICE)
        if message.priority is Priority.URGENT:
            self._window.lists.setCurrentIndex(0)
            name = self._models.messages.sender_name(message)
            words = self.tr("{} 加急消息　Ctrl+R 读").format(name)
            self._window.toasts.say(Toast(words, "red"))

    def _on_offered(self, handover: HandOver) -> None:
        seat = self._models.server.mirror.board.seats.get(handover.leaving)
        name = seat.name if seat is not None else handover.leaving
        words = self.tr("{} 已签交班　Ctrl+Shift+H 接班").format(name)
        self._window.toasts.say(Toast(words, "amber"))

    def _area(self, part: QWidget) -> QRect:
        return QRect(part.mapTo(self._window, part.rect().topLeft()), part.size())

    def _above_messages(self, height: int) -> QRect:
        below = self._area(self._window.lists)
        return QRect(below.left(), below.top() - height - 8, below.width(), height)
