"""The day so far as the server counts it, and the list of its incidents with a filter."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from PyQt6.QtCore import QObject, pyqtSignal

from dispatch_console.mirror import Mirror
from dispatch_console.viewmodels.desk_clock import DeskClock
from dispatch_console.viewmodels.row_model import RowModel
from dispatch_console.viewmodels.wording import UNKNOWN, together
from dispatch_server.contract.day import DayAnswer, DayIncident, Share
from dispatch_server.contract.ids import IncidentId
from dispatch_server.contract.local_time import local
from dispatch_server.contract.states import IncidentState
from gis_data.pinyin import syllables

EVERY_S: Final = 10.0
"""How often the day is asked for while its window is open, seconds."""


class Days(Protocol):
    """Asks the server what the day brought; None stands for no answer in time."""

    def day(self, told: Callable[[DayAnswer | None], None]) -> None:
        """Ask for the day so far."""
        ...


@dataclass(frozen=True, slots=True)
class DayRow:
    """One incident of the day in a line, as it stands now."""

    incident_id: IncidentId
    number: int
    time: str
    level: int | None
    state: IncidentState
    place: str
    complaint: str
    vehicles: str

    @property
    def words(self) -> str:
        """The row as plain words, which the filter looks through."""
        return together([str(self.number), self.time, self.place, self.complaint, self.vehicles])


class DayBoard(QObject):
    """Asks for the day now and then; what runs is shown from the mirror, so that it is of now.

    Without an answer the last one stays, with its age.
    """

    changed = pyqtSignal()

    def __init__(
        self, mirror: Mirror, days: Days, clock: DeskClock, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._mirror = mirror
        self._days = days
        self._clock = clock
        self._asked_at: datetime | None = None
        self._asking = False
        self._filter = ""
        self._open = False
        self.day: DayAnswer | None = None
        self.counted_at: datetime | None = None
        self.model: RowModel[DayRow] = RowModel(
            lambda row: row.words, self, key=lambda row: row.incident_id
        )
        clock.ticked.connect(self._on_tick)
        mirror.changed.connect(self._on_changed)

    @property
    def total(self) -> int:
        """How many incidents the day has, whatever the filter shows."""
        return len(self.day.incidents) if self.day is not None else 0

    @property
    def calls_this_hour(self) -> int | None:
        """How many calls came since the hour began."""
        hour = local(self._clock.now()).hour
        return self.day.calls_by_hour[hour] if self.day is not None else None

    @property
    def age_s(self) -> float | None:
        """How old the count is, seconds; None before the first."""
        if self.counted_at is None:
            return None
        return max(0.0, (self._clock.now() - self.counted_at).total_seconds())

    def open(self, *, on: bool) -> None:
        """Begin to ask, or ask no longer: a hidden window wants no figures."""
        self._open = on
        if on:
            self.ask()

    def ask(self) -> None:
        """Ask for the day, unless a question is under way."""
        if not self._asking:
            self._asking, self._asked_at = True, self._clock.now()
            self._days.day(self._take)

    def set_filter(self, typed: str) -> None:
        """Show what fits the words: number, place, complaint or vehicle, pinyin too."""
        self._filter = typed.strip().lower()
        self.refresh()

    def refresh(self) -> None:
        """Filter anew, with what the mirror knows better."""
        rows = [self._row(line) for line in self.day.incidents] if self.day is not None else []
        self.model.replace([row for row in rows if _fits(row.words, self._filter)])
        self.changed.emit()

    def _take(self, answer: DayAnswer | None) -> None:
        self._asking = False
        if answer is not None:
            self.day, self.counted_at = answer, self._clock.now()
        self.refresh()

    def _on_tick(self) -> None:
        due = self._asked_at is None or (
            (self._clock.now() - self._asked_at).total_seconds() >= EVERY_S
        )
        if self._open and due:
            self.ask()

    def _on_changed(self, kind: str, thing: str) -> None:
        if kind != "incidents" or not self._open:
            return
        listed = self.day.incidents if self.day is not None else ()
        if any(line.incident_id == thing for line in listed):
            self.refresh()
        else:
            self.ask()

    def _row(self, line: DayIncident) -> DayRow:
        live = self._mirror.board.incidents.get(line.incident_id)
        level, state = line.level, line.state
        place, complaint = line.place, line.complaint
        if live is not None:
            known, state = live.details, live.state
            level = known.level.value if known.level is not None else None
            place, complaint = known.scene.text, known.complaint
        return DayRow(
            line.incident_id,
            line.number,
            local(line.drafted_at).strftime("%H:%M"),
            level,
            state,
            place or "地址待问",
            complaint,
            " ".join(line.vehicles),
        )


def percent(share: Share | None) -> str:
    """Write a share as 96.8 %; of nothing it is not known."""
    if share is None or share.percent is None:
        return UNKNOWN
    return f"{share.percent:.1f}%" if share.met != share.of else "100%"


def _fits(words: str, wanted: str) -> bool:
    if not wanted or wanted in words.lower():
        return True
    read = syllables(words)
    return wanted in "".join(one[0] for one in read).lower() or wanted in "".join(read).lower()
