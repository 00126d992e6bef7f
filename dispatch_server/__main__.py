"""The server's command line: run it, keep its database whole, let people and devices in."""

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from importlib.metadata import version
from pathlib import Path

import uvicorn
from alembic.util import CommandError
from sqlalchemy.exc import DBAPIError

from dispatch_server.adapters.clock import SystemClock
from dispatch_server.adapters.ground.city_register import city_events
from dispatch_server.adapters.logs import LogTarget, logs
from dispatch_server.adapters.storage.copying import BackupFault
from dispatch_server.adapters.storage.engine import command_engine
from dispatch_server.adapters.storage.faults import in_words
from dispatch_server.adapters.storage.journal import SqlStore
from dispatch_server.adapters.storage.migrate import (
    is_current,
    let_in,
    may_change_the_journal,
    migrate,
)
from dispatch_server.adapters.storage.rights import RightsFault
from dispatch_server.adapters.storage.verify import Progress, verify
from dispatch_server.administration import add_commands as add_people_commands
from dispatch_server.administration import administer
from dispatch_server.backups import add_commands as add_backup_commands
from dispatch_server.contract.events import Event
from dispatch_server.contract.events.resources import SeatRegistered, StationRegistered
from dispatch_server.contract.ids import SeatId, StationId
from dispatch_server.contract.logs.line import LogForm
from dispatch_server.contract.settings.page import page
from dispatch_server.main import build
from dispatch_server.ports.register import RegisterRefused
from dispatch_server.register_commands import add_commands as add_register_commands
from dispatch_server.register_commands import seed_register
from dispatch_server.services.registration import RegistrationService
from dispatch_server.settings import Settings, SettingsFault, read_settings
from dispatch_server.settings_check import EFFECTIVE_HEADING, EXAMPLE, EXAMPLE_HEADING, faults
from gis_data.place_store import NotAPlaceFile

STEP_PERCENT = 10

TOO_MIGHTY = (
    "{} may change the journal: name a user that owns no tables as database, the one that does as"
    " database_owner, and run dispatch-server migrate"
)
NOT_MIGRATED = "{} is missing or of another schema: run dispatch-server migrate"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0 when it did what was asked."""
    chosen = _parser().parse_args(arguments)
    if chosen.config is None:
        return _show(EXAMPLE, EXAMPLE_HEADING)
    try:
        settings = read_settings(chosen.config)
        command = _command(chosen)
        with _logs(settings, quiet=command is not serve):
            return command(settings)
    except SettingsFault as fault:
        return _complain(str(fault))
    except CommandError as fault:
        return _complain(f"the database is of a schema this program does not know: {fault}")
    except (RightsFault, BackupFault, RegisterRefused, NotAPlaceFile) as fault:
        return _complain(str(fault))
    except DBAPIError as fault:
        return _complain(f"the database does not answer as one: {in_words(fault)}")


def _command(chosen: argparse.Namespace) -> Callable[[Settings], int]:
    """Return what was chosen as a function of the settings alone."""
    if "command" in chosen:
        command: Callable[[Settings], int] = chosen.command
        return command
    return partial(_keep if "keep" in chosen else _administer, chosen=chosen)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dispatch-server", description="The server of a 120 dispatch room."
    )
    parser.add_argument("--version", action="version", version=version("dispatch120"))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, command, help_text in (
        ("serve", serve, "run the server"),
        ("migrate", bring_up, "create the database or bring it to the newest schema"),
        ("seed", seed, "register the city's stations, vehicles, hospitals, seats, subscribers"),
        ("verify-journal", verify_journal, "check the whole journal, name the first broken row"),
        ("settings", show_settings, "print every setting with its value, unit, default, source"),
        ("check-settings", check_settings, "say what is wrong with the settings"),
    ):
        sub = commands.add_parser(name, help=help_text, description=help_text)
        without = " (without: an example)" if command is show_settings else ""
        sub.add_argument(
            "--config", type=Path, required=not without, help=f"settings file (TOML){without}"
        )
        sub.set_defaults(command=command)
    for sub in (
        *add_people_commands(commands),
        *add_backup_commands(commands),
        *add_register_commands(commands),
    ):
        sub.add_argument("--config", type=Path, required=True, help="settings file (TOML)")
    return parser


def _keep(settings: Settings, chosen: argparse.Namespace) -> int:
    """Carry out a command about backups or the register."""
    return _tell(chosen.keep(settings, chosen, _progress(chosen.file.name)))


def _administer(settings: Settings, chosen: argparse.Namespace) -> int:
    """Carry out a command about people or devices."""
    if not is_current(settings.database):
        return _complain(NOT_MIGRATED.format(settings.database))
    code, sentence = administer(settings, chosen)
    return _complain(sentence) if code else _tell(sentence)


def serve(settings: Settings) -> int:
    """Run the server until it is told to stop."""
    if not is_current(settings.database):
        return _complain(NOT_MIGRATED.format(settings.database))
    if may_change_the_journal(settings.database) and not settings.server.demonstration:
        return _complain(TOO_MIGHTY.format(settings.database))
    _check_city(settings)
    uvicorn.run(
        build(settings),
        host=settings.server.host,
        port=settings.server.port,
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=settings.server.stop_within_s,
        ssl_certfile=settings.server.certificate,
        ssl_keyfile=settings.server.key,
    )
    return 0


def bring_up(settings: Settings) -> int:
    """Bring the database to the newest schema."""
    migrate(settings.owner)
    let_in(settings.owner, settings.database)
    return _tell(f"{settings.database} is at the newest schema")


def seed(settings: Settings) -> int:
    """Register what the settings and the city's data name; what is known already stays."""
    if not is_current(settings.database):
        return _complain(NOT_MIGRATED.format(settings.database))
    _check_city(settings)
    city = city_events(settings.city, printers=settings.printers)
    _check_stations(settings, city)
    events = [*city, *_seats(settings)]
    changed = asyncio.run(_register(settings, events))
    return _tell(f"{changed} registrations new or changed, {seed_register(settings)} subscribers")


def verify_journal(settings: Settings) -> int:
    """Check numbers, hashes and state rows; 1 when anything is wrong."""
    if not is_current(settings.database):
        return _complain(NOT_MIGRATED.format(settings.database))
    engine = command_engine(settings.database)
    with engine.connect() as connection:
        verdict = verify(connection, told=_progress("verify-journal"))
    engine.dispose()
    if not verdict.fault:
        return _tell(f"journal whole: {verdict.rows} rows")
    if verdict.broken_seq is None:
        return _complain(f"journal whole, but {verdict.fault}")
    return _complain(f"journal broken at row {verdict.broken_seq}: {verdict.fault}")


def show_settings(settings: Settings) -> int:
    """Print the whole effective settings file; secrets stay out."""
    return _show(settings, EFFECTIVE_HEADING)


def check_settings(settings: Settings) -> int:
    """Say what is wrong with the settings; 1 when anything is."""
    found = faults(settings, os.environ)
    try:
        _check_city(settings)
        _check_stations(settings, city_events(settings.city, printers=settings.printers))
    except (SettingsFault, OSError, ValueError) as fault:
        found.append(str(fault))
    for sentence in found:
        _complain(sentence)
    return 1 if found else _tell("nothing is wrong with the settings")


def _show(settings: Settings, heading: str) -> int:
    sys.stdout.write(page(settings, heading=heading))
    return 0


@contextmanager
def _logs(settings: Settings, *, quiet: bool) -> Iterator[None]:
    """Log as the settings say; a command that a person waits for logs what matters only."""
    level = logging.getLevelNamesMapping()[settings.log.level.upper()]
    target = LogTarget(
        level=max(level, logging.WARNING) if quiet else level,
        form=LogForm.TEXT if quiet else settings.log.form,
        file=None if quiet else settings.log.file,
        file_bytes=settings.log.file_bytes,
        files_kept=settings.log.files_kept,
    )
    with ExitStack() as stack:
        try:
            stack.enter_context(logs(target))
        except OSError as fault:
            raise SettingsFault(f"log.file: {target.file}: {fault.strerror}") from None
        yield


def _check_city(settings: Settings) -> None:
    if not settings.city.is_dir():
        raise SettingsFault(f"city: {settings.city} is not a folder with the data of a city")


def _check_stations(settings: Settings, city: list[Event]) -> None:
    """Raise `SettingsFault` where the settings name a station that the city does not have."""
    known = {event.station_id for event in city if isinstance(event, StationRegistered)}
    named = {f"printers.{station}": station for station in settings.printers}
    named |= {f"seats.{seat.id}.station": seat.station for seat in settings.seats if seat.station}
    for value, station in named.items():
        if station not in known:
            raise SettingsFault(f"{value}: the city has no station {station}")


def _seats(settings: Settings) -> list[Event]:
    return [
        SeatRegistered(
            seat_id=SeatId(seat.id),
            name=seat.name,
            role=seat.role,
            phone=seat.phone,
            station_id=StationId(seat.station) if seat.station else None,
        )
        for seat in settings.seats
    ]


async def _register(settings: Settings, events: list[Event]) -> int:
    async with SqlStore(settings.database, SystemClock()) as store:
        return await RegistrationService(store).register(events)


def _progress(name: str) -> Progress:
    """Return what says now and then, on the error channel, how far a long command is."""
    last = -1

    def told(done: int, of: int) -> None:
        nonlocal last
        percent = 100 * done // max(1, of)
        if percent // STEP_PERCENT > last // STEP_PERCENT:
            last = percent
            sys.stderr.write(f"{name}: {percent} %\n")

    return told


def _tell(sentence: str) -> int:
    sys.stdout.write(sentence + "\n")
    return 0


def _complain(sentence: str) -> int:
    sys.stderr.write(f"dispatch-server: {sentence}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
