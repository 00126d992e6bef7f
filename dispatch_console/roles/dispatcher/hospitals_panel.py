"""The hospitals for the scene, by road; F10 arms its letters, Enter puts one on the form."""

from typing import Final

from PyQt6.QtCore import QModelIndex, QPointF, QRectF, QSize, pyqtSignal
from PyQt6.QtGui import QPainter
from PyQt6.QtWidgets import QWidget

from dispatch_console.roles.dispatcher.armed_list import ArmedList
from dispatch_console.theme.fonts import CAP, text_width
from dispatch_console.viewmodels.recommendation import HospitalRow, Recommendation
from dispatch_console.viewmodels.row_model import ROW
from dispatch_console.viewmodels.wording import UNKNOWN, distance, duration
from dispatch_console.widgets.pen import RIGHT, icon, key_cap, text
from dispatch_console.widgets.plates import chips
from dispatch_console.widgets.row_list import RowDelegate, RowList

_ROW_HEIGHT: Final = 28
_MOST: Final = 6


class HospitalDelegate(RowDelegate):
    """One line a hospital."""

    def row_height(self, _index: QModelIndex) -> int:
        return _ROW_HEIGHT

    def paint_row(self, pen: QPainter, size: QSize, index: QModelIndex, *, on: bool) -> None:
        row = index.data(ROW)
        if not isinstance(row, HospitalRow):
            return
        middle, height = _ROW_HEIGHT / 2, _ROW_HEIGHT - 1
        key_cap(pen, QPointF(10, middle - 10), row.key)
        glyph = "mdi6.check-bold" if row.wanted else "mdi6.hospital-box"
        icon(pen, glyph, QPointF(44, middle - 8), tone="focus" if row.wanted else "quiet")
        name = QRectF(66, 0, 156, height)
        tone = "strong" if on or row.wanted else "body"
        text(pen, name, row.name, tone=tone, bold=on or row.wanted)
        time = duration(row.seconds) if row.seconds is not None else UNKNOWN
        text(pen, QRectF(224, 0, 62, height), time, tone="strong", bold=True, align=RIGHT)
        way = QRectF(288, 0, 64, height)
        text(pen, way, distance(row.metres), tone="quiet", align=RIGHT)
        reasons = [(word, "grey") for word in row.reasons]
        left = size.width() - 4 - sum(text_width(word, CAP, bold=True) + 16 for word in row.reasons)
        centres = QRectF(366, 0, left - 374, height)
        text(pen, centres, " ".join(row.centres) or self.tr("急诊"), tone="body")
        chips(pen, QPointF(left, middle - 10), reasons, right=size.width())


class HospitalsPanel(ArmedList):
    """Emits the hospital that the patient shall go to."""

    wanted = pyqtSignal(str)

    def __init__(self, recommendation: Recommendation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recommendation = recommendation
        self.setObjectName("hospitals_panel")
        self.title.setText(self.tr("推荐医院"))
        self.note.setText(self.tr("自现场的道路时间　床位未接入"))
        empty = self.tr("定出现场后，这里列出医院")
        self.rows = RowList(recommendation.hospitals, HospitalDelegate(), empty=empty)
        self.rows.setObjectName("recommended_hospitals")
        self.rows.setAccessibleName(self.tr("推荐医院"))
        self.body.addWidget(self.rows)
        self.setFixedHeight(36 + _ROW_HEIGHT * _MOST + 4)
        self.armed_changed.connect(self._on_armed)
        self._on_armed(armed=False)

    def choose(self, key: str) -> bool:
        """Choose a hospital by its letter."""
        for place, row in enumerate(self._recommendation.hospitals.rows):
            if row.key.upper() == key:
                self.rows.choose(place)
                return True
        return False

    def step(self, rows: int) -> None:
        """Choose the hospital so many rows further down."""
        last = len(self._recommendation.hospitals.rows) - 1
        self.rows.choose(max(0, min(last, self.rows.currentIndex().row() + rows)))

    def act(self) -> None:
        """Put the chosen hospital on the form."""
        row = self._recommendation.hospitals.row(self.rows.currentIndex().row())
        if row is not None:
            self.wanted.emit(row.hospital_id)

    def _on_armed(self, armed: bool) -> None:
        keys = self.tr("a…f 选　Enter 定　Esc 收")
        self.right.setText(keys if armed else self.tr("F10 后：a…f 选"))
        self._recommendation.hold(held=armed)
        self.rows.choose(0 if armed else -1)
