"""A whole room of real parts: exchange, test phones, a station's printer, and our own server."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Final, Self

from dispatch_server.__main__ import bring_up, seed
from dispatch_server.settings import read_settings
from gis_data.city_data import read_city
from tests.testbed.exchange import Exchange
from tests.testbed.phones import PhoneBank
from tests.testbed.printer import VirtualPrinter

CITY: Final = Path(__file__).resolve().parents[2] / "gis_data" / "city" / "demo"
DESKS: Final = (("seat-1", "01席", "6001"), ("seat-2", "02席", "6002"))
READY_S: Final = 30.0
STOP_S: Final = 10.0


def receiver_of(station_id: str) -> str:
    """Return the seat of a station's receiver."""
    return f"receiver-{station_id}"


class Room:
    """Everything one emergency needs, started together; every part can be cut and brought back.

    All stations print on the one virtual printer. `server` is the address seats connect to.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._own = folder is None
        self.folder = folder or Path(tempfile.mkdtemp(prefix="room-"))
        self.exchange = Exchange()
        self.printer = VirtualPrinter()
        self.config = self.folder / "dispatch.toml"
        self._port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.phones = PhoneBank(
            self.exchange.server,
            phone_secret=self.exchange.phone_secret,
            trunk_address=self.exchange.trunk_address,
        )

    @property
    def server(self) -> str:
        """The server's address."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def database(self) -> Path:
        """The server's database file."""
        return self.folder / "dispatch.sqlite"

    def __enter__(self) -> Self:
        try:
            self.exchange.start()
            self.printer.__enter__()
            self.phones.__enter__()
            self.configure()
            self._fill()
            self.start_server()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop everything, the server first."""
        self.stop_server()
        self.phones.__exit__(None, None, None)
        self.printer.stop()
        self.exchange.close()
        if self._own:
            shutil.rmtree(self.folder, ignore_errors=True)

    def configure(self) -> None:
        """Write the settings file."""
        stations = read_city(CITY).stations
        seats = [
            _table("seats", id=seat, name=name, role="dispatcher", phone=phone)
            for seat, name, phone in DESKS
        ]
        receivers = [
            _table(
                "seats",
                id=receiver_of(station.station_id),
                name=f"{station.name} 受警机",
                role="station",
                station=station.station_id,
            )
            for station in stations
        ]
        ami = self.exchange.ami_settings
        lines = [
            f'database = "{self.database}"',
            f'city = "{CITY}"',
            f'recordings = "{self.exchange.recordings}"',
            f'subscribers = "{CITY / "subscribers.csv"}"',
            f"[server]\nport = {self._port}\ndemonstration = true",
            f'[exchange]\nhost = "{ami.host}"\nport = {ami.port}',
            f'user = "{ami.user}"\nsecret = "{ami.secret}"',
            "[printers]",
            *(f'{station.station_id} = "{self.printer.uri}"' for station in stations),
            *seats,
            *receivers,
        ]
        self.config.write_text("\n".join(lines) + "\n", "utf-8")

    def _fill(self) -> None:
        """Do what `dispatch-server migrate` and `seed` do, without two more processes."""
        settings = read_settings(self.config)
        if bring_up(settings) or seed(settings):
            raise RuntimeError("the room's database could not be made")

    def server_command(self, command: str) -> str:
        """Run one of the server's commands to its end; return what it printed."""
        done = subprocess.run(
            _server(command, self.config), capture_output=True, text=True, timeout=60, check=False
        )
        if done.returncode != 0:
            raise RuntimeError(f"dispatch-server {command}: {done.stderr}{done.stdout}")
        return done.stdout.strip()

    def start_server(self) -> None:
        """Start the server and return once it answers."""
        log = (self.folder / "server.log").open("ab")
        self._process = subprocess.Popen(
            _server("serve", self.config), stdout=log, stderr=log, start_new_session=True
        )
        log.close()
        self._await_ready()

    def stop_server(self, *, kill: bool = False) -> None:
        """Stop the server as an operator would, or as a power cut would."""
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(signal.SIGKILL if kill else signal.SIGTERM)
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(STOP_S)

    def log(self) -> str:
        """Return what the server wrote to its log."""
        return (self.folder / "server.log").read_text("utf-8", "replace")

    def _await_ready(self) -> None:
        end, pause = time.monotonic() + READY_S, threading.Event()
        while time.monotonic() < end:
            if self._process is None or self._process.poll() is not None:
                raise RuntimeError(f"the server ended while starting:\n{self.log()[-3000:]}")
            try:
                with urllib.request.urlopen(f"{self.server}/hello", timeout=1):  # noqa: S310
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                pause.wait(0.05)
        raise RuntimeError(f"the server did not answer in {READY_S} s:\n{self.log()[-3000:]}")


def _server(command: str, config: Path) -> list[str]:
    return [sys.executable, "-m", "dispatch_server", command, "--config", os.fspath(config)]


def _table(heading: str, **values: str) -> str:
    return "\n".join([f"[[{heading}]]", *(f'{key} = "{value}"' for key, value in values.items())])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
