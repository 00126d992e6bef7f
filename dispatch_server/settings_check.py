"""What is wrong with settings that can be read, in words; and the example that ships."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from dispatch_server.contract.settings.overlay import unknown_variables
from dispatch_server.contract.states import Role
from dispatch_server.settings import Settings
from gis_data.road_speed_file import SpeedFileFault, read_speeds

EXAMPLE_HEADING: Final = (
    "Settings of dispatch-server: an example with every default.\n"
    "Paths are taken from the folder of this file. An environment variable beats the file.\n"
    "Printed by `dispatch-server settings`; copy it, and let only the server's user read the copy."
)
EFFECTIVE_HEADING: Final = (
    "Settings of dispatch-server as they are now: the file, and the environment over it."
)
EXAMPLE: Final = Settings.model_validate(
    {
        "database": "data/dispatch.sqlite",
        "city": "city",
        "recordings": "recordings",
        "exchange": {"secret": "given in the environment"},
        "printers": {"st-1": "ipp://printer-1.example:631/ipp/print"},
        "seats": (
            {"id": "seat-1", "name": "01席", "role": "dispatcher", "phone": "6001"},
            {
                "id": "receiver-st-1",
                "name": "一站受警机",
                "role": "station",
                "station": "st-1",
            },
        ),
    }
)
OTHER_VARIABLES: Final = frozenset({"DISPATCH120_SYSTEM_PACKAGES"})
"""Variables of the set-up, which look like settings of the server."""


def faults(settings: Settings, environment: Mapping[str, str]) -> list[str]:
    """Return one sentence for each thing that would go wrong later."""
    return [
        *_folders(settings),
        *_files(settings),
        *_printers(settings),
        *_seats(settings),
        *(
            f"{name}: there is no such setting; dispatch-server settings lists them all"
            for name in unknown_variables(Settings, environment)
            if name not in OTHER_VARIABLES and not name.endswith("_PASSWORD")
        ),
    ]


def _folders(settings: Settings) -> Iterator[str]:
    if not settings.recordings.is_dir():
        yield f"recordings: {settings.recordings} is not a folder"
    elif not os.access(settings.recordings, os.R_OK | os.X_OK):
        yield f"recordings: {settings.recordings} may not be read by this user"
    for folder in settings.font_folders:
        if not folder.is_dir():
            yield f"font_folders: {folder} is not a folder"
    deliveries = settings.subscriber_register.folder
    if deliveries is not None and not os.access(deliveries, os.R_OK | os.W_OK | os.X_OK):
        yield f"subscriber_register.folder: {deliveries} must be a folder this user may write"
    if isinstance(settings.database, Path) and not _can_hold(settings.database):
        yield f"database: {settings.database} cannot be written by this user"
    if settings.log.file is not None and not _can_hold(settings.log.file):
        yield f"log.file: {settings.log.file} cannot be written by this user"


def _files(settings: Settings) -> Iterator[str]:
    for name in ("subscribers", "sheet_template"):
        path: Path | None = getattr(settings, name)
        if path is not None and not path.is_file():
            yield f"{name}: {path} is not a file"
    if settings.ground.speeds is not None:
        try:
            read_speeds(settings.ground.speeds)
        except SpeedFileFault as fault:
            yield f"ground.speeds: {fault}"


def _printers(settings: Settings) -> Iterator[str]:
    for station, address in settings.printers.items():
        parts = urlsplit(address)
        if parts.scheme not in {"ipp", "ipps"} or not parts.hostname:
            yield f"printers.{station}: {address} is not an address like ipp://HOST:631/ipp/print"


def _seats(settings: Settings) -> Iterator[str]:
    for seat in settings.seats:
        if seat.role is Role.STATION and not seat.station:
            yield f"seats.{seat.id}: a station's receiver needs station, the id of its station"
        if seat.role is Role.DISPATCHER and not seat.phone:
            yield f"seats.{seat.id}: a dispatcher's seat needs phone, the extension on its desk"


def _can_hold(file: Path) -> bool:
    """Tell whether a file can be written, or made together with the folders it lacks."""
    if file.exists():
        return os.access(file, os.W_OK)
    above = next(folder for folder in file.parents if folder.exists())
    return above.is_dir() and os.access(above, os.W_OK | os.X_OK)
