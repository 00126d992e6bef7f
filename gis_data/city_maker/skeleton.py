"""The bones of the city: rivers, ring roads, radials and riverside roads, and the cells between."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gis_data.city_maker.curves import radial, ring, river, tributary
from gis_data.city_maker.sizes import CityPlan
from gis_data.city_maker.street_net import Cell, StreetLine, StreetNet
from gis_data.datums import FloatArray
from gis_data.road_table import RoadClass

NO_STREET_YET: Final = -1
_GRID_M: Final = 0.05
_BANK_M: Final = 75.0
_LEAST_CELL_M2: Final = 1000.0
_LEAST_DANGLE_M: Final = 220.0
_SQUARE_CROSSING: Final = 1.9
"""A bridge is at most this many times as long as the river is wide."""
_RING_CLASSES: Final = (
    RoadClass.PRIMARY,
    RoadClass.TRUNK,
    RoadClass.TRUNK,
    RoadClass.MOTORWAY,
    RoadClass.MOTORWAY,
)


@dataclass(frozen=True, eq=False)
class Bone:
    """A whole curve before it is cut at its crossings, and its number as a street."""

    shape: BaseGeometry
    road_class: RoadClass
    street: int


@dataclass(frozen=True, eq=False)
class Skeleton:
    """What the city grows between.

    `river_cells` are the cells of `cells` that are water; `streets` says what each bone is.
    """

    net: StreetNet
    cells: tuple[Cell, ...]
    bridges: tuple[int, ...]
    water: BaseGeometry
    frame: BaseGeometry
    streets: tuple[str, ...]


def grow_skeleton(plan: CityPlan, random: np.random.Generator) -> Skeleton:
    """Lay out rivers and the greatest roads, cut them at their crossings, and find the cells."""
    frame = shapely.box(-plan.half_width, -plan.half_height, plan.half_width, plan.half_height)
    water, banks = _rivers(plan, random)
    kinds: list[str] = []
    bones = _rings(plan, random, kinds)
    bones += _radials(plan, bones, random, kinds)
    bones = _over_land_and_bridges(bones, banks, plan)
    bones += _banks(banks, kinds)
    net = StreetNet()
    pieces = _pieces(bones, frame)
    _add_lines(net, pieces, bones, banks)
    cells = _cells(net, frame)
    bridges = tuple(index for index, line in enumerate(net.lines) if line.level > 0)
    return Skeleton(net, tuple(cells), bridges, water, frame, tuple(kinds))


def _rivers(plan: CityPlan, random: np.random.Generator) -> tuple[BaseGeometry, BaseGeometry]:
    """Return the water of the rivers, and the water with its banks."""
    middle = river(
        plan.half_width,
        passing=plan.core * 0.55 + plan.river_width,
        swing=plan.half_height * 0.24,
        random=random,
    )
    place = int(np.argmin(np.abs(middle[:, 0] + plan.core * 1.1)))
    side = tributary(middle[place], plan.half_height, random)
    great = _wandering_band(middle, plan.river_width, random)
    small = _wandering_band(side, plan.tributary_width, random)
    water = shapely.union(great, small)
    banks = shapely.union(great.buffer(_BANK_M), small.buffer(_BANK_M * 0.6))
    banks = banks.buffer(220, quad_segs=6).buffer(-220, quad_segs=6).simplify(6)
    return water, banks


def _wandering_band(middle: FloatArray, width: float, random: np.random.Generator) -> BaseGeometry:
    """Return the water about a river's middle, wider here and narrower there."""
    along = np.linspace(0, 1, len(middle))
    half = np.full(len(middle), width / 2)
    for wave in (3.0, 7.0, 13.0):
        half *= 1 + random.normal(0, 0.09) * np.sin(2 * np.pi * (wave * along + random.uniform()))
    rounds = shapely.buffer(shapely.points(middle[::3]), half[::3], quad_segs=12)
    hulls = shapely.convex_hull(shapely.union(rounds[:-1], rounds[1:]))
    return shapely.union_all(hulls).simplify(2.5)


def _rings(plan: CityPlan, random: np.random.Generator, kinds: list[str]) -> list[Bone]:
    bones = []
    for number, radius in enumerate(plan.rings):
        kinds.append(f"ring{number + 1}")
        road_class = _RING_CLASSES[min(number, len(_RING_CLASSES) - 1)]
        bones.append(Bone(shapely.LineString(ring(radius, random)), road_class, len(kinds) - 1))
    return bones


def _radials(
    plan: CityPlan, rings: Sequence[Bone], random: np.random.Generator, kinds: list[str]
) -> list[Bone]:
    """Return the radials from the innermost ring outwards, and two axes across its inside."""
    bones = []
    far = float(np.hypot(plan.half_width, plan.half_height)) * 1.1
    turn = random.uniform(0, 2 * np.pi)
    inner = shapely.Polygon(rings[0].shape.coords)
    for number in range(plan.radials):
        spread = 2 * np.pi / plan.radials
        angle = turn + number * spread + random.uniform(-0.22, 0.22) * spread
        rows = radial(angle, plan.rings[0] * 0.4, far, random)
        kinds.append("radial")
        road_class = RoadClass.TRUNK if number % 3 == 0 else RoadClass.PRIMARY
        outside = shapely.difference(shapely.LineString(rows), inner)
        bones.append(Bone(outside, road_class, len(kinds) - 1))
    for lean in (0.0, np.pi / 2):
        kinds.append("axis")
        arms = [radial(turn + lean + side, 0.0, far, random) for side in (0.0, np.pi)]
        rows = np.vstack((arms[0][::-1], arms[1][1:]))
        across = shapely.intersection(shapely.LineString(rows), inner)
        bones.append(Bone(across, RoadClass.PRIMARY, len(kinds) - 1))
    return bones


def _banks(banks: BaseGeometry, kinds: list[str]) -> list[Bone]:
    """Return a road along every bank."""
    bones = []
    for outline in shapely.get_parts(shapely.boundary(banks)):
        rows = shapely.get_coordinates(shapely.segmentize(outline, 70.0))
        kinds.append("bank")
        bones.append(Bone(shapely.LineString(rows), RoadClass.SECONDARY, len(kinds) - 1))
    return bones


def _over_land_and_bridges(
    bones: Sequence[Bone], banks: BaseGeometry, plan: CityPlan
) -> list[Bone]:
    """Cut the bones at the rivers and keep some of what crosses them squarely, as bridges."""
    kept: list[Bone] = []
    bridges: list[Bone] = []
    for bone in bones:
        dry = shapely.difference(bone.shape, banks)
        kept.append(Bone(dry, bone.road_class, bone.street))
        wet = shapely.get_parts(shapely.line_merge(shapely.intersection(bone.shape, banks)))
        bridges += [
            Bone(span, bone.road_class, bone.street)
            for span in (wet if bone.shape.intersects(banks) else ())
            if span.geom_type == "LineString" and _is_bridge(span, banks, plan)
        ]
    chosen: list[Bone] = []
    for bridge in sorted(bridges, key=lambda one: one.shape.length):
        if all(bridge.shape.distance(one.shape) > plan.bridge_gap * 0.4 for one in chosen):
            chosen.append(bridge)
    return [*kept, *chosen]


def _is_bridge(span: BaseGeometry, banks: BaseGeometry, plan: CityPlan) -> bool:
    """Tell whether a crossing ends on two banks and is not much longer than the river is wide."""
    first, last = (shapely.Point(end) for end in shapely.get_coordinates(span)[[0, -1]])
    straight = first.distance(last)
    rim = shapely.boundary(banks)
    ashore = max(first.distance(rim), last.distance(rim)) < 1.0
    longest = (plan.river_width + 2 * _BANK_M) * _SQUARE_CROSSING
    return bool(ashore and span.length < longest and straight > _BANK_M)


def _pieces(bones: Sequence[Bone], frame: BaseGeometry) -> list[BaseGeometry]:
    """Cut all bones and the frame where they cross; leave out stubs that lead nowhere."""
    inside = [shapely.intersection(bone.shape, frame) for bone in bones]
    whole = shapely.union_all([*inside, shapely.boundary(frame)], grid_size=_GRID_M)
    pieces = list(shapely.get_parts(shapely.line_merge(whole)))
    while True:
        ends: dict[tuple[float, float], int] = {}
        for piece in pieces:
            for end in (piece.coords[0], piece.coords[-1]):
                ends[end] = ends.get(end, 0) + 1
        kept = [
            piece
            for piece in pieces
            if piece.length > _LEAST_DANGLE_M
            or (ends[piece.coords[0]] > 1 and ends[piece.coords[-1]] > 1)
        ]
        if len(kept) == len(pieces):
            return kept
        whole = shapely.union_all(kept, grid_size=_GRID_M)
        pieces = list(shapely.get_parts(shapely.line_merge(whole)))


def _add_lines(
    net: StreetNet, pieces: Sequence[BaseGeometry], bones: Sequence[Bone], banks: BaseGeometry
) -> None:
    """Give every piece its class and street, from the bone it was cut from."""
    nodes: dict[tuple[float, float], int] = {}
    shapes = [bone.shape for bone in bones]
    tree = shapely.STRtree(shapes)
    inner = shapely.buffer(banks, -2.0)
    for piece in pieces:
        middle = piece.interpolate(0.5, normalized=True)
        nearest = [int(one) for one in tree.query(middle, predicate="dwithin", distance=0.5)]
        rows = np.asarray(piece.coords)
        bone = bones[nearest[0]] if nearest else None
        line = StreetLine(
            rows,
            bone.road_class if bone is not None else None,
            bone.street if bone is not None else NO_STREET_YET,
            level=1 if bone is not None and inner.contains(middle) else 0,
        )
        for end, where in ((rows[0], 0.0), (rows[-1], line.metres)):
            key = (float(end[0]), float(end[1]))
            if key not in nodes:
                nodes[key] = net.add_node(*key)
            line.join(where, nodes[key])
        net.add_line(line)


def _cells(net: StreetNet, frame: BaseGeometry) -> list[Cell]:
    """Find the faces between all lines, and which line each of their sides lies on."""
    side_of: dict[tuple[float, float, float, float], tuple[int, float, float]] = {}
    for index, line in enumerate(net.lines):
        rows, along = line.rows.tolist(), line.along.tolist()
        for i in range(len(rows) - 1):
            (x, y), (u, v) = rows[i], rows[i + 1]
            side_of[x, y, u, v] = (index, along[i], along[i + 1])
            side_of[u, v, x, y] = (index, along[i + 1], along[i])
    faces = shapely.get_parts(shapely.polygonize([shapely.LineString(li.rows) for li in net.lines]))
    cells = []
    for face in faces:
        if face.area < _LEAST_CELL_M2 or not frame.buffer(1).contains(face):
            continue
        ring_rows = shapely.get_coordinates(shapely.get_exterior_ring(face))
        if not shapely.is_ccw(shapely.get_exterior_ring(face)):
            ring_rows = ring_rows[::-1]
        sides = [
            side_of[(*start, *end)]
            for start, end in zip(ring_rows[:-1].tolist(), ring_rows[1:].tolist(), strict=True)
        ]
        lines, starts, ends = zip(*sides, strict=True)
        cells.append(Cell(ring_rows[:-1], np.array(lines), np.array(starts), np.array(ends)))
    return cells
