"""What a maintainer reads of the subscriber register: its refreshes, and what each changed."""

from datetime import date, datetime
from enum import StrEnum
from typing import Final

from dispatch_server.contract.answers import Answer

REGISTER_PATH: Final = "/upkeep/register"
CHANGES_PATH: Final = "/upkeep/register/changes"
MOST_CHANGES: Final = 500
"""How many changes one answer holds."""


class ChangeKind(StrEnum):
    """What became of a subscriber between two deliveries."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


class RegisterRefresh(Answer):
    """One delivery that was taken in: how many rows, and what it changed.

    `located` rows have a point; `refused` lines could not be used. `as_of` is the day of the file.
    """

    generation: int
    at: datetime
    source: str
    as_of: date
    rows: int
    located: int
    added: int
    changed: int
    removed: int
    refused: int


class RegisterChange(Answer):
    """One subscriber whose row changed; addresses, no names."""

    number: str
    kind: ChangeKind
    was: str
    becomes: str


class RegisterAnswer(Answer):
    """The refreshes, newest first, and how the schedule stands.

    `next_at` None: no folder is watched. `fault` says why the last try came to nothing.
    """

    refreshes: tuple[RegisterRefresh, ...]
    next_at: datetime | None
    is_refreshing: bool
    fault: str = ""
    fault_at: datetime | None = None


class ChangesAnswer(Answer):
    """Changes of one refresh by number; `more` says that others follow behind the last."""

    changes: tuple[RegisterChange, ...]
    more: bool
