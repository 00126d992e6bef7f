"""The desk's self-test as painted lines: a glyph, what was found, what was measured."""

from collections.abc import Sequence
from typing import Final

from PyQt6.QtCore import QPointF, QRectF, QSize
from PyQt6.QtGui import QPaintEvent
from PyQt6.QtWidgets import QWidget

from dispatch_console.theme.fonts import BODY, SMALL
from dispatch_console.viewmodels.self_test import Check, Verdict
from dispatch_console.widgets.pen import RIGHT, Pen, icon, rule, text

ROW: Final = 66
MOST: Final = 8
_SIGNS: Final = {
    Verdict.RUNNING: ("mdi6.progress-clock", "focus", "进行"),
    Verdict.PASSED: ("mdi6.check-circle", "green", "通过"),
    Verdict.WARNED: ("mdi6.alert", "amber", "注意"),
    Verdict.FAILED: ("mdi6.alert-circle", "red", "有错"),
}
_MEASURE_WIDTH: Final = 90


def verdict_words(verdict: Verdict) -> str:
    """Give the word for how a check ended."""
    return _SIGNS[verdict][2]


class CheckList(QWidget):
    """Shows the checks; a verdict is told by glyph and word as well as by colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._checks: tuple[Check, ...] = ()
        self.setObjectName("self_test")
        self.setMinimumHeight(ROW * MOST)

    @property
    def checks(self) -> tuple[Check, ...]:
        """What is shown now."""
        return self._checks

    def show_checks(self, checks: Sequence[Check]) -> None:
        """Show other findings."""
        if tuple(checks) == self._checks:
            return
        self._checks = tuple(checks)
        self.setAccessibleName(
            "　".join(f"{c.name} {verdict_words(c.verdict)} {c.finding}" for c in checks)
        )
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(520, ROW * MOST)

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        pen = Pen(self)
        for place, check in enumerate(self._checks):
            self._paint(pen, check, float(place * ROW))

    def _paint(self, pen: Pen, check: Check, top: float) -> None:
        glyph, tone, word = _SIGNS[check.verdict]
        width = float(self.width())
        icon(pen, glyph, QPointF(20, top + ROW / 2 - 10), size=20, tone=tone)
        left, right = 56.0, width - _MEASURE_WIDTH - 16
        name = QRectF(left, top + 8, right - left, 26)
        text(pen, name, check.name, px=BODY, tone="strong", bold=True)
        found = QRectF(left, top + 34, right - left, 24)
        text(pen, found, check.finding, px=SMALL, tone="body")
        measure = QRectF(right, top, _MEASURE_WIDTH, ROW)
        passed = check.verdict is Verdict.PASSED
        shown = check.measure if passed and check.measure else word
        text(pen, measure, shown, tone="quiet" if passed else tone, bold=not passed, align=RIGHT)
        rule(pen, QRectF(0, top + ROW - 1, width, 1))
