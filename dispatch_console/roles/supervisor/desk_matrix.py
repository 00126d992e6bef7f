"""The desks of the room as a matrix of cells: who, what state since when, what is in hand."""

from typing import Final

from PyQt6.QtCore import QModelIndex, QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QPainter, QResizeEvent
from PyQt6.QtWidgets import QListView, QStyle, QStyleOptionViewItem, QWidget

from dispatch_console.theme.fonts import BODY, FACT, text_width
from dispatch_console.theme.palette import SEATS
from dispatch_console.viewmodels.room_desks import DeskRow, RoomDesks
from dispatch_console.viewmodels.row_model import ROW
from dispatch_console.viewmodels.wording import duration
from dispatch_console.widgets.key_button import KeyCap
from dispatch_console.widgets.panel import Panel
from dispatch_console.widgets.pen import RIGHT, box, text
from dispatch_console.widgets.plates import plate
from dispatch_console.widgets.row_list import KeyList, RowDelegate
from dispatch_server.contract.states import SeatState

CELL_HEIGHT: Final = 124
COLUMNS: Final = 5
_GAP: Final = 8
_JOBS: Final = 2


class DeskDelegate(RowDelegate):
    """Paints one desk; the coloured edge repeats what the plate says."""

    def __init__(self) -> None:
        super().__init__()
        self.width = 100

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex) -> QSize:  # noqa: N802 - Qt's name
        return QSize(self.width, CELL_HEIGHT)

    def paint(
        self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        if painter is None:
            return
        painter.save()
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing
        )
        painter.translate(QPointF(option.rect.topLeft()))
        on = bool(option.state & QStyle.StateFlag.State_Selected)
        size = QSize(option.rect.width() - _GAP, option.rect.height() - _GAP)
        self.paint_row(painter, size, index, on=on)
        painter.restore()

    def paint_row(self, pen: QPainter, size: QSize, index: QModelIndex, *, on: bool) -> None:
        row = index.data(ROW)
        if not isinstance(row, DeskRow):
            return
        width, height = float(size.width()), float(size.height())
        sign = SEATS[row.state]
        area = QRectF(0, 0, width, height)
        edge = "focus.fg" if on else ""
        box(pen, area, fill="bg.selected" if on else "bg.raised", edge=edge, radius=4)
        box(pen, QRectF(0, 0, 4, height), fill=f"{sign.hue}.fg", radius=2)
        out = row.state is SeatState.SIGNED_OUT
        name_width = text_width(row.name, BODY, bold=True) + 10
        name = QRectF(14, 8, name_width, 24)
        text(pen, name, row.name, px=BODY, tone="quiet" if out else "strong", bold=True)
        left = 14 + name_width
        text(pen, QRectF(left, 8, width - left - 10, 24), row.person or "—", tone="body")
        plate(pen, QPointF(14, 36), sign, height=24)
        if row.seconds is not None and not out:
            tone = "amber" if row.is_long_away else "strong"
            digits = QRectF(width - 110, 34, 100, 28)
            text(pen, digits, duration(row.seconds), px=FACT, tone=tone, bold=True, align=RIGHT)
        self._paint_jobs(pen, row, width)

    def _paint_jobs(self, pen: QPainter, row: DeskRow, width: float) -> None:
        lines = [(row.what, "quiet", False)] if row.what else []
        shown = row.jobs[: _JOBS if not lines else _JOBS - 1]
        lines += [(job.words, "red" if job.overdue else "body", job.overdue) for job in shown]
        more = len(row.jobs) - len(shown)
        for place, (words, tone, bold) in enumerate(lines):
            last = place == len(lines) - 1
            room = width - 24 - (34 if last and more else 0)
            line = QRectF(14, 66 + place * 23, room, 22)
            text(pen, line, words, tone=tone, bold=bold)
            if last and more:
                rest = QRectF(width - 48, line.y(), 38, 22)
                text(pen, rest, f"+{more}", tone="hint", align=RIGHT)


class DeskMatrix(KeyList):
    """Five desks across; arrows choose one."""

    def __init__(self, desks: RoomDesks, *, empty: str, panel: Panel) -> None:
        self._delegate = DeskDelegate()
        super().__init__(desks.model, self._delegate, empty=empty, panel=panel)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)

        desks.model.modelReset.connect(self._fit)

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Share the width among the cells; the scroll bar comes only with more desks than fit."""
        model, bar = self.model(), self.verticalScrollBar()
        if model is None or bar is None:
            return
        lines = -(-model.rowCount() // COLUMNS)
        tall = lines * CELL_HEIGHT > self.height()
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAlwaysOn if tall else policy.ScrollBarAlwaysOff
        )
        width = self.width() - (bar.sizeHint().width() if tall else 0)
        self._delegate.width = max(120, (width - 2) // COLUMNS)
        self.scheduleDelayedItemsLayout()


class DesksPanel(Panel):
    """Enter writes to the chosen desk."""

    def __init__(self, desks: RoomDesks, parent: QWidget | None = None) -> None:
        super().__init__("", padding=_GAP, parent=parent)
        self._desks = desks
        self.setObjectName("desks_panel")
        self.title.setText(self.tr("席位"))
        self.head.addWidget(KeyCap("Enter", self.tr("发消息")))
        empty = self.tr("还没有登记受理席")
        self.rows = DeskMatrix(desks, empty=empty, panel=self)
        self.rows.setObjectName("desk_matrix")
        self.rows.setAccessibleName(self.tr("席位"))
        self.body.addWidget(self.rows)
        desks.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        rows = self._desks.model.rows
        words = self.tr("{} 席　在岗 {}　就绪 {}")
        self.note.setText(words.format(len(rows), self._desks.manned, self._desks.ready))
