"""What a station asks: once, under one id, and quiet once the board has moved on."""

from dispatch_console.client import Told
from dispatch_console.viewmodels.station_requests import StationRequests
from dispatch_server.contract.answers import CommandAnswer, CommandOutcome
from dispatch_server.contract.commands import Command
from dispatch_server.contract.commands.orders import ReprintOrder
from dispatch_server.contract.ids import CommandId
from tests.builders import ORDER

MATTER = (str(ORDER), "reprint")
UNKNOWN = CommandAnswer(outcome=CommandOutcome.UNKNOWN, sentence="没有应答")
REFUSED = CommandAnswer(outcome=CommandOutcome.REFUSED, sentence="派车单已结束")


class SlowCommands:
    """Keeps commands and answers them when the test says so."""

    def __init__(self) -> None:
        self.sent: list[Command] = []
        self._told: list[Told] = []

    def may(self, command: type[Command]) -> bool:
        return True

    def send(self, command: Command, told: Told | None = None) -> None:
        self.sent.append(command)
        if told is not None:
            self._told.append(told)

    def answer(self, answer: CommandAnswer) -> None:
        """Answer the oldest command."""
        self._told.pop(0)(answer)


def reprint(name: str) -> ReprintOrder:
    """A command with an id of its own."""
    return ReprintOrder(command_id=CommandId(name), order_id=ORDER)


def test_that_a_matter_under_way_is_not_asked_twice() -> None:
    commands = SlowCommands()
    requests = StationRequests(commands)

    requests.ask(MATTER, reprint("c-1"))
    requests.ask(MATTER, reprint("c-2"))

    assert commands.sent == [reprint("c-1")]


def test_that_an_unknown_matter_is_asked_again_under_its_first_id() -> None:
    commands = SlowCommands()
    requests = StationRequests(commands)
    requests.ask(MATTER, reprint("c-1"))
    commands.answer(UNKNOWN)

    requests.ask(MATTER, reprint("c-2"))

    assert commands.sent == [reprint("c-1"), reprint("c-1")]


def test_that_a_refused_matter_is_asked_anew() -> None:
    commands = SlowCommands()
    requests = StationRequests(commands)
    requests.ask(MATTER, reprint("c-1"))
    commands.answer(REFUSED)

    requests.ask(MATTER, reprint("c-2"))

    assert commands.sent == [reprint("c-1"), reprint("c-2")]


def test_that_a_late_unknown_is_silent_once_the_board_has_moved_on() -> None:
    commands = SlowCommands()
    requests = StationRequests(commands)
    heard: list[str] = []
    requests.told.connect(heard.append)
    requests.ask(MATTER, reprint("c-1"))
    requests.settle(str(ORDER))

    commands.answer(UNKNOWN)

    assert heard == []
    assert not requests.is_waiting(*MATTER)


def test_that_a_quiet_matter_keeps_its_refusal_to_itself() -> None:
    commands = SlowCommands()
    requests = StationRequests(commands)
    heard: list[str] = []
    requests.told.connect(heard.append)
    requests.ask(MATTER, reprint("c-1"), quiet=True)

    commands.answer(REFUSED)

    assert heard == []
