"""A small panel with the whole of one message, and what is known of each addressee."""

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dispatch_console.viewmodels.seat_messages import MessageRow, SeatMessages
from dispatch_console.viewmodels.wording import together
from dispatch_console.widgets.keys import is_enter
from dispatch_console.widgets.popup import Popup
from dispatch_console.widgets.words import Words
from dispatch_server.contract.ids import MessageId


class MessageReader(Popup):
    """Enter says that it was read and shows the next unread one; arrows turn to the others."""

    replied = pyqtSignal()

    def __init__(self, messages: SeatMessages, parent: QWidget) -> None:
        super().__init__(parent)
        self._messages = messages
        self._shown: MessageId | None = None
        self.setObjectName("message_reader")
        self.title = Words(size="body", tone="strong", bold=True)
        self.about = Words(tone="quiet")
        self.words = Words(size="body")
        self.words.setObjectName("message_words")
        self.words.setWordWrap(True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.each = Words(tone="quiet")
        self.each.setObjectName("message_receipts")
        self.each.setWordWrap(True)
        self.hint = Words(tone="quiet")
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.about)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self.words, 1)
        layout.addWidget(self.each)
        layout.addWidget(self.hint)
        messages.changed.connect(self._show)

    @property
    def shown(self) -> MessageId | None:
        """The message shown, while the panel is open."""
        return self._shown if self.is_open else None

    def show_message(self, message_id: MessageId) -> None:
        """Show the whole of one message."""
        self._shown = message_id
        self._show()
        self._messages.shown(message_id)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        if event is None:
            return
        if event.key() == Qt.Key.Key_Escape:
            self.close_popup()
        elif is_enter(event):
            self._read()
        elif event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            self._turn(1 if event.key() == Qt.Key.Key_Down else -1)

    def _read(self) -> None:
        row = self._row()
        if row is not None and row.unread:
            self._messages.read(row.id)
        following = self._messages.first
        if following is None:
            self.close_popup()
        else:
            self.show_message(following.id)

    def _turn(self, step: int) -> None:
        rows = self._messages.model.rows
        places = [place for place, row in enumerate(rows) if row.id == self._shown]
        place = (places[0] if places else -1) + step
        if 0 <= place < len(rows):
            self.show_message(rows[place].id)

    def _row(self) -> MessageRow | None:
        rows = self._messages.model.rows
        return next((row for row in rows if row.id == self._shown), None)

    def _show(self) -> None:
        row = self._row()
        message = self._messages.message(row.id) if row is not None else None
        if row is None or message is None:
            return
        urgent = self.tr("加急") if row.urgent else ""
        number = self._messages.incident_number(message)
        about = self.tr("事件 {}").format(number) if number else ""
        self.title.setText(together([urgent, row.who]))
        self.about.setText(together([about, row.time]))
        self.words.setText(row.text)
        self.each.setText("　".join(row.each))
        self.each.setVisible(bool(row.each))
        done = self.tr("Enter 读过") if row.unread else self.tr("Enter 下一条")
        self.hint.setText(together([done, self.tr("Ctrl+M 回复　↑↓ 翻　Esc 收")]))
