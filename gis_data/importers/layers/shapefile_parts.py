"""Whether the parts of a shapefile are whole: GDAL reads what is left of a cut one without a word.

The lengths stand in the headers: ESRI Shapefile Technical Description (July 1998), "Organization of
the Main File", and the dBase III table header.
"""

import struct
from pathlib import Path
from typing import Final

from gis_data.importers.refusals import ImportRefused

_WORD: Final = 2
_HEADER_BYTES: Final = 100
_TABLE_HEADER_BYTES: Final = 32


def check_whole(file: Path) -> None:
    """Raise `ImportRefused` where a part of a shapefile is missing or shorter than it says."""
    for ending in (".shp", ".shx", ".dbf"):
        part = shapefile_part(file, ending)
        if part is None:
            raise ImportRefused(
                f"{file.name} 旁边没有 {ending}；请把 .shp、.shx、.dbf、.prj 一起提供"
            )
        with part.open("rb") as opened:
            header = opened.read(_HEADER_BYTES)
        told = _table_length(header) if ending == ".dbf" else _shapes_length(header)
        if part.stat().st_size < told:
            raise ImportRefused(
                f"{part.name} 不完整：应有 {told:,} 字节，只有 {part.stat().st_size:,}；"
                "请重新复制后再导入，原有城市数据未改动"
            )


def shapefile_part(file: Path, ending: str) -> Path | None:
    """Return the part of a shapefile with an ending in small or capital letters, if it is there."""
    parts = (file.with_suffix(spelled) for spelled in (ending, ending.upper()))
    return next((part for part in parts if part.is_file()), None)


def _shapes_length(header: bytes) -> int:
    if len(header) < _HEADER_BYTES:
        return _HEADER_BYTES
    return int(struct.unpack_from(">i", header, 24)[0]) * _WORD


def _table_length(header: bytes) -> int:
    if len(header) < _TABLE_HEADER_BYTES:
        return _TABLE_HEADER_BYTES
    rows, start, row = struct.unpack_from("<IHH", header, 4)
    return int(start + rows * row)
