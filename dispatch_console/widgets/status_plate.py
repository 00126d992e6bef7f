"""Plates standing alone: the state of a thing, and the level of an incident."""

from PyQt6.QtCore import QPointF, QSize
from PyQt6.QtGui import QPaintEvent
from PyQt6.QtWidgets import QSizePolicy, QWidget

from dispatch_console.theme.fonts import SMALL, text_width
from dispatch_console.theme.palette import Sign
from dispatch_console.widgets.pen import Pen
from dispatch_console.widgets.plates import (
    PLATE_HEIGHT,
    PlateKind,
    level_plate,
    level_words,
    plate,
    plate_width,
)


class StatusPlate(QWidget):
    """Shows a state by glyph and word; empty when there is none to show."""

    def __init__(self, *, kind: PlateKind = PlateKind.TINT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        self._sign: Sign | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_sign(self, sign: Sign | None) -> None:
        """Show another state."""
        if sign == self._sign:
            return
        self._sign = sign
        self.setAccessibleName(sign.word if sign is not None else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        width = plate_width(self._sign) + 6 if self._sign is not None else 0
        return QSize(int(width) + 1, PLATE_HEIGHT)

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        if self._sign is not None:
            plate(Pen(self), QPointF(0, 0), self._sign, kind=self._kind)


class LevelPlate(QWidget):
    """Shows a level, always by its digit; empty while there is none."""

    def __init__(self, *, full: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._full = full
        self._level: int | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_level(self, level: int | None) -> None:
        """Show another level."""
        if level == self._level:
            return
        self._level = level
        words = level_words(level, full=True) if level is not None else ""
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        if self._level is None:
            return QSize(0, PLATE_HEIGHT)
        words = level_words(self._level, full=self._full)
        return QSize(int(text_width(words, SMALL, bold=True)) + 13, PLATE_HEIGHT)

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        if self._level is not None:
            level_plate(Pen(self), QPointF(0, 0), self._level, full=self._full)
