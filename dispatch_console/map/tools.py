"""What a tool of the map is to the canvas: it has clicks and keys first, and paints on top."""

from typing import Protocol

from PyQt6.QtGui import QKeyEvent, QPainter

from dispatch_console.map.mercator import View
from dispatch_server.contract.details import Point


class Tool(Protocol):
    """One tool in use, such as measuring. What it does not take the map takes."""

    def draw(self, pen: QPainter, view: View) -> None:
        """Paint over everything else on the map."""
        ...

    def click(self, point: Point) -> None:
        """Take a click on the map."""
        ...

    def take_key(self, event: QKeyEvent, spot: Point) -> bool:
        """Act on a key at the cross hairs; say whether it was one of the tool's."""
        ...
