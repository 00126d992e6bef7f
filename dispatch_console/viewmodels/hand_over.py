"""The hand-over at a desk: what is open here, and what another desk left to be taken."""

from dataclasses import dataclass

from PyQt6.QtCore import QObject, pyqtSignal

from dispatch_console.mirror import Mirror
from dispatch_console.viewmodels.desk import Desk, new_command_id
from dispatch_console.viewmodels.row_model import RowModel
from dispatch_server.contract.commands.seats import OfferHandOver, TakeHandOver
from dispatch_server.contract.entities import HandOver
from dispatch_server.contract.handing_over import HandOverItem
from dispatch_server.contract.leftovers import left_open
from dispatch_server.contract.local_time import local


@dataclass(frozen=True, slots=True)
class Signatures:
    """Who left a list and when, and who took it; empty words for what has not happened."""

    left: str
    taken: str


class HandOverDesk(QObject):
    """Shows the list of this desk, or the oldest that another one left and nobody took.

    `offered` carries a list that another desk has just left.
    """

    changed = pyqtSignal()
    offered = pyqtSignal(object)

    def __init__(self, desk: Desk, mirror: Mirror, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._mirror = mirror
        self._known: set[str] = set()
        self.taking: HandOver | None = None
        self.model: RowModel[HandOverItem] = RowModel(
            lambda item: f"{item.label} {item.state}", self, key=lambda item: item.about
        )
        mirror.changed.connect(self._on_changed)
        mirror.replaced.connect(self._look)

    @property
    def waiting(self) -> tuple[HandOver, ...]:
        """The lists that other desks left and nobody took, the oldest first."""
        lists = self._mirror.board.handovers.values()
        return tuple(
            sorted(
                (h for h in lists if h.taken_at is None and h.leaving != self._desk.seat_id),
                key=lambda h: (h.offered_at, h.id),
            )
        )

    @property
    def own(self) -> HandOver | None:
        """The list this desk signed last, while it is in sight."""
        mine = [h for h in self._mirror.board.handovers.values() if h.leaving == self._desk.seat_id]
        return max(mine, key=lambda h: (h.offered_at, h.id), default=None)

    @property
    def signatures(self) -> Signatures:
        """What has been signed of the list shown."""
        shown = self.taking or self.own
        if shown is None:
            return Signatures("", "")
        left = f"{self._name(shown.leaving)} {local(shown.offered_at):%H:%M} 已签交班"
        if shown.taken_at is None or shown.taking is None:
            return Signatures(left, "")
        return Signatures(left, f"{self._name(shown.taking)} {local(shown.taken_at):%H:%M} 已接班")

    def show_own(self) -> None:
        """Show what is open at this desk now."""
        self.taking = None
        self.refresh()

    def show_waiting(self) -> None:
        """Show the oldest list that waits to be taken, or the own one where none does."""
        self.taking = next(iter(self.waiting), None)
        self.refresh()

    def sign(self, notes: str) -> None:
        """Sign what is shown: leave the own list, or take the other desk's."""
        if self.taking is None:
            self._desk.send(OfferHandOver(command_id=new_command_id(), notes=notes))
        else:
            self._desk.send(TakeHandOver(command_id=new_command_id(), handover_id=self.taking.id))

    def refresh(self) -> None:
        """Read the list anew; a list that was signed stays as it stood."""
        if self.taking is not None:
            self.taking = self._mirror.board.handovers.get(self.taking.id)
        if self.taking is not None:
            self.model.replace(self.taking.items)
        else:
            self.model.replace(left_open(self._mirror.board, self._desk.seat_id))
        self.changed.emit()

    def _name(self, seat_id: str) -> str:
        seats = self._mirror.board.seats
        return next((seat.name for seat in seats.values() if seat.id == seat_id), seat_id)

    def _on_changed(self, kind: str, _about: str) -> None:
        if kind == "handovers":
            self._look()

    def _look(self) -> None:
        waiting = self.waiting
        fresh = [handover for handover in waiting if handover.id not in self._known]
        self._known = {handover.id for handover in waiting}
        self.refresh()
        for handover in fresh:
            self.offered.emit(handover)
