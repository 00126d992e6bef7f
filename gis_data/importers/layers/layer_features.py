"""From the rows of mapped layers to what a city is made from."""

from collections.abc import Iterator
from typing import Final

import shapely

from gis_data.area_table import AreaClass
from gis_data.importers.layers.datum_border import Shapes
from gis_data.importers.layers.layer_mapping import FIELDS, LayerKind, LayerMapping
from gis_data.importers.layers.layer_rows import LayerRows
from gis_data.importers.layers.road_features import RoadLines, level, other_names
from gis_data.importers.osm.area_rules import metres_high
from gis_data.importers.osm.harvest import FoundArea, FoundLine, FoundPlace, Harvest
from gis_data.importers.osm.name_rules import clean
from gis_data.importers.refusals import Refusals
from gis_data.line_table import LineClass
from gis_data.place_record import PlaceKind

_AREAS: Final = {str(area_class): area_class for area_class in AreaClass}
_LINES: Final = {str(line_class): line_class for line_class in LineClass}
_IMPORTANCE: Final = {
    PlaceKind.DISTRICT: 1.0,
    PlaceKind.HOSPITAL: 0.8,
    PlaceKind.STATION: 0.7,
    PlaceKind.LOCALITY: 0.5,
    PlaceKind.LANDMARK: 0.3,
}
_POLYGONS: Final = (3, 6)
_HOUSE: Final = "house"
_DISTRICT_LEVEL: Final = 6


class LayerFeatures:
    """Takes layer after layer; `harvest` gives all of it at the end."""

    def __init__(self, refusals: Refusals) -> None:
        self._refusals = refusals
        self._roads = RoadLines(refusals)
        self._harvest = Harvest()

    def take(self, mapping: LayerMapping, rows: LayerRows, shapes: Shapes) -> None:
        """Take the rows of one layer, whose shapes are in WGS-84 by now."""
        for number, (shape, told) in enumerate(zip(shapes, _told(mapping, rows), strict=True), 1):
            identity = f"{rows.source}#{number}"
            if shape is None or shape.is_empty:
                self._refusals.add(mapping.kind, identity, "没有图形")
                continue
            match mapping.kind:
                case LayerKind.ROADS:
                    taken = self._roads.add(identity, shape, told)
                    self._harvest.counts["not_for_vehicles"] += not taken and not told["class"]
                case LayerKind.AREAS:
                    self._add_area(identity, shape, told)
                case LayerKind.LINES:
                    self._add_line(identity, shape, told)
                case LayerKind.PLACES:
                    self._add_place(identity, shape, told)

    def harvest(self) -> Harvest:
        """Return everything that was taken."""
        self._harvest.roads[:] = self._roads.roads()
        return self._harvest

    def _add_area(self, identity: str, shape: shapely.Geometry, told: dict[str, str]) -> None:
        area_class = _AREAS.get(told["class"])
        if area_class is None:
            self._refuse_word("area", identity, told["class"])
            return
        if shapely.get_type_id(shape) not in _POLYGONS:
            self._refusals.add("area", identity, "不是面")
            return
        found = FoundArea(
            identity=identity,
            wkb=shapely.to_wkb(shape, hex=True),
            area_class=area_class,
            name=clean(told["name"]),
            metres_high=metres_high({"height": told["metres_high"]}),
            admin_level=_DISTRICT_LEVEL if area_class is AreaClass.DISTRICT else 0,
        )
        self._harvest.areas.append(found)

    def _add_line(self, identity: str, shape: shapely.Geometry, told: dict[str, str]) -> None:
        line_class = _LINES.get(told["class"])
        if line_class is None:
            self._refuse_word("line", identity, told["class"])
            return
        lines = [part for part in shapely.get_parts(shape) if part.geom_type == "LineString"]
        if not lines:
            self._refusals.add("line", identity, "不是线")
        for line in lines:
            wkb = shapely.to_wkb(line, hex=True)
            self._harvest.lines.append(
                FoundLine(wkb, line_class, level(told["level"]), clean(told["name"]))
            )

    def _add_place(self, identity: str, shape: shapely.Geometry, told: dict[str, str]) -> None:
        word, name = told["class"] or PlaceKind.LANDMARK, clean(told["name"])
        kind = next((kind for kind in _IMPORTANCE if kind == word), None)
        if kind is None and word != _HOUSE:
            self._refuse_word("place", identity, told["class"])
            return
        if not name and not (told["street"] and told["number"]):
            self._refusals.add("place", identity, "没有名称，也没有道路加门牌")
            return
        middle = shapely.point_on_surface(shape)
        found = FoundPlace(
            kind=kind if name else None,
            importance=_IMPORTANCE[kind] if kind is not None else 0.0,
            name=name,
            aliases=other_names(told["aliases"], name),
            street=clean(told["street"]),
            number=clean(told["number"]),
            word="",
            point=(float(shapely.get_x(middle)), float(shapely.get_y(middle))),
            area=-1,
        )
        self._harvest.places.append(found)

    def _refuse_word(self, what: str, identity: str, word: str) -> None:
        """Count a row of an unknown class; an empty word was mapped to be left out."""
        if word:
            self._refusals.add(what, identity, f"不认识的类别 {word[:40]}")
        else:
            self._harvest.counts["left_out"] += 1


def _told(mapping: LayerMapping, rows: LayerRows) -> Iterator[dict[str, str]]:
    """Yield what the mapping makes of every row's fields, by our words."""
    size = len(rows.shapes)
    columns = {}
    for word in FIELDS[mapping.kind]:
        if word in mapping.fields:
            known = mapping.values.get(word, {})
            own = rows.column(mapping.fields[word])
            columns[word] = [known.get(value, value) for value in own]
        else:
            columns[word] = [mapping.constants.get(word, "")] * size
    for number in range(size):
        yield {word: column[number] for word, column in columns.items()}
