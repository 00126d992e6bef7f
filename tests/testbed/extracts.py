"""A small real map extract for tests and benchmarks, fetched once and kept in `var/extracts`.

`monaco.osm.pbf` is an OpenStreetMap extract of 2016, (c) OpenStreetMap contributors, ODbL 1.0; the
source package osrm-bindings 26.10.0 (BSD-2-Clause) carries it among its test data. It is no part of
the product.
"""

import fcntl
import hashlib
import sys
import tarfile
from io import BytesIO
from pathlib import Path
from typing import Final

from tests.testbed.package_index import source_package

ROOT: Final = Path(__file__).resolve().parents[2]
FOLDER: Final = ROOT / "var" / "extracts"
MONACO_SHA256: Final = "36c0f0029ed838897322382611b67e8e5e7bcb07d5b17a25f3574dec54f1c23c"
_ARCHIVE: Final = "osrm_bindings-26.10.0.tar.gz"
_ARCHIVE_SHA256: Final = "2ca271af60e0628394f070e9a0f371bf18ff6c6e23769acc620d4aa7c07ed32c"
_MEMBER: Final = "osrm_bindings-26.10.0/test/data/monaco.osm.pbf"


def monaco() -> Path:
    """Return the extract of Monaco; the first time it is fetched from the package index."""
    file = FOLDER / "monaco.osm.pbf"
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.is_file() or _sha256(file.read_bytes()) != MONACO_SHA256:
            _fetch(file)
    return file


def _fetch(file: Path) -> None:
    archive = source_package("osrm-bindings", _ARCHIVE, sha256=_ARCHIVE_SHA256)
    with tarfile.open(fileobj=BytesIO(archive)) as package:
        member = package.extractfile(_MEMBER)
        if member is None:
            raise RuntimeError(f"{_ARCHIVE} holds no {_MEMBER}")
        partial = file.with_suffix(".partial")
        partial.write_bytes(member.read())
        partial.replace(file)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


if __name__ == "__main__":
    sys.stdout.write(f"{monaco()}\n")
