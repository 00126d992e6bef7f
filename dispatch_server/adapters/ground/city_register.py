"""What a city's data folder says of its stations, vehicles, hospitals and subscribers."""

import logging
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from dispatch_server.contract.details import Precision, Subscriber
from dispatch_server.contract.events import Event
from dispatch_server.contract.events.resources import (
    HospitalRegistered,
    StationRegistered,
    VehicleRegistered,
)
from dispatch_server.contract.ids import HospitalId, StationId, VehicleId
from gis_data.city_data import read_city
from gis_data.gazetteer import Gazetteer
from gis_data.subscribers import RefusedRow, read_subscribers

log = logging.getLogger(__name__)


def city_events(folder: Path, *, printers: Mapping[str, str]) -> list[Event]:
    """Return the events that register a city; `printers` maps station ids to IPP URIs."""
    city = read_city(folder)
    stations: list[Event] = [
        StationRegistered(
            station_id=StationId(row.station_id),
            name=row.name,
            address=row.address,
            point=row.point,
            phone=row.phone,
            printer=printers.get(row.station_id, ""),
        )
        for row in city.stations
    ]
    vehicles = [
        VehicleRegistered(
            vehicle_id=VehicleId(row.vehicle_id),
            name=row.call_sign,
            plate=row.plate,
            kind=row.kind.value,
            station_id=StationId(row.station_id),
        )
        for row in city.vehicles
    ]
    hospitals = [
        HospitalRegistered(
            hospital_id=HospitalId(row.hospital_id),
            name=row.name,
            address=row.address,
            point=row.point,
            phone=row.emergency_phone,
            centres=row.centres,
        )
        for row in city.hospitals
    ]
    return [*stations, *vehicles, *hospitals]


def located_subscribers(path: Path, city_folder: Path, *, as_of: date) -> Iterator[Subscriber]:
    """Yield the rows of a subscriber file with the points of their addresses; log refused rows."""
    gazetteer = Gazetteer.load(city_folder)
    for row in read_subscribers(path):
        if isinstance(row, RefusedRow):
            log.warning("subscriber row %s refused: %s", row.line, row.reason)
            continue
        located = gazetteer.locate(row.address)
        yield Subscriber(
            row.number,
            row.name,
            row.address,
            as_of,
            located.point if located else None,
            Precision(located.precision.value) if located else None,
        )
