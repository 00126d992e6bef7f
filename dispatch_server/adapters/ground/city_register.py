"""What a city's data folder says of its stations, vehicles and hospitals."""

from collections.abc import Mapping
from pathlib import Path

from dispatch_server.contract.events import Event
from dispatch_server.contract.events.resources import (
    HospitalRegistered,
    StationRegistered,
    VehicleRegistered,
)
from dispatch_server.contract.ids import HospitalId, StationId, VehicleId
from gis_data.city_data import read_city


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
