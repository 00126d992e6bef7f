"""The stations with their receivers and printers: who can be reached, and how."""

from dataclasses import dataclass

from PyQt6.QtCore import QObject, pyqtSignal

from dispatch_console.mirror import Mirror
from dispatch_console.viewmodels.row_model import RowModel
from dispatch_console.viewmodels.wording import together
from dispatch_server.contract.board import Board
from dispatch_server.contract.entities import Link, Station
from dispatch_server.contract.ids import StationId
from dispatch_server.contract.states import LinkState
from dispatch_server.contract.views import (
    live_orders,
    printer_link,
    receiver_link,
    vehicle_view,
)

_WATCHED = frozenset({"stations", "links", "vehicles", "orders"})
_WORST_FIRST = (LinkState.DOWN, LinkState.SLOW, LinkState.UNKNOWN, LinkState.UP)


@dataclass(frozen=True, slots=True)
class StationLine:
    """One station; `printer` is None where it has none, `cause` is what the printer says."""

    station_id: StationId
    name: str
    receiver: LinkState
    printer: LinkState | None
    cause: str
    free: int
    total: int
    orders: int

    @property
    def trouble(self) -> bool:
        """Whether one of the two is known to be gone."""
        return LinkState.DOWN in {self.receiver, self.printer}

    @property
    def words(self) -> str:
        """The station as plain words."""
        printer = self.printer.value if self.printer is not None else "-"
        return together([self.name, self.receiver.value, printer, self.cause])


class StationLines(QObject):
    """Lists the stations, those in trouble first. Without the server nothing is known of any."""

    changed = pyqtSignal()

    def __init__(self, mirror: Mirror, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mirror = mirror
        self._server = LinkState.UNKNOWN
        self.model: RowModel[StationLine] = RowModel(
            lambda row: row.words, self, key=lambda row: row.station_id
        )
        mirror.changed.connect(self._on_changed)
        mirror.replaced.connect(self.refresh)

    @property
    def troubled(self) -> int:
        """How many stations lack their receiver or their printer."""
        return sum(row.trouble for row in self.model.rows)

    def set_server_link(self, state: LinkState, _cause: str = "") -> None:
        """Take the way to the server: while it is gone, the lights are grey."""
        self._server = state
        self.refresh()

    def refresh(self) -> None:
        """Read the stations anew."""
        board, known = self._mirror.board, self._server is LinkState.UP
        rows = [_line(board, station, known=known) for station in board.stations.values()]
        self.model.replace(sorted(rows, key=_trouble_first))
        self.changed.emit()

    def _on_changed(self, kind: str, _thing: str) -> None:
        if kind in _WATCHED:
            self.refresh()


def _trouble_first(row: StationLine) -> tuple[int, str]:
    states = [state for state in (row.receiver, row.printer) if state is not None]
    worst = min(_WORST_FIRST.index(state) for state in states)
    return (worst if row.trouble else len(_WORST_FIRST), row.station_id)


def _line(board: Board, station: Station, *, known: bool) -> StationLine:
    receiver = board.links.get(receiver_link(station.id))
    printer = board.links.get(printer_link(station.id))
    own = [v.id for v in board.vehicles.values() if v.station_id == station.id]
    return StationLine(
        station.id,
        station.name,
        _state(receiver, known=known),
        _state(printer, known=known) if station.printer else None,
        _cause(printer) if known else "",
        sum(vehicle_view(board, vehicle_id).is_free for vehicle_id in own),
        len(own),
        sum(o.station_id == station.id for o in live_orders(board.orders.values())),
    )


def _state(link: Link | None, *, known: bool) -> LinkState:
    return link.state if link is not None and known else LinkState.UNKNOWN


def _cause(link: Link | None) -> str:
    return link.cause if link is not None and link.state is LinkState.DOWN else ""
