"""Sends what a station asks of the server, each thing once until it is known what became of it."""

from uuid import uuid4

from PyQt6.QtCore import QObject, pyqtSignal

from dispatch_console.client import Commands
from dispatch_server.contract.answers import CommandAnswer, CommandOutcome
from dispatch_server.contract.commands import Command
from dispatch_server.contract.ids import CommandId


def new_id() -> CommandId:
    """Make the id of a new command."""
    return CommandId(uuid4().hex)


class StationRequests(QObject):
    """Keeps one command a matter, such as (order, step), until the board shows it done.

    A command whose outcome is unknown is sent again under its own id, so that it happens once. One
    that waits for the server is kept until its outcome is told, whatever board comes meanwhile.
    `told(sentence)` carries what the server said against a command.
    """

    told = pyqtSignal(str)
    changed = pyqtSignal()

    def __init__(self, commands: Commands, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._commands = commands
        self._waiting: dict[tuple[str, str], Command] = {}
        self._unknown: dict[tuple[str, str], Command] = {}
        self._held: set[tuple[str, str]] = set()

    def may(self, command: type[Command]) -> bool:
        """Say whether this receiver holds the right to ask for it."""
        return self._commands.may(command)

    def is_waiting(self, about: str, what: str) -> bool:
        """Say whether this was asked and neither answered against nor seen on the board."""
        return (about, what) in self._waiting

    def ask(self, matter: tuple[str, str], command: Command, *, quiet: bool = False) -> None:
        """Send a command about a matter, unless one is under way; `quiet` keeps refusals silent."""
        if matter in self._waiting:
            return
        chosen = self._unknown.pop(matter, command)
        self._waiting[matter] = chosen
        self._commands.send(chosen, lambda answer: self._told(matter, answer, quiet=quiet))
        self.changed.emit()

    def settle(self, about: str, *, keeping: str = "") -> None:
        """Forget the matters of one thing: the board has moved on. `keeping` names one to keep."""
        for matters in (self._waiting, self._unknown):
            for matter in [m for m in matters if m[0] == about and m[1] != keeping]:
                if matter not in self._held:
                    del matters[matter]

    def repeat_unknown(self, what: str) -> None:
        """Send again, under their own ids, the commands of a kind whose outcome is unknown."""
        for matter, command in [(m, c) for m, c in self._unknown.items() if m[1] == what]:
            self.ask(matter, command, quiet=True)

    def _told(self, matter: tuple[str, str], answer: CommandAnswer, *, quiet: bool) -> None:
        if answer.outcome is CommandOutcome.DONE:
            if matter in self._held:
                self._held.remove(matter)
                self._waiting.pop(matter, None)
                self.changed.emit()
            return
        if answer.outcome is CommandOutcome.WAITING:
            self._held.add(matter)
            self.changed.emit()
            return
        self._held.discard(matter)
        command = self._waiting.pop(matter, None)
        if answer.outcome is CommandOutcome.UNKNOWN:
            if command is None:
                return
            self._unknown[matter] = command
        if not quiet:
            self.told.emit(answer.sentence)
        self.changed.emit()
