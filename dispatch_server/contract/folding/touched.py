"""The name of a thing that an event changed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Touched:
    """A thing on the board: its drawer (`calls`, `orders` …) and its id."""

    kind: str
    id: str
