"""The names that stand at points, of places, areas and houses, ready for placing."""

from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Final, Self

import numpy as np

from dispatch_console.map.mercator import FloatArray, Point, project_rows
from dispatch_console.map.shapes import IntArray
from gis_data.area_table import AREA_CLASSES, AreaClass, AreaTable
from gis_data.label_table import LABEL_KINDS, LabelKind, LabelTable


class NameKind(IntEnum):
    """What a name at a point names; it decides from which zoom it stands there, and how."""

    CITY = 0
    DISTRICT = 1
    SUBURB = 2
    LOCALITY = 3
    HOSPITAL = 4
    STATION = 5
    WATER = 6
    GREEN = 7
    GROUNDS = 8
    LANDMARK = 9
    HOUSE = 10


_OF_LABELS: Final = {
    LabelKind.CITY: NameKind.CITY,
    LabelKind.DISTRICT: NameKind.DISTRICT,
    LabelKind.TOWN: NameKind.DISTRICT,
    LabelKind.SUBURB: NameKind.SUBURB,
    LabelKind.LOCALITY: NameKind.LOCALITY,
    LabelKind.HOSPITAL: NameKind.HOSPITAL,
    LabelKind.STATION: NameKind.STATION,
    LabelKind.SCHOOL: NameKind.GROUNDS,
    LabelKind.LANDMARK: NameKind.LANDMARK,
}
_OF_AREAS: Final = {
    AreaClass.DISTRICT: NameKind.DISTRICT,
    AreaClass.WATER: NameKind.WATER,
    AreaClass.WETLAND: NameKind.WATER,
    AreaClass.PARK: NameKind.GREEN,
    AreaClass.WOOD: NameKind.GREEN,
    AreaClass.GRASS: NameKind.GREEN,
    AreaClass.CEMETERY: NameKind.GREEN,
    AreaClass.HOSPITAL: NameKind.HOSPITAL,
    AreaClass.BUILDING: NameKind.HOUSE,
}
"""Every other area's name is that of grounds: a university, a school, a square."""


@dataclass(frozen=True, eq=False)
class NamedPoints:
    """Names at points in sheet metres from the city's middle.

    `reach` is how far what is named extends, in metres, 0 where it is a point; `weight` runs from
    0 to 1 within a kind.
    """

    points: FloatArray
    kind: IntArray
    weight: FloatArray
    reach: FloatArray
    names: tuple[str, ...]

    def joined(self, other: Self) -> Self:
        """Return the names of both, by kind, the weightiest first."""
        kind = np.concatenate((self.kind, other.kind))
        weight = np.concatenate((self.weight, other.weight))
        order = np.lexsort((-weight, kind))
        names = self.names + other.names
        return type(self)(
            np.concatenate((self.points, other.points))[order],
            kind[order],
            weight[order],
            np.concatenate((self.reach, other.reach))[order],
            tuple(names[place] for place in order.tolist()),
        )

    def without(self, names: frozenset[str]) -> Self:
        """Leave out names that something else on the map carries already."""
        kept = np.array([name not in names for name in self.names], dtype=np.bool_)
        return type(self)(
            self.points[kept],
            self.kind[kept],
            self.weight[kept],
            self.reach[kept],
            tuple(name for name in self.names if name not in names),
        )

    def save(self, folder: Path) -> None:
        """Write the arrays as files."""
        for name in ("points", "kind", "weight", "reach"):
            np.save(folder / f"places.{name}.npy", getattr(self, name))
        np.save(folder / "places.names.npy", np.array(self.names, dtype=np.str_))

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote."""
        points, kind, weight, reach, names = (
            np.load(folder / f"places.{name}.npy")
            for name in ("points", "kind", "weight", "reach", "names")
        )
        return cls(points, kind, weight, reach, tuple(names.tolist()))


def label_names(labels: LabelTable, origin: Point) -> NamedPoints:
    """Return the names that the city's labels give."""
    kinds = np.array([_OF_LABELS[kind] for kind in LABEL_KINDS], dtype=np.int64)
    return NamedPoints(
        project_rows(labels.points) - np.array(origin),
        kinds[labels.kind],
        labels.importance,
        np.zeros(len(labels)),
        labels.names,
    )


def area_names(areas: AreaTable, origin: Point) -> NamedPoints:
    """Return the names that areas carry; the largest weigh most."""
    named = areas.labelled()
    kinds = np.array([_OF_AREAS.get(one, NameKind.GROUNDS) for one in AREA_CLASSES], dtype=np.int64)
    boxes = areas.boxes[named]
    corners = project_rows(boxes[:, 2:]) - project_rows(boxes[:, :2])
    reach = np.sqrt(np.abs(corners[:, 0] * corners[:, 1])) if len(named) else np.empty(0)
    return NamedPoints(
        project_rows(areas.label_points[named]) - np.array(origin),
        kinds[areas.area_class[named]],
        reach / max(float(reach.max()), 1.0) if len(named) else reach,
        reach,
        tuple(areas.name_of(int(area)) for area in named),
    )
