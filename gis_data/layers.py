"""The map layers of a city: what the map window and the order sheet draw."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, Self

import numpy as np

from gis_data.area_table import AreaTable, read_areas
from gis_data.boxes import Box, BoxIndex
from gis_data.city_folder import MANIFEST, read_manifest
from gis_data.datums import FloatArray
from gis_data.label_table import LabelTable, read_labels
from gis_data.line_table import RAILWAYS, WATERWAYS, LineTable, read_lines
from gis_data.road_table import ROAD_CLASSES, BoolArray, RoadClass, RoadTable, read_roads
from gis_data.stored_positions import IntArray, boxes_of, rows_of
from gis_data.street_lines import StreetLine, read_street_lines

DRAWING_ORDER: Final = (
    RoadClass.FERRY,
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
    in the order of their coordinates only; `level` is above 0 on a bridge and below 0 in a tunnel;
    `edges` says which edge of the city's road table a line is.
    """

    road_class: RoadClass
    coordinates: FloatArray
    offsets: IntArray
    boxes: FloatArray
    one_way: BoolArray
    level: IntArray
    edges: IntArray

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def line(self, index: int) -> FloatArray:
        """Return the `(lon, lat)` rows of one line."""
        return self.coordinates[self.offsets[index] : self.offsets[index + 1]]

    def within(self, box: Box) -> IntArray:
        """Return the indices of the lines whose bounding box touches `box`."""
        return self._index.touching(box)

    def lines(self, box: Box) -> Iterator[FloatArray]:
        """Yield the lines whose bounding box touches `box`."""
        return (self.line(int(index)) for index in self.within(box))

    @cached_property
    def _index(self) -> BoxIndex:
        return BoxIndex(self.boxes)


@dataclass(frozen=True, eq=False)
class CityLayers:
    """Everything drawn of a city, least road class first, with the text that must be shown.

    `streets` holds the named lines for labels, longest first; `street_boxes` their boxes; `labels`
    the names that stand at points. The names of areas and lines stand in their own tables.
    """

    bounds: Box
    roads: tuple[RoadLayer, ...]
    streets: tuple[StreetLine, ...]
    street_boxes: FloatArray
    areas: AreaTable
    railways: LineTable
    waterways: LineTable
    labels: LabelTable
    attribution: str

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read the layers of a city's folder."""
        roads, lines = read_roads(folder), read_lines(folder)
        layers = (_layer(roads, road_class) for road_class in DRAWING_ORDER)
        streets = read_street_lines(folder, roads)
        return cls(
            bounds=_bounds(roads, folder),
            roads=tuple(layer for layer in layers if len(layer)),
            streets=streets,
            street_boxes=_boxes([street.coordinates for street in streets]),
            areas=read_areas(folder),
            railways=lines.only(RAILWAYS),
            waterways=lines.only(WATERWAYS),
            labels=read_labels(folder),
            attribution=roads.attribution,
        )

    def streets_within(self, box: Box) -> Iterator[StreetLine]:
        """Yield the named lines whose bounding box touches `box`, longest first."""
        return (self.streets[int(index)] for index in self._streets.touching(box))

    @cached_property
    def _streets(self) -> BoxIndex:
        return BoxIndex(self.street_boxes)


def _bounds(roads: RoadTable, folder: Path) -> Box:
    """Return the bounds that the manifest tells, or those of the roads."""
    if (folder / MANIFEST).is_file():
        return read_manifest(folder).bounds
    west, south = roads.coordinates.min(axis=0)
    east, north = roads.coordinates.max(axis=0)
    return float(west), float(south), float(east), float(north)


def _layer(roads: RoadTable, road_class: RoadClass) -> RoadLayer:
    edges = np.flatnonzero(roads.road_class == ROAD_CLASSES.index(road_class)).astype(np.int64)
    coordinates = roads.coordinates[rows_of(roads.offsets, edges)]
    counts = np.diff(roads.offsets)[edges]
    offsets = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    return RoadLayer(
        road_class=road_class,
        coordinates=coordinates,
        offsets=offsets,
        boxes=boxes_of(coordinates, offsets),
        one_way=roads.one_way[edges],
        level=roads.layer[edges],
        edges=edges,
    )


def _boxes(lines: list[FloatArray]) -> FloatArray:
    if not lines:
        return np.empty((0, 4))
    offsets = np.cumsum([0, *(len(line) for line in lines)], dtype=np.int64)
    return boxes_of(np.concatenate(lines), offsets)
