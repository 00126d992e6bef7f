"""The form of a person: name, roles, station, and a first password for somebody new."""

from typing import Final

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from dispatch_console.viewmodels.people_keeping import PeopleKeeping
from dispatch_console.widgets.choice_row import Choice, ChoiceRow
from dispatch_console.widgets.key_button import KeyButton
from dispatch_console.widgets.keys import is_enter, is_keep
from dispatch_console.widgets.pick_field import PickField
from dispatch_console.widgets.popup import Popup
from dispatch_console.widgets.question_box import centred
from dispatch_console.widgets.words import Words
from dispatch_server.contract.commands.people import LONGEST_NAME, PersonCard
from dispatch_server.contract.entities import Person
from dispatch_server.contract.ids import StationId
from dispatch_server.contract.role_words import ROLE_WORDS
from dispatch_server.contract.sign_in import LONGEST_NUMBER, LONGEST_PASSWORD
from dispatch_server.contract.states import Role

_SIZE: Final = (760, 432)
_LABEL_WIDTH: Final = 72


class PersonForm(Popup):
    """Ctrl+Enter saves, Esc does not. The server's refusal stands in the form, which stays open."""

    def __init__(self, people: PeopleKeeping, parent: QWidget) -> None:
        super().__init__(parent)
        self._people = people
        self._person: Person | None = None
        self.setObjectName("person_form")
        self.title = Words(size="fact", tone="strong", bold=True)
        self.number = _line("person_number", LONGEST_NUMBER)
        self.name = _line("person_name", LONGEST_NAME)
        self.roles = ChoiceRow(
            [Choice(role.value, ROLE_WORDS[role], str(n)) for n, role in enumerate(Role, 1)],
            multiple=True,
        )
        self.roles.setObjectName("person_roles")
        self.roles.chosen.connect(self._toggle)
        self.station = PickField()
        self.station.setObjectName("person_station")
        self.password = _line("person_password", LONGEST_PASSWORD, secret=True)
        self.again = _line("person_password_again", LONGEST_PASSWORD, secret=True)
        self.hint = Words(self.tr("口令留空则生成一个，只显示一次"), tone="quiet")
        self.error = Words(size="body", tone="red", bold=True)
        self.error.setObjectName("person_error")
        self.error.setWordWrap(True)
        self.save = KeyButton(self.tr("保存"), "Ctrl+Enter", look="primary")
        self.save.setObjectName("person_save")
        self.leave = KeyButton(self.tr("不改"), "Esc")
        self.save.clicked.connect(self._save)
        self.leave.clicked.connect(self.close_popup)
        self._lay_out()
        people.told.connect(self._on_told)
        people.done.connect(self.close_popup)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        self._labels = []
        for place, (label, field) in enumerate(
            (
                (self.tr("工号"), self.number),
                (self.tr("姓名"), self.name),
                (self.tr("岗位"), self.roles),
                (self.tr("分站"), self.station),
                (self.tr("口令"), self.password),
                (self.tr("再一遍"), self.again),
            )
        ):
            words = Words(label, tone="quiet")
            words.setFixedWidth(_LABEL_WIDTH)
            self._labels.append(words)
            grid.addWidget(words, place, 0)
            grid.addWidget(field, place, 1)
        keys = QHBoxLayout()
        keys.addWidget(self.hint)
        keys.addStretch(1)
        keys.addWidget(self.leave)
        keys.addWidget(self.save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        layout.addWidget(self.title)
        layout.addLayout(grid)
        layout.addWidget(self.error, 1)
        layout.addLayout(keys)

    def begin(self, person: Person | None) -> None:
        """Open for somebody, or for somebody new."""
        self._person = person
        self.title.setText(
            self.tr("改 {} {}").format(person.number, person.name)
            if person
            else self.tr("添加人员")
        )
        self.number.setText(person.number if person else "")
        self.number.setEnabled(person is None)
        self.name.setText(person.name if person else "")
        self.roles.set_values(
            frozenset(role.value for role in person.roles) if person else frozenset()
        )
        self.station.set_options([(str(one), name) for one, name in self._people.stations])
        self.station.set_value(person.station_id if person else None)
        for field in (self.password, self.again):
            field.clear()
        for part in (self.password, self.again, self.hint, *self._labels[4:]):
            part.setVisible(person is None)
        self.error.setText("")
        self.open_over(centred(self, *_SIZE), focus=self.number if person is None else self.name)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        if event is None:
            return
        if is_keep(event):
            self._save()
        elif event.key() == Qt.Key.Key_Escape:
            self.close_popup()
        elif is_enter(event):
            self.focusNextChild()

    def _toggle(self, role: str) -> None:
        self.roles.set_values(self.roles.values ^ {role})

    def _save(self) -> None:
        fault = self._fault()
        self.error.setText(fault)
        if fault:
            return
        chosen = tuple(role for role in Role if role.value in self.roles.values)
        station = self.station.value
        card = PersonCard(
            name=self.name.text(),
            roles=chosen,
            active=self._person.active if self._person else True,
            station_id=StationId(station) if station is not None else None,
        )
        if self._person is None:
            self._people.add(self.number.text().strip(), card, self.password.text())
        else:
            self._people.change(self._person, card)

    def _fault(self) -> str:
        """Say what is missing, before the server has to."""
        checks = (
            (bool(self.number.text().strip()), self.tr("填工号")),
            (bool(self.name.text().strip()), self.tr("填姓名")),
            (bool(self.roles.values), self.tr("至少选一个岗位（光标在岗位行时按数字）")),
            (not self.station.is_lost, self.tr("没有这个分站：选一个，或清空")),
            (self.password.text() == self.again.text(), self.tr("两遍口令不一样")),
        )
        return next((words for holds, words in checks if not holds), "")

    def _on_told(self, words: str, good: bool) -> None:
        if self.is_open and not good:
            self.error.setText(words)


def _line(name: str, longest: int, *, secret: bool = False) -> QLineEdit:
    line = QLineEdit()
    line.setObjectName(name)
    line.setMaxLength(longest)
    if secret:
        line.setEchoMode(QLineEdit.EchoMode.Password)
    return line
