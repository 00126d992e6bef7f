"""A station's receiver for tests, over its own mirror, with everything to observe."""

from datetime import timedelta
from pathlib import Path
from typing import Final

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dispatch_console.map.base_map import BaseMap
from dispatch_console.mirror import Mirror
from dispatch_console.roles.station.receiver_window import ReceiverWindow
from dispatch_console.theme.sounds import Sounds
from dispatch_console.viewmodels.seat_messages import SeatMessages
from dispatch_console.viewmodels.station_receiver import Page, StationReceiver
from dispatch_server.contract.commands.orders import (
    MoveOrder,
)
from dispatch_server.contract.events import Event
from dispatch_server.contract.events.orders import (
    OrderMoved,
)
from dispatch_server.contract.ids import OrderId
from dispatch_server.contract.states import (
    OrderState,
)
from tests import builders
from tests.builders import ORDER, RECEIVER, START, STATION
from tests.fakes.console import FakeCommands, FakeHeld, FakeQuestions

ROOT: Final = Path(__file__).parents[2]
SECOND: Final = OrderId("o-2")
MOVED: Final = {state: OrderMoved(order_id=ORDER, to=state) for state in OrderState}


class Receiver:
    """A receiver of the first station over its own mirror, with everything to observe."""

    def __init__(self, base: BaseMap, qtbot: QtBot) -> None:
        self.mirror = Mirror()
        self.commands = FakeCommands()
        self.held = FakeHeld()
        self.questions = FakeQuestions()
        self.now = START + timedelta(seconds=30)
        self.model = StationReceiver(
            STATION, self.mirror, self.commands, held=self.held, now=lambda: self.now
        )
        self.sounds = Sounds(ROOT / "resources" / "sounds")
        self.painted: list[str] = []
        self.messages = SeatMessages(RECEIVER, self.mirror, self.commands, now=lambda: self.now)
        self.window = ReceiverWindow(
            self.model, self.messages, base, questions=self.questions, sounds=self.sounds
        )
        self.window.alarm_painted.connect(self.painted.append)
        qtbot.addWidget(self.window)
        self._qtbot = qtbot
        self.window.show()
        self.happen(*builders.room(), *builders.ringing(), *builders.answered())
        self.happen(*builders.opened())

    def happen(self, *events: Event) -> None:
        """Let events reach the receiver, and let it paint."""
        for recorded in builders.journal(events, after=self.mirror.board.seq):
            self.mirror.receive(recorded)
        self.settle()

    def issue(self, order_id: OrderId = ORDER, **changes: object) -> None:
        """An order for this station's vehicle is issued."""
        order = builders.issued(order_id)
        self.happen(order.model_copy(update=changes))

    def press(self, *keys: Qt.Key) -> None:
        """Press keys at the receiver."""
        for key in keys:
            self._qtbot.keyClick(self.window, key)
        self.settle()

    def settle(self) -> None:
        """Let the window paint, and tell what it painted."""
        for _ in range(3):
            QApplication.processEvents()

    def sent(self, kind: type) -> list[object]:
        """Commands of one kind that were sent."""
        return [command for command in self.commands.sent if isinstance(command, kind)]

    def moves(self) -> list[tuple[OrderState, str]]:
        """States asked for, with their reasons."""
        return [(c.to, c.reason) for c in self.commands.sent if isinstance(c, MoveOrder)]

    def lit(self) -> set[str]:
        """Names of the keys that may be used on the page shown."""
        pages = {
            Page.IDLE: self.window.idle.keys,
            Page.ALARM: self.window.alarm.keys,
            Page.JOB: self.window.job.keys,
        }
        buttons = pages[self.window.page].row.buttons
        return {name for name, key in buttons.items() if key.isEnabled()}
