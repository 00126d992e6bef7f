"""The form for another password: typed twice, or left empty so that one is made."""

from typing import Final

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from dispatch_console.viewmodels.people_keeping import PeopleKeeping
from dispatch_console.widgets.key_button import KeyButton
from dispatch_console.widgets.keys import is_enter
from dispatch_console.widgets.popup import Popup
from dispatch_console.widgets.question_box import centred
from dispatch_console.widgets.words import Words
from dispatch_server.contract.entities import Person
from dispatch_server.contract.sign_in import LONGEST_PASSWORD

_SIZE: Final = (560, 300)


class PasswordForm(Popup):
    """Enter goes on and then does it, Esc does not. A refusal stands in the form."""

    def __init__(self, people: PeopleKeeping, parent: QWidget) -> None:
        super().__init__(parent)
        self._people = people
        self._person: Person | None = None
        self.setObjectName("password_form")
        self.title = Words(size="fact", tone="strong", bold=True)
        self.first, self.again = QLineEdit(), QLineEdit()
        for name, field in (("new_password", self.first), ("new_password_again", self.again)):
            field.setObjectName(name)
            field.setMaxLength(LONGEST_PASSWORD)
            field.setEchoMode(QLineEdit.EchoMode.Password)
        self.first.setPlaceholderText(self.tr("新口令，留空则生成一个"))
        self.again.setPlaceholderText(self.tr("再一遍"))
        self.error = Words(size="body", tone="red", bold=True)
        self.error.setObjectName("password_error")
        self.error.setWordWrap(True)
        self.hint = Words(self.tr("换后此人各席都要重新登录"), tone="quiet")
        self.save = KeyButton(self.tr("换口令"), "Enter", look="primary")
        self.save.clicked.connect(self._save)
        keys = QHBoxLayout()
        keys.addWidget(self.hint)
        keys.addStretch(1)
        keys.addWidget(self.save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        for part in (self.title, self.first, self.again):
            layout.addWidget(part)
        layout.addWidget(self.error, 1)
        layout.addLayout(keys)
        people.told.connect(self._on_told)
        people.done.connect(self.close_popup)

    def begin(self, person: Person) -> None:
        """Open for somebody."""
        self._person = person
        self.title.setText(self.tr("给 {} {} 换口令").format(person.number, person.name))
        self.first.clear()
        self.again.clear()
        self.error.setText("")
        self.open_over(centred(self, *_SIZE), focus=self.first)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        if event is None:
            return
        if event.key() == Qt.Key.Key_Escape:
            self.close_popup()
        elif is_enter(event) and self.first.hasFocus() and self.first.text():
            self.again.setFocus()
        elif is_enter(event):
            self._save()

    def _save(self) -> None:
        if self._person is None:
            return
        if self.first.text() != self.again.text():
            self.error.setText(self.tr("两遍口令不一样"))
            return
        self._people.set_password(self._person, self.first.text())

    def _on_told(self, words: str, good: bool) -> None:
        if self.is_open and not good:
            self.error.setText(words)
