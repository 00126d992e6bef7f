"""Make the invented part of the demonstration city along the roads that are there.

Run as `python -m gis_data.importers.demo_city gis_data/city/demo`, after `neatnet_sample`.
"""

import argparse
from pathlib import Path
from random import Random
from typing import Final

from gis_data.importers.demo_places import make_places
from gis_data.importers.demo_subscribers import write_subscribers
from gis_data.importers.demo_units import write_units
from gis_data.place_file import write_places
from gis_data.road_table import read_roads

_SEED: Final = 120


def main() -> None:
    """Read the arguments and write places, units and subscribers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="the city's folder, with its road file")
    arguments = parser.parse_args()
    random = Random(_SEED)  # noqa: S311 - the same invented city every time, not a secret
    places = make_places(read_roads(arguments.folder), random)
    write_places(places, arguments.folder)
    write_units(places, arguments.folder)
    write_subscribers(places, arguments.folder, random)


if __name__ == "__main__":
    main()
