"""The database, then the server, is away in the middle of the work: commands wait at the desk.

Both are away for two seconds by default; DISPATCH120_AWAY_S says for how long.
"""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dispatch_server.contract.addressing import Addressee
from dispatch_server.contract.answers import CommandOutcome
from dispatch_server.contract.commands import Command
from dispatch_server.contract.commands.incidents import DraftIncident
from dispatch_server.contract.commands.orders import SetDuty
from dispatch_server.contract.commands.seats import SendMessage
from dispatch_server.contract.ids import CommandId, IncidentId, VehicleId
from dispatch_server.contract.states import AddresseeKind, Duty
from tests.testbed.centre import STATION, WITHIN_MS, Centre, Place, centre
from tests.testbed.room import receiver_of

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
AWAY_S = float(os.environ.get("DISPATCH120_AWAY_S", "2"))
VEHICLE = VehicleId("v-01")
OTHER_VEHICLE = VehicleId("v-02")


@pytest.fixture(name="centre")
def _centre(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Centre]:
    with centre(tmp_path, monkeypatch) as opened:
        yield opened


@pytest.fixture
def desk(centre: Centre, qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Place]:
    place = Place(centre.addresses, "seat-1", tmp_path / "waiting-seat-1.json")
    place.sit_down()
    qtbot.waitUntil(lambda: place.is_up, timeout=WITHIN_MS)
    yield place
    place.connection.stream.stop()


@pytest.fixture
def receiver(centre: Centre, desk: Place, qtbot: QtBot, tmp_path: Path) -> Iterator[Place]:
    place = Place(centre.addresses, receiver_of(STATION), tmp_path / "waiting-receiver.json")
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
