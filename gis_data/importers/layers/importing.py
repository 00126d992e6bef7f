"""Imports layers of GeoPackage, shapefile, GeoJSON and GeoParquet files by a mapping."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import shapely

from gis_data.city_folder import CityManifest
from gis_data.city_writing import replace_city
from gis_data.datums import FloatArray
from gis_data.importers.harvest_files import HarvestSource, write_harvest
from gis_data.importers.layers.datum_border import Datum, Shapes, to_degrees, to_wgs84
from gis_data.importers.layers.datum_check import check_datum, known_roads
from gis_data.importers.layers.layer_features import LayerFeatures
from gis_data.importers.layers.layer_mapping import (
    CityMapping,
    LayerKind,
    LayerMapping,
    read_mapping,
)
from gis_data.importers.layers.layer_rows import LayerRows, read_layer
from gis_data.importers.layers.text_encoding import check_names
from gis_data.importers.refusals import ImportRefused, Refusals

Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class LayerOrder:
    """What is to be imported, and what was told on the command line.

    `datum` overrides that of the mapping. `compared` is the folder of a city whose roads are laid
    under the new ones; with `trusted` the named datum counts whatever they show.
    """

    file: Path
    mapping: Path
    made_at: datetime
    compared: Path
    name: str = ""
    layer: str = ""
    datum: Datum | None = None
    trusted: bool = False


@dataclass(frozen=True, eq=False)
class _Layer:
    """One layer with its shapes in degrees, in the datum of the file still."""

    mapping: LayerMapping
    rows: LayerRows
    shapes: Shapes


def import_layers(order: LayerOrder, folder: Path, progress: Progress) -> CityManifest:
    """Import the layers that a mapping names into a city's folder.

    Raises `ImportRefused` when nothing can be used, the datum or the encoding is wrong, and
    `OSError` when the city cannot be written; the city that was in use then stays so.
    """
    mapping = read_mapping(order.mapping)
    datum = order.datum or mapping.datum
    if datum is None:
        raise ImportRefused(
            "请用 --datum 说明坐标系（wgs84、cgcs2000、gcj02、bd09）：文件自己写的往往不可信，"
            "说错会差 300 至 1400 米"
        )
    layers = [_read(order, layer, progress) for layer in mapping.layers]
    progress("核对坐标系", 0)
    apart = _checked(order, datum, layers)
    refusals = Refusals()
    features = LayerFeatures(refusals)
    for layer in layers:
        progress(f"整理 {layer.rows.source}", len(layer.rows.shapes))
        features.take(layer.mapping, layer.rows, to_wgs84(layer.shapes, datum, layer.rows.source))
    harvest = features.harvest()
    if apart is not None:
        harvest.counts["apart_m"] = apart
    source = _source(order, mapping)
    return replace_city(
        folder, lambda place: write_harvest(source, harvest, refusals, place, progress)
    )


def _read(order: LayerOrder, mapping: LayerMapping, progress: Progress) -> _Layer:
    own = mapping.file and mapping.file != order.file.name
    file = order.mapping.parent / mapping.file if own else order.file
    progress(f"读取 {file.name}", 0)
    rows = read_layer(file, mapping.layer or ("" if own else order.layer), mapping.encoding)
    if "name" in mapping.fields:
        check_names(rows.column(mapping.fields["name"]), rows.source)
    return _Layer(mapping, rows, to_degrees(rows.shapes, rows.crs, rows.source))


def _checked(order: LayerOrder, datum: Datum, layers: list[_Layer]) -> int | None:
    """Lay the roads over the city that is there; return how far apart they are, in metres."""
    if order.trusted:
        return None
    roads = [layer for layer in layers if layer.mapping.kind is LayerKind.ROADS]
    rows: FloatArray = np.concatenate(
        [np.empty((0, 2)), *(shapely.get_coordinates(layer.shapes) for layer in roads)]
    )
    return check_datum(datum, rows, known_roads(order.compared))


def _source(order: LayerOrder, mapping: CityMapping) -> HarvestSource:
    files = {order.mapping: None, order.file: None} | {
        order.mapping.parent / layer.file: None for layer in mapping.layers if layer.file
    }
    return HarvestSource(
        name=order.name or mapping.name or order.file.name.split(".")[0],
        attribution=mapping.attribution,
        files=tuple(path for path in files if path != order.mapping),
        made_at=order.made_at,
    )
