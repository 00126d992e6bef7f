"""The console's command line."""

import argparse
import logging
import signal
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from PyQt6.QtCore import QStandardPaths, QTimer
from PyQt6.QtGui import QGuiApplication

from dispatch_console.main import Connection, DispatcherDesk, StationDesk, application, place
from dispatch_console.theme.palette import Theme
from dispatch_server.contract.ids import SeatId, StationId
from gis_data.city import DEMO_CITY

log = logging.getLogger(__name__)

SIGNAL_TICK_MS = 200
"""How often the interpreter gets a turn to see Ctrl+C, milliseconds."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the windows of one role and stay until they are closed."""
    chosen = _parser().parse_args(arguments)
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    go_on_after_faults()
    app = application(Theme(chosen.theme))
    connection = Connection(chosen.server, SeatId(chosen.seat))
    desk: DispatcherDesk | StationDesk
    if chosen.role == "station":
        desk = StationDesk(connection, StationId(chosen.station), chosen.city)
    else:
        desk = DispatcherDesk(connection, chosen.city, kept=kept_forms(chosen.seat))
    place(desk.windows, first_screen=chosen.screen, windowed=chosen.windowed)
    connection.stream.start()
    app.aboutToQuit.connect(connection.stream.stop)
    signal.signal(signal.SIGINT, lambda *_: QGuiApplication.quit())
    signal.signal(signal.SIGTERM, lambda *_: QGuiApplication.quit())
    ticking = QTimer()
    ticking.timeout.connect(lambda: None)
    ticking.start(SIGNAL_TICK_MS)
    return app.exec()


def kept_forms(seat: str) -> Path:
    """Return the file in which a seat keeps forms that the server does not have yet."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)
    return Path(folder) / f"forms-{seat}.json"


def go_on_after_faults() -> None:
    """Keep a fault in a slot from ending the desk: it is logged, where Qt would give up."""
    sys.excepthook = lambda kind, fault, trace: log.error(
        "a fault, the console goes on", exc_info=(kind, fault, trace)
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dispatch-console",
        description="A desk of a 120 dispatch room, or a station's receiver.",
    )
    parser.add_argument("--version", action="version", version=version("dispatch120"))
    parser.add_argument("--role", choices=("dispatcher", "station"), default="dispatcher")
    parser.add_argument("--seat", required=True, help="the seat's id, as registered on the server")
    parser.add_argument("--station", default="", help="the station's id, for the role station")
    parser.add_argument("--server", default="http://127.0.0.1:8120", help="the server's address")
    parser.add_argument(
        "--city", type=Path, default=DEMO_CITY, help="the folder of the city's data"
    )
    parser.add_argument("--screen", type=int, default=0, help="the first screen to use, from 0")
    parser.add_argument("--windowed", action="store_true", help="windows instead of full screens")
    parser.add_argument("--theme", choices=[theme.value for theme in Theme], default="dark")
    return parser


if __name__ == "__main__":
    sys.exit(main())
