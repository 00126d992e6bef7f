"""What a maintainer reads of the server: versions, journal, backups, who listens, settings."""

from datetime import datetime
from typing import Final, Literal

from dispatch_server.contract.answers import Answer
from dispatch_server.contract.board import Board
from dispatch_server.contract.ids import SeatId

UPKEEP_PATH: Final = "/upkeep"
SETTINGS_PATH: Final = "/upkeep/settings"
_MAINTAINED: Final = ("people", "signed_in", "devices", "seats", "stations", "links")


def maintained(board: Board) -> Board:
    """Return what a maintainer needs of the board: people and machines, nobody's emergency."""
    found = Board(seq=board.seq)
    for name in _MAINTAINED:
        getattr(found, name).update(getattr(board, name))
    return found


class BackupSeen(Answer):
    """The newest backup in the folder of backups."""

    name: str
    at: datetime
    bytes: int


class DiskSeen(Answer):
    """The disk under one of the server's folders; `is_low` says that backups have stopped."""

    name: str
    free_bytes: int
    total_bytes: int
    is_low: bool = False


class UpkeepAnswer(Answer):
    """How the server stands. `backup` None: none is there, or `backups_watched` is false.

    `schema_found` is the database's own word, `schema_wanted` what this program was written for.
    `board` holds people, devices, seats, sign-ins, stations and links alone; `disks` is empty until
    they were looked at.
    """

    at: datetime
    started_at: datetime
    program: str
    protocol: int
    database: Literal["sqlite", "postgresql"]
    database_bytes: int | None
    schema_found: str
    schema_wanted: str
    board: Board
    backups_watched: bool
    backup: BackupSeen | None
    backup_late_after_h: float
    listening: tuple[SeatId, ...]
    disks: tuple[DiskSeen, ...] = ()


class SettingsAnswer(Answer):
    """The settings in force as a commented file; secrets are left out."""

    text: str
