"""The buildings of the city: footprints on every block, clear of the streets."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gis_data.city_maker.building_patterns import SHAPES, Footprints, footprints
from gis_data.city_maker.land_use import Use
from gis_data.city_maker.plane import Shapes
from gis_data.city_maker.street_growth import Block, polygon
from gis_data.city_maker.street_net import StreetNet
from gis_data.datums import FloatArray
from gis_data.road_table import BoolArray, RoadClass
from gis_data.stored_positions import IntArray

_SETBACK_M: Final = 7.0
_CLEARANCE_M: Final = {
    RoadClass.MOTORWAY: 34.0,
    RoadClass.TRUNK: 28.0,
    RoadClass.PRIMARY: 24.0,
    RoadClass.SECONDARY: 18.0,
    RoadClass.TERTIARY: 13.0,
}
_FACING_SOUTH: Final = frozenset({Use.ESTATE, Use.TOWERS, Use.VILLAS})


@dataclass(frozen=True, eq=False)
class Buildings:
    """Polygons on the plane, how high each is, and on which block it stands."""

    shapes: Shapes
    metres_high: FloatArray
    block: IntArray


def build(
    blocks: Sequence[Block],
    net: StreetNet,
    *,
    keep_off: Sequence[BaseGeometry],
    random: np.random.Generator,
) -> Buildings:
    """Put houses on all blocks, off the streets and off `keep_off` (railways, say)."""
    cells = np.array([polygon(block.cell) for block in blocks], dtype=np.object_)
    grounds = shapely.buffer(cells, -_SETBACK_M, quad_segs=2)
    rows: list[FloatArray] = []
    shapes: list[FloatArray] = []
    high: list[FloatArray] = []
    block_of: list[IntArray] = []
    for index in np.flatnonzero(~shapely.is_empty(grounds)).tolist():
        found = _on_block(blocks[index], grounds[index], random)
        if found is not None:
            rows.append(found[0])
            shapes.append(found[1].shapes)
            high.append(found[1].metres_high)
            block_of.append(np.full(len(found[0]), index, dtype=np.int64))
    block = np.concatenate([*block_of, np.empty(0, dtype=np.int64)])
    every = _outlines(np.concatenate([np.empty((0, 3, 2)), *rows]), np.concatenate([[], *shapes]))
    kept = shapely.contains_properly(grounds[block], every)
    kept[kept] = _clear(every[kept], net, keep_off)
    return Buildings(every[kept], np.concatenate([*high, np.empty(0)])[kept], block[kept])


def _on_block(
    block: Block, ground: BaseGeometry, random: np.random.Generator
) -> tuple[FloatArray, Footprints] | None:
    """Return where houses might stand on a block: for each its middle and its two axes."""
    turn = _turn(block)
    rows = shapely.get_coordinates(ground) @ turn
    low, high = rows.min(axis=0), rows.max(axis=0)
    found = footprints(block.use, (high - low) / 2, random)
    if found is None or len(found.middles) == 0:
        return None
    middles = (found.middles + (low + high) / 2) @ turn.T
    along = found.sizes[:, :1] * turn[:, 0]
    across = found.sizes[:, 1:] * turn[:, 1]
    return np.stack((middles, along, across), axis=1), found


def _turn(block: Block) -> FloatArray:
    """Return the axes of a block as columns; homes have their long side to the south."""
    bearing = block.cell.bearing()
    if block.use in _FACING_SOUTH:
        bearing = (bearing + np.pi / 4) % (np.pi / 2) - np.pi / 4
    cosine, sine = np.cos(bearing), np.sin(bearing)
    return np.array([[cosine, -sine], [sine, cosine]])


def _outlines(rows: FloatArray, shapes: FloatArray) -> Shapes:
    """Return houses as polygons, from their middles and axes."""
    houses = np.empty(len(rows), dtype=np.object_)
    for number, outline in enumerate(SHAPES):
        chosen = np.flatnonzero(shapes == number)
        middle, along, across = (rows[chosen, None, part] for part in range(3))
        houses[chosen] = shapely.polygons(
            middle + outline[None, :, :1] * along + outline[None, :, 1:] * across
        )
    return houses


def _clear(houses: Shapes, net: StreetNet, keep_off: Sequence[BaseGeometry]) -> BoolArray:
    """Tell of every house whether it stands off every greater street and off `keep_off`."""
    clear = np.ones(len(houses), dtype=np.bool_)
    tree = shapely.STRtree(houses)
    clear[tree.query(list(keep_off), predicate="intersects")[1]] = False
    for road_class, metres in _CLEARANCE_M.items():
        lines = [
            shapely.LineString(line.rows) for line in net.lines if line.road_class is road_class
        ]
        if lines:
            clear[tree.query(lines, predicate="dwithin", distance=metres)[1]] = False
    return clear
