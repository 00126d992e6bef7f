"""What the server needs of the recordings the exchange writes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Sealed:
    """A finished recording and its seal: whoever alters the file later alters the hash.

    `file` is the path relative to the recordings folder, `sha256` is in hexadecimal, and
    `started_at` is the aware UTC time at which the file began, when it can be told.
    """

    file: str
    bytes: int
    seconds: float
    sha256: str
    started_at: datetime | None


class RecordingUnreadable(Exception):
    """The file is not a recording, cannot be read, or lies outside the recordings folder."""


class Recordings(Protocol):
    """The folder of recordings."""

    async def seal(self, file: str) -> Sealed | None:
        """Return the seal of a finished recording.

        None while the file is missing or still growing: ask again later. Ask only for calls that
        are over; one in which nobody spoke before it ended has 0 seconds, or no file at all.
        Raises `RecordingUnreadable` when asking again will not help.
        """
        ...
