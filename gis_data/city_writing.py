"""How a city's data are replaced: a new generation is written beside the old, then named at once.

Whatever interrupts the writing, the folder shows either the old generation, whole, or the new.
"""

import hashlib
import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from gis_data.boxes import Box
from gis_data.city_folder import (
    MANIFEST,
    CityFolderError,
    CityManifest,
    manifest_text,
    read_manifest,
)

log = logging.getLogger(__name__)

_UNFINISHED: Final = ".new-"
_GENERATION: Final = "g-"
_FORGOTTEN_S: Final = 24 * 3600.0
"""What was left unfinished so long ago belongs to nobody any more."""
_CHUNK: Final = 1 << 20


@dataclass(frozen=True)
class CitySource:
    """What the manifest says of a city beyond its files."""

    name: str
    bounds: Box
    attribution: str
    demonstration: bool
    counts: dict[str, int]
    source: str
    source_sha256: str
    made_at: datetime


def replace_city(folder: Path, write: Callable[[Path], CitySource]) -> CityManifest:
    """Have `write` fill an empty folder with a city's files, and put them in use at once.

    Raises what `write` raises; the city that was in use then stays so.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _unfinished(folder) as place:
        source = write(place)
        files = {path.name: file_sha256(path) for path in sorted(place.iterdir())}
        generation = _GENERATION + hashlib.sha256(repr(files).encode()).hexdigest()[:12]
        for path in (*place.iterdir(), place):
            _flush(path)
        before = _generation_in_use(folder)
        if not _is_whole(folder / generation, files):
            shutil.rmtree(folder / generation, ignore_errors=True)
            place.rename(folder / generation)
        manifest = CityManifest(**vars(source), files=files, generation=generation)
        _write_manifest(folder, manifest)
    _remove_others(folder, {generation, before})
    return manifest


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


@contextmanager
def _unfinished(folder: Path) -> Iterator[Path]:
    """Make a folder to write into; it is gone afterwards unless it was renamed."""
    place = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=folder))
    place.chmod(0o755)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _generation_in_use(folder: Path) -> str:
    try:
        return read_manifest(folder).generation
    except CityFolderError:
        return ""


def _is_whole(place: Path, files: dict[str, str]) -> bool:
    """Tell whether a generation is there already, made from the same source before."""
    return place.is_dir() and all(
        (place / name).is_file() and file_sha256(place / name) == known
        for name, known in files.items()
    )


def _write_manifest(folder: Path, manifest: CityManifest) -> None:
    partial = folder / f"{_UNFINISHED}{os.getpid()}-{MANIFEST}"
    try:
        partial.write_text(manifest_text(manifest), "utf-8")
        _flush(partial)
        partial.replace(folder / MANIFEST)
        _flush(folder)
    finally:
        partial.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    """Make sure that a file or folder is on the disk; Windows flushes folders by itself."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove_others(folder: Path, kept: set[str]) -> None:
    """Remove generations older than the last two, and what nobody finished."""
    newest = (folder / MANIFEST).stat().st_mtime
    for path in folder.iterdir():
        old = path.name.startswith(_GENERATION) and path.name not in kept
        left = path.name.startswith(_UNFINISHED) and newest - path.stat().st_mtime > _FORGOTTEN_S
        if path.is_dir() and (old or left):
            shutil.rmtree(path, ignore_errors=True)
            log.info("removed %s", path)
