"""Reads an OpenStreetMap extract once and keeps what a city is made from."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, cast

import osmium
import shapely
from osmium.filter import EntityFilter, IdFilter, KeyFilter
from osmium.geom import WKBFactory, use_nodes
from osmium.osm import Area, Changeset, Node, Relation, Way, osm_entity_bits
from osmium.osm.types import OSMEntity

from gis_data.area_table import AreaClass
from gis_data.importers.harvest_files import Progress
from gis_data.importers.osm.area_rules import AREA_KEYS, area_class, line_class, metres_high
from gis_data.importers.osm.harvest import FoundArea, FoundLine, FoundPlace, FoundRoad, Harvest
from gis_data.importers.osm.name_rules import NAMED_KEYS, best_name, clean, other_names, place_kind
from gis_data.importers.osm.road_rules import level, road_way
from gis_data.importers.osm.tags import Tags
from gis_data.importers.osm.turns import found_turn
from gis_data.importers.refusals import ImportRefused, Refusals

log = logging.getLogger(__name__)

PROGRESS_EVERY: Final = 20_000
KEYS: Final = ("highway", "route", "type", *dict.fromkeys((*AREA_KEYS, *NAMED_KEYS)))
_IN_MEMORY_BYTES: Final = 400_000_000
"""Of larger extracts the nodes' positions are kept in a file instead."""
_TWO: Final = 2


class ExtractReader:
    """Reads one extract; everything left out is told to `refusals`."""

    def __init__(self, file: Path, refusals: Refusals, progress: Progress) -> None:
        self._file = file
        self._refusals = refusals
        self._progress = progress
        self._wkb = WKBFactory()
        self.harvest = Harvest()

    def read(self) -> Harvest:
        """Read the whole file, or raise `ImportRefused` when it cannot be read to its end."""
        seen = 0
        with _told(self._file), TemporaryDirectory() as scratch:
            for found in self._objects(Path(scratch)):
                self._take(found)
                seen += 1
                if seen % PROGRESS_EVERY == 0:
                    self._progress("读取地图对象", seen)
        self._progress("读取地图对象", seen)
        if self.harvest.broken_ways:
            self._mend()
        return self.harvest

    def _objects(self, scratch: Path) -> osmium.FileProcessor:
        processor = osmium.FileProcessor(str(self._file))
        if self._file.stat().st_size > _IN_MEMORY_BYTES:
            processor = processor.with_locations(f"sparse_file_array,{scratch / 'nodes'}")
        return processor.with_areas(KeyFilter(*AREA_KEYS)).with_filter(KeyFilter(*KEYS))

    def _take(self, found: OSMEntity) -> None:
        tags = _tags(found)
        match found:
            case Way():
                self._take_way(found, tags)
            case Area():
                self._take_area(found, tags)
            case Node():
                point = (found.location.lon, found.location.lat)
                self._take_place(tags, point=point, area=-1)
            case Changeset():
                return
            case Relation():
                if tags.get("type", "").startswith("restriction"):
                    self._take_turn(found, tags)

    def _take_way(self, way: Way, tags: Tags) -> None:
        if (road := road_way(tags)) is not None:
            for refs, wkb in self._stretches(way):
                self.harvest.roads.append(
                    FoundRoad(way.id, refs, wkb, road, best_name(tags), other_names(tags))
                )
        elif (kind := line_class(tags)) is not None:
            for _, wkb in self._stretches(way):
                self.harvest.lines.append(FoundLine(wkb, kind, level(tags), best_name(tags)))
        elif "highway" in tags:
            self.harvest.counts["not_for_vehicles"] += 1

    def _stretches(self, way: Way) -> Iterator[tuple[list[int], str]]:
        """Yield the way, or what of it lies in the extract: a cut leaves out nodes."""
        nodes = way.nodes
        refs = [node.ref for node in nodes]
        try:
            yield refs, self._wkb.create_linestring(nodes, use_nodes.ALL)
        except (osmium.InvalidLocationError, RuntimeError):
            known = [node.location.valid() for node in nodes]
            if not any(known):
                self._refusals.add("way", str(way.id), "没有任何节点坐标")
                return
            stretches = list(_runs(known))
            self.harvest.counts["cut_ways"] += 1
            for start, end in stretches:
                line = [(nodes[i].lon, nodes[i].lat) for i in range(start, end)]
                yield refs[start:end], shapely.to_wkb(shapely.LineString(line), hex=True)

    def _take_area(self, area: Area, tags: Tags) -> None:
        kind, number = area_class(tags), -1
        identity = f"{'w' if area.from_way() else 'r'}{area.orig_id()}"
        if kind is not None or any(key in tags for key in NAMED_KEYS):
            try:
                wkb = self._wkb.create_multipolygon(area)
            except RuntimeError:
                self._note_broken(area, identity)
                return
            number = self._add_area(identity, wkb, tags, kind)
            self._take_place(tags, point=None, area=number)

    def _note_broken(self, area: Area, identity: str) -> None:
        if area.from_way():
            self.harvest.broken_ways.append(area.orig_id())
        else:
            self._refusals.add("area", identity, "多边形不闭合或自相交，无法组成区域")

    def _add_area(self, identity: str, wkb: str, tags: Tags, kind: AreaClass | None) -> int:
        told = tags.get("admin_level", "") if kind is AreaClass.DISTRICT else ""
        found = FoundArea(
            identity=identity,
            wkb=wkb,
            area_class=kind,
            name=best_name(tags),
            metres_high=metres_high(tags) if kind is AreaClass.BUILDING else 0,
            admin_level=int(told) if told.isascii() and told.isdigit() else 0,
        )
        self.harvest.areas.append(found)
        return len(self.harvest.areas) - 1

    def _take_place(self, tags: Tags, *, point: tuple[float, float] | None, area: int) -> None:
        name, number = best_name(tags), clean(tags.get("addr:housenumber", ""))
        sort = place_kind(tags) if name else None
        if sort is None and not number:
            return
        kind, importance = sort or (None, 0.0)
        self.harvest.places.append(
            FoundPlace(
                kind=kind,
                importance=importance,
                name=name,
                aliases=other_names(tags) if sort is not None else (),
                street=clean(tags.get("addr:street", "") or tags.get("addr:place", "")),
                number=number,
                word=tags.get("place", ""),
                point=point,
                area=area,
            )
        )

    def _take_turn(self, relation: Relation, tags: Tags) -> None:
        members = [(member.type, member.ref, member.role) for member in relation.members]
        turn = found_turn(relation.id, tags, members)
        if isinstance(turn, str):
            if turn:
                self._refusals.add("restriction", f"r{relation.id}", turn)
        else:
            self.harvest.turns.append(turn)

    def _mend(self) -> None:
        """Read again the closed ways that cross themselves, and make sound areas of them."""
        wanted = set(self.harvest.broken_ways)
        both = osm_entity_bits.NODE | osm_entity_bits.WAY
        processor = osmium.FileProcessor(str(self._file), both).with_locations()
        ways = processor.with_filter(EntityFilter(osm_entity_bits.WAY))
        for way in ways.with_filter(IdFilter(wanted)):
            if not isinstance(way, Way):
                continue
            wkb = _mended([(node.lon, node.lat) for node in way.nodes if node.location.valid()])
            if wkb is None:
                self._refusals.add("area", f"w{way.id}", "多边形自相交，无法修复")
                continue
            self.harvest.counts["mended_areas"] += 1
            area = self._add_area(f"w{way.id}", wkb, _tags(way), area_class(_tags(way)))
            self._take_place(_tags(way), point=None, area=area)


def _tags(found: OSMEntity) -> Tags:
    """Return the tags of an object; asked with a default, its list answers with a string."""
    return cast("Tags", found.tags)


def _mended(rows: list[tuple[float, float]]) -> str | None:
    """Return the sound area within a ring that crosses itself, if there is any."""
    if len(rows) < 4:  # noqa: PLR2004 - a ring has three corners and closes
        return None
    shape = shapely.make_valid(shapely.Polygon(rows))
    flat = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return shapely.to_wkb(shapely.MultiPolygon(flat), hex=True) if flat else None


def _runs(known: list[bool]) -> Iterator[tuple[int, int]]:
    """Yield where stretches of at least two known nodes begin and end."""
    start = 0
    for place in range(len(known) + 1):
        if place == len(known) or not known[place]:
            if place - start >= _TWO:
                yield start, place
            start = place + 1


@contextmanager
def _told(file: Path) -> Iterator[None]:
    """Say in words what is wrong with a file that cannot be read."""
    try:
        yield
    except RuntimeError as error:
        log.info("reading %s: %s", file, error)
        if "PBF" in str(error) or "format" in str(error) or "XML" in str(error):
            raise ImportRefused(
                f"{file.name} 不是完整的 OpenStreetMap 文件（{error}）；请重新下载后再导入，"
                "原有城市数据未改动"
            ) from error
        raise ImportRefused(f"读不到 {file}：{error}") from error
