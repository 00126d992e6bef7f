"""Make the demonstration city's road file from the road sample in the neatnet source package.

Run as `python -m gis_data.importers.neatnet_sample original.parquet gis_data/city/demo`.
"""

import argparse
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import geopandas
import numpy as np
import shapely
from pyproj import Transformer

from gis_data.boxes import Box
from gis_data.datums import GEOD, FloatArray
from gis_data.importers.raw_roads import (
    RawEdge,
    largest_drivable_part,
    numbered,
    without_passing_nodes,
)
from gis_data.importers.street_naming import with_names
from gis_data.importers.travel_direction import with_directions
from gis_data.road_table import ROAD_CLASSES, RoadClass, RoadTable, write_roads

log = logging.getLogger(__name__)

WINDOW: Final = (114.238, 30.5535, 114.332, 30.6165)
"""West, south, east, north of the demonstration city: about 9 by 7 kilometres."""
ATTRIBUTION: Final = "© OpenStreetMap contributors (ODbL 1.0)，路名与地点为虚构示范数据"
_PLANE: Final = "EPSG:32650"
_SPHERE: Final = "EPSG:4326"


def read_sample(parquet: Path, *, window: Box = WINDOW) -> list[RawEdge]:
    """Read the drivable edges that touch the window, in metres on the sample's plane."""
    frame = geopandas.read_parquet(parquet).to_crs(_PLANE)
    to_plane = Transformer.from_crs(_SPHERE, _PLANE, always_xy=True)
    west, south, east, north = to_plane.transform_bounds(*window)
    wanted = {str(road_class) for road_class in RoadClass}
    inside = frame[frame.intersects(shapely.box(west, south, east, north))]
    return [
        RawEdge(shapely.get_coordinates(shape), RoadClass(kind), one_way=False)
        for shape, kind in zip(inside.geometry, inside["highway"].astype(str), strict=True)
        if kind in wanted
    ]


def make_table(sample: Sequence[RawEdge]) -> RoadTable:
    """Find directions, join, name and number the edges of the sample."""
    edges = without_passing_nodes(largest_drivable_part(with_directions(sample)))
    streets, street_of = with_names(edges)
    nodes = numbered(edges)
    lines = [_on_sphere(edge.line) for edge in edges]
    return RoadTable(
        coordinates=np.concatenate(lines),
        offsets=np.cumsum([0, *(len(line) for line in lines)], dtype=np.int64),
        from_node=np.array([nodes[edge.start] for edge in edges]),
        to_node=np.array([nodes[edge.end] for edge in edges]),
        road_class=np.array([ROAD_CLASSES.index(edge.road_class) for edge in edges]),
        one_way=np.array([edge.one_way for edge in edges]),
        street=np.array(street_of),
        metres=np.array([GEOD.line_length(line[:, 0], line[:, 1]) for line in lines]),
        layer=np.zeros(len(edges), dtype=np.int64),
        max_kmh=np.zeros(len(edges), dtype=np.int64),
        no_turns=np.empty((0, 3), dtype=np.int64),
        streets=streets,
        attribution=ATTRIBUTION,
    )


def _on_sphere(line: FloatArray) -> FloatArray:
    to_sphere = Transformer.from_crs(_PLANE, _SPHERE, always_xy=True)
    return np.column_stack(to_sphere.transform(line[:, 0], line[:, 1]))


def main() -> None:
    """Read the arguments and write the road file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parquet", type=Path, help="data/wuhan_8989/original.parquet of neatnet")
    parser.add_argument("folder", type=Path, help="the city's folder")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    table = make_table(read_sample(arguments.parquet))
    write_roads(table, arguments.folder)
    log.info(
        "%d edges, %d nodes, %d one-way, %d streets, %.0f km",
        len(table),
        int(table.to_node.max()) + 1,
        int(table.one_way.sum()),
        len(table.streets),
        float(table.metres.sum()) / 1000,
    )


if __name__ == "__main__":
    main()
