"""The foot of the receiver: the links it lives by, and words about the order."""

from dataclasses import dataclass
from typing import Final

from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QPaintEvent
from PyQt6.QtWidgets import QWidget

from dispatch_console.theme.fonts import FACT, text_width
from dispatch_console.theme.palette import LINKS
from dispatch_console.widgets.marks import link_light
from dispatch_console.widgets.pen import RIGHT, Pen, box, text

HEIGHT: Final = 72


@dataclass(frozen=True, slots=True)
class FarLink:
    """One link by the name people give it, and its state."""

    name: str
    state: str

    @property
    def words(self) -> str:
        """The name alone while all is well, otherwise with the state's word."""
        return self.name if self.state == "up" else f"{self.name} {LINKS[self.state].word}"


class StationFoot(QWidget):
    """Lights with words at the left, a quiet line at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._links: tuple[FarLink, ...] = ()
        self._note = ""
        self.setObjectName("station_foot")
        self.setFixedHeight(HEIGHT)

    @property
    def links(self) -> tuple[FarLink, ...]:
        """The lights shown now."""
        return self._links

    def show_state(self, links: tuple[FarLink, ...], *, note: str) -> None:
        """Show other lights and words."""
        if (links, note) == (self._links, self._note):
            return
        self._links, self._note = links, note
        self.setAccessibleName("　".join((*(link.words for link in links), note)))
        self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        pen = Pen(self)
        box(pen, QRectF(self.rect()), fill="bg.panel", radius=0)
        x = 40.0
        for link in self._links:
            well = link.state == "up"
            width = text_width(link.words, FACT, bold=not well)
            link_light(pen, QPointF(x + 8, HEIGHT / 2), link.state, radius=8)
            tone = "body" if well else LINKS[link.state].hue
            place = QRectF(x + 26, -1, width + 4, HEIGHT)
            text(pen, place, link.words, px=FACT, tone=tone, bold=not well)
            x += width + 66
        rest = QRectF(x, -1, self.width() - x - 40, HEIGHT)
        text(pen, rest, self._note, px=FACT, tone="quiet", align=RIGHT)
