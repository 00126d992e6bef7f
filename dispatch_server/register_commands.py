"""The command that makes a file of subscribers the register, and the seeding that does so too."""

import argparse
import asyncio
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from dispatch_server.adapters.clock import SystemClock
from dispatch_server.adapters.storage.journal import SqlStore
from dispatch_server.adapters.storage.migrate import is_current
from dispatch_server.adapters.storage.register_file import (
    REFUSED_SUFFIX,
    delivery_of,
    lines_of,
    located_rows,
)
from dispatch_server.adapters.storage.register_import import Delivery, newest_mark, take_in
from dispatch_server.adapters.storage.verify import Progress
from dispatch_server.contract.ids import CommandId
from dispatch_server.contract.register import RegisterRefresh
from dispatch_server.ports.register import RegisterRefused
from dispatch_server.services.actors import SYSTEM
from dispatch_server.services.register import in_words, refreshed
from dispatch_server.settings import Settings


def add_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> list[argparse.ArgumentParser]:
    """Add `import-register` to the command line; return its parser."""
    text = "make a CSV file (number, name, address) the subscriber register, while the server runs"
    parser = commands.add_parser("import-register", help=text, description=text)
    parser.add_argument("file", type=Path, help="the file; UTF-8 or GB 18030")
    parser.add_argument(
        "--refused",
        type=Path,
        help=f"where refused lines and reasons are written (without: FILE{REFUSED_SUFFIX})",
    )
    parser.add_argument(
        "--most-removed",
        type=float,
        metavar="PERCENT",
        help="refuse a file that lacks more of the present subscribers (without: the setting)",
    )
    parser.set_defaults(keep=import_register)
    return [parser]


def import_register(settings: Settings, chosen: argparse.Namespace, told: Progress) -> str:
    """Take a file in; return what to tell. Raises `RegisterRefused`."""
    if not is_current(settings.database):
        raise RegisterRefused(f"{settings.database}: run dispatch-server migrate")
    file: Path = chosen.file
    most = chosen.most_removed
    refused_to = chosen.refused or file.with_name(file.stem + REFUSED_SUFFIX)
    try:
        lines = lines_of(file)
        delivery = delivery_of(
            file,
            at=SystemClock().now(),
            refused_to=refused_to,
            most_removed_percent=(
                settings.subscriber_register.most_removed_percent if most is None else most
            ),
        )
        refresh = _take(settings, file, delivery, lambda done: told(done, lines))
    except OSError as fault:
        raise RegisterRefused(f"{file}: {fault.strerror}") from None
    said = in_words(refresh)
    return f"{said}: {refused_to}" if refresh.refused else said


def seed_register(settings: Settings) -> int:
    """Take the file in that the settings name, unless it was taken last; return how many it has."""
    file = settings.subscribers
    if file is None:
        return 0
    delivery = delivery_of(file, at=SystemClock().now(), refused_to=None)
    known = newest_mark(settings.database)
    if known is not None and known[0] == delivery.mark:
        return known[1]
    return _take(settings, file, delivery, lambda _: None).rows


def _take(
    settings: Settings, file: Path, delivery: Delivery, told: Callable[[int], None]
) -> RegisterRefresh:
    rows = located_rows(file, settings.city)
    refresh = take_in(settings.database, rows, delivery, told=told)
    asyncio.run(_journal(settings, refresh))
    return refresh


async def _journal(settings: Settings, refresh: RegisterRefresh) -> None:
    async with SqlStore(settings.database, SystemClock()) as store:
        command_id = CommandId(f"register:{uuid4().hex}")
        async with store.begin(command_id, by=SYSTEM) as tx:
            tx.record(refreshed(refresh))
