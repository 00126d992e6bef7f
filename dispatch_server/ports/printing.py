"""The order sheet on paper, with the printers that print it, as the services see them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType, Protocol

PrintTicket = NewType("PrintTicket", str)
"""Names one job of one printer; opaque to everybody but the adapter that issued it."""


@dataclass(frozen=True, kw_only=True)
class OrderSheet:
    """Everything one order sheet says; `None` and an empty text print as a dash or as unknown."""

    order_number: str
    version: int
    incident_number: str
    issued_at: datetime
    printed_at: datetime
    station: str
    vehicle: str
    level: int
    level_word: str
    scene_address: str
    plate: str | None = None
    crew: str | None = None
    scene_precision: str | None = None
    scene_notes: str | None = None
    meeting_point: str | None = None
    complaint: str | None = None
    patients: str | None = None
    consciousness: str | None = None
    breathing: str | None = None
    needs: str | None = None
    contact_phone: str | None = None
    caller_phone: str | None = None
    hospital: str | None = None
    distance_m: float | None = None
    eta_s: float | None = None
    notes: str | None = None
    seat: str | None = None
    map_svg: str | None = None
    demonstration: bool = False


class JobState(StrEnum):
    """How far a print job has come; the last two are final."""

    QUEUED = "queued"
    PRINTING = "printing"
    COMPLETED = "completed"
    FAILED = "failed"


@dataclass(frozen=True)
class JobReport:
    """What a printer says of one job; `reason` is Chinese, and empty when nothing is wrong."""

    state: JobState
    reason: str = ""


@dataclass(frozen=True)
class PrinterHealth:
    """Whether a printer could print now, and in Chinese what a person should see to."""

    ok: bool
    reasons: tuple[str, ...] = ()


class PrinterFault(Exception):
    """A printer did not do what was asked; `cause` is Chinese and may be shown to a person."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class PrinterUnreachable(PrinterFault):
    """Nobody answered in time at the printer's address; whether paper came out is unknown."""


class PrinterBusy(PrinterFault):
    """The printer works on another job and takes no more for the moment; try again soon."""


class PrinterRefused(PrinterFault):
    """The printer answered and said no; the same request again would be refused again."""


class SheetFault(Exception):
    """The sheet could not be set in type, for example because a font is missing."""


class SheetRenderer(Protocol):
    """Sets an order sheet in type."""

    async def render(self, sheet: OrderSheet) -> bytes:
        """Return the sheet as a PDF, ready for any printer. Raises `SheetFault`."""
        ...


class Printers(Protocol):
    """The printers of the stations, each known by its IPP address.

    Unless it says otherwise a method may raise `PrinterUnreachable`, `PrinterBusy` or
    `PrinterRefused`, and none waits longer than its deadline.
    """

    async def submit(self, uri: str, pdf: bytes, *, title: str) -> PrintTicket:
        """Hand a PDF to the printer and return its ticket once the printer has taken it."""
        ...

    async def report(self, uri: str, ticket: PrintTicket) -> JobReport:
        """Ask the printer how far the job has come."""
        ...

    async def completed(self, uri: str, ticket: PrintTicket, *, within_s: float) -> JobReport:
        """Wait until the job is final and report it; at the deadline report what it is by then.

        A printer that falls silent meanwhile is asked again until the deadline; then
        `PrinterUnreachable` rises if it never came back.
        """
        ...

    async def health(self, uri: str) -> PrinterHealth:
        """Ask whether the printer could print now; a silent one is not ok, and never raises."""
        ...
