"""One incident as it is looked at and not worked on: running, or one that today has ended."""

from collections.abc import Callable
from typing import Final, Protocol

from PyQt6.QtCore import QObject, pyqtSignal

from dispatch_console.mirror import Mirror
from dispatch_console.viewmodels.chosen_incident import ChosenIncident
from dispatch_console.viewmodels.desk_clock import DeskClock
from dispatch_console.viewmodels.incident_log import IncidentLog
from dispatch_console.viewmodels.order_timeline import OrderTimeline
from dispatch_server.contract.day import RecordAnswer
from dispatch_server.contract.ids import IncidentId, SeatId
from dispatch_server.contract.record import record_of

_NO_SEAT: Final = SeatId("")
_SHOWN: Final = frozenset(
    {"incidents", "acceptances", "patients", "orders", "calls", "recordings", "vehicles"}
)
NOT_FOUND: Final = "没有查到这件事件：服务器没有应答，或它不是今天的"


class Records(Protocol):
    """Asks the server for an incident that is no longer on the board; None: no answer."""

    def record(self, incident_id: IncidentId, told: Callable[[RecordAnswer | None], None]) -> None:
        """Ask for one incident with all that belongs to it."""
        ...


class IncidentView(QObject):
    """Keeps a board of its own with the one incident, so that nothing else moves what is shown.

    `told` says why nothing is shown.
    """

    changed = pyqtSignal()
    told = pyqtSignal(str)

    def __init__(
        self,
        mirror: Mirror,
        records: Records,
        clock: DeskClock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._live = mirror
        self._records = records
        self._wanted: IncidentId | None = None
        self.record = Mirror(self)
        self.chosen = ChosenIncident(_NO_SEAT, self.record, self)
        self.timeline = OrderTimeline(self.chosen, self.record, clock, self)
        self.log = IncidentLog(self.chosen, self.record, self)
        mirror.changed.connect(self._on_changed)
        mirror.replaced.connect(self._keep_up)

    @property
    def is_open(self) -> bool:
        """Whether an incident is shown."""
        return self.chosen.incident is not None

    def show(self, incident_id: IncidentId) -> None:
        """Show an incident: at once while it is on the board, else as soon as the server says."""
        self._wanted = incident_id
        if not self._keep_up():
            self._records.record(incident_id, lambda answer: self._take(incident_id, answer))

    def close(self) -> None:
        """Show none."""
        self._wanted = None
        self.chosen.choose(None)
        self.changed.emit()

    def _keep_up(self) -> bool:
        """Show the incident as the board has it now; say whether it is there."""
        if self._wanted is None:
            return False
        found = record_of(self._live.board, self._wanted)
        if found is None:
            return False
        self._put(RecordAnswer.model_construct(board=found))
        return True

    def _take(self, asked: IncidentId, answer: RecordAnswer | None) -> None:
        if asked != self._wanted:
            return
        if answer is None:
            self._wanted = None
            self.told.emit(NOT_FOUND)
        else:
            self._put(answer)

    def _put(self, answer: RecordAnswer) -> None:
        self.record.replace(answer.board)
        self.chosen.choose(self._wanted)
        self.chosen.changed.emit()
        self.changed.emit()

    def _on_changed(self, kind: str, _thing: str) -> None:
        if kind in _SHOWN:
            self._keep_up()
