"""Prints on the stations' printers through IPP, driverless, over one shared HTTP session."""

import asyncio
from collections.abc import Mapping
from typing import Final

import aiohttp
from pyipp import IPP, IPPConnectionError, IPPError, IPPParseError, IPPResponseError
from pyipp.enums import IppOperation
from yarl import URL

from dispatch_server.adapters.printing import translate
from dispatch_server.ports.printing import (
    JobReport,
    JobState,
    PrinterFault,
    PrinterHealth,
    PrinterRefused,
    PrinterUnreachable,
    PrintTicket,
)

FIRST_POLL_S: Final = 0.02
POLL_GROWTH: Final = 1.5
SLOWEST_POLL_S: Final = 0.25
TITLE_BYTES: Final = 255
FINAL: Final = frozenset({JobState.COMPLETED, JobState.FAILED})
UNREACHABLE: Final = "打印机连不上"
UNREADABLE: Final = "打印机的回答读不懂"
PAPER: Final = {"media": "iso_a4_210x297mm", "sides": "one-sided"}
PRINTER_ATTRIBUTES: Final = (
    "printer-state",
    "printer-state-reasons",
    "printer-is-accepting-jobs",
    "document-format-supported",
)
JOB_ATTRIBUTES: Final = (
    "job-name",
    "job-state",
    "job-state-reasons",
    "job-printer-state-reasons",
)

Message = dict[str, dict[str, object] | bytes]


class IppPrinters:
    """Keeps the promises of `ports.printing.Printers` with real printers.

    Every request opens a connection of its own: a kept one would break at each restart of a
    printer and look like a printer out of reach.
    """

    def __init__(self, *, request_timeout_s: int = 3) -> None:
        self._timeout_s = request_timeout_s
        self._session: aiohttp.ClientSession | None = None

    async def stop(self) -> None:
        """Close the shared session; a later request opens a new one."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def submit(self, uri: str, pdf: bytes, *, title: str) -> PrintTicket:
        """Send Print-Job with the PDF and return the ticket of the accepted job."""
        name = title.encode()[:TITLE_BYTES].decode(errors="ignore")
        attributes: dict[str, object] = {"job-name": name, "document-format": translate.PDF}
        answer = await self._execute(uri, IppOperation.PRINT_JOB, attributes, document=pdf)
        return translate.ticket(_first(answer, "jobs"), name)

    async def report(self, uri: str, ticket: PrintTicket) -> JobReport:
        """Send Get-Job-Attributes and translate the answer."""
        attributes: dict[str, object] = {
            "job-id": translate.job_number(ticket),
            "requested-attributes": JOB_ATTRIBUTES,
        }
        answer = await self._execute(uri, IppOperation.GET_JOB_ATTRIBUTES, attributes)
        return translate.job_report(_first(answer, "jobs"), ticket)

    async def completed(self, uri: str, ticket: PrintTicket, *, within_s: float) -> JobReport:
        """Poll fast at first and slower later, until the job is final or the time is over."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + within_s
        pause = FIRST_POLL_S
        seen: JobReport | PrinterFault = PrinterUnreachable(UNREACHABLE)
        while loop.time() < deadline:
            seen = await self._glance(uri, ticket, until=deadline)
            if isinstance(seen, JobReport) and seen.state in FINAL:
                return seen
            await asyncio.sleep(max(0.0, min(pause, deadline - loop.time())))
            pause = min(pause * POLL_GROWTH, SLOWEST_POLL_S)
        if isinstance(seen, PrinterFault):
            raise seen
        return await self._explained(uri, seen)

    async def health(self, uri: str) -> PrinterHealth:
        """Send Get-Printer-Attributes; whatever goes wrong is a reason not to be ok."""
        attributes: dict[str, object] = {"requested-attributes": PRINTER_ATTRIBUTES}
        try:
            answer = await self._execute(uri, IppOperation.GET_PRINTER_ATTRIBUTES, attributes)
            return translate.health(_first(answer, "printers"))
        except PrinterFault as fault:
            return PrinterHealth(ok=False, reasons=(fault.cause,))

    async def _explained(self, uri: str, waiting: JobReport) -> JobReport:
        """Add what ails the printer to the report of a job that waits without saying why."""
        reason = waiting.reason or "，".join((await self.health(uri)).reasons)
        return JobReport(waiting.state, reason)

    async def _glance(
        self, uri: str, ticket: PrintTicket, *, until: float
    ) -> JobReport | PrinterUnreachable:
        """Ask once, not beyond the deadline; a printer out of reach may come back."""
        try:
            async with asyncio.timeout_at(until):
                return await self.report(uri, ticket)
        except (PrinterUnreachable, TimeoutError):
            return PrinterUnreachable(UNREACHABLE)

    async def _execute(
        self,
        uri: str,
        operation: IppOperation,
        attributes: dict[str, object],
        *,
        document: bytes | None = None,
    ) -> Mapping[str, object]:
        """Send one request and return the parsed answer, within the request's time limit."""
        message: Message = {
            "operation-attributes-tag": {"requesting-user-name": "dispatch120", **attributes}
        }
        if document is not None:
            message |= {"job-attributes-tag": dict(PAPER), "data": document}
        try:
            async with asyncio.timeout(self._timeout_s):
                return await self._client(uri).execute(operation, message)
        except (TimeoutError, OSError, aiohttp.ClientError, IPPConnectionError) as error:
            raise PrinterUnreachable(UNREACHABLE) from error
        except (IPPParseError, IPPResponseError, UnicodeDecodeError) as error:
            raise PrinterRefused(UNREADABLE) from error
        except IPPError as error:
            raise translate.fault(_status(error)) from error

    def _client(self, uri: str) -> IPP:
        try:
            address = URL(uri)
        except ValueError as error:
            raise PrinterRefused("打印机地址写错") from error
        if address.scheme not in {"ipp", "ipps"} or not address.host:
            raise PrinterRefused("打印机地址写错")
        if self._session is None:
            connector = aiohttp.TCPConnector(force_close=True)
            self._session = aiohttp.ClientSession(connector=connector)
        return IPP(uri, session=self._session, request_timeout=self._timeout_s)


def _first(answer: Mapping[str, object], group: str) -> translate.Attributes:
    """Return the first group of attributes of a kind, which a sound answer always has."""
    groups = answer.get(group)
    if isinstance(groups, list) and groups and isinstance(groups[0], dict):
        return groups[0]
    raise PrinterRefused(UNREADABLE)


def _status(error: IPPError) -> int:
    """Find the IPP status code that the library keeps beside its message."""
    details = error.args[1] if len(error.args) > 1 else None
    code = details.get("status-code") if isinstance(details, dict) else None
    return code if isinstance(code, int) else 0x0500
