"""The commands that back a database up, restore it, and rehearse the restoring."""

import argparse
from pathlib import Path

from dispatch_server.adapters.clock import SystemClock
from dispatch_server.adapters.disks import free_bytes, on_one_disk
from dispatch_server.adapters.storage.backup import Manifest, back_up, drill, restore
from dispatch_server.adapters.storage.copying import BackupFault
from dispatch_server.adapters.storage.migrate import let_in
from dispatch_server.adapters.storage.verify import Progress
from dispatch_server.services.space_watch import MEGABYTE
from dispatch_server.settings import Settings


def add_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> list[argparse.ArgumentParser]:
    """Add `backup` and `restore` to the command line; return their parsers."""
    kept = "write a backup of the database, while the server may go on"
    back = "fill an empty database from a backup, or rehearse that"
    backup = commands.add_parser("backup", help=kept, description=kept)
    backup.add_argument("file", type=Path, help="the backup to write; it must not be there yet")
    backup.set_defaults(keep=write_backup)
    restoring = commands.add_parser("restore", help=back, description=back)
    restoring.add_argument("file", type=Path, help="the backup to read")
    restoring.add_argument(
        "--drill",
        action="store_true",
        help="restore into a fresh database beside, count, hash, compare, and remove it again",
    )
    restoring.set_defaults(keep=read_backup)
    return [backup, restoring]


def write_backup(settings: Settings, chosen: argparse.Namespace, told: Progress) -> str:
    """Back up; return what to tell."""
    _leave_room(settings, chosen.file.resolve().parent)
    made = back_up(settings.owner, chosen.file, at=SystemClock().now(), told=told)
    return f"{chosen.file}: {_content(made)}"


def _leave_room(settings: Settings, folder: Path) -> None:
    """Raise `BackupFault` where a backup would take the room that the journal needs."""
    journal, kept = settings.journal_folder, settings.space.kept_free_bytes
    if journal is None or not on_one_disk(folder, journal):
        return
    free = free_bytes(folder)
    if free < kept:
        raise BackupFault(
            f"{folder} is on the journal's disk, which has {free // MEGABYTE} MB left and keeps"
            f" {kept // MEGABYTE} MB for it (space.kept_free_bytes): make room, or name a file"
            " on another disk"
        )


def read_backup(settings: Settings, chosen: argparse.Namespace, told: Progress) -> str:
    """Restore or rehearse; return what to tell. Raises `BackupFault` where a rehearsal failed."""
    if chosen.drill:
        return f"drill passed: {_content(drill(chosen.file, settings.owner, told=told))}"
    held = restore(chosen.file, settings.owner, told=told)
    let_in(settings.owner, settings.database)
    return f"restored: {_content(held)}"


def _content(manifest: Manifest) -> str:
    return f"{manifest.rows} journal rows, the last {manifest.hash}, of {manifest.made_at}"
