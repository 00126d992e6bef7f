"""The desks of the room in a matrix: who sits there, what they do since when, what they have."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from PyQt6.QtCore import QObject, pyqtSignal

from dispatch_console.mirror import Mirror
from dispatch_console.viewmodels.desk_clock import DeskClock
from dispatch_console.viewmodels.row_model import RowModel
from dispatch_console.viewmodels.running_incidents import IncidentRow, RunningIncidents
from dispatch_console.viewmodels.wording import duration, telephone, together
from dispatch_server.contract.board import Board
from dispatch_server.contract.entities import Seat
from dispatch_server.contract.ids import IncidentId, SeatId
from dispatch_server.contract.states import DECLARING, SeatState
from dispatch_server.contract.views import calls_at, seat_view, waiting_calls

AWAY_LONG_S: Final = 900.0
"""From so long away on a desk is marked, seconds (DOMAIN §6.5)."""
_CALLING: Final = frozenset({SeatState.RINGING, SeatState.TALKING})
_WATCHED: Final = frozenset({"seats", "signed_in", "people", "calls", "incidents", "orders"})


@dataclass(frozen=True, slots=True)
class Job:
    """One incident in a desk's hands, with the limit that runs."""

    incident_id: IncidentId
    words: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One desk; `jobs` has the overdue ones first."""

    seat_id: SeatId
    name: str
    person: str
    state: SeatState
    seconds: float | None
    what: str
    jobs: tuple[Job, ...]

    @property
    def overdue(self) -> int:
        """How many of its incidents have passed their limit."""
        return sum(job.overdue for job in self.jobs)

    @property
    def is_long_away(self) -> bool:
        """Whether somebody should look where its person is."""
        return self.state is SeatState.AWAY and (self.seconds or 0) >= AWAY_LONG_S

    @property
    def words(self) -> str:
        """The desk as plain words."""
        return together([self.name, self.person, self.state.value, self.what])


class RoomDesks(QObject):
    """Lists the seats that take calls, by name."""

    changed = pyqtSignal()

    def __init__(
        self,
        mirror: Mirror,
        running: RunningIncidents,
        clock: DeskClock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._mirror = mirror
        self._running = running
        self._clock = clock
        self.model: RowModel[DeskRow] = RowModel(
            lambda row: row.words, self, key=lambda row: row.seat_id
        )
        mirror.changed.connect(self._on_changed)
        running.changed.connect(self.refresh)
        mirror.replaced.connect(self.refresh)

    @property
    def ready(self) -> int:
        """How many desks could take a call now."""
        return sum(row.state is SeatState.READY for row in self.model.rows)

    @property
    def manned(self) -> int:
        """At how many desks somebody sits."""
        return sum(row.state is not SeatState.SIGNED_OUT for row in self.model.rows)

    def refresh(self) -> None:
        """Read the desks anew, and let their seconds run on."""
        board, now = self._mirror.board, self._clock.now()
        seats = sorted(
            (seat for seat in board.seats.values() if seat.role in DECLARING),
            key=lambda seat: (seat.name, seat.id),
        )
        jobs: dict[SeatId, list[Job]] = {}
        for row in self._running.rows:
            incident = board.incidents.get(row.incident_id)
            if incident is not None and incident.seat_id is not None:
                jobs.setdefault(incident.seat_id, []).append(_job(row))
        self.model.replace([_row(board, seat, jobs.get(seat.id, []), now) for seat in seats])
        self.changed.emit()

    def _on_changed(self, kind: str, _thing: str) -> None:
        if kind in _WATCHED:
            self.refresh()


def _row(board: Board, seat: Seat, jobs: list[Job], now: datetime) -> DeskRow:
    seen, held = seat_view(board, seat.id), board.signed_in.get(seat.id)
    state, since = seen.state, seen.since
    if held is None and state not in _CALLING:
        state, since = SeatState.SIGNED_OUT, None
    elif since is None or (held is not None and state not in _CALLING and since < held.since):
        since = held.since if held is not None else None
    person = board.people.get(held.person_id) if held is not None else None
    return DeskRow(
        seat.id,
        seat.name,
        person.name if person is not None else "",
        state,
        max(0.0, (now - since).total_seconds()) if since is not None else None,
        _what(board, seat, state),
        tuple(sorted(jobs, key=lambda job: not job.overdue)),
    )


def _what(board: Board, seat: Seat, state: SeatState) -> str:
    """Say on which call a desk is, or why it takes none."""
    if state is SeatState.TALKING:
        return telephone(calls_at(board, seat.id)[0].ani)
    if state is SeatState.RINGING:
        ringing = [call for call in waiting_calls(board) if seat.id in call.offered]
        return together([f"来电 {telephone(ringing[0].ani)}"]) if ringing else ""
    return seat.reason if state in {SeatState.AWAY, SeatState.BUSY} else ""


def _job(row: IncidentRow) -> Job:
    limit = row.limit
    runs = f"{limit.caption} {duration(limit.seconds)}" if limit is not None else ""
    return Job(row.incident_id, together([str(row.number), runs]), row.overdue)
