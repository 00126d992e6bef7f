"""What a day brought, as the director's and the supervisor's seats ask for it."""

from datetime import date, datetime
from typing import Final

from dispatch_server.contract.answers import Answer
from dispatch_server.contract.board import Board
from dispatch_server.contract.ids import IncidentId
from dispatch_server.contract.states import IncidentState

DAY_PATH: Final = "/day"
RECORD_PATH: Final = "/incidents/record"
HOURS: Final = 24
ANSWERED_IN_TIME_S: Final = 10.0
"""A call counts as answered in time within so many seconds (10 秒接听率)."""
DEPARTED_IN_TIME_S: Final = 180.0
"""An order counts as departed in time within so many seconds of its issue (3 分钟出车率)."""


class DayIncident(Answer):
    """One incident of the day in a line."""

    incident_id: IncidentId
    number: int
    state: IncidentState
    drafted_at: datetime
    level: int | None
    place: str
    complaint: str
    vehicles: tuple[str, ...]


class Share(Answer):
    """How many of how many met a limit; a share of none is not known, never 0 or 100 %."""

    met: int
    of: int

    @property
    def percent(self) -> float | None:
        """The share in percent."""
        return 100 * self.met / self.of if self.of else None


class DayAnswer(Answer):
    """The local day so far: calls by the hour they arrived in, limits met, its incidents.

    `calls_by_hour` has 24 counts. Incidents are sorted, the newest first.
    """

    day: date
    calls_by_hour: tuple[int, ...]
    answered: Share
    departed: Share
    abandoned: int
    incidents: tuple[DayIncident, ...]

    @property
    def calls(self) -> int:
        """How many calls arrived."""
        return sum(self.calls_by_hour)


class RecordAnswer(Answer):
    """One incident with all that belongs to it."""

    board: Board
