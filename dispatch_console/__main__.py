"""The console's command line."""

import argparse
import logging
import signal
import sys
from collections.abc import Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path

from PyQt6.QtCore import QStandardPaths, QTimer
from PyQt6.QtGui import QGuiApplication

from dispatch_console.client.entrance import trust
from dispatch_console.client.outbox_rules import OutboxLimits
from dispatch_console.logs import logs
from dispatch_console.main import Connection, StationDesk, application, place
from dispatch_console.settings import HEADING, ConsoleSettings, SettingsFault, read_settings
from dispatch_console.sitting import Ground, Sitting
from dispatch_console.theme.palette import Theme
from dispatch_console.theme.sounds import Sound, set_volumes
from dispatch_server.contract.ids import SeatId, StationId
from dispatch_server.contract.settings.page import page
from dispatch_server.contract.states import Role

log = logging.getLogger(__name__)

SIGNAL_TICK_MS = 200
"""How often the interpreter gets a turn to see Ctrl+C, milliseconds."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the settings, then open the windows of one role until they are closed."""
    given = vars(_parser().parse_args(arguments))
    path, only_print = given.pop("config", None), given.pop("print_settings", False)
    try:
        settings = read_settings(path, given)
    except SettingsFault as fault:
        if sys.stderr is not None:
            sys.stderr.write(f"dispatch-console: {fault}\n")
        return 1
    if only_print:
        sys.stdout.write(page(settings, heading=HEADING, with_environment=False))
        return 0
    with logs(settings):
        return work(settings)


def work(settings: ConsoleSettings) -> int:
    """Open the windows and stay until they are closed."""
    go_on_after_faults()
    app = application(settings.theme)
    set_volumes(app, {sound: getattr(settings.volumes, sound) for sound in Sound})
    if settings.authority is not None:
        trust(settings.authority)
    connection = Connection(
        settings.server,
        SeatId(settings.seat),
        waiting=own_file(f"waiting-{settings.seat}.json"),
        limits=OutboxLimits(settings.waiting.most, settings.waiting.stale_minutes),
    )
    show = partial(place, on_screens=settings.screens, windowed=settings.windowed)
    keeping: StationDesk | Sitting
    if settings.device_key_file is not None:
        keeping = receiver(connection, settings, settings.device_key_file)
        show(keeping.windows)
        connection.stream.start()
    else:
        first = Role(settings.role)
        ground = Ground(settings.city, own_file(f"forms-{settings.seat}.json"), first)
        keeping = Sitting(connection, ground, show)
        keeping.open()
        app.aboutToQuit.connect(keeping.close)
    app.aboutToQuit.connect(connection.stream.stop)
    signal.signal(signal.SIGINT, lambda *_: QGuiApplication.quit())
    signal.signal(signal.SIGTERM, lambda *_: QGuiApplication.quit())
    ticking = QTimer()
    ticking.timeout.connect(lambda: None)
    ticking.start(SIGNAL_TICK_MS)
    return app.exec()


def receiver(connection: Connection, settings: ConsoleSettings, key_file: Path) -> StationDesk:
    """Return a station's receiver that acts by a key of its own: an alarm waits for no sign-in."""
    try:
        key = key_file.read_text("utf-8")
    except OSError as fault:
        raise SystemExit(f"{key_file}: {fault.strerror}") from None
    connection.session.take_key(key)
    return StationDesk(connection, StationId(settings.station), settings.city)


def own_file(name: str) -> Path:
    """Return a file in which a seat keeps what the server does not have yet."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)
    return Path(folder) / name


def go_on_after_faults() -> None:
    """Keep a fault in a slot from ending the desk: it is logged, where Qt would give up."""
    sys.excepthook = lambda kind, fault, trace: log.error(
        "a fault, the console goes on", exc_info=(kind, fault, trace)
    )


def _parser() -> argparse.ArgumentParser:
    """Return the command line; only what was given beats the settings file."""
    parser = argparse.ArgumentParser(
        prog="dispatch-console",
        description="A desk of a 120 dispatch room, or a station's receiver.",
        argument_default=argparse.SUPPRESS,
    )
    add = parser.add_argument
    add("--version", action="version", version=version("dispatch120"))
    add("--config", type=Path, help="settings file (TOML); without it the platform's place")
    add("--print-settings", action="store_true", help="print the settings and end")
    roles = [role.value for role in Role]
    add("--role", choices=roles, help="what this desk is; the windows of this role come first")
    add("--seat", help="the seat's id, as registered on the server")
    add("--station", help="the station's id, for the role station")
    add("--server", nargs="+", help="the server's address, or those of a leading and a standby one")
    add("--authority", type=Path, help="the certificate (PEM) by which the server is known")
    add("--device-key-file", type=Path, help="a receiver's key, as issue-device printed it")
    add("--city", type=Path, help="the folder of the city's data")
    add("--screens", type=int, nargs="+", help="which screen each window takes, from 0")
    add("--windowed", action="store_true", help="windows instead of full screens")
    add("--theme", choices=[theme.value for theme in Theme], help="the look")
    return parser


if __name__ == "__main__":
    sys.exit(main())
