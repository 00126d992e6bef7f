"""The areas of a city, such as water, parks and buildings, and the file that holds them."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np

from gis_data.array_file import write_arrays
from gis_data.boxes import Box, BoxIndex
from gis_data.city_folder import city_file
from gis_data.datums import FloatArray
from gis_data.stored_positions import IntArray, boxes_of, packed, unpacked

FILE_NAME: Final = "areas.npz"
NO_NAME: Final = -1
NO_LABEL: Final = np.iinfo(np.int32).min


class AreaClass(StrEnum):
    """What an area is."""

    DISTRICT = "district"
    RESIDENTIAL = "residential"
    COMMERCIAL = "commercial"
    INDUSTRIAL = "industrial"
    UNIVERSITY = "university"
    SCHOOL = "school"
    HOSPITAL = "hospital"
    AIRFIELD = "airfield"
    FARMLAND = "farmland"
    WOOD = "wood"
    GRASS = "grass"
    PARK = "park"
    CEMETERY = "cemetery"
    SAND = "sand"
    WATER = "water"
    WETLAND = "wetland"
    SPORTS = "sports"
    PARKING = "parking"
    SQUARE = "square"
    PLATFORM = "platform"
    BUILDING = "building"


AREA_CLASSES: Final = tuple(AreaClass)
"""The order in which the file numbers the classes; append only."""

AREA_DRAWING_ORDER: Final = AREA_CLASSES
"""What lies below first: a district, the use of its land, green, water, places, buildings."""


@dataclass(frozen=True, eq=False)
class AreaTable:
    """Polygons with holes, in the order in which they are drawn: by class, the largest first.

    Polygon `i` has the rings `offsets[i]` up to `offsets[i + 1]`, its outline first, then its
    holes; ring `j` is `coordinates[rings[j]:rings[j + 1]]`, `(lon, lat)` rows, closed by repeating
    its first. `area_class` indexes `AREA_CLASSES`; `name` indexes `names` or is `NO_NAME`.
    `metres_high` is the height of a building, 0 where nobody told. `label_points` is where the name
    of a polygon stands; NaN where it has none or a larger polygon of the same thing carries it.
    """

    coordinates: FloatArray
    rings: IntArray
    offsets: IntArray
    area_class: IntArray
    name: IntArray
    metres_high: IntArray
    label_points: FloatArray
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def polygon(self, area: int) -> list[FloatArray]:
        """Return the `(lon, lat)` rows of the outline and of every hole."""
        rings = self.rings[self.offsets[area] : self.offsets[area + 1] + 1]
        return [self.coordinates[rings[i] : rings[i + 1]] for i in range(len(rings) - 1)]

    def name_of(self, area: int) -> str:
        """Return the name of a polygon, or nothing."""
        name = int(self.name[area])
        return "" if name == NO_NAME else self.names[name]

    def of_class(self, area_class: AreaClass) -> range:
        """Return the polygons of one class; they stand together."""
        wanted = AREA_DRAWING_ORDER.index(area_class)
        start, end = np.searchsorted(self._places, [wanted, wanted + 1])
        return range(int(start), int(end))

    def within(self, box: Box) -> IntArray:
        """Return the polygons whose bounding box touches `box`, in drawing order."""
        return self._index.touching(box)

    def labelled(self) -> IntArray:
        """Return the polygons that carry a name."""
        return np.flatnonzero(~np.isnan(self.label_points[:, 0])).astype(np.int64)

    @cached_property
    def boxes(self) -> FloatArray:
        """West, south, east and north of every polygon."""
        return boxes_of(self.coordinates, self.rings[self.offsets])

    @cached_property
    def _index(self) -> BoxIndex:
        return BoxIndex(self.boxes)

    @cached_property
    def _places(self) -> IntArray:
        places = [AREA_DRAWING_ORDER.index(area_class) for area_class in AREA_CLASSES]
        return np.array(places, dtype=np.int64)[self.area_class]


def no_areas() -> AreaTable:
    """Return the table of a city of which only the roads are known."""
    empty = np.empty(0, dtype=np.int64)
    return AreaTable(
        coordinates=np.empty((0, 2)),
        rings=np.zeros(1, dtype=np.int64),
        offsets=np.zeros(1, dtype=np.int64),
        area_class=empty,
        name=empty,
        metres_high=empty,
        label_points=np.empty((0, 2)),
        names=(),
    )


def read_areas(folder: Path) -> AreaTable:
    """Read the area file of a city's folder; a city without one has no areas."""
    path = city_file(folder, FILE_NAME)
    if not path.exists():
        return no_areas()
    with np.load(path, allow_pickle=False) as stored:
        points = stored["label_points"]
        return AreaTable(
            coordinates=unpacked(stored["coordinates"]),
            rings=stored["rings"].astype(np.int64),
            offsets=stored["offsets"].astype(np.int64),
            area_class=stored["area_class"].astype(np.int64),
            name=stored["name"].astype(np.int64),
            metres_high=stored["metres_high"].astype(np.int64),
            label_points=np.where(points == NO_LABEL, np.nan, unpacked(points)),
            names=tuple(stored["names"].tolist()),
        )


def write_areas(areas: AreaTable, folder: Path) -> None:
    """Write the area file into a folder, replacing the one that is there."""
    without = np.isnan(areas.label_points)
    points = packed(np.where(without, 0.0, areas.label_points))
    write_arrays(
        folder / FILE_NAME,
        {
            "coordinates": packed(areas.coordinates),
            "rings": areas.rings.astype(np.int32),
            "offsets": areas.offsets.astype(np.int32),
            "area_class": areas.area_class.astype(np.uint8),
            "name": areas.name.astype(np.int32),
            "metres_high": areas.metres_high.astype(np.uint16),
            "label_points": np.where(without, NO_LABEL, points).astype(np.int32),
            "names": np.array(areas.names, dtype=np.str_),
        },
    )
