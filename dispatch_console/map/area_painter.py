"""Draws what lies under the roads: grounds, green, water, railways and buildings."""

from collections.abc import Callable
from typing import Final

import numpy as np
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QColor, QPainter, QPen

from dispatch_console.map.inks import MapInks, between
from dispatch_console.map.map_frame import MapFrame
from dispatch_console.map.polylines import polylines
from dispatch_console.map.prepared_areas import COARSE_BELOW, TUNNEL_GROUP
from dispatch_console.map.shapes import Shapes
from gis_data.area_table import AREA_DRAWING_ORDER, AreaClass
from gis_data.line_table import LINE_CLASSES, LineClass

HOUSES_FROM: Final = 15.25
_EDGES_FROM: Final = 16.0
_FADE: Final = 0.75
_MARGIN_PX: Final = 4.0
_SHARP_BELOW: Final = 12.0

_FILLS: Final[dict[AreaClass, tuple[Callable[[MapInks], QColor], float]]] = {
    AreaClass.INDUSTRIAL: (lambda inks: inks.campus, 12.5),
    AreaClass.UNIVERSITY: (lambda inks: inks.campus, 12.5),
    AreaClass.SCHOOL: (lambda inks: inks.campus, 14.5),
    AreaClass.HOSPITAL: (lambda inks: inks.hospital, 13.5),
    AreaClass.AIRFIELD: (lambda inks: inks.campus, 10.0),
    AreaClass.WOOD: (lambda inks: inks.wood, 10.0),
    AreaClass.GRASS: (lambda inks: inks.green, 14.0),
    AreaClass.PARK: (lambda inks: inks.green, 10.0),
    AreaClass.CEMETERY: (lambda inks: inks.green, 13.0),
    AreaClass.WATER: (lambda inks: inks.water, 0.0),
    AreaClass.WETLAND: (lambda inks: between(inks.ground, inks.water, 0.6), 11.0),
    AreaClass.SPORTS: (lambda inks: inks.green, 14.5),
    AreaClass.PARKING: (lambda inks: inks.campus, 16.0),
    AreaClass.SQUARE: (lambda inks: inks.campus, 14.5),
    AreaClass.PLATFORM: (lambda inks: inks.rail_gap, 15.0),
}
"""The fill of a class and from which zoom it shows; the other classes are plain ground."""
_RAILS: Final = {LineClass.RAILWAY: 12.0, LineClass.TRAM: 15.0, LineClass.SUBWAY: 14.0}
_WATERS: Final = {LineClass.RIVER: (11.0, 1.0), LineClass.STREAM: (14.0, 0.6)}
_SLEEPERS_FROM: Final = 13.5
_SLEEPERS: Final = (5.0, 5.0)
_TUNNEL_DASHES: Final = (3.0, 4.0)


class AreaPainter:
    """Draws areas by class, then the lines of water and rail."""

    def __init__(self, coarse: Shapes, land: Shapes, houses: Shapes) -> None:
        self._coarse = coarse
        self._land = land
        self._houses = houses

    def paint(self, pen: QPainter, frame: MapFrame, inks: MapInks) -> None:
        """Fill the areas that a frame shows, the lowest first."""
        shapes = self._coarse if frame.zoom < COARSE_BELOW else self._land
        places = shapes.within(frame.box(_MARGIN_PX))
        groups = shapes.group[places]
        pen.setPen(Qt.PenStyle.NoPen)
        for group in np.unique(groups).tolist():
            fill = _FILLS.get(AREA_DRAWING_ORDER[group])
            if fill is None or frame.zoom < fill[1]:
                continue
            pen.setBrush(fill[0](inks))
            for polygon in polylines(shapes, places[groups == group], frame):
                pen.drawPolygon(polygon)

    def paint_houses(self, pen: QPainter, frame: MapFrame, inks: MapInks) -> None:
        """Draw the buildings where the zoom has room for them."""
        if frame.zoom < HOUSES_FROM:
            return
        share = float(np.interp(frame.zoom, (HOUSES_FROM, HOUSES_FROM + _FADE), (0.4, 1.0)))
        pen.setBrush(between(inks.ground, inks.building, share))
        pen.setPen(Qt.PenStyle.NoPen)
        if frame.zoom >= _EDGES_FROM:
            pen.setPen(QPen(inks.building_edge, 0.8 * frame.ratio))
        draw = pen.drawPolygon
        for polygon in polylines(self._houses, self._houses.within(frame.box(_MARGIN_PX)), frame):
            draw(polygon)


class LinePainter:
    """Draws rivers that are only lines, and railways."""

    def __init__(self, waterways: Shapes, railways: Shapes) -> None:
        self._waterways = waterways
        self._railways = railways

    def paint_waters(self, pen: QPainter, frame: MapFrame, inks: MapInks) -> None:
        """Draw rivers and streams as lines of water."""
        for line_class, (shown_from, size) in _WATERS.items():
            if frame.zoom >= shown_from:
                wide = size * 2.0 ** ((frame.zoom - 13.0) / 2) * frame.ratio
                self._stroke(pen, self._waterways, line_class, frame, QPen(inks.water, wide))

    def paint_rails(self, pen: QPainter, frame: MapFrame, inks: MapInks) -> None:
        """Draw railways with their sleepers, faint dashes where they run underground."""
        for line_class, shown_from in _RAILS.items():
            if frame.zoom < shown_from:
                continue
            thin = 1.0 if line_class is LineClass.RAILWAY else 0.7
            wide = thin * 2.0 ** ((frame.zoom - 14.0) / 3) * 2.2 * frame.ratio
            self._stroke(pen, self._railways, line_class, frame, _rail_pen(inks.rail, wide))
            if frame.zoom >= _SLEEPERS_FROM and line_class is LineClass.RAILWAY:
                gaps = _rail_pen(inks.rail_gap, wide * 0.55)
                gaps.setDashPattern(_SLEEPERS)
                self._stroke(pen, self._railways, line_class, frame, gaps)
            below = _rail_pen(between(inks.ground, inks.rail, 0.6), 1.1 * frame.ratio)
            below.setDashPattern(_TUNNEL_DASHES)
            self._stroke(pen, self._railways, line_class, frame, below, more=TUNNEL_GROUP)

    @staticmethod
    def _stroke(
        pen: QPainter,
        shapes: Shapes,
        line_class: LineClass,
        frame: MapFrame,
        ink: QPen,
        *,
        more: int = 0,
    ) -> None:
        places = shapes.within(frame.box(_MARGIN_PX + ink.widthF()))
        wanted = places[shapes.group[places] == LINE_CLASSES.index(line_class) + more]
        pen.setPen(ink)
        for line in polylines(shapes, wanted, frame):
            pen.drawPolyline(line)


def _rail_pen(colour: QColor, wide: float) -> QPen:
    flat, join = Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.RoundJoin
    return QPen(colour, wide, Qt.PenStyle.SolidLine, flat, join)
