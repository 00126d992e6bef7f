"""One line to write a message: to whom, by name or initials, and the words."""

from typing import Final

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dispatch_console.viewmodels.message_draft import MessageDraft, Offer
from dispatch_console.viewmodels.wording import together
from dispatch_console.widgets.keys import is_enter, plain
from dispatch_console.widgets.place_field import PlaceField
from dispatch_console.widgets.popup import Popup
from dispatch_console.widgets.word_line import WordLine
from dispatch_console.widgets.words import Words
from dispatch_server.contract.commands.seats import LONGEST_TEXT

HEIGHT: Final = 144
_TO_WIDTH: Final = 280


class MessageComposer(Popup):
    """Enter sends, Esc keeps the words; what was typed stands there again next time."""

    def __init__(self, draft: MessageDraft, parent: QWidget) -> None:
        super().__init__(parent)
        self._draft = draft
        self._offers: tuple[Offer, ...] = ()
        self.setObjectName("message_composer")
        self.title = Words(self.tr("发给"), size="body", tone="strong", bold=True)
        self.note = Words(tone="red", bold=True)
        self.to = PlaceField()
        self.to.setObjectName("message_to")
        self.to.setFixedWidth(_TO_WIDTH)
        self.to.setAccessibleName(self.tr("收信人"))
        self.to.hint.setText(self.tr("Enter 取　Esc 收"))
        self.line = WordLine(longest=LONGEST_TEXT)
        self.line.setObjectName("message_line")
        self.line.setAccessibleName(self.tr("消息内容"))
        self.hint = Words(tone="quiet")
        self._lay_out()
        self.to.searched.connect(self._search)
        self.to.taken.connect(self._take)
        self.line.textEdited.connect(draft.write)
        self.line.entered.connect(self._send)
        draft.changed.connect(self._show)
        draft.sent.connect(self.close_popup)
        self._show()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.title)
        head.addWidget(self.to)
        head.addStretch(1)
        head.addWidget(self.note)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self.line)
        layout.addWidget(self.hint)

    def place_focus(self) -> QWidget:
        """Give the field that wants words next."""
        return self.to if self._draft.to is None else self.line

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        if event is None:
            return
        if event.key() == Qt.Key.Key_Escape:
            self.close_popup()
        elif is_enter(event) and self.to.hasFocus():
            self._search(self.to.text())
            if self._draft.to is not None:
                self.line.setFocus()

    def start_anew(self) -> None:
        """Ask for the addressee again."""
        self._draft.address(None)
        self.to.clear()
        self.to.setFocus()
        self._search("")

    def _search(self, typed: str) -> None:
        chosen = self._draft.to
        if chosen is not None and chosen.suggestion.title == typed:
            return
        if chosen is not None:
            self._draft.to = None
        self._offers = self._draft.offers(plain(typed))
        self.to.offer([offer.suggestion for offer in self._offers])

    def _take(self, place: int) -> None:
        self._draft.address(self._offers[place])
        self.line.setFocus()

    def _send(self) -> None:
        if self._draft.to is None:
            self.to.setFocus()
            self._search(self.to.text())
            return
        self._draft.send()

    def _show(self) -> None:
        draft = self._draft
        if draft.to is not None and self.to.text() != draft.to.suggestion.title:
            self.to.setText(draft.to.suggestion.title)
        if self.line.text() != draft.text:
            self.line.setText(draft.text)
        self.note.setText(self.tr("加急") if draft.urgent else "")
        number = draft.incident_number
        about = self.tr("Ctrl+I 不附事件 {}").format(number) if number else self.tr("Ctrl+I 附事件")
        urgent = self.tr("Ctrl+U 不加急") if draft.urgent else self.tr("Ctrl+U 加急")
        self.hint.setText(together([self.tr("Enter 发　Esc 收起"), urgent, about]))
