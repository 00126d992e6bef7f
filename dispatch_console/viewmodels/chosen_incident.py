"""Which incident the desk works on, and whether it is still being taken down."""

from typing import Final

from PyQt6.QtCore import QObject, pyqtSignal

from dispatch_console.mirror import Mirror
from dispatch_server.contract.entities import Call, Incident
from dispatch_server.contract.ids import CallId, IncidentId, SeatId
from dispatch_server.contract.states import (
    CALL_ENDS,
    INCIDENT_ENDS,
    CallState,
    IncidentState,
)
from dispatch_server.contract.views import live_incidents

_TAKING: Final = frozenset(
    {
        IncidentState.DRAFT,
        IncidentState.OPEN,
        IncidentState.PENDING,
        IncidentState.NO_VEHICLE,
    }
)


class ChosenIncident(QObject):
    """The incident in the form's place; a call answered here brings its own.

    `switched` says that another incident is chosen, `changed` that the chosen one differs.
    """

    switched = pyqtSignal()
    changed = pyqtSignal()
    taken = pyqtSignal(str)

    def __init__(self, seat_id: SeatId, mirror: Mirror, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._seat_id = seat_id
        self._mirror = mirror
        self._id: IncidentId | None = None
        self._seen: set[IncidentId] = set()
        self._expected: IncidentId | None = None
        self._reopened = False
        mirror.changed.connect(self._on_changed)
        mirror.replaced.connect(self._on_replaced)

    @property
    def id(self) -> IncidentId | None:
        """The chosen incident's id, while it is on the board."""
        return self._id if self.incident is not None else None

    @property
    def incident(self) -> Incident | None:
        """The chosen incident as the board knows it."""
        return self._mirror.board.incidents.get(self._id) if self._id is not None else None

    @property
    def call(self) -> Call | None:
        """The latest call about the chosen incident."""
        calls = [call for call in self._mirror.board.calls.values() if call.incident_id == self._id]
        if self._id is None:
            return None
        return max(calls, key=lambda call: call.arrived_at, default=None)

    @property
    def taking(self) -> bool:
        """Whether the form is shown.

        It is until a vehicle is sent, while its caller talks here, and when it was reopened.
        """
        incident = self.incident
        if incident is None:
            return False
        return incident.state in _TAKING or self.talks_here or self.reopened

    @property
    def talks_here(self) -> bool:
        """Whether this desk talks with the chosen incident's caller."""
        call = self.call
        here = call is not None and call.answered_by == self._seat_id
        return here and call is not None and call.state not in CALL_ENDS

    @property
    def reopened(self) -> bool:
        """Whether the form is only shown because somebody wants to go on writing."""
        incident = self.incident
        return self._reopened and incident is not None and incident.state not in INCIDENT_ENDS

    def reopen(self, *, on: bool) -> None:
        """Show the form of the chosen incident again, or put it away."""
        self._reopened = on
        self.changed.emit()

    def choose(self, incident_id: IncidentId | None) -> None:
        """Work on another incident."""
        if incident_id != self._id:
            self._id = incident_id
            self._reopened = False
            self.switched.emit()

    def expect(self, incident_id: IncidentId) -> None:
        """Choose an incident of this desk as soon as the server has it."""
        self._expected = incident_id

    def _on_changed(self, kind: str, thing: str) -> None:
        if kind == "calls":
            self._follow(self._mirror.board.calls.get(CallId(thing)))
        if kind == "incidents" and thing == self._expected:
            self._expected = None
            self.choose(IncidentId(thing))
            self.taken.emit(thing)
        if kind in {"incidents", "orders", "calls"}:
            self.changed.emit()

    def _follow(self, call: Call | None) -> None:
        if call is None or call.answered_by != self._seat_id or call.incident_id is None:
            return
        if call.state is CallState.ANSWERED and call.incident_id not in self._seen:
            self._seen.add(call.incident_id)
            self.choose(call.incident_id)
            self.taken.emit(call.incident_id)

    def _on_replaced(self) -> None:
        for call in list(self._mirror.board.calls.values()):
            self._follow(call)
        if self.incident is None:
            live = [one for one in live_incidents(self._mirror.board) if self._is_mine(one)]
            self._id = live[-1].id if live else None
            self.switched.emit()
        self.changed.emit()

    def _is_mine(self, incident: Incident) -> bool:
        return incident.seat_id == self._seat_id
