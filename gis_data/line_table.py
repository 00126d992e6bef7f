"""The railways and waterways of a city as lines, and the file that holds them."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np

from gis_data.array_file import write_arrays
from gis_data.boxes import Box, BoxIndex
from gis_data.city_folder import city_file
from gis_data.datums import FloatArray
from gis_data.stored_positions import IntArray, boxes_of, packed, rows_of, unpacked

FILE_NAME: Final = "lines.npz"
NO_NAME: Final = -1


class LineClass(StrEnum):
    """What a line is; a ferry line here carries people only, the others are roads."""

    RAILWAY = "railway"
    SUBWAY = "subway"
    TRAM = "tram"
    RIVER = "river"
    STREAM = "stream"
    FERRY_LINE = "ferry_line"


LINE_CLASSES: Final = tuple(LineClass)
"""The order in which the file numbers the classes; append only."""

RAILWAYS: Final = frozenset({LineClass.RAILWAY, LineClass.SUBWAY, LineClass.TRAM})
WATERWAYS: Final = frozenset({LineClass.RIVER, LineClass.STREAM, LineClass.FERRY_LINE})


@dataclass(frozen=True, eq=False)
class LineTable:
    """Lines: line `i` is `coordinates[offsets[i]:offsets[i + 1]]`, `(lon, lat)` rows.

    `line_class` indexes `LINE_CLASSES`; `layer` is above 0 on a bridge and below 0 in a tunnel;
    `name` indexes `names` or is `NO_NAME`.
    """

    coordinates: FloatArray
    offsets: IntArray
    line_class: IntArray
    layer: IntArray
    name: IntArray
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def line(self, index: int) -> FloatArray:
        """Return the `(lon, lat)` rows of one line."""
        return self.coordinates[self.offsets[index] : self.offsets[index + 1]]

    def name_of(self, index: int) -> str:
        """Return the name of a line, or nothing."""
        name = int(self.name[index])
        return "" if name == NO_NAME else self.names[name]

    def within(self, box: Box) -> IntArray:
        """Return the lines whose bounding box touches `box`."""
        return self._index.touching(box)

    def only(self, classes: frozenset[LineClass]) -> "LineTable":
        """Return the table of the lines of some classes."""
        numbers = [LINE_CLASSES.index(line_class) for line_class in classes]
        wanted = np.flatnonzero(np.isin(self.line_class, numbers)).astype(np.int64)
        counts = np.diff(self.offsets)[wanted]
        return LineTable(
            coordinates=self.coordinates[rows_of(self.offsets, wanted)],
            offsets=np.concatenate(([0], np.cumsum(counts))).astype(np.int64),
            line_class=self.line_class[wanted],
            layer=self.layer[wanted],
            name=self.name[wanted],
            names=self.names,
        )

    @cached_property
    def boxes(self) -> FloatArray:
        """West, south, east and north of every line."""
        return boxes_of(self.coordinates, self.offsets)

    @cached_property
    def _index(self) -> BoxIndex:
        return BoxIndex(self.boxes)


def no_lines() -> LineTable:
    """Return the table of a city of which only the roads are known."""
    empty = np.empty(0, dtype=np.int64)
    return LineTable(np.empty((0, 2)), np.zeros(1, dtype=np.int64), empty, empty, empty, ())


def read_lines(folder: Path) -> LineTable:
    """Read the line file of a city's folder; a city without one has no such lines."""
    path = city_file(folder, FILE_NAME)
    if not path.exists():
        return no_lines()
    with np.load(path, allow_pickle=False) as stored:
        return LineTable(
            coordinates=unpacked(stored["coordinates"]),
            offsets=stored["offsets"].astype(np.int64),
            line_class=stored["line_class"].astype(np.int64),
            layer=stored["layer"].astype(np.int64),
            name=stored["name"].astype(np.int64),
            names=tuple(stored["names"].tolist()),
        )


def write_lines(lines: LineTable, folder: Path) -> None:
    """Write the line file into a folder, replacing the one that is there."""
    write_arrays(
        folder / FILE_NAME,
        {
            "coordinates": packed(lines.coordinates),
            "offsets": lines.offsets.astype(np.int32),
            "line_class": lines.line_class.astype(np.uint8),
            "layer": lines.layer.astype(np.int8),
            "name": lines.name.astype(np.int32),
            "names": np.array(lines.names, dtype=np.str_),
        },
    )
