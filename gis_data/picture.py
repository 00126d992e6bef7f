"""The printed map of an order sheet: black on white, as SVG."""

from collections.abc import Iterable, Sequence
from typing import Final
from xml.sax.saxutils import escape

import numpy as np

from gis_data.datums import FloatArray, Point
from gis_data.layers import CityLayers
from gis_data.picture_frame import PictureFrame
from gis_data.picture_labels import street_labels
from gis_data.picture_marks import along, furniture, marks
from gis_data.road_table import RoadClass

FONT: Final = "Noto Sans CJK SC"

_MAIN: Final = (1.15, 0.25)
_WIDTHS_MM: Final = {
    RoadClass.MOTORWAY: (1.5, 0.3),
    RoadClass.TRUNK: (1.4, 0.3),
    RoadClass.PRIMARY: _MAIN,
    RoadClass.SECONDARY: (0.95, 0.2),
    RoadClass.TERTIARY: (0.7, 0.16),
}
"""Width of the road and of the line on either side of it; other classes are a thin grey line."""
_LINK_WIDTH_MM: Final = (0.6, 0.14)
_MINOR_WIDTH_MM: Final = 0.22
_LEAST_STEP_MM: Final = 0.05


def sheet_svg(
    layers: CityLayers,
    *,
    scene: Point,
    meeting_point: Point | None = None,
    station: Point | None = None,
    route: Sequence[Point] = (),
    width_mm: float = 180.0,
    height_mm: float = 100.0,
) -> str:
    """Draw the way from the station to the scene, or the scene's surroundings without one.

    Road names, scale, north and the map's attribution are on it; text is real text in `FONT`.
    """
    shown = [scene, *(point for point in (meeting_point, station) if point is not None), *route]
    frame = PictureFrame.around(shown, width_mm=width_mm, height_mm=height_mm, within=layers.bounds)
    placed = marks(frame, scene=scene, meeting_point=meeting_point, station=station)
    corners = furniture(frame, layers.attribution)
    reserved = [*along(route, frame), *(mark.box for mark in (*placed, *corners))]
    parts = [
        *_roads(layers, frame),
        *_route(route, frame),
        *street_labels(layers, frame, reserved=reserved),
        *(mark.drawing for mark in (*placed, *corners)),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width_mm:g}mm" height="{height_mm:g}mm"'
        f' viewBox="0 0 {width_mm:g} {height_mm:g}" font-family="{escape(FONT)}">\n'
        f'<rect width="{width_mm:g}" height="{height_mm:g}" fill="white"/>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _roads(layers: CityLayers, frame: PictureFrame) -> list[str]:
    """Draw minor roads as lines, then all greater roads' edges below all their surfaces."""
    minor, casings, surfaces = [], [], []
    for layer in layers.roads:
        path = _path(layer.lines(frame.box), frame)
        width, edge = _WIDTHS_MM.get(layer.road_class, (0.0, 0.0))
        if layer.road_class.endswith("_link"):
            width, edge = _LINK_WIDTH_MM
        if not width:
            minor.append(_stroke(path, "#8a8a8a", _MINOR_WIDTH_MM))
            continue
        casings.append(_stroke(path, "#444444", width + 2 * edge))
        surfaces.append(_stroke(path, "white", width))
    return [*minor, *casings, *surfaces]


def _route(route: Sequence[Point], frame: PictureFrame) -> list[str]:
    if not route:
        return []
    path = _path([np.array(route)], frame)
    return [_stroke(path, "white", 2.6), _stroke(path, "black", 1.5)]


def _path(lines: Iterable[FloatArray], frame: PictureFrame) -> str:
    """Write lines as one path, leaving out points that print on top of one another."""
    pieces = []
    for line in lines:
        drawn = frame.on_paper(line)
        keep = np.ones(len(drawn), dtype=np.bool_)
        keep[1:-1] = np.any(np.abs(np.diff(drawn, axis=0))[:-1] > _LEAST_STEP_MM, axis=1)
        pieces.append("M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in drawn[keep].tolist()))
    return "".join(pieces)


def _stroke(path: str, colour: str, width: float) -> str:
    return (
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width:g}"'
        ' stroke-linecap="round" stroke-linejoin="round"/>'
    )
