"""The hand-over list (交班): what is open, the notes, and the signatures of both desks."""

from typing import Final

from PyQt6.QtCore import QModelIndex, QRectF, QSize, Qt
from PyQt6.QtGui import QKeyEvent, QPainter
from PyQt6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dispatch_console.theme.fonts import BODY
from dispatch_console.theme.palette import CALLS, INCIDENTS, LINKS
from dispatch_console.viewmodels.hand_over import HandOverDesk
from dispatch_console.viewmodels.links import name_of
from dispatch_console.viewmodels.row_model import ROW
from dispatch_console.viewmodels.wording import telephone, together
from dispatch_console.widgets.key_button import KeyButton
from dispatch_console.widgets.keys import is_enter, is_keep
from dispatch_console.widgets.panel import Hairline
from dispatch_console.widgets.pen import text
from dispatch_console.widgets.popup import Popup
from dispatch_console.widgets.row_list import RowDelegate, RowList
from dispatch_console.widgets.word_line import WordLine
from dispatch_console.widgets.words import Words
from dispatch_server.contract.commands.seats import LONGEST_TEXT
from dispatch_server.contract.handing_over import HandOverItem
from dispatch_server.contract.states import HandOverKind

_KINDS: Final = {
    HandOverKind.INCIDENT: "事件",
    HandOverKind.CALL: "来电",
    HandOverKind.ORDER: "派车单",
    HandOverKind.MESSAGE: "消息",
    HandOverKind.LINK: "链路",
}
_STATES: Final = {
    "undelivered": ("未送达", "red"),
    "unprinted": ("未打印", "amber"),
    "unread": ("未读", "focus"),
}


def state_of(item: HandOverItem) -> tuple[str, str]:
    """Give the word and the hue of how a thing stood."""
    match item.kind:
        case HandOverKind.INCIDENT:
            sign = INCIDENTS[item.state]
        case HandOverKind.CALL:
            sign = CALLS[item.state]
        case HandOverKind.LINK:
            return LINKS[item.state].word, LINKS[item.state].hue
        case HandOverKind.ORDER | HandOverKind.MESSAGE:
            return _STATES[item.state]
    return sign.word, sign.hue


def label_of(item: HandOverItem) -> str:
    """Give what people call a thing by."""
    if item.kind is HandOverKind.CALL:
        return telephone(item.label)
    return name_of(item.label) if item.kind is HandOverKind.LINK else item.label


class HandOverDelegate(RowDelegate):
    """One line a thing left open."""

    def paint_row(self, pen: QPainter, size: QSize, index: QModelIndex, *, on: bool) -> None:
        item = index.data(ROW)
        if not isinstance(item, HandOverItem):
            return
        height, width = float(size.height() - 1), float(size.width())
        text(pen, QRectF(16, 0, 64, height), _KINDS[item.kind], tone="quiet")
        word, hue = state_of(item)
        words = QRectF(84, 0, width - 84 - 120, height)
        text(pen, words, label_of(item), px=BODY, tone="strong", bold=on)
        text(pen, QRectF(width - 108, 0, 96, height), word, tone=hue, bold=True)


class HandOverPanel(Popup):
    """Ctrl+Enter signs what is shown; the same list stands in the journal under the signature."""

    def __init__(self, desk: HandOverDesk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setObjectName("hand_over_panel")
        self.title = Words(size="fact", tone="strong", bold=True)
        self.title.setObjectName("hand_over_title")
        self.signed = Words(tone="green", bold=True)
        self.signed.setObjectName("hand_over_signed")
        empty = self.tr("没有未了的事　仍须签名")
        self.rows = RowList(desk.model, HandOverDelegate(), empty=empty, choosable=False)
        self.rows.setObjectName("hand_over_items")
        self.rows.setAccessibleName(self.tr("交班内容"))
        self.notes = WordLine(longest=LONGEST_TEXT)
        self.notes.setObjectName("hand_over_notes")
        self.notes.setAccessibleName(self.tr("交班备注"))
        self.said = Words(size="body")
        self.said.setObjectName("hand_over_said")
        self.said.setWordWrap(True)
        self.button = KeyButton(self.tr("交班签名"), "Ctrl+Enter")
        self.button.setObjectName("hand_over_sign")
        self.hint = Words(tone="quiet")
        self._lay_out()
        self.button.clicked.connect(self.sign)
        desk.changed.connect(self._show)
        self._show()

    def _lay_out(self) -> None:
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.setContentsMargins(16, 12, 16, 8)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.signed)
        self.label = Words(self.tr("备注"), tone="quiet")
        foot.setContentsMargins(16, 8, 16, 4)
        foot.setSpacing(8)
        foot.addWidget(self.label)
        foot.addWidget(self.notes, 1)
        foot.addWidget(self.said, 1)
        foot.addWidget(self.button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 8)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(Hairline())
        layout.addWidget(self.rows, 1)
        layout.addWidget(Hairline())
        layout.addLayout(foot)
        self.hint.setContentsMargins(16, 0, 16, 0)
        layout.addWidget(self.hint)

    def sign(self) -> None:
        """Sign what is shown."""
        self._desk.sign(self.notes.text())

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        if event is None:
            return
        if event.key() == Qt.Key.Key_Escape:
            self.close_popup()
        elif is_keep(event) or (is_enter(event) and self.button.hasFocus()):
            self.sign()

    def _show(self) -> None:
        desk, taking = self._desk, self._desk.taking
        count = len(desk.model.rows)
        signed = desk.signatures
        name = signed.left.partition(" ")[0] if taking is not None else ""
        title = (
            self.tr("接班　{}交来 {} 项") if taking is not None else self.tr("交班　{}未了 {} 项")
        )
        self.title.setText(title.format(name, count))
        self.signed.setText(together([signed.left, signed.taken]))
        self.notes.setVisible(taking is None)
        self.label.setText(self.tr("备注"))
        self.said.setVisible(taking is not None)
        if taking is not None:
            self.said.setText(taking.notes or self.tr("没有备注"))
        self.button.set_word(self.tr("接班签名") if taking is not None else self.tr("交班签名"))
        self.button.setEnabled(taking is None or taking.taken_at is None)
        waiting = len(desk.waiting)
        other = ""
        if taking is not None:
            other = self.tr("Ctrl+Shift+H 看本席交班单")
        elif waiting:
            other = self.tr("Ctrl+Shift+H 看待接的 {} 张").format(waiting)
        self.hint.setText(together([self.tr("Esc 收"), other]))
