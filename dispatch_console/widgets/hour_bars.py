"""Counts by the hour of the day as bars, the present hour marked."""

from collections.abc import Sequence
from typing import Final

from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QPaintEvent
from PyQt6.QtWidgets import QWidget

from dispatch_console.theme.fonts import CAP
from dispatch_console.widgets.pen import MIDDLE, RIGHT, Pen, box, rule, text

_LEFT: Final = 44.0
_FOOT: Final = 26.0
_HEAD: Final = 22.0
_STEPS: Final = (4, 8, 20, 40, 80, 200, 400, 800, 2_000, 4_000, 8_000, 20_000)
_LINES: Final = 4
_EVERY: Final = 2


def top_of(counts: Sequence[int]) -> int:
    """Return the top of a scale that four lines divide evenly."""
    most = max(counts, default=0)
    return next((step for step in _STEPS if step >= most), most)


class HourBars(QWidget):
    """Every bar bears its number; hours to come have none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: tuple[int, ...] = ()
        self._hour = 0
        self.setObjectName("hour_bars")
        self.setMinimumHeight(160)

    def show_counts(self, counts: Sequence[int], *, hour: int) -> None:
        """Show other counts; `hour` is the present one."""
        if (tuple(counts), hour) == (self._counts, self._hour):
            return
        self._counts, self._hour = tuple(counts), hour
        past = self._counts[: hour + 1]
        said = "　".join(f"{at} 时 {count}" for at, count in enumerate(past))
        self.setAccessibleName(f"{self.tr('每小时来电')}　{said}")
        self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        pen = Pen(self)
        if not self._counts:
            words = self.tr("还没有数字　服务器应答后列出")
            text(pen, QRectF(16, 8, self.width() - 32, 40), words, tone="quiet")
            return
        top = top_of(self._counts)
        height = self.height() - _FOOT - _HEAD
        for line in range(_LINES + 1):
            y = _HEAD + height * (1 - line / _LINES)
            rule(pen, QRectF(_LEFT, y, self.width() - _LEFT - 12, 1))
            label = QRectF(0, y - 10, _LEFT - 8, 20)
            text(pen, label, str(top * line // _LINES), px=CAP, tone="hint", align=RIGHT)
        self._paint_bars(pen, top, height)

    def _paint_bars(self, pen: Pen, top: int, height: float) -> None:
        pitch = (self.width() - _LEFT - 12) / len(self._counts)
        for hour, count in enumerate(self._counts):
            left, now = _LEFT + hour * pitch, hour == self._hour
            foot = QRectF(left, self.height() - _FOOT, pitch, _FOOT)
            if hour % _EVERY == 0 or now:
                tone = "strong" if now else "hint"
                text(pen, foot, f"{hour:02}", px=CAP, tone=tone, bold=now, align=MIDDLE)
            if hour > self._hour:
                continue
            tall = height * count / top
            bar = QRectF(left + pitch * 0.18, _HEAD + height - tall, pitch * 0.64, tall)
            box(pen, bar, fill="focus.fg" if now else "grey.fg", radius=1)
            if count:
                over = QRectF(left, bar.top() - 20, pitch, 20)
                tone = "strong" if now else "body"
                text(pen, over, str(count), px=CAP, tone=tone, bold=now, align=MIDDLE)
