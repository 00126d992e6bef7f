"""Keeps drawn tiles, the last used ones, within a bound of memory."""

from collections import OrderedDict
from typing import Final

from PyQt6.QtGui import QImage

from dispatch_console.map.tile_grid import Level, TileKey

MOST_BYTES: Final = 320 * 1024 * 1024


class TileCache:
    """Tiles by key; the one that was not looked at for longest goes first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._held = 0
        self._tiles: OrderedDict[TileKey, QImage] = OrderedDict()
        self._levels: dict[Level, int] = {}

    def __contains__(self, key: object) -> bool:
        return key in self._tiles

    def __len__(self) -> int:
        return len(self._tiles)

    @property
    def bytes(self) -> int:
        """How much memory the tiles take."""
        return self._held

    def get(self, key: TileKey) -> QImage | None:
        """Return a tile, which counts as looking at it, or None."""
        found = self._tiles.get(key)
        if found is not None:
            self._tiles.move_to_end(key)
        return found

    def put(self, key: TileKey, image: QImage) -> None:
        """Keep a tile; older ones make room."""
        self._drop(key)
        self._tiles[key] = image
        self._held += image.sizeInBytes()
        self._levels[key.level] = self._levels.get(key.level, 0) + 1
        while self._held > self._most and len(self._tiles) > 1:
            self._drop(next(iter(self._tiles)))

    def levels(self, look: str, ratio: float) -> list[Level]:
        """Return the levels of a look that have any tile."""
        return [one for one in self._levels if one.look == look and one.ratio == ratio]

    def clear(self) -> None:
        """Forget everything, such as when the city has changed."""
        self._tiles.clear()
        self._levels.clear()
        self._held = 0

    def _drop(self, key: TileKey) -> None:
        image = self._tiles.pop(key, None)
        if image is None:
            return
        self._held -= image.sizeInBytes()
        self._levels[key.level] -= 1
        if not self._levels[key.level]:
            del self._levels[key.level]
