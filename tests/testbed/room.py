"""A whole room of real parts: exchange, phones, a printer, our own server, people and keys."""

import asyncio
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
from dispatch_server.administration import office
from dispatch_server.contract.ids import SeatId
from dispatch_server.contract.states import Role
from dispatch_server.services.people import NewPerson
from dispatch_server.settings import Settings, read_settings
from gis_data.city_data import read_city
from tests.testbed.exchange import Exchange
from tests.testbed.phones import PhoneBank
from tests.testbed.printer import VirtualPrinter
from tests.testbed.seat import SeatClient, sign_in

CITY: Final = Path(__file__).resolve().parents[2] / "gis_data" / "city" / "demo"
DESKS: Final = (("seat-1", "01席", "6001"), ("seat-2", "02席", "6002"))
PASSWORD: Final = "shifan-120-demo"
"""The password of the demonstration's invented people; refused everywhere else."""
STAFF: Final = (
    NewPerson("0101", "示范甲", (Role.DISPATCHER,)),
    NewPerson("0102", "示范乙", (Role.DISPATCHER,)),
    NewPerson("0103", "示范丙", (Role.DISPATCHER, Role.SUPERVISOR)),
    NewPerson("0104", "示范丁", (Role.SUPERVISOR,)),
    NewPerson("0105", "示范戊", (Role.DIRECTOR,)),
    NewPerson("0106", "示范己", (Role.MAINTAINER,)),
)
"""Invented people; the first two sit at the two desks, the last three at the offices."""
OFFICES: Final = (
    ("supervisor", "seat-3", "班长席", "0104"),
    ("director", "seat-4", "主任席", "0105"),
    ("maintainer", "seat-5", "维护席", "0106"),
)
"""Where those sit who take no calls: role, seat, its name, whose staff number."""
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
        self._port = free_port()
        self.broker_port = free_port()
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
        seats += [_table("seats", id=seat, name=name, role=role) for role, seat, name, _ in OFFICES]
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
            f"[broker]\nport = {self.broker_port}",
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

        asyncio.run(self._let_in(settings))

    async def _let_in(self, settings: Settings) -> None:
        """Register the invented people, and give every receiver a key of its own."""
        self.keys.mkdir(exist_ok=True)
        async with office(settings) as administration:
            for person in STAFF:
                await administration.people.add(person, PASSWORD)
            for station in read_city(CITY).stations:
                seat_id = receiver_of(station.station_id)
                _, key = await administration.people.issue_device(SeatId(seat_id))
                self.key_file(seat_id).write_text(key, "utf-8")

    @property
    def keys(self) -> Path:
        """The folder of the receivers' keys."""
        return self.folder / "keys"

    def key_file(self, seat_id: str) -> Path:
        """The file with the key of a seat's receiver."""
        return self.keys / f"{seat_id}.key"

    def set_password(self, number: str, password: str) -> None:
        """Give somebody another password, as the command line would."""

        async def give() -> None:
            async with office(read_settings(self.config)) as administration:
                await administration.people.set_password(number, password)

        asyncio.run(give())

    def desk(self, seat_id: str = "seat-1") -> SeatClient:
        """Sign the desk's own dispatcher in; return the seat."""
        person = STAFF[[seat for seat, _, _ in DESKS].index(seat_id)]
        return SeatClient(self.server, sign_in(self.server, seat_id, person.number, PASSWORD))

    def receiver(self, station_id: str) -> SeatClient:
        """Return a station's receiver, which needs no sign-in."""
        return SeatClient(self.server, self.key_file(receiver_of(station_id)).read_text("utf-8"))

    def server_command(self, command: str, *more: str) -> str:
        """Run one of the server's commands to its end; return what it printed."""
        done = subprocess.run(
            [*_server(command, self.config), *more],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"dispatch-server {command}: {done.stderr}{done.stdout}")
        return done.stdout.strip()

    def start_server(self) -> None:
        """Start the server and return once it answers."""
        self._process = server_process(self.config, self.folder / "server.log")
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


def server_process(config: Path, log_file: Path) -> "subprocess.Popen[bytes]":
    """Start `dispatch-server serve` as a program of its own."""
    with log_file.open("ab") as log:
        return subprocess.Popen(
            _server("serve", config), stdout=log, stderr=log, start_new_session=True
        )


def _server(command: str, config: Path) -> list[str]:
    return [sys.executable, "-m", "dispatch_server", command, "--config", os.fspath(config)]


def _table(heading: str, **values: str) -> str:
    return "\n".join([f"[[{heading}]]", *(f'{key} = "{value}"' for key, value in values.items())])


def free_port() -> int:
    """Return a port where nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
