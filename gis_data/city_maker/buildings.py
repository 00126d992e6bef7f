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
    blocks: Sequence[Block], net: StreetNet, *, keep_off: BaseGeometry, random: np.random.Generator
) -> Buildings:
    """Put houses on all blocks, off the streets and off `keep_off` (railways, say)."""
    grounds = shapely.buffer([polygon(block.cell) for block in blocks], -_SETBACK_M, quad_segs=2)
    shapes, high, block_of = [], [], []
    for index, block in enumerate(blocks):
        ground = grounds[index]
        if ground.is_empty:
            continue
        houses, metres = _on_block(block, ground, random)
        shapes.append(houses)
        high.append(metres)
        block_of.append(np.full(len(houses), index))
    every = np.concatenate([*shapes, np.empty(0, dtype=np.object_)])
    kept = _clear_of_streets(every, net) & ~shapely.intersects(every, _prepared(keep_off))
    return Buildings(
        every[kept],
        np.concatenate([*high, []])[kept],
        np.concatenate([*block_of, []])[kept].astype(np.int64),
    )


def _prepared(shape: BaseGeometry) -> BaseGeometry:
    shapely.prepare(shape)
    return shape


def _on_block(
    block: Block, ground: BaseGeometry, random: np.random.Generator
) -> tuple[Shapes, FloatArray]:
    """Return the houses of one block that lie wholly on its ground, and their heights."""
    turn = _turn(block)
    rows = shapely.get_coordinates(ground) @ turn
    low, high = rows.min(axis=0), rows.max(axis=0)
    found = footprints(block.use, (high - low) / 2, random)
    if found is None or len(found.middles) == 0:
        return np.empty(0, dtype=np.object_), np.empty(0)
    houses = _outlines(found, turn, (low + high) / 2)
    shapely.prepare(ground)
    inside = shapely.contains_properly(ground, houses)
    return houses[inside], found.metres_high[inside]


def _turn(block: Block) -> FloatArray:
    """Return the axes of a block as columns; homes have their long side to the south."""
    bearing = block.cell.bearing()
    if block.use in _FACING_SOUTH:
        bearing = (bearing + np.pi / 4) % (np.pi / 2) - np.pi / 4
    cosine, sine = np.cos(bearing), np.sin(bearing)
    return np.array([[cosine, -sine], [sine, cosine]])


def _outlines(found: Footprints, turn: FloatArray, middle: FloatArray) -> Shapes:
    """Return the footprints as polygons on the plane."""
    houses = np.empty(len(found.middles), dtype=np.object_)
    for number, outline in enumerate(SHAPES):
        chosen = np.flatnonzero(found.shapes == number)
        if len(chosen) == 0:
            continue
        rows = outline[None] * found.sizes[chosen, None] + found.middles[chosen, None] + middle
        houses[chosen] = shapely.polygons(rows @ turn.T)
    return houses


def _clear_of_streets(houses: Shapes, net: StreetNet) -> BoolArray:
    """Tell of every house whether it stands off every greater street."""
    clear = np.ones(len(houses), dtype=np.bool_)
    tree = shapely.STRtree(houses)
    for road_class, metres in _CLEARANCE_M.items():
        lines = [
            shapely.LineString(line.rows) for line in net.lines if line.road_class is road_class
        ]
        if lines:
            clear[tree.query(lines, predicate="dwithin", distance=metres)[1]] = False
    return clear
