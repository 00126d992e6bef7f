"""Makes the files of a city from everything that an import found."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import shapely

from gis_data.area_table import AREA_CLASSES, AreaClass, AreaTable, write_areas
from gis_data.boxes import Box
from gis_data.city_writing import CitySource, file_sha256
from gis_data.importers.area_rows import area_table
from gis_data.importers.osm.edges import road_table, street_aliases
from gis_data.importers.osm.grounds import make_grounds
from gis_data.importers.osm.harvest import FoundLine, Harvest
from gis_data.importers.osm.place_rows import PlaceRows
from gis_data.importers.refusals import Refusals
from gis_data.label_table import write_labels
from gis_data.line_table import LINE_CLASSES, NO_NAME, LineTable, no_lines, write_lines
from gis_data.place_index import build_place_index
from gis_data.place_schema import FILE_NAME as PLACES_FILE
from gis_data.road_table import RoadTable, write_roads
from gis_data.street_lines import street_lines, write_street_lines

Progress = Callable[[str, int], None]
"""Called now and then with what is being done and how much of it is done."""


@dataclass(frozen=True)
class HarvestSource:
    """What a city is called, whose data it is made from, and the files that hold them."""

    name: str
    attribution: str
    files: tuple[Path, ...]
    made_at: datetime


def write_harvest(
    source: HarvestSource, harvest: Harvest, refusals: Refusals, folder: Path, progress: Progress
) -> CitySource:
    """Write all files of the city into an empty folder."""
    progress("道路", len(harvest.roads))
    roads = road_table(
        harvest.roads, harvest.turns, attribution=source.attribution, refusals=refusals
    )
    write_roads(roads, folder)
    lines = street_lines(roads)
    write_street_lines(lines, roads, folder)
    progress("区域", len(harvest.areas))
    grounds = make_grounds(harvest.areas, refusals)
    areas = area_table(grounds.rows(harvest.areas))
    write_areas(areas, folder)
    write_lines(_line_table(harvest.lines), folder)
    rows = PlaceRows(harvest.places, grounds)
    write_labels(rows.labels(), folder)
    progress("地点", len(harvest.places))
    places = build_place_index(
        rows.records(roads, lines, street_aliases(harvest.roads)),
        folder / PLACES_FILE,
        progress=lambda done: progress("地点", done),
    )
    refusals.write(folder)
    return CitySource(
        name=source.name,
        bounds=_bounds(roads, areas),
        attribution=source.attribution,
        demonstration=False,
        counts=_counts(harvest, roads, areas, refusals) | {"places": places},
        source="、".join(file.name for file in source.files),
        source_sha256=_sha256(source.files),
        made_at=source.made_at,
    )


def _sha256(files: Sequence[Path]) -> str:
    """Return the SHA-256 of one file, or that of the list of several files' sums."""
    sums = [file_sha256(file) for file in files]
    return sums[0] if len(sums) == 1 else hashlib.sha256("\n".join(sums).encode()).hexdigest()


def _line_table(lines: list[FoundLine]) -> LineTable:
    if not lines:
        return no_lines()
    rows, line_of = shapely.get_coordinates(
        shapely.from_wkb([line.wkb for line in lines]), return_index=True
    )
    names = tuple(sorted({line.name for line in lines if line.name}))
    number = {name: index for index, name in enumerate(names)} | {"": NO_NAME}
    return LineTable(
        coordinates=rows,
        offsets=np.searchsorted(line_of, np.arange(len(lines) + 1)).astype(np.int64),
        line_class=np.array([LINE_CLASSES.index(line.line_class) for line in lines]),
        layer=np.array([line.level for line in lines]),
        name=np.array([number[line.name] for line in lines]),
        names=names,
    )


def _bounds(roads: RoadTable, areas: AreaTable) -> Box:
    """Return where the roads and houses are; a border may reach far beyond the extract."""
    near = areas.boxes[areas.area_class == AREA_CLASSES.index(AreaClass.BUILDING)]
    corners = [roads.coordinates, near[:, :2], near[:, 2:]]
    west, south = np.concatenate(corners).min(axis=0).tolist()
    east, north = np.concatenate(corners).max(axis=0).tolist()
    return west, south, east, north


def _counts(
    harvest: Harvest, roads: RoadTable, areas: AreaTable, refusals: Refusals
) -> dict[str, int]:
    return {
        **dict(harvest.counts),
        "roads": len(roads),
        "streets": len(roads.streets),
        "one_way": int(roads.one_way.sum()),
        "banned_turns": len(roads.no_turns),
        "areas": len(areas),
        "buildings": len(areas.of_class(AreaClass.BUILDING)),
        "lines": len(harvest.lines),
        "refused": len(refusals),
    }
