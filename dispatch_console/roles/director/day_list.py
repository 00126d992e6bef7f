"""Today's incidents as a list with a filter; Enter opens one to be read."""

from typing import Final

from PyQt6.QtCore import QModelIndex, QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QKeyEvent, QPainter
from PyQt6.QtWidgets import QHBoxLayout, QWidget

from dispatch_console.theme.fonts import BODY
from dispatch_console.theme.palette import INCIDENTS
from dispatch_console.viewmodels.day_board import DayBoard, DayRow
from dispatch_console.viewmodels.row_model import ROW
from dispatch_console.viewmodels.wording import duration
from dispatch_console.widgets.key_button import KeyCap
from dispatch_console.widgets.keys import plain
from dispatch_console.widgets.panel import Panel
from dispatch_console.widgets.pen import text
from dispatch_console.widgets.plates import PlateKind, level_plate, plate
from dispatch_console.widgets.row_list import KeyList, RowDelegate
from dispatch_console.widgets.word_line import WordLine

_ROW_HEIGHT: Final = 34
_NUMBER, _TIME, _LEVEL, _STATE, _PLACE = 12.0, 76.0, 132.0, 186.0, 300.0
_LONGEST: Final = 40
_OLD_S: Final = 30.0


class DayDelegate(RowDelegate):
    """One line an incident, in columns."""

    def row_height(self, _index: QModelIndex) -> int:
        return _ROW_HEIGHT

    def paint_row(self, pen: QPainter, size: QSize, index: QModelIndex, *, on: bool) -> None:
        row = index.data(ROW)
        if not isinstance(row, DayRow):
            return
        height, right = float(size.height() - 1), float(size.width() - 12)
        text(pen, QRectF(_NUMBER, 0, 60, height), str(row.number), tone="focus", bold=on)
        text(pen, QRectF(_TIME, 0, 52, height), row.time, tone="quiet")
        if row.level is not None:
            level_plate(pen, QPointF(_LEVEL, (height - 22) / 2), row.level)
        sign = INCIDENTS[row.state]
        plate(pen, QPointF(_STATE, (height - 20) / 2), sign, kind=PlateKind.PLAIN, height=20)
        share = (right - _PLACE) * 0.52
        place = QRectF(_PLACE, 0, share - 12, height)
        text(pen, place, row.place, px=BODY, tone="strong", bold=on)
        complaint = QRectF(_PLACE + share, 0, (right - _PLACE - share) * 0.52, height)
        text(pen, complaint, row.complaint)
        vehicles = QRectF(complaint.right() + 12, 0, right - complaint.right() - 12, height)
        text(pen, vehicles, row.vehicles, tone="quiet")


class FilterLine(WordLine):
    """Down goes into the list, Esc empties the line."""

    def __init__(self, target: KeyList) -> None:
        super().__init__(longest=_LONGEST)
        self._target = target
        self.entered.connect(self._go_down)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        if event is not None and event.key() == Qt.Key.Key_Down:
            self._go_down()
        elif event is not None and event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self.textEdited.emit("")
        else:
            super().keyPressEvent(event)

    def _go_down(self) -> None:
        self._target.setFocus()


class DayList(Panel):
    """Without an answer of the server the last list stays, and says how old it is."""

    def __init__(self, day: DayBoard, parent: QWidget | None = None) -> None:
        super().__init__("", padding=0, parent=parent)
        self._day = day
        self.setObjectName("day_list")
        self.title.setText(self.tr("今日事件"))
        self.right.set_tone("amber")
        self.head.addWidget(KeyCap("Ctrl+F", self.tr("筛选")))
        self.head.addWidget(KeyCap("Enter", self.tr("看")))
        self.rows = KeyList(day.model, DayDelegate(), panel=self)
        self.rows.setObjectName("day_incidents")
        self.rows.setAccessibleName(self.tr("今日事件"))
        self.filter = FilterLine(self.rows)
        self.filter.setObjectName("day_filter")
        self.filter.setAccessibleName(self.tr("筛选"))
        self.filter.setPlaceholderText(self.tr("编号、地址、主诉、车号，拼音首字母也行"))
        self.filter.textEdited.connect(lambda typed: day.set_filter(plain(typed)))
        line = QHBoxLayout()
        line.setContentsMargins(12, 8, 12, 8)
        line.addWidget(self.filter)
        self.body.setSpacing(0)
        self.body.addLayout(line)
        self.body.addWidget(self.rows, 1)
        day.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        day, shown = self._day, len(self._day.model.rows)
        words = self.tr("{} 件").format(day.total)
        if shown != day.total:
            words = self.tr("{} 件中 {} 件").format(day.total, shown)
        self.note.setText(words if day.day is not None else "")
        age = day.age_s
        old = age is not None and age > _OLD_S
        self.right.setText(self.tr("{} 前的数字").format(duration(age or 0)) if old else "")
        if day.day is None:
            self.rows.set_empty(self.tr("还没有数字　服务器应答后列出"))
        elif day.total:
            self.rows.set_empty(self.tr("没有符合的　Esc 清空筛选"))
        else:
            self.rows.set_empty(self.tr("今天还没有事件"))
