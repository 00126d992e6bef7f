"""Draws the base map of a city into an image, a little at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from time import perf_counter
from typing import Final

import numpy as np
from PyQt6.QtCore import QPointF, Qt
from PyQt6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPolygonF, QTransform

from dispatch_console.map import road_style
from dispatch_console.map.mercator import FloatArray, View, project, project_rows
from dispatch_console.map.road_style import MapInks
from dispatch_console.map.street_names import Glyph, StreetNames
from dispatch_console.theme.fonts import font, text_width
from dispatch_console.theme.palette import Theme
from gis_data.boxes import touching
from gis_data.layers import CityLayers

_CASING_PX: Final = 1.4
_CASED_FROM_PX: Final = 1.8
_ROUND_FROM_PX: Final = 3.0
_NAMES_A_STEP: Final = 24
_HALO_PX: Final = 2.6
_PAPER = QImage.Format.Format_RGB32


@dataclass(frozen=True, eq=False)
class _Roads:
    """The lines of one rank as polygons in sheet metres from the city's middle."""

    rank: int
    boxes: FloatArray
    lines: tuple[QPolygonF, ...]


class BaseMap:
    """A city made ready for drawing; shared by every canvas that shows it."""

    def __init__(self, layers: CityLayers) -> None:
        west, south, east, north = layers.bounds
        self.bounds = layers.bounds
        self.attribution = layers.attribution
        self.centre = ((west + east) / 2, (south + north) / 2)
        self.names = StreetNames(layers)
        self.origin = project(self.centre)
        self.roads = tuple(
            _Roads(
                road_style.rank(layer.road_class),
                layer.boxes,
                tuple(self._polygon(layer.line(place)) for place in range(len(layer))),
            )
            for layer in layers.roads
        )

    def _polygon(self, line: FloatArray) -> QPolygonF:
        rows = project_rows(line) - np.array(self.origin)
        return QPolygonF([QPointF(x, y) for x, y in rows.tolist()])


class BaseSheet:
    """One drawing of the base map for one view, finished in slices of a few milliseconds."""

    def __init__(self, base: BaseMap, view: View, *, theme: Theme, ratio: float = 1.0) -> None:
        self.view = view
        self.theme = theme
        self.image = QImage(int(view.width * ratio), int(view.height * ratio), _PAPER)
        self.image.setDevicePixelRatio(ratio)
        self.image.fill(QColor(road_style.inks(theme).ground))
        self._base = base
        self._steps: Iterator[None] | None = self._draw(road_style.inks(theme))

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to draw."""
        return self._steps is None

    def draw_for(self, seconds: float) -> bool:
        """Go on drawing for about so long; say whether it is finished."""
        end = perf_counter() + seconds
        while self._steps is not None and perf_counter() < end:
            if next(self._steps, self) is self:
                self._steps = None
        return self.is_done

    def _draw(self, inks: MapInks) -> Iterator[None]:
        for casing in (True, False):
            for roads in self._base.roads:
                if road_style.is_shown(roads.rank, self.view.zoom):
                    yield from self._draw_roads(roads, inks, casing=casing)
        glyphs = list(self._base.names.glyphs(self.view))
        yield
        for start in range(0, len(glyphs), _NAMES_A_STEP):
            self._draw_names(glyphs[start : start + _NAMES_A_STEP], inks)
            yield

    def _draw_roads(self, roads: _Roads, inks: MapInks, *, casing: bool) -> Iterator[None]:
        wide = road_style.width(roads.rank, self.view.zoom)
        if casing and wide + _CASING_PX <= _CASED_FROM_PX:
            return
        ink = inks.roads[roads.rank]
        colour = QColor(ink.casing if casing else ink.fill)
        pen = _road_pen(colour, wide + _CASING_PX if casing else wide, self.view.metres_per_px)
        places = touching(roads.boxes, self.view.box).tolist()
        for start in range(0, len(places), 64):
            painter = self._painter()
            painter.setTransform(self._transform(), combine=True)
            painter.setPen(pen)
            for place in places[start : start + 64]:
                painter.drawPolyline(roads.lines[place])
            painter.end()
            yield

    def _transform(self) -> QTransform:
        size = self.view.metres_per_px
        x, y = self.view.px_of_metres(*self._base.origin)
        return QTransform(1 / size, 0, 0, -1 / size, x, y)

    def _painter(self) -> QPainter:
        painter = QPainter(self.image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        return painter

    def _draw_names(self, glyphs: list[Glyph], inks: MapInks) -> None:
        painter = self._painter()
        for glyph in glyphs:
            picture = _glyph_picture(
                glyph.character,
                glyph.px,
                round(glyph.turn / 3) * 3,
                glyph.bold,
                inks,
                self.image.devicePixelRatio(),
            )
            half = picture.width() / picture.devicePixelRatio() / 2
            painter.drawImage(QPointF(round(glyph.x - half), round(glyph.y - half)), picture)
        painter.end()


def _road_pen(colour: QColor, wide: float, metres_per_px: float) -> QPen:
    cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    if wide < _ROUND_FROM_PX:
        cap, join = Qt.PenCapStyle.SquareCap, Qt.PenJoinStyle.BevelJoin
    return QPen(colour, wide * metres_per_px, Qt.PenStyle.SolidLine, cap, join)


@lru_cache(maxsize=4096)
def _glyph_picture(
    character: str,
    px: int,
    turn: int,
    bold: bool,
    inks: MapInks,
    ratio: float,
) -> QImage:
    size = int(px * 1.5) + 8
    size += size % 2
    picture = QImage(
        int(size * ratio), int(size * ratio), QImage.Format.Format_ARGB32_Premultiplied
    )
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    path = QPainterPath()
    advance = text_width(character, px, bold=bold)
    path.addText(QPointF(-advance / 2, px * 0.37), font(px, bold=bold), character)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(size / 2, size / 2)
    painter.rotate(turn)
    round_pen = QPen(QColor(inks.halo), _HALO_PX)
    round_pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(path, round_pen)
    painter.fillPath(path, QColor(inks.name))
    painter.end()
    return picture
