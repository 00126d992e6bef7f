"""What the tokens say: colours of the two themes, and the sign of every state."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict
from PyQt6.QtCore import QCoreApplication
from PyQt6.QtGui import QColor

TOKENS_FILE: Final = Path(__file__).with_name("tokens.json")
_THEME_PROPERTY: Final = "dispatchTheme"


class Theme(StrEnum):
    """The two looks: dark for nights, light for bright rooms."""

    DARK = "dark"
    LIGHT = "light"

    @property
    def other(self) -> "Theme":
        """The look that a switch leads to."""
        return Theme.LIGHT if self is Theme.DARK else Theme.DARK


class Hue(BaseModel):
    """One meaning of colour: text, fill, text on the fill, and a quiet ground."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fg: str
    solid: str
    on: str
    tint: str


class Sign(BaseModel):
    """How a state is told: a word, a hue, and a glyph or a shape of its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    word: str
    hue: str
    glyph: str = ""
    shape: str = ""
    full: bool = True


class Colours(BaseModel):
    """The colours of one theme."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ground: Mapping[str, str]
    text: Mapping[str, str]
    map: Mapping[str, str]
    hue: Mapping[str, Hue]


class Tokens(BaseModel):
    """Everything tokens.json holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    dark: Colours
    light: Colours
    family: tuple[str, ...]
    px: Mapping[str, int]
    level: Mapping[str, Sign]
    vehicle: Mapping[str, Sign]
    order: Mapping[str, Sign]
    incident: Mapping[str, Sign]
    call: Mapping[str, Sign]
    seat: Mapping[str, Sign]
    link: Mapping[str, Sign]


TOKENS: Final = Tokens.model_validate(json.loads(TOKENS_FILE.read_text(encoding="utf-8")))
LEVELS: Final[Mapping[int, Sign]] = {int(level): sign for level, sign in TOKENS.level.items()}
VEHICLES: Final = TOKENS.vehicle
ORDERS: Final = TOKENS.order
INCIDENTS: Final = TOKENS.incident
CALLS: Final = TOKENS.call
SEATS: Final = TOKENS.seat
LINKS: Final = TOKENS.link


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme, asked for by name: `bg.panel`, `text.body`, `red.fg`, `red`."""

    theme: Theme

    @property
    def colours(self) -> Colours:
        """The named colours as the tokens give them."""
        return TOKENS.dark if self.theme is Theme.DARK else TOKENS.light

    def hex(self, name: str) -> str:
        """Give the colour as `#rrggbb`; a bare hue means its text, a bare text tone its colour."""
        group, _, part = name.partition(".")
        if group == "bg":
            return self.colours.ground[part]
        if group == "text":
            return self.colours.text[part]
        if group == "map":
            return self.colours.map[part]
        if not part and group in self.colours.text:
            return self.colours.text[group]
        shades = self.colours.hue[group]
        return {"fg": shades.fg, "solid": shades.solid, "on": shades.on, "tint": shades.tint}[
            part or "fg"
        ]

    def colour(self, name: str) -> QColor:
        """Give the colour for painting."""
        return _colour(self.hex(name))

    def fill(self, template: str) -> str:
        """Replace every `{bg.panel}` in a style sheet by its colour."""
        return re.sub(r"\{([a-z]+\.[a-z]+)\}", lambda found: self.hex(found[1]), template)


@cache
def _colour(value: str) -> QColor:
    return QColor(value)


DARK: Final = Palette(Theme.DARK)
LIGHT: Final = Palette(Theme.LIGHT)


def current() -> Palette:
    """Give the palette of the look the application wears now; dark until told otherwise."""
    application = QCoreApplication.instance()
    light = application is not None and application.property(_THEME_PROPERTY) == Theme.LIGHT.value
    return LIGHT if light else DARK


def wear(theme: Theme) -> None:
    """Remember on the application which look everything painted from now on has."""
    application = QCoreApplication.instance()
    if application is not None:
        application.setProperty(_THEME_PROPERTY, theme.value)
