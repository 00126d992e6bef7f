"""Imports an OpenStreetMap extract: reads it, makes the city's files, and puts them in use."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from gis_data.city_folder import CityManifest
from gis_data.city_writing import replace_city
from gis_data.importers.harvest_files import HarvestSource, Progress, write_harvest
from gis_data.importers.osm.reader import ExtractReader
from gis_data.importers.refusals import Refusals

ATTRIBUTION: Final = "© OpenStreetMap contributors (ODbL 1.0)"


@dataclass(frozen=True)
class ExtractOrder:
    """Which extract is to be imported; without a name the city is called as its file."""

    file: Path
    name: str
    made_at: datetime


def import_extract(order: ExtractOrder, folder: Path, progress: Progress) -> CityManifest:
    """Import an extract into a city's folder; the same file gives the same bytes.

    Raises `ImportRefused` when nothing of it can be used, and `OSError` when it cannot be written;
    the city that was in use then stays so.
    """
    refusals = Refusals()
    harvest = ExtractReader(order.file, refusals, progress).read()
    source = HarvestSource(
        name=order.name or order.file.name.split(".")[0],
        attribution=ATTRIBUTION,
        files=(order.file,),
        made_at=order.made_at,
    )
    return replace_city(
        folder, lambda place: write_harvest(source, harvest, refusals, place, progress)
    )
