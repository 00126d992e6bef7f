"""The sign-in window: number and password at the left, the desk's self-test at the right."""

from typing import Final

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QShowEvent
from PyQt6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from dispatch_console.roles.sign_in.check_list import CheckList
from dispatch_console.viewmodels.desk_clock import DeskClock
from dispatch_console.viewmodels.self_test import SelfTest, Verdict
from dispatch_console.viewmodels.sign_in import SignInDesk
from dispatch_console.widgets.clock import Clock
from dispatch_console.widgets.key_button import KeyButton
from dispatch_console.widgets.keys import ENTER_KEYS
from dispatch_console.widgets.panel import Panel
from dispatch_console.widgets.words import Words
from dispatch_server.contract.local_time import local
from dispatch_server.contract.sign_in import LONGEST_NUMBER, LONGEST_PASSWORD

SIGN_IN_WIDTH: Final = 432
SELF_TEST_WIDTH: Final = 520
GAP: Final = 8
_COUNTED: Final = (
    (Verdict.PASSED, "过"),
    (Verdict.RUNNING, "进行"),
    (Verdict.WARNED, "警"),
    (Verdict.FAILED, "错"),
)


class SignInWindow(QWidget):
    """Worked by keys alone: Enter goes on and signs in, F5 tests the desk again.

    `theme_requested` asks for the other look.
    """

    theme_requested = pyqtSignal()

    def __init__(
        self,
        model: SignInDesk,
        self_test: SelfTest,
        clock: DeskClock,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._self_test = self_test
        self.setObjectName("sign_in_window")
        self.setProperty("surface", "window")
        self.setWindowTitle(self.tr("120 登录"))
        self.resize(1280, 860)
        self._make_parts()
        self._lay_out()
        model.changed.connect(self._show)
        model.wrong.connect(self._on_wrong)
        self_test.changed.connect(self._show_checks)
        clock.ticked.connect(self._show_time)
        self._show()
        self._show_checks()
        self._show_time()

    def _make_parts(self) -> None:
        self.place = Words(self.tr("院前急救指挥调度"), size="head", tone="strong", bold=True)
        self.seat = Words(size="body", tone="quiet")
        self.clock = Clock()
        self.note = _named(Words(size="body", tone="amber", bold=True), "sign_in_note")
        self.number = QLineEdit()
        self.number.setObjectName("staff_number")
        self.number.setMaxLength(LONGEST_NUMBER)
        self.password = QLineEdit()
        self.password.setObjectName("password")
        self.password.setMaxLength(LONGEST_PASSWORD)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.error = _named(Words(size="body", tone="red", bold=True), "sign_in_error")
        for words in (self.note, self.error):
            words.setWordWrap(True)
            words.setMinimumHeight(48)
        self.enter = KeyButton(self.tr("上席"), "Enter", look="primary", height=48, px=20)
        self.enter.setObjectName("key_sign_in")
        self.enter.clicked.connect(self._submit)
        self.again = KeyButton(self.tr("重检"), "F5")
        self.again.setObjectName("key_self_test")
        self.again.clicked.connect(self._self_test.run)
        self.checks = CheckList()
        self.counts = Words(size="body", tone="strong", bold=True)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        names = QVBoxLayout()
        names.setSpacing(4)
        names.addWidget(self.place)
        names.addWidget(self.seat)
        names.addStretch(1)
        head.addLayout(names)
        head.addStretch(1)
        head.addWidget(self.clock)
        panels = QHBoxLayout()
        panels.setSpacing(GAP)
        panels.addWidget(self._sign_in_panel())
        panels.addWidget(self._self_test_panel())
        block = QWidget()
        block.setFixedWidth(SIGN_IN_WIDTH + GAP + SELF_TEST_WIDTH)
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(24)
        column.addLayout(head)
        column.addLayout(panels, 1)
        outer = QHBoxLayout(self)
        outer.addStretch(1)
        outer.addWidget(block, 0, Qt.AlignmentFlag.AlignVCenter)
        outer.addStretch(1)

    def _sign_in_panel(self) -> Panel:
        panel = Panel(self.tr("登录"), padding=24)
        panel.setFixedWidth(SIGN_IN_WIDTH)
        panel.note.setText(self.tr("填工号和口令"))
        for part in (
            self.note,
            Words(self.tr("工号"), tone="quiet"),
            self.number,
            Words(self.tr("口令"), tone="quiet"),
            self.password,
            self.error,
        ):
            panel.body.addWidget(part)
        panel.body.addStretch(1)
        panel.body.addWidget(self.enter)
        return panel

    def _self_test_panel(self) -> Panel:
        panel = Panel(self.tr("自检"), padding=0)
        panel.setFixedWidth(SELF_TEST_WIDTH)
        panel.head.addWidget(self.counts)
        panel.body.addWidget(self.checks, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(20, 8, 20, 12)
        foot.addWidget(Words(self.tr("有错也能上席"), tone="quiet"))
        foot.addStretch(1)
        foot.addWidget(self.again)
        panel.body.addLayout(foot)
        return panel

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self._self_test.run()
        (self.password if self.number.text() else self.number).setFocus()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        if event is None:
            return
        held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        if event.key() in ENTER_KEYS:
            self._go_on()
        elif event.key() == Qt.Key.Key_F5:
            self._self_test.run()
        elif event.key() == Qt.Key.Key_L and event.modifiers() == held:
            self.theme_requested.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.password.clear()
        else:
            super().keyPressEvent(event)

    def _go_on(self) -> None:
        """Enter: from the number to the password, from there to the server."""
        if self.number.hasFocus() and self.number.text() and not self.password.text():
            self.password.setFocus()
        else:
            self._submit()

    def _submit(self) -> None:
        self._model.submit(self.number.text().strip(), self.password.text())

    def _on_wrong(self) -> None:
        """Put the hands where the mistake probably is."""
        field = self.password if self.number.text().strip() else self.number
        field.setFocus()
        field.selectAll()

    def _show(self) -> None:
        model = self._model
        self.note.setText(model.note)
        self.error.setText(model.error)
        self.enter.setEnabled(model.can_try)
        self.enter.set_word(self.tr("正在登录") if model.is_asking else self.tr("上席"))

    def _show_checks(self) -> None:
        self.checks.show_checks(self._self_test.checks)
        counts = ((self._self_test.count(verdict), word) for verdict, word in _COUNTED)
        self.counts.setText("　".join(f"{count} {word}" for count, word in counts if count))
        self.seat.setText(self._self_test.seat_name)

    def _show_time(self) -> None:
        self.clock.set_time(local(self._model.now))


def _named(words: Words, name: str) -> Words:
    words.setObjectName(name)
    return words
