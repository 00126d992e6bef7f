"""A city made ready for drawing, kept as files that several processes map into their memory."""

import hashlib
import json
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import numpy as np

from dispatch_console.map.mercator import Point, project
from dispatch_console.map.prepared_areas import area_shapes, building_shapes, line_shapes
from dispatch_console.map.prepared_names import NamedPoints, area_names, label_names
from dispatch_console.map.prepared_roads import (
    joined_roads,
    named_lines,
    one_way_edges,
    road_levels,
)
from dispatch_console.map.shapes import Shapes
from gis_data import area_table, label_table, line_table, road_table
from gis_data.area_table import read_areas
from gis_data.city_data import read_city
from gis_data.city_folder import MANIFEST, city_file
from gis_data.label_table import read_labels
from gis_data.line_table import read_lines
from gis_data.road_table import RoadTable, read_roads

FORMAT: Final = 3
"""Raised whenever the kept files mean something else; older ones are then made anew."""
_KEPT_CITIES: Final = 3
_DONE: Final = "prepared.json"
_SOURCES: Final = tuple(
    table.FILE_NAME for table in (road_table, area_table, line_table, label_table)
)
_HOSPITALS: Final = "hospitals.json"
_SHAPES: Final = ("one_way", "streets", "coarse", "land", "houses", "railways", "waterways")
_LEVELS: Final = 3


@dataclass(frozen=True, eq=False)
class PreparedCity:
    """Everything drawn of a city in sheet metres from `origin`; `street_names` by street number."""

    origin: Point
    levels: tuple[Shapes, ...]
    one_way: Shapes
    streets: Shapes
    coarse: Shapes
    land: Shapes
    houses: Shapes
    railways: Shapes
    waterways: Shapes
    street_names: tuple[str, ...]
    places: NamedPoints

    @classmethod
    def of(cls, folder: Path) -> Self:
        """Read a city's folder and make it ready; what cannot be read is an `OSError` or alike."""
        roads, areas, lines = read_roads(folder), read_areas(folder), read_lines(folder)
        origin = _middle(roads)
        joined = joined_roads(roads, origin)
        coarse, land = area_shapes(areas, origin)
        return cls(
            origin=origin,
            levels=road_levels(joined),
            one_way=one_way_edges(roads, origin),
            streets=named_lines(joined),
            coarse=coarse,
            land=land,
            houses=building_shapes(areas, origin),
            railways=line_shapes(lines.only(line_table.RAILWAYS), origin),
            waterways=line_shapes(lines.only(line_table.WATERWAYS), origin),
            street_names=roads.streets,
            places=label_names(read_labels(folder), origin)
            .joined(area_names(areas, origin))
            .without(_with_signs(folder)),
        )

    @classmethod
    def kept(cls, folder: Path, cache: Path) -> Self:
        """Map the kept files of a city, which are made first where there are none yet."""
        place = cache / _key_of(folder)
        if not (place / _DONE).exists():
            made = cls.of(folder)
            try:
                made.save(place)
            except OSError:
                return made
        return cls.load(place)

    def save(self, place: Path) -> None:
        """Write everything beside the place, then put it there at once; old cities are removed."""
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix="making-", dir=place.parent))
        try:
            for number, level in enumerate(self.levels):
                level.save(beside, f"level{number}")
            for name in _SHAPES:
                shapes: Shapes = getattr(self, name)
                shapes.save(beside, name)
            self.places.save(beside)
            np.save(beside / "street_names.npy", np.array(self.street_names, dtype=np.str_))
            (beside / _DONE).write_text(json.dumps({"origin": self.origin}), "utf-8")
            with suppress(FileExistsError):
                beside.rename(place)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
        _remove_old(place.parent)

    @classmethod
    def load(cls, place: Path) -> Self:
        """Map what `save` wrote."""
        east, north = json.loads((place / _DONE).read_text("utf-8"))["origin"]
        return cls(
            origin=(east, north),
            levels=tuple(Shapes.load(place, f"level{number}") for number in range(_LEVELS)),
            street_names=tuple(np.load(place / "street_names.npy").tolist()),
            places=NamedPoints.load(place),
            **{name: Shapes.load(place, name) for name in _SHAPES},
        )


def _with_signs(folder: Path) -> frozenset[str]:
    """Return the hospitals that the overlay draws with sign and name."""
    with suppress(OSError, ValueError, KeyError):
        return frozenset(hospital.name for hospital in read_city(folder).hospitals)
    return frozenset()


def _middle(roads: RoadTable) -> Point:
    west, south = roads.coordinates.min(axis=0)
    east, north = roads.coordinates.max(axis=0)
    return project((float(west + east) / 2, float(south + north) / 2))


def _key_of(folder: Path) -> str:
    """Name the kept files by what they were made of: another city, or a newer one, has another."""
    told = [f"{FORMAT} {folder.resolve()}"]
    for name in (MANIFEST, _HOSPITALS, *_SOURCES):
        path = folder / name if name == MANIFEST else city_file(folder, name)
        with suppress(FileNotFoundError):
            stat = path.stat()
            told.append(f"{name} {path.resolve()} {stat.st_size} {stat.st_mtime_ns}")
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:24]


def _remove_old(cache: Path) -> None:
    kept = sorted(cache.glob(f"*/{_DONE}"), key=lambda done: done.stat().st_mtime, reverse=True)
    for done in kept[_KEPT_CITIES:]:
        shutil.rmtree(done.parent, ignore_errors=True)
