"""Room for labels: what is taken, and where the next one still fits."""

from collections.abc import Iterator

from PyQt6.QtCore import QPointF, QRectF, QSizeF


class LabelRoom:
    """Places labels greedily beside their points; one that fits nowhere is dropped."""

    def __init__(self, bounds: QRectF) -> None:
        self._bounds = bounds
        self._taken: list[QRectF] = []

    def keep(self, area: QRectF) -> None:
        """Reserve an area: nothing is placed over it."""
        self._taken.append(area)

    def is_free(self, area: QRectF) -> bool:
        """Say whether an area lies in sight and touches nothing that is taken."""
        return self._bounds.contains(area) and not any(area.intersects(t) for t in self._taken)

    def place(self, at: QPointF, size: QSizeF, *, gap: float = 12.0) -> QRectF | None:
        """Take the first free place right, left, above or below a point, or none."""
        for area in _beside(at, size, gap):
            if self.is_free(area):
                self.keep(area)
                return area
        return None


def _beside(at: QPointF, size: QSizeF, gap: float) -> Iterator[QRectF]:
    x, y, width, height = at.x(), at.y(), size.width(), size.height()
    yield QRectF(x + gap, y - height / 2, width, height)
    yield QRectF(x - gap - width, y - height / 2, width, height)
    yield QRectF(x - width / 2, y - gap - height, width, height)
    yield QRectF(x - width / 2, y + gap, width, height)
