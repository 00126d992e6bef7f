"""The stations: whether receiver and printer can be reached, and what stands there."""

from typing import Final

from PyQt6.QtCore import QModelIndex, QPointF, QRectF, QSize
from PyQt6.QtGui import QPainter
from PyQt6.QtWidgets import QWidget

from dispatch_console.theme.fonts import BODY
from dispatch_console.theme.palette import LINKS
from dispatch_console.viewmodels.row_model import ROW
from dispatch_console.viewmodels.station_lines import StationLine, StationLines
from dispatch_console.widgets.key_button import KeyCap
from dispatch_console.widgets.marks import link_light
from dispatch_console.widgets.panel import Panel
from dispatch_console.widgets.pen import RIGHT, text
from dispatch_console.widgets.row_list import KeyList, RowDelegate
from dispatch_server.contract.states import LinkState

_ROW_HEIGHT: Final = 34
_NAME: Final = 156
_LIGHT: Final = 118


class LineDelegate(RowDelegate):
    """One line a station; a light that is not green says its state in words."""

    def row_height(self, _index: QModelIndex) -> int:
        return _ROW_HEIGHT

    def paint_row(self, pen: QPainter, size: QSize, index: QModelIndex, *, on: bool) -> None:
        row = index.data(ROW)
        if not isinstance(row, StationLine):
            return
        height = float(size.height() - 1)
        name = QRectF(12, 0, _NAME - 16, height)
        text(pen, name, row.name, px=BODY, tone="strong", bold=on or row.trouble)
        _light(pen, _NAME, height, "受警机", row.receiver)
        if row.printer is None:
            text(pen, QRectF(_NAME + _LIGHT, 0, _LIGHT, height), "无打印机", tone="hint")
        else:
            _light(pen, _NAME + _LIGHT, height, "打印", row.printer)
        left = _NAME + 2 * _LIGHT
        free = QRectF(size.width() - 96, 0, 84, height)
        tone = "body" if row.free else "amber"
        text(pen, free, f"空闲 {row.free}/{row.total}", tone=tone, align=RIGHT)
        cause = QRectF(left, 0, free.left() - left - 8, height)
        text(pen, cause, row.cause, tone="quiet")


def _light(pen: QPainter, left: float, height: float, word: str, state: LinkState) -> None:
    sign = LINKS[state]
    link_light(pen, QPointF(left + 6, height / 2), state.value)
    well = state is LinkState.UP
    words = word if well else f"{word} {sign.word}"
    tone = "body" if well else f"{sign.hue}.fg"
    area = QRectF(left + 18, 0, _LIGHT - 20, height)
    text(pen, area, words, tone=tone, bold=state is LinkState.DOWN)


class LinesPanel(Panel):
    """Stations in trouble come first; Enter writes to the chosen one."""

    def __init__(self, lines: StationLines, parent: QWidget | None = None) -> None:
        super().__init__("", padding=0, parent=parent)
        self._lines = lines
        self.setObjectName("lines_panel")
        self.title.setText(self.tr("分站"))
        self.right.set_tone("red")
        self.head.addWidget(KeyCap("Enter", self.tr("发消息")))
        empty = self.tr("还没有分站　连上服务器后列出")
        self.rows = KeyList(lines.model, LineDelegate(), empty=empty, panel=self)
        self.rows.setObjectName("station_lines")
        self.rows.setAccessibleName(self.tr("分站"))
        self.body.addWidget(self.rows)
        lines.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        troubled = self._lines.troubled
        self.note.setText(self.tr("{} 个").format(len(self._lines.model.rows)))
        self.right.setText(self.tr("有中断 {}").format(troubled) if troubled else "")
