"""Named lines for labels: the edges of each street joined end to end, and the file of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from gis_data.city_folder import city_file
from gis_data.datums import GEOD, FloatArray
from gis_data.road_table import NO_STREET, ROAD_CLASSES, RoadClass, RoadTable
from gis_data.stored_positions import packed, unpacked

FILE_NAME: Final = "street_lines.npz"


@dataclass(frozen=True, eq=False)
class StreetLine:
    """One unbroken line of a named street, which may have several (carriageways, gaps)."""

    name: str
    road_class: RoadClass
    coordinates: FloatArray
    metres: float


def street_lines(roads: RoadTable) -> tuple[StreetLine, ...]:
    """Join the edges of every named street into as few lines as they allow, longest first."""
    found = []
    order = np.argsort(roads.street, kind="stable")
    for street in range(len(roads.streets)):
        start, end = np.searchsorted(roads.street[order], [street, street + 1])
        edges = order[start:end]
        if street == NO_STREET or len(edges) == 0:
            continue
        road_class = ROAD_CLASSES[int(np.bincount(roads.road_class[edges]).argmax())]
        for line in _joined(roads, [int(edge) for edge in edges]):
            metres = float(GEOD.line_length(line[:, 0], line[:, 1]))
            found.append(StreetLine(roads.streets[street], road_class, line, metres))
    return tuple(sorted(found, key=lambda line: -line.metres))


def read_street_lines(folder: Path, roads: RoadTable) -> tuple[StreetLine, ...]:
    """Read the file of named lines of a city's folder, or join them where there is none."""
    path = city_file(folder, FILE_NAME)
    if not path.exists():
        return street_lines(roads)
    with np.load(path, allow_pickle=False) as stored:
        coordinates, offsets = unpacked(stored["coordinates"]), stored["offsets"].tolist()
        streets, classes = stored["street"].tolist(), stored["road_class"].tolist()
        metres = stored["metres"].astype(np.float64).tolist()
    return tuple(
        StreetLine(roads.streets[street], ROAD_CLASSES[road_class], coordinates[start:end], length)
        for street, road_class, length, start, end in zip(
            streets, classes, metres, offsets[:-1], offsets[1:], strict=True
        )
    )


def write_street_lines(lines: Sequence[StreetLine], roads: RoadTable, folder: Path) -> None:
    """Write the file of named lines into a folder, replacing the one that is there."""
    numbers = {name: number for number, name in enumerate(roads.streets)}
    np.savez_compressed(
        folder / FILE_NAME,
        coordinates=packed(np.concatenate([np.empty((0, 2)), *(one.coordinates for one in lines)])),
        offsets=np.cumsum([0, *(len(one.coordinates) for one in lines)], dtype=np.int32),
        street=np.array([numbers[one.name] for one in lines], dtype=np.int32),
        road_class=np.array([ROAD_CLASSES.index(one.road_class) for one in lines], dtype=np.uint8),
        metres=np.array([one.metres for one in lines], dtype=np.float32),
    )


def _joined(roads: RoadTable, edges: list[int]) -> list[FloatArray]:
    waiting = dict.fromkeys(edges)
    at_node: dict[int, list[int]] = {}
    for edge in edges:
        at_node.setdefault(int(roads.from_node[edge]), []).append(edge)
        at_node.setdefault(int(roads.to_node[edge]), []).append(edge)
    lines = []
    while waiting:
        edge = next(iter(waiting))
        del waiting[edge]
        line = roads.line(edge)
        line = _extended(roads, line, int(roads.to_node[edge]), waiting, at_node)
        line = _extended(roads, line[::-1], int(roads.from_node[edge]), waiting, at_node)
        lines.append(line[::-1])
    return lines


def _extended(
    roads: RoadTable,
    line: FloatArray,
    node: int,
    waiting: dict[int, None],
    at_node: dict[int, list[int]],
) -> FloatArray:
    """Lengthen `line` beyond `node` by waiting edges that go on in about its direction."""
    pieces = [line]
    while (found := _straightest(roads, pieces[-1], node, at_node[node], waiting)) is not None:
        edge, piece = found
        del waiting[edge]
        node = int(roads.to_node[edge] if roads.from_node[edge] == node else roads.from_node[edge])
        pieces.append(piece)
    return np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])


def _straightest(
    roads: RoadTable, line: FloatArray, node: int, edges: list[int], waiting: dict[int, None]
) -> tuple[int, FloatArray] | None:
    best: tuple[float, int, FloatArray] | None = None
    ahead = _heading(line[-2], line[-1])
    for edge in edges:
        if edge not in waiting:
            continue
        whole = roads.line(edge)
        piece = whole if roads.from_node[edge] == node else whole[::-1]
        cosine = float(ahead @ _heading(piece[0], piece[1]))
        if cosine > 0 and (best is None or cosine > best[0]):
            best = (cosine, edge, piece)
    return None if best is None else best[1:]


def _heading(start: FloatArray, end: FloatArray) -> FloatArray:
    step = (end - start) * np.array([np.cos(np.radians(start[1])), 1.0])
    length = float(np.hypot(step[0], step[1]))
    return np.asarray(step / length if length else step)
