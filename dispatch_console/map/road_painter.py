"""Draws the roads of a frame: tunnels, the ground's with their casings, then bridge over bridge."""

from typing import Final

import numpy as np
from PyQt6.QtCore import QPointF, Qt
from PyQt6.QtGui import QColor, QPainter, QPen, QPolygonF

from dispatch_console.map import road_style
from dispatch_console.map.inks import MapInks, between
from dispatch_console.map.map_frame import MapFrame
from dispatch_console.map.polylines import polygon_of, polylines
from dispatch_console.map.prepared_roads import GRADES, GROUND, LEVELS, TUNNEL
from dispatch_console.map.shapes import Shapes

_REACH_PX: Final = 30.0
_CASING_PX: Final = 1.4
_CASED_FROM_PX: Final = 1.7
_CASED_FROM_ZOOM: Final = 12.5
_ROUND_FROM_PX: Final = 3.0
_BRIDGE_CASING_PX: Final = 2.4
_TUNNEL_SHARE: Final = 0.45
_TUNNEL_DASHES: Final = (4.0, 3.0)
_FERRY_DASHES: Final = (5.0, 4.0)
_ARROWS_FROM: Final = 16.5
_ARROW_EVERY_PX: Final = 130.0
_ARROW: Final = (
    (7.0, 0.0),
    (1.5, -3.2),
    (1.5, -0.8),
    (-7.0, -0.8),
    (-7.0, 0.8),
    (1.5, 0.8),
    (1.5, 3.2),
)

Lines = dict[int, list[QPolygonF]]
"""The lines of a frame by group, see `prepared_roads.GRADES`."""


class RoadPainter:
    """Draws from the level that fits the frame's zoom."""

    def __init__(self, levels: tuple[Shapes, ...], one_way: Shapes) -> None:
        self._levels = levels
        self._one_way = one_way

    def lines(self, frame: MapFrame) -> Lines:
        """Return what of the roads a frame shows."""
        zoom = frame.zoom
        level = max(place for place, (start, *_) in enumerate(LEVELS) if zoom >= start)
        shapes = self._levels[level]
        places = shapes.within(frame.box(_REACH_PX * frame.ratio))
        groups = shapes.group[places]
        found: Lines = {}
        for group in np.unique(groups).tolist():
            if road_style.is_shown(group % GRADES, zoom):
                found[group] = polylines(shapes, places[groups == group], frame)
        return found

    def paint_ferries(self, pen: QPainter, lines: Lines, frame: MapFrame, inks: MapInks) -> None:
        """Dash the ferries over the water."""
        wide = road_style.width(road_style.FERRY, frame.zoom) * frame.ratio
        ink = QPen(inks.roads[road_style.FERRY], wide)
        ink.setDashPattern(_FERRY_DASHES)
        pen.setPen(ink)
        for group, group_lines in lines.items():
            if group % GRADES == road_style.FERRY:
                _draw(pen, group_lines)

    def paint(self, pen: QPainter, lines: Lines, frame: MapFrame, inks: MapInks) -> None:
        """Draw floor after floor; on each all casings first, and the greatest roads last."""
        floors = sorted({group // GRADES for group in lines})
        for grade in floors:
            ranks = [group % GRADES for group in lines if group // GRADES == grade]
            ranks = sorted((r for r in ranks if r != road_style.FERRY), reverse=True)
            for rank in ranks:
                self._paint_casing(pen, lines, frame, inks, group=grade * GRADES + rank)
            for rank in ranks:
                _paint_fill(pen, lines, frame, inks, group=grade * GRADES + rank)

    def _paint_casing(
        self, pen: QPainter, lines: Lines, frame: MapFrame, inks: MapInks, *, group: int
    ) -> None:
        grade, rank = divmod(group, GRADES)
        wide = road_style.width(rank, frame.zoom)
        if frame.zoom < _CASED_FROM_ZOOM or wide < _CASED_FROM_PX:
            return
        strength = road_style.strength(rank, frame.zoom)
        colour = between(inks.ground, inks.casings[rank], strength)
        more = _BRIDGE_CASING_PX if grade > GROUND else _CASING_PX
        ink = _pen(colour, (wide + more) * frame.ratio)
        if grade > GROUND:
            ink.setCapStyle(Qt.PenCapStyle.FlatCap)
        if grade == TUNNEL:
            ink.setCapStyle(Qt.PenCapStyle.FlatCap)
            ink.setDashPattern([dash / wide * 2 for dash in _TUNNEL_DASHES])
        pen.setPen(ink)
        _draw(pen, lines[group])

    def paint_arrows(self, pen: QPainter, frame: MapFrame, inks: MapInks) -> None:
        """Show the way of one-way streets where there is room for it."""
        if frame.zoom < _ARROWS_FROM:
            return
        arrow = polygon_of(np.array(_ARROW) * frame.ratio)
        pen.setPen(Qt.PenStyle.NoPen)
        pen.setBrush(inks.arrow)
        places = self._one_way.within(frame.box(_REACH_PX * frame.ratio))
        points, ends = self._one_way.gather(places)
        px = frame.px(points)
        for start, end in zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True):
            _draw_arrows(pen, arrow, px[start:end], every=_ARROW_EVERY_PX * frame.ratio)


def _paint_fill(pen: QPainter, lines: Lines, frame: MapFrame, inks: MapInks, *, group: int) -> None:
    grade, rank = divmod(group, GRADES)
    share = road_style.strength(rank, frame.zoom) * (_TUNNEL_SHARE if grade == TUNNEL else 1.0)
    colour = between(inks.ground, inks.roads[rank], share)
    pen.setPen(_pen(colour, road_style.width(rank, frame.zoom) * frame.ratio))
    _draw(pen, lines[group])


def _draw(pen: QPainter, lines: list[QPolygonF]) -> None:
    """Stroke line after line: one long path with many pieces takes ten times as long."""
    draw = pen.drawPolyline
    for line in lines:
        draw(line)


def _pen(colour: QColor, wide: float) -> QPen:
    cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    if wide < _ROUND_FROM_PX:
        cap, join = Qt.PenCapStyle.SquareCap, Qt.PenJoinStyle.BevelJoin
    return QPen(colour, wide, Qt.PenStyle.SolidLine, cap, join)


def _draw_arrows(pen: QPainter, arrow: QPolygonF, line: np.ndarray, *, every: float) -> None:
    steps = np.hypot(*np.diff(line, axis=0).T)
    run = np.concatenate(([0.0], np.cumsum(steps)))
    count = int(run[-1] // every) or int(run[-1] > every / 2)
    for spot in ((np.arange(count) + 0.5) * (run[-1] / max(count, 1))).tolist():
        part = min(int(np.searchsorted(run, spot, side="right")) - 1, len(steps) - 1)
        share = (spot - run[part]) / max(steps[part], 1e-9)
        at = line[part] + (line[part + 1] - line[part]) * share
        ahead = line[part + 1] - line[part]
        pen.save()
        pen.translate(QPointF(*at.tolist()))
        pen.rotate(float(np.degrees(np.arctan2(ahead[1], ahead[0]))))
        pen.drawPolygon(arrow)
        pen.restore()
