"""The places of a city and the file that holds them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypedDict

from gis_data.city_folder import city_file
from gis_data.datums import Point
from gis_data.pinyin import syllables
from gis_data.place_record import PlaceKind, PlaceRecord

FILE_NAME: Final = "places.json"


@dataclass(frozen=True)
class District:
    """An administrative part of the city, and a point in its middle."""

    name: str
    syllables: tuple[str, ...]
    point: Point


@dataclass(frozen=True)
class Street:
    """A street, a point in its middle, and where its known house numbers are, in order.

    `district` is empty for a street that runs through several.
    """

    name: str
    syllables: tuple[str, ...]
    district: str
    point: Point
    houses: dict[int, Point]


@dataclass(frozen=True)
class Landmark:
    """A named place: a compound, a school, a market."""

    name: str
    syllables: tuple[str, ...]
    address: str
    point: Point


@dataclass(frozen=True)
class Junction:
    """Where two streets meet."""

    streets: tuple[str, str]
    district: str
    point: Point


@dataclass(frozen=True)
class Places:
    """All that a gazetteer knows of a city."""

    city: str
    districts: tuple[District, ...]
    streets: tuple[Street, ...]
    landmarks: tuple[Landmark, ...]
    junctions: tuple[Junction, ...]


class _Named(TypedDict):
    name: str
    pinyin: str
    point: list[float]


class _Street(_Named):
    district: str
    houses: list[list[float]]


class _Landmark(_Named):
    address: str


class _Junction(TypedDict):
    streets: list[str]
    district: str
    point: list[float]


class _File(TypedDict):
    city: str
    districts: list[_Named]
    streets: list[_Street]
    landmarks: list[_Landmark]
    junctions: list[_Junction]


def read_places(folder: Path) -> Places:
    """Read the places of a city's folder."""
    stored: _File = json.loads(city_file(folder, FILE_NAME).read_text(encoding="utf-8"))
    return Places(
        city=stored["city"],
        districts=tuple(
            District(d["name"], _reading(d), _point(d["point"])) for d in stored["districts"]
        ),
        streets=tuple(_street(street) for street in stored["streets"]),
        landmarks=tuple(
            Landmark(m["name"], _reading(m), m["address"], _point(m["point"]))
            for m in stored["landmarks"]
        ),
        junctions=tuple(
            Junction((j["streets"][0], j["streets"][1]), j["district"], _point(j["point"]))
            for j in stored["junctions"]
        ),
    )


def records_of(places: Places) -> Iterator[PlaceRecord]:
    """Yield the places as the search index takes them."""
    for district in places.districts:
        yield PlaceRecord(PlaceKind.DISTRICT, district.name, district.name, district.point)
    for street in places.streets:
        whole = street.district + street.name
        yield PlaceRecord(PlaceKind.STREET, street.name, whole, street.point)
        for number, point in street.houses.items():
            yield PlaceRecord(
                PlaceKind.HOUSE, f"{street.name}{number}号", f"{whole}{number}号", point
            )
    for landmark in places.landmarks:
        yield PlaceRecord(PlaceKind.LANDMARK, landmark.name, landmark.address, landmark.point)
    for junction in places.junctions:
        name = "与".join(junction.streets) + "路口"
        yield PlaceRecord(PlaceKind.JUNCTION, name, junction.district + name, junction.point)


def write_places(places: Places, folder: Path) -> None:
    """Write the places of a city's folder, one line each."""
    stored: _File = {
        "city": places.city,
        "districts": [
            {"name": d.name, "pinyin": " ".join(d.syllables), "point": _stored(d.point)}
            for d in places.districts
        ],
        "streets": [_stored_street(street) for street in places.streets],
        "landmarks": [
            {
                "name": m.name,
                "pinyin": " ".join(m.syllables),
                "address": m.address,
                "point": _stored(m.point),
            }
            for m in places.landmarks
        ],
        "junctions": [
            {"streets": list(j.streets), "district": j.district, "point": _stored(j.point)}
            for j in places.junctions
        ],
    }
    lines = json.dumps(stored, ensure_ascii=False, separators=(",", ":")).replace("},{", "},\n{")
    (folder / FILE_NAME).write_text(lines + "\n", encoding="utf-8")


def _street(stored: _Street) -> Street:
    return Street(
        name=stored["name"],
        syllables=_reading(stored),
        district=stored["district"],
        point=_point(stored["point"]),
        houses={int(number): (lon, lat) for number, lon, lat in stored["houses"]},
    )


def _stored_street(street: Street) -> _Street:
    return {
        "name": street.name,
        "pinyin": " ".join(street.syllables),
        "point": _stored(street.point),
        "district": street.district,
        "houses": [[number, *_stored(point)] for number, point in sorted(street.houses.items())],
    }


def _reading(named: _Named) -> tuple[str, ...]:
    """Return one syllable a character, from the table of readings where the file tells none."""
    stored = tuple(named["pinyin"].split())
    return stored if len(stored) == len(named["name"]) else syllables(named["name"])


def _point(stored: list[float]) -> Point:
    return stored[0], stored[1]


def _stored(point: Point) -> list[float]:
    return [round(point[0], 6), round(point[1], 6)]
