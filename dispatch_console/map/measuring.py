"""The tool that measures on the map (测距): clicks or Enter set points, the way is told at each."""

from typing import Final

from PyQt6.QtCore import QObject, QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QKeyEvent, QPainter, QPen, QPolygonF

from dispatch_console.map.mercator import View
from dispatch_console.map.signs import Part, tag, tag_size
from dispatch_console.theme.palette import current
from dispatch_console.viewmodels.measured_line import MeasuredLine, length_words
from dispatch_console.widgets.keys import ENTER_KEYS
from dispatch_server.contract.details import Point

_UNDO_KEYS: Final = frozenset({Qt.Key.Key_Backspace, Qt.Key.Key_Delete})
_KNOT_PX: Final = 5.0
_BESIDE_PX: Final = 12.0


class Measuring(QObject):
    """Keeps the line; Backspace takes the last point back, Esc ends it.

    `changed` says that it looks different; `left` that it wants to be put away.
    """

    changed = pyqtSignal()
    left = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.line = MeasuredLine()
        self._pointer: Point | None = None

    @property
    def words(self) -> str:
        """The whole way so far, and as the crow flies once that is another."""
        line = self.line
        if not line.points:
            return ""
        words = length_words(line.metres)
        if len(line.legs) > 1:
            words += f"　直线 {length_words(line.straight_metres)}"
        return words

    def begin(self, start: Point | None = None) -> None:
        """Begin a new line, from a point where one is given."""
        self._set(MeasuredLine((start,)) if start is not None else MeasuredLine())

    def hover(self, point: Point | None) -> None:
        """Show how far it would be to where the mouse is."""
        if self.line.points and point != self._pointer:
            self._pointer = point
            self.changed.emit()

    def click(self, point: Point) -> None:
        """Set a point."""
        self._set(self.line.to(point))

    def take_key(self, event: QKeyEvent, spot: Point) -> bool:
        """Set a point at the cross hairs by Enter, take one back, or leave off."""
        undo = event.key() == Qt.Key.Key_Z and event.modifiers() & _CONTROL
        if event.key() in ENTER_KEYS:
            self._set(self.line.to(spot))
        elif event.key() in _UNDO_KEYS or undo:
            self._set(self.line.back())
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            return False
        return True

    def draw(self, pen: QPainter, view: View) -> None:
        """Draw the line with a plate at every point; the last one tells the whole way."""
        knots = [QPointF(*view.px(point)) for point in self.line.points]
        palette = current()
        ahead = [knots[-1], QPointF(*view.px(self._pointer))] if self._pointer and knots else []
        for line, dashed in ((knots, False), (ahead, True)):
            for tone, width in (("bg.panel", 5.0), ("text.strong", 2.0)):
                pen.setPen(_pen(palette.colour(tone), width, dashed=dashed))
                pen.drawPolyline(QPolygonF(line))
        pen.setPen(QPen(palette.colour("text.strong"), 2))
        pen.setBrush(palette.colour("bg.panel"))
        for knot in knots:
            pen.drawEllipse(knot, _KNOT_PX, _KNOT_PX)
        self._draw_lengths(pen, knots, ahead)

    def _draw_lengths(self, pen: QPainter, knots: list[QPointF], ahead: list[QPointF]) -> None:
        so_far = 0.0
        for knot, leg in zip(knots[1:-1], self.line.legs, strict=False):
            so_far += leg
            _plate(pen, knot, (Part(length_words(so_far)),))
        if ahead and self._pointer is not None:
            reached = self.line.to(self._pointer)
            last = Part(length_words(reached.legs[-1] if reached.legs else 0.0), "quiet")
            whole = Part(length_words(reached.metres), "strong", bold=True)
            _plate(pen, ahead[1] + QPointF(6, 14), (whole, last))
        elif len(knots) > 1:
            parts = [Part(length_words(self.line.metres), "strong", bold=True)]
            if len(knots) > 2:  # noqa: PLR2004 - only a bent line has another straight way
                parts.append(Part(f"直线 {length_words(self.line.straight_metres)}", "quiet"))
            _plate(pen, knots[-1], tuple(parts))

    def _set(self, line: MeasuredLine) -> None:
        self.line, self._pointer = line, None
        self.changed.emit()


_CONTROL: Final = Qt.KeyboardModifier.ControlModifier


def _plate(pen: QPainter, at: QPointF, parts: tuple[Part, ...]) -> None:
    size = tag_size(parts)
    left, top = round(at.x() + _BESIDE_PX), round(at.y() - size.height() / 2)
    tag(pen, QRectF(left, top, size.width(), size.height()), parts, edge="bg.edge")


def _pen(colour: QColor, width: float, *, dashed: bool) -> QPen:
    style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
    return QPen(colour, width, style, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
