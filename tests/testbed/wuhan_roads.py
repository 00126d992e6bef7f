"""The real road network of central Wuhan, made once into `var/wuhan` for the benchmarks.

92,667 pieces of road, (c) OpenStreetMap contributors, ODbL 1.0; the source package neatnet on PyPI
(BSD-3-Clause) carries them. They are no part of the product. `DISPATCH120_DATA` may name a folder
that has them already.
"""

import os
import tarfile
from io import BytesIO
from pathlib import Path
from typing import Final

from gis_data.importers.neatnet_sample import make_table, read_sample
from gis_data.road_table import FILE_NAME, RoadTable, read_roads, write_roads
from tests.testbed.package_index import source_package

FOLDER: Final = Path(__file__).resolve().parents[2] / "var" / "wuhan"
WINDOW: Final = (113.98, 30.38, 114.55, 30.78)
_ARCHIVE: Final = "neatnet-0.1.6.tar.gz"
_ARCHIVE_SHA256: Final = "a1f760e0875a7f42a778d86293c397b37ee61e71fba49769c2b3db30271a7fff"
_MEMBER: Final = "data/wuhan_8989/original.parquet"


def wuhan_roads() -> tuple[RoadTable, Path]:
    """Return the network and the folder that keeps it."""
    if not (FOLDER / FILE_NAME).exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        write_roads(make_table(read_sample(_parquet(), window=WINDOW)), FOLDER)
    return read_roads(FOLDER), FOLDER


def _parquet() -> Path:
    held = os.environ.get("DISPATCH120_DATA")
    if held:
        return Path(held) / "wuhan" / "wuhan_8989_original.parquet"
    archive = source_package("neatnet", _ARCHIVE, sha256=_ARCHIVE_SHA256)
    with tarfile.open(fileobj=BytesIO(archive)) as package:
        member = next(one for one in package.getmembers() if one.name.endswith(_MEMBER))
        found = package.extractfile(member)
        if found is None:
            raise RuntimeError(f"{_ARCHIVE} holds no {_MEMBER}")
        file = FOLDER / "original.parquet"
        file.write_bytes(found.read())
    return file
