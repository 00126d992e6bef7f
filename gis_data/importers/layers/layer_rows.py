"""One layer of a file as shapes and columns of text, read through geopandas."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas
import numpy as np
from pyproj import CRS

from gis_data.importers.layers.datum_border import Shapes
from gis_data.importers.layers.layer_kinds import JSON, PARQUET
from gis_data.importers.layers.shapefile_parts import check_whole
from gis_data.importers.layers.text_encoding import check_utf8, shapefile_encoding
from gis_data.importers.refusals import ImportRefused

_NOTHING: Final = frozenset({"nan", "NaT", "<NA>"})
"""How pandas writes a field without a value."""


@dataclass(frozen=True, eq=False)
class LayerRows:
    """The shapes of a layer as they stand in the file, and its fields as text, row by row."""

    source: str
    shapes: Shapes
    crs: CRS | None
    columns: dict[str, list[str]]

    def column(self, field: str) -> Sequence[str]:
        """Return a field of all rows, or raise `ImportRefused` with the fields that there are."""
        if field not in self.columns:
            there = "、".join(self.columns) or "没有任何字段"
            raise ImportRefused(f"{self.source} 没有字段 {field}；文件中有：{there}")
        return self.columns[field]


def read_layer(file: Path, layer: str, encoding: str) -> LayerRows:
    """Read one layer of a file, or raise `ImportRefused` with what is wrong."""
    if not file.is_file():
        raise ImportRefused(f"读不到 {file}：没有这个文件")
    source = f"{file.name}（{layer}）" if layer else file.name
    suffix = file.suffix.lower()
    if suffix in JSON:
        check_utf8(file)
    if suffix == ".shp":
        check_whole(file)
    told = shapefile_encoding(file, encoding) if suffix == ".shp" else None
    try:
        if suffix in PARQUET:
            frame = geopandas.read_parquet(file)
        else:
            frame = _read_by_gdal(file, layer, told)
    except MemoryError:
        raise
    except (OSError, ValueError, RuntimeError, UnicodeError, KeyError) as error:
        raise ImportRefused(
            f"{source} 读不出来（{error}）；请确认文件完整、格式和图层名无误，原有城市数据未改动"
        ) from error
    names = [str(name) for name in frame.columns if name != frame.geometry.name]
    return LayerRows(
        source=source,
        shapes=np.array(frame.geometry.array, dtype=np.object_),
        crs=None if frame.crs is None else CRS.from_user_input(frame.crs),
        columns={name: [_text(value) for value in frame[name].tolist()] for name in names},
    )


def _read_by_gdal(file: Path, layer: str, encoding: str | None) -> geopandas.GeoDataFrame:
    options: dict[str, str] = {"layer": layer} if layer else {}
    if encoding is not None:
        options["encoding"] = encoding
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=RuntimeWarning, module="pyogrio")
        frame = geopandas.read_file(file, engine="pyogrio", **options)
    if not isinstance(frame, geopandas.GeoDataFrame):
        raise ImportRefused(f"{file.name} 的图层没有图形，只有表格")
    return frame


def _text(value: object) -> str:
    """Write a field as text: nothing for none, a whole number without its point, a list by `;`."""
    if isinstance(value, np.ndarray | list):
        return ";".join(_text(part) for part in value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = "" if value is None else str(value).strip()
    return "" if text in _NOTHING else text
