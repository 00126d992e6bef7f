"""The form that gives a station's receiver a key."""

from typing import Final

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dispatch_console.viewmodels.people_keeping import PeopleKeeping
from dispatch_console.widgets.key_button import KeyButton
from dispatch_console.widgets.keys import is_enter
from dispatch_console.widgets.pick_field import PickField
from dispatch_console.widgets.popup import Popup
from dispatch_console.widgets.question_box import centred
from dispatch_console.widgets.words import Words

_SIZE: Final = (560, 208)


class IssueForm(Popup):
    """Choose the seat by name or initials; Enter takes it, Enter again issues the key."""

    def __init__(self, people: PeopleKeeping, parent: QWidget) -> None:
        super().__init__(parent)
        self._people = people
        self.setObjectName("issue_form")
        self.title = Words(self.tr("给哪个分站席签发密钥"), size="fact", tone="strong", bold=True)
        self.seat = PickField()
        self.seat.setObjectName("issue_seat")
        self.error = Words(size="body", tone="red", bold=True)
        self.error.setObjectName("issue_error")
        self.error.setWordWrap(True)
        self.issue = KeyButton(self.tr("签发"), "Enter", look="primary")
        self.issue.clicked.connect(self._issue)
        keys = QHBoxLayout()
        keys.addWidget(Words(self.tr("同席可有几把，旧的不会自动失效"), tone="quiet"))
        keys.addStretch(1)
        keys.addWidget(self.issue)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        layout.addWidget(self.title)
        layout.addWidget(self.seat)
        layout.addWidget(self.error, 1)
        layout.addLayout(keys)
        people.told.connect(self._on_told)
        people.done.connect(self.close_popup)

    def begin(self) -> None:
        """Ask which seat."""
        seats = self._people.receiver_seats
        self.seat.set_options([(str(seat.id), seat.name) for seat in seats])
        self.seat.clear()
        self.error.setText(
            "" if seats else self.tr("没有登记分站席：在服务器的设定 [[seats]] 里加")
        )
        self.open_over(centred(self, *_SIZE), focus=self.seat)
        self.seat.offer_all()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        if event is None:
            return
        if event.key() == Qt.Key.Key_Escape:
            self.close_popup()
        elif is_enter(event):
            self._issue()

    def _issue(self) -> None:
        seat = next((s for s in self._people.receiver_seats if s.id == self.seat.value), None)
        if seat is None:
            self.error.setText(self.tr("先选一个分站席"))
            self.seat.setFocus()
        else:
            self._people.issue(seat)

    def _on_told(self, words: str, good: bool) -> None:
        if self.is_open and not good:
            self.error.setText(words)
