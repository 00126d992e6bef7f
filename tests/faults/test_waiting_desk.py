"""The database, then the server, is away in the middle of the work: commands wait at the desk.

Both are away for two seconds by default; DISPATCH120_AWAY_S says for how long.
"""

import asyncio
import contextlib
import os
import subprocess
import threading
import urllib.request
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Self

import pytest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dispatch_console.main import Connection
from dispatch_server.__main__ import bring_up, seed
from dispatch_server.administration import office
from dispatch_server.contract.addressing import Addressee
from dispatch_server.contract.answers import CommandAnswer, CommandOutcome
from dispatch_server.contract.commands import Command
from dispatch_server.contract.commands.incidents import DraftIncident
from dispatch_server.contract.commands.orders import SetDuty
from dispatch_server.contract.commands.seats import SendMessage
from dispatch_server.contract.ids import CommandId, IncidentId, SeatId, StationId, VehicleId
from dispatch_server.contract.sign_in import SignInAnswer
from dispatch_server.contract.states import AddresseeKind, Duty, LinkState, Role
from dispatch_server.services.people import NewPerson
from dispatch_server.settings import DATABASE_PASSWORDS, Settings, read_settings
from tests.testbed.database import OWNER, SERVER, Postgres
from tests.testbed.room import CITY, free_port, receiver_of, server_process

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
AWAY_S = float(os.environ.get("DISPATCH120_AWAY_S", "2"))
WITHIN_MS = 30_000
POLL_MS = 50
STATION = StationId("st-1")
VEHICLE = VehicleId("v-01")
OTHER_VEHICLE = VehicleId("v-02")
PASSWORD = "shifan-120-demo"
SETTINGS = """
database = "postgresql://{server}@127.0.0.1:{database_port}/dispatch"
database_owner = "postgresql://{owner}@127.0.0.1:{database_port}/dispatch"
city = "{city}"
recordings = "recordings"
[server]
port = {port}
demonstration = true
[broker]
port = 0

[exchange]
port = {nobody}
[[seats]]
id = "seat-1"
name = "01席"
role = "dispatcher"
[[seats]]
id = "{receiver}"
name = "示范一站受警机"
role = "station"
station = "{station}"
"""


class Centre:
    """A server as a process of its own on a PostgreSQL of its own; both can be taken away."""

    def __init__(self, folder: Path, postgres: Postgres) -> None:
        self.postgres = postgres
        self._config = folder / "dispatch.toml"
        self._log = folder / "server.log"
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._config.write_text(
            SETTINGS.format(
                server=SERVER,
                owner=OWNER,
                database_port=postgres.port,
                city=CITY,
                port=self._port,
                nobody=free_port(),
                receiver=receiver_of(STATION),
                station=STATION,
            ),
            "utf-8",
        )
        self.key = ""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def __enter__(self) -> Self:
        settings = read_settings(self._config)
        assert (bring_up(settings), seed(settings)) == (0, 0)
        asyncio.run(self._let_in(settings))
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    async def _let_in(self, settings: Settings) -> None:
        async with office(settings) as administration:
            somebody = NewPerson("0101", "示范甲", (Role.DISPATCHER,))
            await administration.people.add(somebody, PASSWORD)
            seat_id = SeatId(receiver_of(STATION))
            _, self.key = await administration.people.issue_device(seat_id)

    def start(self) -> None:
        """Start the server and return once it answers."""
        self._process = server_process(self._config, self._log)
        pause, hello = threading.Event(), f"{self.address}/hello"
        for _ in range(WITHIN_MS // POLL_MS):
            with contextlib.suppress(OSError), urllib.request.urlopen(hello, timeout=1):  # noqa: S310 - ours
                return
            pause.wait(POLL_MS / 1_000)
        raise TimeoutError(self._log.read_text("utf-8")[-3000:])

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(10)
            self._process = None

    def journalled(self, *command_ids: str) -> list[str]:
        """Return which of these commands the journal has, in its order, once a row."""
        rows = self.postgres.run("SELECT command_id FROM journal ORDER BY seq", database="dispatch")
        return [str(row[0]) for row in rows if row[0] in command_ids]


class Place:
    """A console's way to the centre, with what its commands heard."""

    def __init__(self, centre: Centre, seat_id: str, file: Path) -> None:
        self.connection = Connection(centre.address, SeatId(seat_id), waiting=file)
        self.heard: list[CommandOutcome] = []

    def do(self, *commands: Command) -> None:
        self.heard.clear()
        for command in commands:
            self.connection.outbox.send(command, self._hear)

    def _hear(self, answer: CommandAnswer) -> None:
        self.heard.append(answer.outcome)

    @property
    def is_up(self) -> bool:
        return self.connection.stream.state is LinkState.UP

    def sees(self, incident_id: str) -> bool:
        return IncidentId(incident_id) in self.connection.mirror.board.incidents

    @property
    def waits(self) -> int:
        return len(self.connection.outbox.waiting)


@pytest.fixture
def centre(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Centre]:
    with Postgres() as postgres:
        postgres.create("dispatch")
        for name, user in (("database", SERVER), ("database_owner", OWNER)):
            secret = postgres.address("dispatch", user=user).password
            monkeypatch.setenv(DATABASE_PASSWORDS[name], str(secret))
        with Centre(tmp_path, postgres) as centre:
            yield centre


@pytest.fixture
def desk(centre: Centre, qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Place]:
    place = Place(centre, "seat-1", tmp_path / "waiting-seat-1.json")
    connection = place.connection

    def take(answer: object) -> None:
        if isinstance(answer, SignInAnswer):
            connection.session.take(answer)

    connection.entrance.sign_in("0101", PASSWORD, take)
    qtbot.waitUntil(lambda: connection.session.is_open, timeout=WITHIN_MS)
    connection.stream.start()
    qtbot.waitUntil(lambda: place.is_up, timeout=WITHIN_MS)
    yield place
    connection.stream.stop()


@pytest.fixture
def receiver(centre: Centre, desk: Place, qtbot: QtBot, tmp_path: Path) -> Iterator[Place]:
    place = Place(centre, receiver_of(STATION), tmp_path / "waiting-receiver.json")
    place.connection.session.take_key(centre.key)
    place.connection.stream.start()
    qtbot.waitUntil(lambda: place.is_up, timeout=WITHIN_MS)
    yield place
    place.connection.stream.stop()


def commands(turn: str) -> list[Command]:
    """What a dispatcher does meanwhile; the first one makes two rows of the journal."""
    return [
        DraftIncident(command_id=CommandId(f"{turn}-1"), incident_id=IncidentId(f"i-{turn}")),
        SendMessage(
            command_id=CommandId(f"{turn}-2"),
            to=Addressee(AddresseeKind.STATION, STATION),
            text="示范大桥封闭",
        ),
        SetDuty(
            command_id=CommandId(f"{turn}-3"),
            vehicle_id=VEHICLE,
            duty=Duty.OUT_OF_SERVICE if turn == "database" else Duty.AT_STATION,
            reason="消毒",
        ),
    ]


def report(turn: str) -> SetDuty:
    """What a station reports meanwhile."""
    duty = Duty.OFF_DUTY if turn == "database" else Duty.AT_STATION
    return SetDuty(
        command_id=CommandId(f"{turn}-r"), vehicle_id=OTHER_VEHICLE, duty=duty, reason="交班"
    )


def test_that_commands_wait_at_the_desk_and_are_done_once_when_all_is_back(
    centre: Centre, desk: Place, receiver: Place, qtbot: QtBot
) -> None:
    for turn in ("database", "server"):
        given, reported = commands(turn), report(turn)
        if turn == "database":
            centre.postgres.kill()
        else:
            centre.kill()

        desk.do(*given)
        receiver.do(reported)
        qtbot.waitUntil(lambda: desk.waits == 3 and receiver.waits == 1, timeout=WITHIN_MS)
        qtbot.wait(int(AWAY_S * 1_000))

        assert desk.heard == [CommandOutcome.WAITING] * 3
        assert VEHICLE in desk.connection.mirror.board.vehicles
        if turn == "database":
            centre.postgres.start()
        else:
            centre.start()
        qtbot.waitUntil(lambda: desk.waits == receiver.waits == 0, timeout=WITHIN_MS)
        assert desk.heard[3:] == [CommandOutcome.DONE] * 3
        assert receiver.heard == [CommandOutcome.WAITING, CommandOutcome.DONE]
        ids = [command.command_id for command in given]
        assert centre.journalled(*ids) == [ids[0], *ids]
        assert centre.journalled(reported.command_id) == [reported.command_id]
        qtbot.waitUntil(lambda: desk.is_up and receiver.is_up, timeout=WITHIN_MS)
        qtbot.waitUntil(partial(desk.sees, f"i-{turn}"), timeout=WITHIN_MS)
