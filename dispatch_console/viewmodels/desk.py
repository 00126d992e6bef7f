"""What happens at this desk: its calls, the queue, the links, and answering and hanging up."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from PyQt6.QtCore import QObject, pyqtSignal

from dispatch_console.client import Commands
from dispatch_console.mirror import Mirror
from dispatch_console.viewmodels.desk_clock import DeskClock
from dispatch_console.viewmodels.links import DATABASE, SERVER, LinkView, link_views
from dispatch_server.contract.answers import CommandAnswer, CommandOutcome
from dispatch_server.contract.commands import Command
from dispatch_server.contract.commands.calls import AnswerCall, HangUpCall
from dispatch_server.contract.commands.incidents import DraftIncident
from dispatch_server.contract.commands.seats import DeclareSeat
from dispatch_server.contract.entities import Call, Seat
from dispatch_server.contract.ids import CallId, CommandId, IncidentId, SeatId
from dispatch_server.contract.states import CALL_ENDS, CallState, LinkState, SeatState
from dispatch_server.contract.views import calls_at, seat_view, waiting_calls


@dataclass(frozen=True, slots=True)
class Queue:
    """How many calls wait in the room, and how long the longest has."""

    count: int
    longest_seconds: int


def new_command_id() -> CommandId:
    """Make the id that lets a command sent twice be done once."""
    return CommandId(uuid4().hex)


class Desk(QObject):
    """One dispatcher's desk over the mirror.

    `changed` says that something to be shown may differ; `rang` names a call that has just begun
    to ring here; `told` carries what the operator must read of a command's outcome.
    """

    changed = pyqtSignal()
    rang = pyqtSignal(str)
    ring_ended = pyqtSignal()
    told = pyqtSignal(object)

    def __init__(
        self,
        seat_id: SeatId,
        mirror: Mirror,
        commands: Commands,
        clock: DeskClock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.seat_id = seat_id
        self._mirror = mirror
        self._commands = commands
        self._clock = clock
        self._ringing: CallId | None = None
        self._server = LinkView(SERVER, LinkState.UNKNOWN)
        self._database: LinkView | None = None
        mirror.changed.connect(self._on_changed)
        mirror.replaced.connect(self._refresh)

    @property
    def seat(self) -> Seat | None:
        """The desk as the room knows it."""
        return self._mirror.board.seats.get(self.seat_id)

    @property
    def now(self) -> datetime:
        """The time now, in UTC."""
        return self._clock.now()

    @property
    def ringing(self) -> Call | None:
        """The call that rings here, the longest first; F1 takes it."""
        waiting = waiting_calls(self._mirror.board)
        return next((call for call in waiting if self.seat_id in call.offered), None)

    @property
    def talking(self) -> Call | None:
        """The call this desk talks on, the latest answered one."""
        calls = calls_at(self._mirror.board, self.seat_id)
        return max(calls, key=lambda call: call.answered_at or call.arrived_at, default=None)

    @property
    def call(self) -> Call | None:
        """The call the call bar is about: talking before ringing."""
        return self.talking or self.ringing

    @property
    def last_call(self) -> Call | None:
        """The last call this desk had, now over."""
        ended = [
            call
            for call in self._mirror.board.calls.values()
            if call.answered_by == self.seat_id and call.state in CALL_ENDS
        ]
        return max(ended, key=lambda call: call.ended_at or call.arrived_at, default=None)

    @property
    def lines(self) -> tuple[Call, ...]:
        """Every call that rings or talks here, in the order they came."""
        board = self._mirror.board
        mine = [call for call in waiting_calls(board) if self.seat_id in call.offered]
        both = [*calls_at(board, self.seat_id), *mine]
        return tuple(sorted(both, key=lambda call: call.arrived_at))

    @property
    def state(self) -> SeatState:
        """What the desk is doing: its calls before what it declares."""
        if self.seat is None:
            return SeatState.SIGNED_OUT
        return seat_view(self._mirror.board, self.seat_id).state

    @property
    def since(self) -> datetime | None:
        """Since when the desk is doing that; None while it never said."""
        if self.seat is None:
            return None
        return seat_view(self._mirror.board, self.seat_id).since

    @property
    def declared(self) -> SeatState:
        """What the desk says of itself, whatever its calls are."""
        return self.seat.state if self.seat is not None else SeatState.SIGNED_OUT

    @property
    def queue(self) -> Queue:
        """The calls nobody has answered yet."""
        waiting = waiting_calls(self._mirror.board)
        longest = (self.now - waiting[0].arrived_at).total_seconds() if waiting else 0
        return Queue(len(waiting), max(0, int(longest)))

    @property
    def links(self) -> tuple[LinkView, ...]:
        """The lights at the foot of the window."""
        views = link_views(self._mirror.board, self._server)
        database = () if self._database is None else (self._database,)
        return (*views[:1], *database, *views[1:])

    def calls_from(self, ani: str) -> tuple[Call, ...]:
        """Give the calls of one number that are still on the board, oldest first."""
        return tuple(call for call in self._mirror.board.calls.values() if call.ani == ani)

    def set_server_link(self, state: LinkState, cause: str = "") -> None:
        """Show how the way to the server is."""
        if (state, cause) != (self._server.state, self._server.cause):
            self._server = LinkView(SERVER, state, cause, self.now)
            self.changed.emit()

    def set_database(self, sentence: str) -> None:
        """Show why the server takes no commands now; nothing when it takes them."""
        if sentence == (self._database.cause if self._database is not None else ""):
            return
        down = LinkView(DATABASE, LinkState.DOWN, sentence, self.now)
        self._database = down if sentence else None
        self.changed.emit()

    def answer(self) -> None:
        """Ask the exchange to give the ringing call to this desk's phone."""
        if (call := self.ringing) is not None:
            self.send(AnswerCall(command_id=new_command_id(), call_id=call.id))

    def hang_up(self) -> None:
        """Ask the exchange to end the call this desk talks on."""
        if (call := self.talking) is not None:
            self.send(HangUpCall(command_id=new_command_id(), call_id=call.id))

    def declare(self, state: SeatState, reason: str = "") -> None:
        """Say what the desk is doing; the board changes when the room has it."""
        self.send(DeclareSeat(command_id=new_command_id(), state=state, reason=reason))

    def toggle_ready(self) -> None:
        """Say ready, or busy when it is ready."""
        ready = self.declared is SeatState.READY
        self.declare(SeatState.BUSY if ready else SeatState.READY)

    def draft(self) -> IncidentId:
        """Take down a new emergency by hand, for the call at this desk or for none."""
        incident_id = IncidentId(uuid4().hex)
        call_id = self.talking.id if self.talking is not None else None
        self.send(
            DraftIncident(command_id=new_command_id(), incident_id=incident_id, call_id=call_id)
        )
        return incident_id

    def may(self, command: type[Command]) -> bool:
        """Say whether whoever sits here holds the right to ask for it."""
        return self._commands.may(command)

    def send(self, command: Command) -> None:
        """Send a command; a refusal or an unknown outcome is told to the operator."""
        self._commands.send(command, self._on_outcome)

    def _on_outcome(self, answer: CommandAnswer) -> None:
        if answer.outcome is not CommandOutcome.DONE:
            self.told.emit(answer)

    def _on_changed(self, kind: str, _id: str) -> None:
        if kind in {"calls", "seats", "links", "vehicles", "orders"}:
            self._refresh()

    def _refresh(self) -> None:
        ringing = self.ringing
        now_rings = ringing.id if ringing is not None else None
        before, self._ringing = self._ringing, now_rings
        self.changed.emit()
        if now_rings is not None and now_rings != before:
            self.rang.emit(now_rings)
        elif now_rings is None and before is not None:
            self.ring_ended.emit()

    def is_live(self, call: Call) -> bool:
        """Say whether a call still rings or talks."""
        return call.state not in CALL_ENDS and call.state is not CallState.LOCKED
