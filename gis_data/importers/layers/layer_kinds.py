"""Which kinds of files hold layers, by the ends of their names."""

from pathlib import Path
from typing import Final

JSON: Final = frozenset({".geojson", ".json"})
PARQUET: Final = frozenset({".parquet", ".geoparquet"})
_READ: Final = frozenset({".gpkg", ".shp", *JSON, *PARQUET})


def is_layer_file(file: Path) -> bool:
    """Tell whether a file is read by layers and a mapping."""
    return file.suffix.lower() in _READ
