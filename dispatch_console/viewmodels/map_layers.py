"""What may be hidden from the map, by which letter, and how a picture looks without it."""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from enum import StrEnum
from typing import Final

from dispatch_console.viewmodels.map_picture import MapPicture


class Layer(StrEnum):
    """What may be hidden from the map."""

    REACH = "reach"
    ROUTE = "route"
    VEHICLES = "vehicles"
    PLATES = "plates"
    STATIONS = "stations"
    HOSPITALS = "hospitals"
    INCIDENTS = "incidents"
    CLOSURES = "closures"


LAYER_KEYS: Final = {
    "I": Layer.REACH,
    "R": Layer.ROUTE,
    "V": Layer.VEHICLES,
    "P": Layer.PLATES,
    "S": Layer.STATIONS,
    "H": Layer.HOSPITALS,
    "E": Layer.INCIDENTS,
    "T": Layer.CLOSURES,
}
"""The letter that shows and hides each layer while the map has the focus."""

LAYER_WORDS: Final = {
    Layer.REACH: "等时圈",
    Layer.ROUTE: "路线",
    Layer.VEHICLES: "车辆",
    Layer.PLATES: "标牌",
    Layer.STATIONS: "分站",
    Layer.HOSPITALS: "医院",
    Layer.INCIDENTS: "警情",
    Layer.CLOSURES: "封路",
}

_WITHOUT: Final[Mapping[Layer, Callable[[MapPicture], MapPicture]]] = {
    Layer.REACH: lambda picture: replace(picture, reach=()),
    Layer.ROUTE: lambda picture: replace(picture, route=None, others=()),
    Layer.VEHICLES: lambda picture: replace(picture, vehicles=(), with_fleet=False),
    Layer.PLATES: lambda picture: replace(picture, with_plates=False),
    Layer.STATIONS: lambda picture: replace(picture, stations=()),
    Layer.HOSPITALS: lambda picture: replace(picture, hospitals=()),
    Layer.INCIDENTS: lambda picture: replace(picture, incidents=()),
    Layer.CLOSURES: lambda picture: replace(picture, closures=()),
}


def without(picture: MapPicture, hidden: AbstractSet[Layer]) -> MapPicture:
    """Give the picture without what is hidden; scene, meeting point and caller always stay."""
    for layer in hidden:
        picture = _WITHOUT[layer](picture)
    return picture
