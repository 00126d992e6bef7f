"""The folder of a city: its manifest, and where each of its files lies.

The manifest `city.json` names the generation that is in use: a folder beside it with the files made
by one import. A new generation is written whole before the manifest names it, so that old data stay
in use until then. A folder without a manifest, or a generation without a name, has its files beside
the manifest; so have the files that no import makes, such as the centre's own stations.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from gis_data.boxes import Box

MANIFEST: Final = "city.json"
FORMAT_VERSION: Final = 1
DATUM: Final = "WGS-84"


class CityFolderError(Exception):
    """A city's folder cannot be read; the text says what to do."""


@dataclass(frozen=True)
class CityManifest:
    """What a city is, where it came from and which files it has.

    `bounds` is west, south, east, north; `counts` says how much of what there is; `files` gives the
    SHA-256 of every file of the generation; `source_sha256` is that of the file imported.
    """

    name: str
    bounds: Box
    attribution: str
    demonstration: bool
    counts: dict[str, int]
    source: str
    source_sha256: str
    made_at: datetime
    files: dict[str, str]
    generation: str = ""
    datum: str = DATUM
    format_version: int = FORMAT_VERSION


def city_file(folder: Path, name: str) -> Path:
    """Return where a file of a city lies; it need not exist."""
    path = folder / MANIFEST
    if not path.is_file():
        return folder / name
    generation = read_manifest(folder).generation
    inside = folder / generation / name
    return inside if inside.exists() else folder / name


def read_manifest(folder: Path) -> CityManifest:
    """Read the manifest of a city's folder, or raise `CityFolderError`."""
    path = folder / MANIFEST
    try:
        stored = json.loads(path.read_text("utf-8"))
        version = stored["format_version"]
        if version == FORMAT_VERSION:
            west, south, east, north = (float(side) for side in stored.pop("bounds"))
            made_at = datetime.fromisoformat(stored.pop("made_at"))
            return CityManifest(bounds=(west, south, east, north), made_at=made_at, **stored)
    except OSError as error:
        raise CityFolderError(f"读不到城市数据清单 {path}：{error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CityFolderError(f"城市数据清单 {path} 已损坏，请重新导入该城市") from error
    raise CityFolderError(
        f"城市数据 {path} 的格式版本为 {version}，本程序使用版本 {FORMAT_VERSION}，请重新导入该城市"
    )


def manifest_text(manifest: CityManifest) -> str:
    """Write a manifest as it stands in the file."""
    stored = asdict(manifest) | {"made_at": manifest.made_at.isoformat()}
    return json.dumps(stored, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
