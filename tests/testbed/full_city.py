"""The demonstration city at full size, made once into `var/` for the benchmarks."""

import subprocess
import sys
from pathlib import Path
from typing import Final

from gis_data.city_folder import MANIFEST

FOLDER: Final = Path(__file__).resolve().parents[2] / "var" / "full-city"
_WITHIN_S: Final = 1_800.0


def full_city() -> Path:
    """Return the city's folder; making it takes some minutes, the first time."""
    if not (FOLDER / MANIFEST).exists():
        print("making the full-size demonstration city…", file=sys.stderr, flush=True)
        command = [sys.executable, "-m", "gis_data", "demo-city", "--size", "full"]
        subprocess.run([*command, "--out", str(FOLDER)], check=True, timeout=_WITHIN_S)
    return FOLDER
