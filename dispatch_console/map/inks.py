"""The colours of the base map in one look, as the theme's tokens name them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from PyQt6.QtGui import QColor

from dispatch_console.map.road_style import RANKS


@dataclass(frozen=True, eq=False)
class MapInks:
    """Every colour that the base map is drawn with; roads and casings by rank."""

    ground: QColor
    water: QColor
    green: QColor
    wood: QColor
    campus: QColor
    hospital: QColor
    building: QColor
    building_edge: QColor
    rail: QColor
    rail_gap: QColor
    arrow: QColor
    name: QColor
    halo: QColor
    water_name: QColor
    green_name: QColor
    place_name: QColor
    house_name: QColor
    hospital_name: QColor
    roads: tuple[QColor, ...]
    casings: tuple[QColor, ...]

    @classmethod
    def of(cls, tokens: Mapping[str, str]) -> Self:
        """Take the `map` group of a theme's tokens; a colour that is missing is a `KeyError`."""
        colours = {name: QColor(value) for name, value in tokens.items()}
        named = {
            name: colours[name]
            for name in cls.__dataclass_fields__
            if name not in {"roads", "casings"}
        }
        return cls(
            **named,
            roads=tuple(colours[f"road{rank}"] for rank in range(RANKS)),
            casings=tuple(colours[f"casing{rank}"] for rank in range(RANKS)),
        )


def between(ground: QColor, ink: QColor, share: float) -> QColor:
    """Mix two colours; a share of 1 is all ink."""
    return QColor(
        *(
            round(low + (high - low) * share)
            for low, high in zip(ground.getRgb()[:3], ink.getRgb()[:3], strict=True)
        )
    )
