"""The road network of a city as flat arrays, and the file that holds them."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from gis_data.array_file import write_arrays
from gis_data.city_folder import city_file
from gis_data.datums import FloatArray
from gis_data.stored_positions import IntArray, packed, unpacked

BoolArray = npt.NDArray[np.bool_]

FILE_NAME: Final = "roads.npz"
NO_STREET: Final = -1
UNKNOWN_KMH: Final = 0


class RoadClass(StrEnum):
    """What kind of road an edge is; the values are OpenStreetMap's `highway` words.

    A ferry is a road that takes vehicles over the water.
    """

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
    FERRY = "ferry"


ROAD_CLASSES: Final = tuple(RoadClass)
"""The order in which the file numbers the classes; append only."""


@dataclass(frozen=True, eq=False)
class RoadTable:
    """Road edges between junctions: edge `i` is `coordinates[offsets[i]:offsets[i + 1]]`.

    Where `one_way` holds, travel is in the order of the coordinates, from `from_node` to `to_node`.
    `road_class` indexes `ROAD_CLASSES`, `street` indexes `streets` or is `NO_STREET`. `layer` is
    above 0 on a bridge and below 0 in a tunnel. `max_kmh` is the sign at the road or `UNKNOWN_KMH`.
    `no_turns` has a row of edge, junction and edge for every turn that is not allowed.
    """

    coordinates: FloatArray
    offsets: IntArray
    from_node: IntArray
    to_node: IntArray
    road_class: IntArray
    one_way: BoolArray
    street: IntArray
    metres: FloatArray
    layer: IntArray
    max_kmh: IntArray
    no_turns: IntArray
    streets: tuple[str, ...]
    attribution: str

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def line(self, edge: int) -> FloatArray:
        """Return the `(lon, lat)` rows of one edge."""
        return self.coordinates[self.offsets[edge] : self.offsets[edge + 1]]

    def street_name(self, edge: int) -> str:
        """Return the name of an edge's street, or nothing."""
        street = int(self.street[edge])
        return "" if street == NO_STREET else self.streets[street]


def read_roads(folder: Path) -> RoadTable:
    """Read the road file of a city's folder."""
    with np.load(city_file(folder, FILE_NAME), allow_pickle=False) as stored:
        return RoadTable(
            coordinates=unpacked(stored["coordinates"]),
            offsets=stored["offsets"].astype(np.int64),
            from_node=stored["from_node"].astype(np.int64),
            to_node=stored["to_node"].astype(np.int64),
            road_class=stored["road_class"].astype(np.int64),
            one_way=stored["one_way"].astype(np.bool_),
            street=stored["street"].astype(np.int64),
            metres=stored["metres"].astype(np.float64),
            layer=stored["layer"].astype(np.int64),
            max_kmh=stored["max_kmh"].astype(np.int64),
            no_turns=stored["no_turns"].astype(np.int64),
            streets=tuple(stored["streets"].tolist()),
            attribution=str(stored["attribution"]),
        )


def write_roads(roads: RoadTable, folder: Path) -> None:
    """Write the road file into a folder, replacing the one that is there."""
    write_arrays(
        folder / FILE_NAME,
        {
            "coordinates": packed(roads.coordinates),
            "offsets": roads.offsets.astype(np.int32),
            "from_node": roads.from_node.astype(np.int32),
            "to_node": roads.to_node.astype(np.int32),
            "road_class": roads.road_class.astype(np.uint8),
            "one_way": roads.one_way,
            "street": roads.street.astype(np.int32),
            "metres": roads.metres.astype(np.float32),
            "layer": roads.layer.astype(np.int8),
            "max_kmh": roads.max_kmh.astype(np.uint8),
            "no_turns": roads.no_turns.astype(np.int32).reshape(-1, 3),
            "streets": np.array(roads.streets, dtype=np.str_),
            "attribution": np.array(roads.attribution),
        },
    )
