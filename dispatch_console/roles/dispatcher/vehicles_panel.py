"""The recommended vehicles with road times; F9 arms its digits, Enter sends."""

from typing import Final

from PyQt6.QtCore import QModelIndex, QPointF, QRectF, QSize, pyqtSignal
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QWidget

from dispatch_console.roles.dispatcher.armed_list import ArmedList
from dispatch_console.theme.fonts import BODY, CAP, FACT
from dispatch_console.viewmodels.recommendation import Recommendation, VehicleRow
from dispatch_console.viewmodels.row_model import ROW
from dispatch_console.viewmodels.wording import UNKNOWN, distance, duration, time_of_day
from dispatch_console.widgets.marks import vehicle_sign
from dispatch_console.widgets.pen import LEFT, RIGHT, Pen, box, icon, key_cap, text
from dispatch_console.widgets.plates import chips
from dispatch_console.widgets.row_list import RowDelegate, RowList

_FIRST_HEIGHT: Final = 58
_ROW_HEIGHT: Final = 33
_HEAD_HEIGHT: Final = 24
_COLUMNS: Final = (
    ("车辆", 66.0, 60.0, LEFT),
    ("分站", 128.0, 100.0, LEFT),
    ("到达", 224.0, 62.0, RIGHT),
    ("路程", 288.0, 64.0, RIGHT),
    ("位置", 366.0, 72.0, LEFT),
    ("车型", 440.0, 60.0, LEFT),
    ("理由", 504.0, 100.0, LEFT),
)


class ColumnHeads(QWidget):
    """The heads over the columns."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(_HEAD_HEIGHT)

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        pen = Pen(self)
        box(pen, QRectF(self.rect()), fill="bg.raised", radius=0)
        for words, left, width, align in _COLUMNS:
            area = QRectF(left, 0, width, _HEAD_HEIGHT)
            text(pen, area, self.tr(words), px=CAP, tone="quiet", align=align)


class VehicleDelegate(RowDelegate):
    """The first row is larger and names the crew."""

    def row_height(self, index: QModelIndex) -> int:
        return _FIRST_HEIGHT if index.row() == 0 else _ROW_HEIGHT

    def paint_row(self, pen: QPainter, size: QSize, index: QModelIndex, *, on: bool) -> None:
        row = index.data(ROW)
        if not isinstance(row, VehicleRow):
            return
        first = index.row() == 0
        top = 2.0 if first else 0.0
        middle = top + _ROW_HEIGHT / 2
        ink = "strong" if row.sendable else "quiet"
        if row.marked:
            icon(pen, "mdi6.checkbox-marked", QPointF(10, middle - 10), size=20, tone="focus")
        else:
            key_cap(pen, QPointF(10, middle - 10), row.key, tone=ink)
        ground = "bg.selected" if on else "bg.panel"
        vehicle_sign(pen, QPointF(50, middle), row.state, heading=40, radius=7, ground=ground)
        cells = self._cells(row, first=first, ink=ink)
        for (_, left, width, align), (words, px, tone, bold) in zip(_COLUMNS, cells, strict=False):
            area = QRectF(left, top, width, _ROW_HEIGHT)
            text(pen, area, words, px=px, tone=tone, bold=bold, align=align)
        chips(pen, QPointF(504, middle - 10), row.reasons, right=size.width() - 4)
        if first:
            crew = QRectF(66, 34, size.width() - 76, 22)
            text(pen, crew, row.crew or self.tr("班组未登记"), tone="quiet")

    def _cells(
        self, row: VehicleRow, *, first: bool, ink: str
    ) -> tuple[tuple[str, int, str, bool], ...]:
        large = FACT if first else BODY
        time = duration(row.seconds) if row.seconds is not None else UNKNOWN
        return (
            (row.name, large, ink, True),
            (row.base, 14, "body", False),
            (time, large, ink, True),
            (distance(row.metres), 14, "quiet", False),
            (row.source, 14, "quiet", False),
            (row.kind, 14, "body", False),
        )


class VehiclesPanel(ArmedList):
    """Emits the vehicles to send, in the order of the list."""

    dispatched = pyqtSignal(list)

    def __init__(self, recommendation: Recommendation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recommendation = recommendation
        self._marked: frozenset[str] = frozenset()
        self.setObjectName("vehicles_panel")
        self.title.setText(self.tr("推荐车辆"))
        self.rows = RowList(recommendation.vehicles, VehicleDelegate())
        self.rows.setObjectName("recommended_vehicles")
        self.rows.setAccessibleName(self.tr("推荐车辆"))
        self.rows.clicked.connect(lambda _index: self.arm())
        self.body.setSpacing(0)
        self.body.addWidget(ColumnHeads())
        self.body.addWidget(self.rows, 1)
        recommendation.changed.connect(self.refresh)
        recommendation.vehicles.modelReset.connect(self._choose_best)
        self.armed_changed.connect(self._on_armed)
        self.refresh()

    @property
    def chosen(self) -> list[VehicleRow]:
        """What Enter would send: the marked ones, else the current one."""
        rows = self._recommendation.vehicles.rows
        marked = [row for row in rows if row.key in self._marked and row.sendable]
        if marked:
            return marked
        row = self._recommendation.vehicles.row(self.rows.currentIndex().row())
        return [row] if row is not None and row.sendable else []

    def refresh(self) -> None:
        """Say how the list came about, and what the keys do."""
        shown = self._recommendation
        empty = self.tr("定出现场后，这里按道路时间推荐车辆")
        if shown.asked_at is not None:
            self.note.setText(self.tr("道路时间　{} 算").format(time_of_day(shown.asked_at)))
        else:
            self.note.setText(self.tr("道路时间"))
        if shown.asking and shown.asked_at is None:
            empty = self.tr("正在算路")
        elif shown.failed:
            self.note.setText(self.tr("服务器没有算出推荐　按 F9 再问"))
            empty = self.tr("没有推荐　按电话与站台商定派车")
        elif shown.asked_at is not None:
            empty = self.tr("没有可派的车")
        if shown.lacks_point:
            self.note.setText(self.tr("现场未上图，没有道路时间　按车号列出"))
            empty = self.tr("没有可派的车")
        self.note.set_tone("amber" if shown.failed or shown.lacks_point else "quiet")
        self.rows.set_empty(empty)
        keys = self.tr("1…9 选　空格 多选　Enter 派　Esc 收")
        self.right.setText(keys if self.armed else self.tr("F9 后：1…9 选　Enter 派"))
        if self.rows.currentIndex().row() < 0:
            self._choose_best()

    def choose(self, key: str) -> bool:
        """Choose a vehicle by its digit, or mark the current one with space."""
        if key == " ":
            self._mark()
            return True
        for place, row in enumerate(self._recommendation.vehicles.rows):
            if row.key == key:
                self.rows.choose(place)
                return True
        return False

    def step(self, rows: int) -> None:
        """Choose the vehicle so many rows further down."""
        last = len(self._recommendation.vehicles.rows) - 1
        self.rows.choose(max(0, min(last, self.rows.currentIndex().row() + rows)))

    def act(self) -> None:
        """Send what is chosen."""
        if chosen := self.chosen:
            self.dispatched.emit(chosen)

    def _mark(self) -> None:
        row = self._recommendation.vehicles.row(self.rows.currentIndex().row())
        if row is not None and row.sendable:
            self._marked = self._marked ^ {row.key}
            self._recommendation.mark(self._marked)

    def _choose_best(self) -> None:
        best = self._recommendation.best
        rows = self._recommendation.vehicles.rows
        self.rows.choose(rows.index(best) if best is not None else -1)

    def _on_armed(self, armed: bool) -> None:
        self._recommendation.hold(held=armed)
        if not armed:
            self._marked = frozenset()
            self._recommendation.mark(self._marked)
        self.refresh()
