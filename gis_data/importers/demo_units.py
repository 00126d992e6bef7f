"""Invented stations, vehicles and hospitals of the demonstration city."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from gis_data.datums import Point, distance_m
from gis_data.importers.demo_places import district_of
from gis_data.place_file import Places

_STATIONS: Final = ("中心", "江右", "云台", "修远", "江左", "锦程")
_FIRST_STATION: Final = (114.275, 30.582)
_INNER: Final = (114.245, 30.558, 114.325, 30.612)
"""West, south, east, north of where the other stations may stand."""
_HOSPITALS: Final = (
    ("示范第一医院", "三级", ("胸痛中心", "卒中中心", "创伤中心"), (114.268, 30.578)),
    ("示范第二医院", "三级", ("胸痛中心", "创伤中心", "中毒救治"), (114.312, 30.568)),
    ("示范云台医院", "三级", ("卒中中心", "烧伤救治"), (114.283, 30.607)),
    ("示范江左医院", "二级", ("胸痛中心",), (114.247, 30.562)),
    ("示范妇幼医院", "三级", ("危重孕产妇", "危重新生儿"), (114.256, 30.595)),
    ("示范传染病医院", "二级", ("传染病救治",), (114.324, 30.590)),
)
_KINDS: Final = (
    *("监护型", "普通型", "监护型", "普通型", "监护型", "普通型"),
    *("监护型", "普通型", "普通型", "负压型", "普通型", "负压型"),
)


def write_units(places: Places, folder: Path) -> None:
    """Write who can be sent and where to: stations, vehicles and hospitals."""
    doors = {
        point: f"{district_of(point)}{street.name}{number}号"
        for street in places.streets
        for number, point in street.houses.items()
    }
    sites = _spread(list(doors), len(_STATIONS))
    stations = [
        {
            "station_id": f"st-{number}",
            "name": f"示范急救{name}站",
            "address": doors[site],
            "phone": f"000-120{number}",
            "point": list(site),
        }
        for number, (name, site) in enumerate(zip(_STATIONS, sites, strict=True), start=1)
    ]
    vehicles = [
        {
            "vehicle_id": f"v-{number:02}",
            "call_sign": f"急{number:02}",
            "plate": f"示A 120D{number}",
            "kind": kind,
            "station_id": f"st-{(number - 1) // 2 + 1}",
            "phone": f"10012000{number:03}",
        }
        for number, kind in enumerate(_KINDS, start=1)
    ]
    _write(folder / "stations.json", stations)
    _write(folder / "vehicles.json", vehicles)
    _write(folder / "hospitals.json", _hospitals(doors))


def _hospitals(doors: dict[Point, str]) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for number, (name, level, centres, about) in enumerate(_HOSPITALS, start=1):
        site = min(doors, key=lambda door: distance_m(door, about))
        found.append(
            {
                "hospital_id": f"h-{number}",
                "name": name,
                "level": level,
                "centres": list(centres),
                "address": doors[site],
                "emergency_phone": f"000-999{number}",
                "point": list(site),
            }
        )
    return found


def _spread(sites: list[Point], count: int) -> list[Point]:
    """Choose sites far from one another, the first in the middle of the city."""
    chosen = [min(sites, key=lambda site: distance_m(site, _FIRST_STATION))]
    inner = [site for site in sites if _is_inside(site)]
    while len(chosen) < count:
        chosen.append(max(inner, key=lambda site: min(distance_m(site, one) for one in chosen)))
    return chosen


def _is_inside(site: Point) -> bool:
    west, south, east, north = _INNER
    return west < site[0] < east and south < site[1] < north


def _write(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
