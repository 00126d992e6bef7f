"""A city's base map as all canvases of the program share it: where it lies, and who draws it."""

import logging
from pathlib import Path
from typing import Final
from weakref import finalize
from zipfile import BadZipFile

import numpy as np
from PyQt6 import sip
from PyQt6.QtCore import QCoreApplication, QStandardPaths
from PyQt6.QtGui import QGuiApplication

from dispatch_console.map.mercator import Point
from dispatch_console.map.render_messages import PIXEL_BYTES, OpenCity
from dispatch_console.map.renderers import Renderers
from dispatch_console.theme.palette import TOKENS, Theme
from gis_data.boxes import Box
from gis_data.city_folder import MANIFEST, CityFolderError, city_file, read_manifest
from gis_data.datums import distance_m
from gis_data.road_table import FILE_NAME
from gis_data.stored_positions import unpacked

log = logging.getLogger(__name__)

SHEET_SIZE: Final = 1.5
"""A sheet of names is so much wider and higher than the window."""
_SMALLEST: Final = (1920, 1080)
_NOWHERE: Final[Box] = (73.0, 18.0, 135.0, 53.0)


class BaseMap:
    """Knows the extent and the makers of a city's map; its processes start with the first canvas.

    `cache` is where drawings are prepared, the user's cache unless told otherwise. A folder that
    cannot be read gives a map without a picture: `fault` then says so.
    """

    def __init__(self, folder: Path, *, cache: Path | None = None) -> None:
        self.fault = ""
        self.bounds, self.attribution = _NOWHERE, ""
        try:
            self.bounds, self.attribution = _extent(folder)
        except (OSError, CityFolderError, ValueError, KeyError, BadZipFile) as error:
            log.warning("the map's city cannot be read: %s", error)
            words = "读不到城市的底图数据，请重新导入；列表照常可用"
            self.fault = QCoreApplication.translate("BaseMap", words)
        west, south, east, north = self.bounds
        self.centre: Point = ((west + east) / 2, (south + north) / 2)
        self._folder = folder
        self._cache = cache
        self._renderers: Renderers | None = None

    @property
    def size_km(self) -> tuple[float, float]:
        """How wide and how high the city is on the ground, in kilometres."""
        west, south, east, north = self.bounds
        middle = (south + north) / 2
        wide, high = (
            distance_m((west, middle), (east, middle)),
            distance_m((west, south), (west, north)),
        )
        return wide / 1000, high / 1000

    @property
    def renderers(self) -> Renderers:
        """Those who draw; made at the first question."""
        if self._renderers is None:
            cache = self._cache or _users_cache()
            looks = {theme.value: dict(_colours(theme)) for theme in Theme}
            city, kept = str(self._folder.resolve()), str(cache)
            opening = OpenCity(city, kept, looks, list(TOKENS.family))
            self._renderers = Renderers(opening, sheet_bytes=_sheet_bytes())
            finalize(self, _stop, self._renderers)
        return self._renderers

    def close(self) -> None:
        """End the processes; a canvas that is looked at starts them again."""
        if self._renderers is not None:
            self._renderers.stop()


def _stop(renderers: Renderers) -> None:
    """End the processes of a map that nobody holds any more, unless Qt has done so."""
    if not sip.isdeleted(renderers):
        renderers.stop()


def _extent(folder: Path) -> tuple[Box, str]:
    """Return where a city lies and whom its map is owed to."""
    if (folder / MANIFEST).is_file():
        manifest = read_manifest(folder)
        return manifest.bounds, manifest.attribution
    with np.load(city_file(folder, FILE_NAME), allow_pickle=False) as stored:
        corners = stored["coordinates"]
        if not len(corners):
            raise ValueError("there are no roads in it")
        low_high = unpacked(np.array((corners.min(axis=0), corners.max(axis=0))))
        (west, south), (east, north) = low_high.tolist()
        return (west, south, east, north), str(stored["attribution"])


def _colours(theme: Theme) -> dict[str, str]:
    return dict((TOKENS.dark if theme is Theme.DARK else TOKENS.light).map)


def _users_cache() -> Path:
    place = QStandardPaths.StandardLocation.CacheLocation
    return Path(QStandardPaths.writableLocation(place)) / "map"


def _sheet_bytes() -> int:
    """Return the memory that a sheet for the largest screen takes."""
    sizes = [_SMALLEST]
    for screen in QGuiApplication.screens():
        ratio, size = screen.devicePixelRatio(), screen.size()
        sizes.append((int(size.width() * ratio), int(size.height() * ratio)))
    most = max(wide * high for wide, high in sizes)
    return int(most * SHEET_SIZE * SHEET_SIZE) * PIXEL_BYTES
