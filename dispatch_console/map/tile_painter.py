"""Draws a piece of the base map without its names."""

from PyQt6.QtGui import QImage, QPainter

from dispatch_console.map.area_painter import AreaPainter, LinePainter
from dispatch_console.map.inks import MapInks
from dispatch_console.map.map_frame import MapFrame
from dispatch_console.map.prepared_city import PreparedCity
from dispatch_console.map.road_painter import RoadPainter


class TilePainter:
    """Draws areas, lines of water and rail, buildings and roads, in this order."""

    def __init__(self, city: PreparedCity) -> None:
        self._areas = AreaPainter(city.coarse, city.land, city.houses)
        self._lines = LinePainter(city.waterways, city.railways)
        self._roads = RoadPainter(city.levels, city.one_way)

    def paint(self, image: QImage, frame: MapFrame, inks: MapInks) -> None:
        """Draw a frame over the whole image."""
        image.fill(inks.ground)
        pen = QPainter(image)
        pen.setRenderHint(QPainter.RenderHint.Antialiasing)
        roads = self._roads.lines(frame)
        self._areas.paint(pen, frame, inks)
        self._lines.paint_waters(pen, frame, inks)
        self._areas.paint_houses(pen, frame, inks)
        self._roads.paint_ferries(pen, roads, frame, inks)
        self._lines.paint_rails(pen, frame, inks)
        self._roads.paint(pen, roads, frame, inks)
        self._roads.paint_arrows(pen, frame, inks)
        pen.end()
