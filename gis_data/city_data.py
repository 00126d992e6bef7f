"""The stations, vehicles and hospitals of a city, as its folder lists them."""

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypedDict

from gis_data.city_folder import city_file
from gis_data.datums import Point


class VehicleKind(StrEnum):
    """How an ambulance is equipped."""

    INTENSIVE_CARE = "监护型"
    ORDINARY = "普通型"
    NEGATIVE_PRESSURE = "负压型"


@dataclass(frozen=True)
class StationRow:
    """A station, and the number of its hot-line."""

    station_id: str
    name: str
    address: str
    phone: str
    point: Point


@dataclass(frozen=True)
class VehicleRow:
    """A vehicle, the station it belongs to and the number of its telephone."""

    vehicle_id: str
    call_sign: str
    plate: str
    kind: VehicleKind
    station_id: str
    phone: str


@dataclass(frozen=True)
class HospitalRow:
    """A hospital, its centres for certain emergencies and its emergency department's number."""

    hospital_id: str
    name: str
    level: str
    centres: tuple[str, ...]
    address: str
    emergency_phone: str
    point: Point


@dataclass(frozen=True)
class CityData:
    """Who can be sent, and where to."""

    stations: tuple[StationRow, ...]
    vehicles: tuple[VehicleRow, ...]
    hospitals: tuple[HospitalRow, ...]


class _Station(TypedDict):
    station_id: str
    name: str
    address: str
    phone: str
    point: list[float]


class _Vehicle(TypedDict):
    vehicle_id: str
    call_sign: str
    plate: str
    kind: str
    station_id: str
    phone: str


class _Hospital(TypedDict):
    hospital_id: str
    name: str
    level: str
    centres: list[str]
    address: str
    emergency_phone: str
    point: list[float]


def read_city(folder: Path) -> CityData:
    """Read `stations.json`, `vehicles.json` and `hospitals.json` of a city's folder."""
    stations: list[_Station] = json.loads(city_file(folder, "stations.json").read_text("utf-8"))
    vehicles: list[_Vehicle] = json.loads(city_file(folder, "vehicles.json").read_text("utf-8"))
    hospitals: list[_Hospital] = json.loads(city_file(folder, "hospitals.json").read_text("utf-8"))
    return CityData(
        stations=tuple(_station(row) for row in stations),
        vehicles=tuple(_vehicle(row) for row in vehicles),
        hospitals=tuple(_hospital(row) for row in hospitals),
    )


def _station(row: _Station) -> StationRow:
    return StationRow(
        station_id=row["station_id"],
        name=row["name"],
        address=row["address"],
        phone=row["phone"],
        point=(row["point"][0], row["point"][1]),
    )


def _vehicle(row: _Vehicle) -> VehicleRow:
    return VehicleRow(
        vehicle_id=row["vehicle_id"],
        call_sign=row["call_sign"],
        plate=row["plate"],
        kind=VehicleKind(row["kind"]),
        station_id=row["station_id"],
        phone=row["phone"],
    )


def _hospital(row: _Hospital) -> HospitalRow:
    return HospitalRow(
        hospital_id=row["hospital_id"],
        name=row["name"],
        level=row["level"],
        centres=tuple(row["centres"]),
        address=row["address"],
        emergency_phone=row["emergency_phone"],
        point=(row["point"][0], row["point"][1]),
    )
