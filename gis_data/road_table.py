"""The road network of a city as flat arrays, and the file that holds them."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from gis_data.datums import FloatArray

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

FILE_NAME: Final = "roads.npz"
NO_STREET: Final = -1
_DEGREE_STEPS: Final = 1_000_000
"""Stored positions are whole millionths of a degree, about a tenth of a metre."""


class RoadClass(StrEnum):
    """What kind of road an edge is; the values are OpenStreetMap's `highway` words."""

    MOTORWAY = "motorway"
    TRUNK = "trunk"
    PRIMARY = "primary"
    SECONDARY = "secondary"
    TERTIARY = "tertiary"
    UNCLASSIFIED = "unclassified"
    RESIDENTIAL = "residential"
    LIVING_STREET = "living_street"
    SERVICE = "service"
    MOTORWAY_LINK = "motorway_link"
    TRUNK_LINK = "trunk_link"
    PRIMARY_LINK = "primary_link"
    SECONDARY_LINK = "secondary_link"
    TERTIARY_LINK = "tertiary_link"


ROAD_CLASSES: Final = tuple(RoadClass)
"""The order in which the file numbers the classes; append only."""


@dataclass(frozen=True, eq=False)
class RoadTable:
    """Road edges between junctions: edge `i` is `coordinates[offsets[i]:offsets[i + 1]]`.

    Where `one_way` holds, travel is in the order of the coordinates, from `from_node` to `to_node`.
    `road_class` indexes `ROAD_CLASSES`, `street` indexes `streets` or is `NO_STREET`.
    """

    coordinates: FloatArray
    offsets: IntArray
    from_node: IntArray
    to_node: IntArray
    road_class: IntArray
    one_way: BoolArray
    street: IntArray
    metres: FloatArray
    streets: tuple[str, ...]
    attribution: str

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def line(self, edge: int) -> FloatArray:
        """Return the `(lon, lat)` rows of one edge."""
        return self.coordinates[self.offsets[edge] : self.offsets[edge + 1]]


def read_roads(folder: Path) -> RoadTable:
    """Read the road file of a city's folder."""
    with np.load(folder / FILE_NAME, allow_pickle=False) as stored:
        return RoadTable(
            coordinates=stored["coordinates"].astype(np.float64) / _DEGREE_STEPS,
            offsets=stored["offsets"].astype(np.int64),
            from_node=stored["from_node"].astype(np.int64),
            to_node=stored["to_node"].astype(np.int64),
            road_class=stored["road_class"].astype(np.int64),
            one_way=stored["one_way"].astype(np.bool_),
            street=stored["street"].astype(np.int64),
            metres=stored["metres"].astype(np.float64),
            streets=tuple(str(name) for name in stored["streets"]),
            attribution=str(stored["attribution"]),
        )


def write_roads(roads: RoadTable, folder: Path) -> None:
    """Write the road file of a city's folder, replacing the one that is there."""
    np.savez_compressed(
        folder / FILE_NAME,
        coordinates=np.round(roads.coordinates * _DEGREE_STEPS).astype(np.int32),
        offsets=roads.offsets.astype(np.int32),
        from_node=roads.from_node.astype(np.int32),
        to_node=roads.to_node.astype(np.int32),
        road_class=roads.road_class.astype(np.uint8),
        one_way=roads.one_way,
        street=roads.street.astype(np.int16),
        metres=roads.metres.astype(np.float32),
        streets=np.array(roads.streets),
        attribution=np.array(roads.attribution),
    )
