"""The map layers of a city: what the map window and the order sheet draw."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import numpy as np

from gis_data.datums import FloatArray
from gis_data.road_table import (
    ROAD_CLASSES,
    IntArray,
    RoadClass,
    RoadTable,
    read_roads,
)
from gis_data.street_lines import StreetLine, street_lines

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""

DRAWING_ORDER: Final = (
    RoadClass.SERVICE,
    RoadClass.LIVING_STREET,
    RoadClass.RESIDENTIAL,
    RoadClass.UNCLASSIFIED,
    RoadClass.TERTIARY_LINK,
    RoadClass.TERTIARY,
    RoadClass.SECONDARY_LINK,
    RoadClass.SECONDARY,
    RoadClass.PRIMARY_LINK,
    RoadClass.PRIMARY,
    RoadClass.TRUNK_LINK,
    RoadClass.TRUNK,
    RoadClass.MOTORWAY_LINK,
    RoadClass.MOTORWAY,
)
"""The least road first, so that greater roads lie on top."""


@dataclass(frozen=True, eq=False)
class RoadLayer:
    """All lines of one road class: line `i` is `coordinates[offsets[i]:offsets[i + 1]]`.

    `boxes` holds west, south, east and north of every line; `one_way` says which lines are driven
    in the order of their coordinates only.
    """

    road_class: RoadClass
    coordinates: FloatArray
    offsets: IntArray
    boxes: FloatArray
    one_way: tuple[bool, ...]

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def line(self, index: int) -> FloatArray:
        """Return the `(lon, lat)` rows of one line."""
        return self.coordinates[self.offsets[index] : self.offsets[index + 1]]

    def within(self, box: Box) -> IntArray:
        """Return the indices of the lines whose bounding box touches `box`."""
        return touching(self.boxes, box)

    def lines(self, box: Box) -> Iterator[FloatArray]:
        """Yield the lines whose bounding box touches `box`."""
        return (self.line(int(index)) for index in self.within(box))


@dataclass(frozen=True, eq=False)
class CityLayers:
    """Everything drawn of a city, least road class first, with the text that must be shown.

    `streets` holds the named lines for labels, longest first; `street_boxes` their boxes.
    """

    bounds: Box
    roads: tuple[RoadLayer, ...]
    streets: tuple[StreetLine, ...]
    street_boxes: FloatArray
    attribution: str

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read the layers of a city's folder."""
        roads = read_roads(folder)
        layers = (_layer(roads, road_class) for road_class in DRAWING_ORDER)
        streets = street_lines(roads)
        west, south = roads.coordinates.min(axis=0)
        east, north = roads.coordinates.max(axis=0)
        return cls(
            bounds=(float(west), float(south), float(east), float(north)),
            roads=tuple(layer for layer in layers if len(layer)),
            streets=streets,
            street_boxes=_boxes([street.coordinates for street in streets]),
            attribution=roads.attribution,
        )

    def streets_within(self, box: Box) -> Iterator[StreetLine]:
        """Yield the named lines whose bounding box touches `box`, longest first."""
        return (self.streets[int(index)] for index in touching(self.street_boxes, box))


def touching(boxes: FloatArray, box: Box) -> IntArray:
    """Return the indices of the rows of `boxes` that touch `box`."""
    west, south, east, north = box
    hit = (boxes[:, 0] <= east) & (boxes[:, 2] >= west)
    hit &= (boxes[:, 1] <= north) & (boxes[:, 3] >= south)
    return np.flatnonzero(hit).astype(np.int64)


def _layer(roads: RoadTable, road_class: RoadClass) -> RoadLayer:
    edges = np.flatnonzero(roads.road_class == ROAD_CLASSES.index(road_class))
    lines = [roads.line(int(edge)) for edge in edges]
    return RoadLayer(
        road_class=road_class,
        coordinates=np.concatenate([*lines, np.empty((0, 2))]),
        offsets=np.cumsum([0, *(len(line) for line in lines)], dtype=np.int64),
        boxes=_boxes(lines),
        one_way=tuple(bool(flag) for flag in roads.one_way[edges]),
    )


def _boxes(lines: list[FloatArray]) -> FloatArray:
    if not lines:
        return np.empty((0, 4))
    return np.array([(*line.min(axis=0), *line.max(axis=0)) for line in lines])
