"""What the console and its render processes say to each other: one line of JSON each."""

import json
from dataclasses import asdict, dataclass
from typing import Final, Literal

TILE_SIDE: Final = 512
"""Width and height of a tile in device pixels."""
PIXEL_BYTES: Final = 4

DrawnKind = Literal["tile", "sheet"]


@dataclass(frozen=True, slots=True)
class OpenCity:
    """Use a city from now on; `looks` has the map's colours by theme, `families` the fonts."""

    city: str
    cache: str
    looks: dict[str, dict[str, str]]
    families: list[str]


@dataclass(frozen=True, slots=True)
class Draw:
    """Draw a piece of the city into the shared memory at `at`.

    `west` and `north` are sheet metres; sizes are device pixels, `ratio` of them a logical one.
    A sheet has the names only, and `canvas` says whose earlier placement it should keep to.
    """

    number: int
    kind: DrawnKind
    look: str
    west: float
    north: float
    metres_per_px: float
    width: int
    height: int
    ratio: float
    at: int
    canvas: int = 0

    @property
    def size(self) -> int:
        """How many bytes the drawing takes."""
        return self.width * self.height * PIXEL_BYTES


@dataclass(frozen=True, slots=True)
class Ready:
    """The city is read; drawing may begin. `attribution` and the like the console knows."""

    made_ms: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawing lies in the shared memory; it took so many milliseconds."""

    number: int
    took_ms: float


@dataclass(frozen=True, slots=True)
class Faulted:
    """What was asked for cannot be done; number 0 means the city itself."""

    number: int
    words: str


Request = OpenCity | Draw
Reply = Ready | Drawn | Faulted
_KINDS: Final = {kind.__name__: kind for kind in (OpenCity, Draw, Ready, Drawn, Faulted)}


def encode(message: Request | Reply) -> bytes:
    """Write a message as a line."""
    told = {"is": type(message).__name__} | asdict(message)
    return json.dumps(told).encode("ascii") + b"\n"


def decode(line: bytes) -> Request | Reply:
    """Read a line that `encode` wrote; anything else is a `ValueError`."""
    try:
        told = json.loads(line)
        message: Request | Reply = _KINDS[told.pop("is")](**told)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a message of the map: {line[:80]!r}") from error
    return message
