"""Reading and writing messages over any window of the room, by the same keys as at a desk."""

from collections.abc import Callable, Mapping
from typing import Final

from PyQt6.QtCore import QObject, QRect
from PyQt6.QtWidgets import QWidget

from dispatch_console.theme.sounds import Sound, Sounds
from dispatch_console.viewmodels.message_draft import MessageDraft
from dispatch_console.viewmodels.seat_messages import SeatMessages
from dispatch_console.widgets import message_composer
from dispatch_console.widgets.message_composer import MessageComposer
from dispatch_console.widgets.message_reader import MessageReader
from dispatch_console.widgets.toast import Toast, Toasts
from dispatch_server.contract.addressing import Addressee
from dispatch_server.contract.answers import CommandAnswer, CommandOutcome
from dispatch_server.contract.entities import Message
from dispatch_server.contract.ids import IncidentId, MessageId
from dispatch_server.contract.states import Priority

_READER_HEIGHT: Final = 320
_WIDTH: Final = 608


class MessageKeys(QObject):
    """Ctrl+M writes, Ctrl+R reads, Ctrl+U makes urgent, Ctrl+I adds the incident in sight."""

    def __init__(
        self,
        window: QWidget,
        messages: SeatMessages,
        draft: MessageDraft,
        *,
        toasts: Toasts,
        sounds: Sounds,
        incident: Callable[[], IncidentId | None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._messages = messages
        self._draft = draft
        self._toasts = toasts
        self._sounds = sounds
        self._incident = incident
        self._about: IncidentId | None = None
        self.reader = MessageReader(messages, window)
        self.composer = MessageComposer(draft, window)
        messages.came.connect(self._on_came)
        messages.told.connect(self._say)
        draft.told.connect(self._on_told)
        draft.sent.connect(self._on_sent)

    @property
    def keys(self) -> Mapping[str, Callable[[], None]]:
        """The keys, by the names that Qt gives them."""
        return {
            "Ctrl+M": self.write,
            "Ctrl+R": self.read,
            "Ctrl+U": self._change_urgency,
            "Ctrl+I": self._change_incident,
        }

    def write(self) -> None:
        """Answer the message that is read, else write; once more asks anew to whom."""
        if self.composer.is_open:
            self.composer.start_anew()
            return
        shown = self.reader.shown
        message = self._messages.message(shown) if shown is not None else None
        if message is not None and message.sender != self._messages.seat_id:
            self._draft.reply_to(message.sender)
            self._draft.about(message.incident_id)
        if self.reader.is_open:
            self.reader.close_popup()
        self._open_composer()

    def write_to(self, to: Addressee) -> None:
        """Write to one that is known already."""
        self._draft.address_to(to)
        self._open_composer()

    def read(self) -> None:
        """Open the message to read next, or the newest where all are read."""
        first, row = self._messages.first, self._messages.model.row(0)
        if first is not None:
            self.open(first.id)
        elif row is not None:
            self.open(row.id)
        else:
            self._toasts.say(Toast(self.tr("没有消息"), "green"))

    def open(self, message_id: str) -> None:
        """Open one message."""
        self.reader.open_over(self._area(_READER_HEIGHT))
        self.reader.show_message(MessageId(message_id))

    def _open_composer(self) -> None:
        self._about = self._incident()
        self.composer.open_over(self._area(message_composer.HEIGHT))
        self.composer.place_focus().setFocus()
        if self._draft.to is None:
            self.composer.start_anew()

    def _area(self, height: int) -> QRect:
        """Give room in the middle of the window, a little above its centre."""
        left = (self._window.width() - _WIDTH) // 2
        return QRect(left, max(8, self._window.height() // 2 - height), _WIDTH, height)

    def _change_urgency(self) -> None:
        if self.composer.is_open:
            self._draft.toggle_urgent()

    def _change_incident(self) -> None:
        if self.composer.is_open:
            self._draft.about(self._about if self._draft.incident_id is None else None)

    def _on_came(self, message: Message) -> None:
        self._sounds.once(Sound.NOTICE)
        if message.priority is Priority.URGENT:
            name = self._messages.sender_name(message)
            self._say(self.tr("{} 加急消息　Ctrl+R 读").format(name))

    def _on_sent(self) -> None:
        self._toasts.say(Toast(self.tr("消息已发出"), "green"))

    def _on_told(self, answer: CommandAnswer) -> None:
        refused = answer.outcome is CommandOutcome.REFUSED
        self._toasts.say(Toast(answer.sentence, "red" if refused else "amber"))

    def _say(self, words: str) -> None:
        self._toasts.say(Toast(words, "red"))
