"""The names that stand at points of a city's map, and the file that holds them."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np

from gis_data.boxes import Box, BoxIndex
from gis_data.city_folder import city_file
from gis_data.datums import FloatArray
from gis_data.stored_positions import IntArray, packed, unpacked

FILE_NAME: Final = "labels.npz"


class LabelKind(StrEnum):
    """What a name at a point names."""

    CITY = "city"
    DISTRICT = "district"
    TOWN = "town"
    SUBURB = "suburb"
    LOCALITY = "locality"
    HOSPITAL = "hospital"
    STATION = "station"
    SCHOOL = "school"
    LANDMARK = "landmark"


LABEL_KINDS: Final = tuple(LabelKind)
"""The order in which the file numbers the kinds; append only."""


@dataclass(frozen=True, eq=False)
class LabelTable:
    """Names at points, the most important first; `kind` indexes `LABEL_KINDS`.

    `importance` runs from 0 to 1 and compares labels of one kind.
    """

    points: FloatArray
    kind: IntArray
    importance: FloatArray
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.names)

    def within(self, box: Box) -> IntArray:
        """Return the labels inside `box`, the most important first."""
        return self._index.touching(box)

    @cached_property
    def _index(self) -> BoxIndex:
        return BoxIndex(np.hstack((self.points, self.points)))


def no_labels() -> LabelTable:
    """Return the table of a city of which only the roads are known."""
    return LabelTable(np.empty((0, 2)), np.empty(0, dtype=np.int64), np.empty(0), ())


def read_labels(folder: Path) -> LabelTable:
    """Read the label file of a city's folder; a city without one has no such labels."""
    path = city_file(folder, FILE_NAME)
    if not path.exists():
        return no_labels()
    with np.load(path, allow_pickle=False) as stored:
        return LabelTable(
            points=unpacked(stored["points"]),
            kind=stored["kind"].astype(np.int64),
            importance=stored["importance"].astype(np.float64),
            names=tuple(stored["names"].tolist()),
        )


def write_labels(labels: LabelTable, folder: Path) -> None:
    """Write the label file into a folder, replacing the one that is there."""
    order = np.argsort(-labels.importance, kind="stable")
    names = np.array(labels.names, dtype=np.str_)
    np.savez_compressed(
        folder / FILE_NAME,
        points=packed(labels.points)[order],
        kind=labels.kind.astype(np.uint8)[order],
        importance=labels.importance.astype(np.float32)[order],
        names=names[order],
    )
