"""The lists of the maintainer's window: facts with their lights, people, devices, sign-ins."""

from typing import Final

from PyQt6.QtCore import QModelIndex, QPointF, QRectF, QSize
from PyQt6.QtGui import QPainter

from dispatch_console.theme.fonts import BODY
from dispatch_console.viewmodels.people_keeping import DeviceRow, PersonRow, SessionRow
from dispatch_console.viewmodels.row_model import ROW
from dispatch_console.viewmodels.upkeep import HealthRow
from dispatch_console.widgets.marks import link_light
from dispatch_console.widgets.pen import RIGHT, text
from dispatch_console.widgets.row_list import RowDelegate

_FACT_HEIGHT: Final = 53
_ROW_HEIGHT: Final = 36
_TONES: Final = {"up": "body", "slow": "amber", "down": "red", "unknown": "quiet"}


class HealthDelegate(RowDelegate):
    """A light, the name, what was found; below it what to do."""

    def row_height(self, index: QModelIndex) -> int:
        row = index.data(ROW)
        advised = isinstance(row, HealthRow) and row.advice
        return _FACT_HEIGHT if advised else _ROW_HEIGHT

    def paint_row(self, pen: QPainter, size: QSize, index: QModelIndex, *, on: bool) -> None:
        row = index.data(ROW)
        if not isinstance(row, HealthRow):
            return
        link_light(pen, QPointF(20, _ROW_HEIGHT / 2), row.health.value)
        name = QRectF(38, 0, 200, _ROW_HEIGHT - 1)
        text(pen, name, row.name, px=BODY, tone="strong", bold=on)
        value = QRectF(244, 0, size.width() - 256, _ROW_HEIGHT - 1)
        text(pen, value, row.value, px=BODY, tone=_TONES[row.health.value])
        if row.advice:
            advice = QRectF(244, 28, size.width() - 256, 22)
            text(pen, advice, row.advice, tone="quiet")


class PersonDelegate(RowDelegate):
    """Number, name, roles, station, where somebody sits; who may not sign in is grey."""

    def row_height(self, _index: QModelIndex) -> int:
        return _ROW_HEIGHT

    def paint_row(self, pen: QPainter, size: QSize, index: QModelIndex, *, on: bool) -> None:
        row = index.data(ROW)
        if not isinstance(row, PersonRow):
            return
        height = float(size.height() - 1)
        tone = "strong" if row.active else "hint"
        text(pen, QRectF(12, 0, 96, height), row.number, tone="quiet")
        text(pen, QRectF(112, 0, 180, height), row.name, px=BODY, tone=tone, bold=on)
        roles = QRectF(300, 0, 300, height)
        text(pen, roles, row.roles, tone="body" if row.active else "hint")
        text(pen, QRectF(608, 0, 160, height), row.station, tone="quiet")
        text(pen, QRectF(776, 0, 160, height), row.seat, tone="green" if row.seat else "quiet")
        state = QRectF(size.width() - 100, 0, 88, height)
        text(pen, state, "" if row.active else "停用", tone="amber", bold=True, align=RIGHT)


class DeviceDelegate(RowDelegate):
    """The seat, the key's name, when it was issued, whether it counts and listens."""

    def row_height(self, _index: QModelIndex) -> int:
        return _ROW_HEIGHT

    def paint_row(self, pen: QPainter, size: QSize, index: QModelIndex, *, on: bool) -> None:
        row = index.data(ROW)
        if not isinstance(row, DeviceRow):
            return
        height = float(size.height() - 1)
        tone = "strong" if row.counts else "hint"
        light = "up" if row.listening else "unknown"
        link_light(pen, QPointF(20, height / 2), light)
        text(pen, QRectF(38, 0, 240, height), row.seat, px=BODY, tone=tone, bold=on)
        text(pen, QRectF(290, 0, 220, height), row.device_id, tone="quiet")
        text(pen, QRectF(520, 0, 220, height), f"{row.issued} 签发", tone="quiet")
        words = "在线" if row.listening else "不在线" if row.counts else "已撤销"
        hue = "green" if row.listening else "amber" if row.counts else "hint"
        state = QRectF(size.width() - 140, 0, 128, height)
        text(pen, state, words, tone=hue, bold=row.counts, align=RIGHT)


class SessionDelegate(RowDelegate):
    """The seat, who sits there in which roles, since when, until when, whether connected."""

    def row_height(self, _index: QModelIndex) -> int:
        return _ROW_HEIGHT

    def paint_row(self, pen: QPainter, size: QSize, index: QModelIndex, *, on: bool) -> None:
        row = index.data(ROW)
        if not isinstance(row, SessionRow):
            return
        height = float(size.height() - 1)
        link_light(pen, QPointF(20, height / 2), "up" if row.listening else "unknown")
        text(pen, QRectF(38, 0, 150, height), row.seat, px=BODY, tone="strong", bold=on)
        text(pen, QRectF(196, 0, 200, height), row.person, tone="body")
        text(pen, QRectF(404, 0, 280, height), row.roles, tone="quiet")
        text(pen, QRectF(692, 0, 150, height), f"已坐 {row.since}", tone="quiet")
        text(pen, QRectF(850, 0, 130, height), f"到 {row.until}", tone="quiet")
        state = QRectF(size.width() - 140, 0, 128, height)
        words, tone = ("在线", "green") if row.listening else ("未连接", "quiet")
        text(pen, state, words, tone=tone, bold=row.listening, align=RIGHT)
