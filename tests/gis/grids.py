"""Small road networks made for tests."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gis_data.datums import GEOD, Point
from gis_data.road_table import NO_STREET, ROAD_CLASSES, RoadClass, RoadTable

WEST, SOUTH, STEP = 114.28, 30.58, 0.002


@dataclass(frozen=True)
class Piece:
    """One edge of a test network, straight between two places on the grid."""

    start: tuple[float, float]
    end: tuple[float, float]
    road_class: RoadClass = RoadClass.PRIMARY
    one_way: bool = False
    street: str = ""


def at(column: float, row: float) -> Point:
    """Return the position of a place on the grid, about 200 metres a step."""
    return WEST + column * STEP, SOUTH + row * STEP


def network(*pieces: Piece) -> RoadTable:
    """Build a road table from pieces that meet where they name the same place."""
    nodes: dict[tuple[float, float], int] = {}
    for piece in pieces:
        nodes.setdefault(piece.start, len(nodes))
        nodes.setdefault(piece.end, len(nodes))
    streets = tuple(dict.fromkeys(piece.street for piece in pieces if piece.street))
    return RoadTable(
        coordinates=np.array([at(*end) for piece in pieces for end in (piece.start, piece.end)]),
        offsets=np.arange(len(pieces) + 1) * 2,
        from_node=np.array([nodes[piece.start] for piece in pieces]),
        to_node=np.array([nodes[piece.end] for piece in pieces]),
        road_class=np.array([ROAD_CLASSES.index(piece.road_class) for piece in pieces]),
        one_way=np.array([piece.one_way for piece in pieces]),
        street=np.array([_street(piece, streets) for piece in pieces]),
        metres=np.array([_metres(piece) for piece in pieces]),
        layer=np.zeros(len(pieces), dtype=np.int64),
        max_kmh=np.zeros(len(pieces), dtype=np.int64),
        no_turns=np.empty((0, 3), dtype=np.int64),
        streets=streets,
        attribution="made for a test",
    )


def _street(piece: Piece, streets: Sequence[str]) -> int:
    return streets.index(piece.street) if piece.street else NO_STREET


def _metres(piece: Piece) -> float:
    (west, south), (east, north) = at(*piece.start), at(*piece.end)
    return float(GEOD.inv(west, south, east, north)[2])
