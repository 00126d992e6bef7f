"""A small real map extract for tests and benchmarks, fetched once and kept in `var/extracts`.

`monaco.osm.pbf` is an OpenStreetMap extract of 2016, (c) OpenStreetMap contributors, ODbL 1.0; the
source package osrm-bindings 26.10.0 (BSD-2-Clause) carries it among its test data. It is no part of
the product.
"""

import fcntl
import hashlib
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Final
from urllib.request import Request, urlopen

ROOT: Final = Path(__file__).resolve().parents[2]
FOLDER: Final = ROOT / "var" / "extracts"
MONACO_SHA256: Final = "36c0f0029ed838897322382611b67e8e5e7bcb07d5b17a25f3574dec54f1c23c"
_PACKAGE: Final = "osrm-bindings"
_ARCHIVE: Final = "osrm_bindings-26.10.0.tar.gz"
_ARCHIVE_SHA256: Final = "2ca271af60e0628394f070e9a0f371bf18ff6c6e23769acc620d4aa7c07ed32c"
_MEMBER: Final = "osrm_bindings-26.10.0/test/data/monaco.osm.pbf"
_JSON: Final = "application/vnd.pypi.simple.v1+json"
_TIMEOUT_S: Final = 120.0


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
    archive = FOLDER / _ARCHIVE
    archive.write_bytes(_downloaded(_address()))
    try:
        if _sha256(archive.read_bytes()) != _ARCHIVE_SHA256:
            raise RuntimeError(f"{_ARCHIVE} is not the file it was; its SHA-256 differs")
        with tarfile.open(archive) as package:
            member = package.extractfile(_MEMBER)
            if member is None:
                raise RuntimeError(f"{_ARCHIVE} holds no {_MEMBER}")
            partial = file.with_suffix(".partial")
            partial.write_bytes(member.read())
            partial.replace(file)
    finally:
        archive.unlink(missing_ok=True)


def _address() -> str:
    """Ask the package index where the archive lies."""
    index = os.environ.get("PIP_INDEX_URL") or _asked_of_pip()
    listed = json.loads(_downloaded(f"{index.rstrip('/')}/{_PACKAGE}/"))
    return next(str(one["url"]) for one in listed["files"] if one["filename"] == _ARCHIVE)


def _asked_of_pip() -> str:
    """Return the package index that pip takes when nobody names another."""
    question = "from pip._internal.models.index import PyPI; print(PyPI.simple_url)"
    asked = [sys.executable, "-c", question]
    answer = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=60)
    return answer.stdout.strip()


def _downloaded(address: str) -> bytes:
    if not address.startswith("https://"):
        raise RuntimeError(f"{address} is no https address")
    request = Request(address, headers={"Accept": _JSON})  # noqa: S310 - https, see above
    with urlopen(request, timeout=_TIMEOUT_S) as answer:  # noqa: S310 - likewise
        data: bytes = answer.read()
    return data


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


if __name__ == "__main__":
    sys.stdout.write(f"{monaco()}\n")
