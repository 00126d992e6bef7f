"""Printers and a typesetter in memory, with the same promises as the real ones."""

import re
from datetime import UTC, datetime

from dispatch_server.ports.printing import (
    JobReport,
    JobState,
    OrderSheet,
    PrinterBusy,
    PrinterHealth,
    PrinterRefused,
    PrinterUnreachable,
    PrintTicket,
)

PRINTER_ADDRESS = re.compile(r"ipps?://[\w.-]+(:\d+)?(/.*)?")
FINAL = (JobState.COMPLETED, JobState.FAILED)


def order_sheet() -> OrderSheet:
    """Return an ordinary, complete and invented sheet; change it with `dataclasses.replace`."""
    return OrderSheet(
        order_number="1048-1",
        version=1,
        incident_number="1048",
        issued_at=datetime(2026, 11, 22, 6, 32, 7, tzinfo=UTC),
        printed_at=datetime(2026, 11, 22, 6, 32, 9, tzinfo=UTC),
        station="滨江分站（示范）",
        vehicle="滨江 01 车",
        plate="示A·12001",
        crew="医生 林示范  护士 苏示范  驾驶员 高示范",
        level=2,
        level_word="危重",
        scene_address="沿江大道 218 号 江畔花园 3 栋 2 单元 1402 室",
        scene_precision="门牌 误差约 15 米",
        scene_notes="小区西门有升降杆，物业已通知；3 栋电梯可进担架",
        meeting_point="沿江大道 江畔花园 西门",
        complaint="胸痛 1 小时，出汗，放射到左臂",
        patients="男 58岁 1人",
        consciousness="清醒",
        breathing="气促",
        needs="心电图机  除颤仪  担架",
        contact_phone="10027164053",
        caller_phone="10027160918",
        hospital="示范市第一人民医院  胸痛中心",
        distance_m=2140,
        eta_s=391,
        notes="有高血压病史，已嚼服阿司匹林 300 mg。家属在西门等车，穿红色外套。",
        seat="2 号台",
        demonstration=True,
    )


class FakeSheets:
    """Sets a sheet as plain text between the marks of a PDF."""

    async def render(self, sheet: OrderSheet) -> bytes:
        facts = (sheet.order_number, sheet.meeting_point, sheet.scene_address, sheet.complaint)
        return "\n".join(["%PDF-1.7", *(fact or "" for fact in facts), "%%EOF"]).encode()


class FakePrinters:
    """Any number of printers; a test pulls the plug or takes the paper out of one by its URI.

    A job that meets no trouble is completed at once, so that no test waits.
    """

    def __init__(self) -> None:
        self.sheets: dict[str, list[bytes]] = {}
        self.titles: list[str] = []
        self._unplugged: set[str] = set()
        self._paperless: set[str] = set()
        self._waiting: dict[str, tuple[PrintTicket, bytes]] = {}
        self._jobs: dict[tuple[str, PrintTicket], JobState] = {}

    def kill(self, uri: str) -> None:
        """Pull the plug; the printer forgets its jobs."""
        self._unplugged.add(uri)
        self._waiting.pop(uri, None)
        for key in [key for key in self._jobs if key[0] == uri]:
            del self._jobs[key]

    def restart(self, uri: str) -> None:
        """Switch the printer on again."""
        self._unplugged.discard(uri)

    def set_paper_out(self, uri: str) -> None:
        """Take the paper out; the next job waits."""
        self._paperless.add(uri)

    def load_paper(self, uri: str) -> None:
        """Put paper in; a waiting job prints."""
        self._paperless.discard(uri)
        if uri in self._waiting:
            self._print(uri, *self._waiting.pop(uri))

    async def submit(self, uri: str, pdf: bytes, *, title: str) -> PrintTicket:
        self._reach(uri)
        if uri in self._waiting:
            raise PrinterBusy("打印机正忙")
        self.titles.append(title)
        ticket = PrintTicket(f"{len(self.titles)}:{title}")
        if uri in self._paperless:
            self._waiting[uri] = (ticket, pdf)
            self._jobs[uri, ticket] = JobState.PRINTING
        else:
            self._print(uri, ticket, pdf)
        return ticket

    async def report(self, uri: str, ticket: PrintTicket) -> JobReport:
        self._reach(uri)
        if (uri, ticket) not in self._jobs:
            raise PrinterRefused("打印机上没有这份任务")
        state = self._jobs[uri, ticket]
        return JobReport(state, "" if state in FINAL else "缺纸")

    async def completed(self, uri: str, ticket: PrintTicket, *, within_s: float) -> JobReport:
        if within_s <= 0:
            raise PrinterUnreachable("打印机连不上")
        return await self.report(uri, ticket)

    async def health(self, uri: str) -> PrinterHealth:
        try:
            self._reach(uri)
        except (PrinterUnreachable, PrinterRefused) as fault:
            return PrinterHealth(ok=False, reasons=(fault.cause,))
        paperless = uri in self._paperless
        return PrinterHealth(ok=not paperless, reasons=("缺纸",) if paperless else ())

    def _reach(self, uri: str) -> None:
        if PRINTER_ADDRESS.fullmatch(uri) is None:
            raise PrinterRefused("打印机地址写错")
        if uri in self._unplugged:
            raise PrinterUnreachable("打印机连不上")

    def _print(self, uri: str, ticket: PrintTicket, pdf: bytes) -> None:
        self.sheets.setdefault(uri, []).append(pdf)
        self._jobs[uri, ticket] = JobState.COMPLETED
