"""The foot of every window: the worst alarm in words, and the light of every link."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QWidget

from dispatch_console.theme.fonts import SMALL, text_width
from dispatch_console.theme.palette import LINKS
from dispatch_console.widgets.marks import link_light
from dispatch_console.widgets.pen import LEFT, RIGHT, Pen, box, icon, key_cap, key_width, text

HEIGHT: Final = 36
_KEY: Final = "Ctrl+A"
_LIGHT_ROOM: Final = 14
_GAP: Final = 18


@dataclass(frozen=True, slots=True)
class StripAlarm:
    """One alarm: how grave (a hue), its glyph, what happened, and who knows or what follows."""

    hue: str
    glyph: str
    words: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class LinkLight:
    """One link by the name people give it, and its state."""

    name: str
    state: str

    @property
    def words(self) -> str:
        """The name alone while all is well, otherwise with the state's word."""
        return self.name if self.state == "up" else f"{self.name} {LINKS[self.state].word}"


class AlarmStrip(QWidget):
    """Always there; says so when there is no alarm."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._alarm: StripAlarm | None = None
        self._more = 0
        self._links: tuple[LinkLight, ...] = ()
        self.setObjectName("alarm_strip")
        self.setFixedHeight(HEIGHT)

    @property
    def alarm(self) -> StripAlarm | None:
        """The alarm shown now."""
        return self._alarm

    @property
    def links(self) -> tuple[LinkLight, ...]:
        """The lights shown now."""
        return self._links

    def set_alarm(self, alarm: StripAlarm | None, *, more: int = 0) -> None:
        """Show another alarm, and how many wait behind it."""
        if (alarm, more) == (self._alarm, self._more):
            return
        self._alarm, self._more = alarm, more
        self._name()

    def set_links(self, links: Sequence[LinkLight]) -> None:
        """Show other lights."""
        if tuple(links) == self._links:
            return
        self._links = tuple(links)
        self._name()

    def _name(self) -> None:
        alarm = self._alarm.words if self._alarm is not None else self.tr("无告警")
        self.setAccessibleName(alarm + "　" + "　".join(link.words for link in self._links))
        self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        pen = Pen(self)
        box(pen, QRectF(self.rect()), fill="bg.panel", radius=4)
        left = self._paint_links(pen)
        if self._alarm is None:
            icon(pen, "mdi6.check-circle-outline", QPointF(12, HEIGHT / 2 - 8), tone="green")
            text(pen, QRectF(36, 0, 300, HEIGHT), self.tr("无告警"), tone="quiet")
            return
        self._paint_alarm(pen, self._alarm, left)

    def _paint_links(self, pen: QPainter) -> float:
        x = self.width() - 12.0
        for link in reversed(self._links):
            well = link.state == "up"
            width = text_width(link.words, SMALL, bold=not well)
            x -= width
            area = QRectF(x, 0, width + 2, HEIGHT)
            tone = "quiet" if well else LINKS[link.state].hue
            text(pen, area, link.words, tone=tone, bold=not well, align=LEFT)
            link_light(pen, QPointF(x - 10, HEIGHT / 2), link.state)
            x -= _LIGHT_ROOM + _GAP
        return x

    def _paint_alarm(self, pen: QPainter, alarm: StripAlarm, right: float) -> None:
        ink = f"{alarm.hue}.fg"
        box(pen, QRectF(0, 0, right + 8, HEIGHT), fill=f"{alarm.hue}.tint", radius=4)
        box(pen, QRectF(0, 0, 4, HEIGHT), fill=ink, radius=0)
        icon(pen, alarm.glyph, QPointF(14, HEIGHT / 2 - 9), size=18, tone=alarm.hue)
        doing = self.tr("确认")
        key_left = right - 16 - text_width(doing, SMALL, bold=True) - key_width(_KEY) - 8
        key_cap(pen, QPointF(key_left, HEIGHT / 2 - 10), _KEY, tone=ink, edge=ink)
        word = QRectF(key_left + key_width(_KEY) + 8, 0, 60, HEIGHT)
        text(pen, word, doing, tone=ink, bold=True)
        more = self.tr("另有") + f" {self._more}" if self._more else ""
        note = "　".join(part for part in (alarm.note, more) if part)
        text(pen, QRectF(key_left - 332, 0, 320, HEIGHT), note, tone=ink, align=RIGHT)
        words = QRectF(40, 0, key_left - 340 - 40, HEIGHT)
        text(pen, words, alarm.words, tone=ink, bold=True)
