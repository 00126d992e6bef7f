"""A centre's servers on one PostgreSQL, and one console's way to them."""

import asyncio
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Self

import pytest

from dispatch_console.main import Connection
from dispatch_server.__main__ import bring_up, seed
from dispatch_server.administration import office
from dispatch_server.contract.answers import CommandAnswer, CommandOutcome
from dispatch_server.contract.commands import Command
from dispatch_server.contract.ids import IncidentId, SeatId, StationId
from dispatch_server.contract.sign_in import SignInAnswer, SignInRefusal
from dispatch_server.contract.states import LinkState, Role
from dispatch_server.services.people import NewPerson
from dispatch_server.settings import DATABASE_PASSWORDS, Settings, read_settings
from tests.testbed.database import OWNER, SERVER, Postgres
from tests.testbed.room import CITY, PASSWORD, free_port, receiver_of, server_process

WITHIN_MS: Final = 30_000
POLL_MS: Final = 50
STATION: Final = StationId("st-1")
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
    """Servers as processes of their own on one PostgreSQL; each can be taken away.

    One server is started with the centre; further ones stand by once they are started.
    """

    def __init__(self, folder: Path, postgres: Postgres, *, servers: int = 1) -> None:
        self.postgres = postgres
        self._folder = folder
        self._ports = [free_port() for _ in range(servers)]
        self._processes: dict[int, subprocess.Popen[bytes]] = {}
        nobody = free_port()
        for number, port in enumerate(self._ports):
            self._config(number).write_text(
                SETTINGS.format(
                    server=SERVER,
                    owner=OWNER,
                    database_port=postgres.port,
                    city=CITY,
                    port=port,
                    nobody=nobody,
                    receiver=receiver_of(STATION),
                    station=STATION,
                ),
                "utf-8",
            )
        self.key = ""

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where the servers are asked."""
        return tuple(f"http://127.0.0.1:{port}" for port in self._ports)

    def _config(self, number: int) -> Path:
        return self._folder / f"dispatch-{number}.toml"

    def log(self, number: int = 0) -> str:
        """Return what a server wrote to its log."""
        return (self._folder / f"server-{number}.log").read_text("utf-8", "replace")

    def __enter__(self) -> Self:
        settings = read_settings(self._config(0))
        assert (bring_up(settings), seed(settings)) == (0, 0)
        asyncio.run(self._let_in(settings))
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        for number in range(len(self._ports)):
            self.kill(number)

    async def _let_in(self, settings: Settings) -> None:
        async with office(settings) as administration:
            somebody = NewPerson("0101", "示范甲", (Role.DISPATCHER,))
            await administration.people.add(somebody, PASSWORD)
            seat_id = SeatId(receiver_of(STATION))
            _, self.key = await administration.people.issue_device(seat_id)

    def start(self, number: int = 0) -> None:
        """Start a server and return once it answers, if only that it stands by."""
        log = self._folder / f"server-{number}.log"
        self._processes[number] = server_process(self._config(number), log)
        pause, hello = threading.Event(), f"{self.addresses[number]}/hello"
        for _ in range(WITHIN_MS // POLL_MS):
            try:
                with urllib.request.urlopen(hello, timeout=1):  # noqa: S310 - ours
                    return
            except urllib.error.HTTPError as standing_by:
                standing_by.close()
                return
            except OSError:
                pause.wait(POLL_MS / 1_000)
        raise TimeoutError(self.log(number)[-3000:])

    def kill(self, number: int = 0) -> None:
        """End a server as a power cut would."""
        process = self._processes.pop(number, None)
        if process is not None:
            process.kill()
            process.wait(10)

    def journalled(self, *command_ids: str) -> list[str]:
        """Return which of these commands the journal has, in its order, once a row."""
        rows = self.postgres.run("SELECT command_id FROM journal ORDER BY seq", database="dispatch")
        return [str(row[0]) for row in rows if row[0] in command_ids]


@contextmanager
def centre(folder: Path, secrets: pytest.MonkeyPatch, *, servers: int = 1) -> Iterator[Centre]:
    """Open a centre on a new PostgreSQL; passwords are in the environment meanwhile."""
    with Postgres() as postgres:
        postgres.create("dispatch")
        for name, user in (("database", SERVER), ("database_owner", OWNER)):
            secret = postgres.address("dispatch", user=user).password
            secrets.setenv(DATABASE_PASSWORDS[name], str(secret))
        with Centre(folder, postgres, servers=servers) as opened:
            yield opened


class Place:
    """A console's way to a centre, with what its commands heard."""

    def __init__(self, addresses: Sequence[str], seat_id: str, file: Path) -> None:
        self.connection = Connection(addresses, SeatId(seat_id), waiting=file)
        self.heard: list[CommandOutcome] = []

    def sit_down(self) -> None:
        """Ask to sit down at the seat, and follow the board once that is granted."""
        self.connection.entrance.sign_in("0101", PASSWORD, self._take)

    def _take(self, answer: SignInAnswer | SignInRefusal) -> None:
        assert isinstance(answer, SignInAnswer), answer.sentence
        self.connection.session.take(answer)
        self.connection.stream.start()

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
