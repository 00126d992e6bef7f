"""Invented stations, vehicles and hospitals of a town."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from gis_data.city_maker import words
from gis_data.city_maker.sizes import CityPlan
from gis_data.datums import FloatArray, Point

_CENTRES: Final = ("胸痛中心", "卒中中心", "创伤中心", "中毒救治", "危重孕产妇", "危重新生儿")
_KINDS: Final = ("监护型", "普通型", "监护型", "普通型", "普通型", "负压型")


@dataclass(frozen=True, eq=False)
class Doors:
    """Where units may stand: positions on the plane and on the sphere, streets and addresses."""

    plane: FloatArray
    sphere: FloatArray
    streets: Sequence[str]
    addresses: Sequence[str]

    def point(self, index: int) -> Point:
        """Return a door's WGS-84 position."""
        lon, lat = self.sphere[index].tolist()
        return round(lon, 6), round(lat, 6)


@dataclass(frozen=True)
class Hospital:
    """An invented hospital: its name and the door nearest to its ground."""

    name: str
    door: int


def write_units(
    folder: Path, *, plan: CityPlan, doors: Doors, hospitals: Sequence[Hospital]
) -> None:
    """Write who can be sent and where to."""
    sites = _spread(doors.plane, plan.stations, plan.core)
    stations = [
        {
            "station_id": f"st-{number}",
            "name": f"示范急救{doors.streets[site][:2] if number > 1 else '中心'}站",
            "address": doors.addresses[site],
            "phone": f"000-120{number}" if number <= 9 else f"000-12{number:03}",  # noqa: PLR2004
            "point": list(doors.point(site)),
        }
        for number, site in enumerate(sites, start=1)
    ]
    vehicles = [
        {
            "vehicle_id": f"v-{number:02}",
            "call_sign": f"急{number:02}",
            "plate": f"示A 120D{number}",
            "kind": _KINDS[(number - 1) % len(_KINDS)],
            "station_id": f"st-{(number - 1) // plan.vehicles_a_station + 1}",
            "phone": f"10012000{number:03}",
        }
        for number in range(1, len(sites) * plan.vehicles_a_station + 1)
    ]
    _write(folder / "stations.json", stations)
    _write(folder / "vehicles.json", vehicles)
    _write(folder / "hospitals.json", [_hospital(*one, doors) for one in enumerate(hospitals, 1)])


def hospital_name(number: int, street: str) -> str:
    """Return the invented name of the hospital with a number, 1 for the first."""
    kinds = words.HOSPITAL_KINDS
    return "示范" + (kinds[number - 1] if number <= 5 else street[:2] + kinds[number % len(kinds)])  # noqa: PLR2004


def _hospital(number: int, hospital: Hospital, doors: Doors) -> dict[str, object]:
    centres = [name for place, name in enumerate(_CENTRES) if (place + number) % 3 == 0]
    return {
        "hospital_id": f"h-{number}",
        "name": hospital.name,
        "level": "三级" if number % 3 else "二级",
        "centres": [*centres, *(["传染病救治"] if "传染病" in hospital.name else [])],
        "address": doors.addresses[hospital.door],
        "emergency_phone": f"000-99{number:02}",
        "point": list(doors.point(hospital.door)),
    }


def _spread(points: FloatArray, count: int, core: float) -> list[int]:
    """Choose doors far from one another, closer together in the middle of the city."""
    stretch = core + np.hypot(*points.T)
    chosen = [int(np.argmin(np.hypot(*points.T)))]
    away = np.full(len(points), np.inf)
    while len(chosen) < count:
        away = np.minimum(away, np.hypot(*(points - points[chosen[-1]]).T))
        chosen.append(int(np.argmax(away / stretch)))
    return chosen


def _write(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
