"""Printing on the real printer: sheets come out, and every trouble has its name."""

import io
import unicodedata
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pypdf
import pytest

from dispatch_server.adapters.printing.ipp import IppPrinters
from dispatch_server.adapters.printing.sheet import TypstSheets
from dispatch_server.ports.printing import (
    JobReport,
    JobState,
    PrinterBusy,
    PrinterHealth,
    PrinterRefused,
    Printers,
    PrinterUnreachable,
)
from tests.fakes.printing import FakePrinters, FakeSheets, order_sheet
from tests.testbed.printer import VirtualPrinter

TEMPLATE = Path(__file__).parents[2] / "resources" / "templates" / "order_sheet.typ"
PDF = b"%PDF-1.7\n%%EOF\n"
TITLE = "派车单 1048-1"
WITHIN_S = 3.0
SOON_S = 0.2


class FakePlug:
    """Works a fake printer as `VirtualPrinter` works the real one."""

    uri = "ipp://printer.test/ipp/print"

    def __init__(self, printers: FakePrinters) -> None:
        self._printers = printers

    @property
    def printed(self) -> int:
        return len(self._printers.sheets.get(self.uri, []))

    def kill(self) -> None:
        self._printers.kill(self.uri)

    def restart(self) -> None:
        self._printers.restart(self.uri)

    def set_paper_out(self) -> None:
        self._printers.set_paper_out(self.uri)

    def load_paper(self) -> None:
        self._printers.load_paper(self.uri)


class RealPlug(VirtualPrinter):
    """The real printer, counting its sheets as the fake does."""

    @property
    def printed(self) -> int:
        return len(self.sheets)


Bench = tuple[Printers, FakePlug | RealPlug]


@pytest.fixture
def printer() -> Iterator[VirtualPrinter]:
    with VirtualPrinter() as printer:
        yield printer


@pytest.fixture
async def ipp() -> AsyncIterator[IppPrinters]:
    printers = IppPrinters(request_timeout_s=2)
    yield printers
    await printers.stop()


@pytest.fixture(params=["fake", "real"])
def bench(request: pytest.FixtureRequest, ipp: IppPrinters) -> Iterator[Bench]:
    if request.param == "fake":
        printers = FakePrinters()
        yield printers, FakePlug(printers)
        return
    with RealPlug() as plug:
        yield ipp, plug


async def test_that_the_printed_sheet_holds_what_the_crew_needs(
    printer: VirtualPrinter, ipp: IppPrinters
) -> None:
    sheet = order_sheet()
    pdf = await TypstSheets(TEMPLATE).render(sheet)

    ticket = await ipp.submit(printer.uri, pdf, title=TITLE)
    report = await ipp.completed(printer.uri, ticket, within_s=WITHIN_S)

    assert report == JobReport(JobState.COMPLETED)
    [printed] = printer.sheets
    text = plain(pypdf.PdfReader(io.BytesIO(printed.read_bytes())).pages[0].extract_text())
    for fact in (sheet.scene_address, sheet.meeting_point, sheet.order_number, sheet.complaint):
        assert plain(fact or "") in text


async def test_that_a_job_is_reported_completed(bench: Bench) -> None:
    printers, plug = bench

    ticket = await printers.submit(plug.uri, PDF, title=TITLE)

    assert (await printers.completed(plug.uri, ticket, within_s=WITHIN_S)) == JobReport(
        JobState.COMPLETED
    )
    assert (await printers.report(plug.uri, ticket)).state is JobState.COMPLETED
    assert plug.printed == 1


async def test_that_a_good_printer_is_healthy(bench: Bench) -> None:
    printers, plug = bench

    assert await printers.health(plug.uri) == PrinterHealth(ok=True)


async def test_that_a_dead_printer_is_unreachable_until_it_is_back(bench: Bench) -> None:
    printers, plug = bench
    plug.kill()

    with pytest.raises(PrinterUnreachable, match="打印机连不上"):
        await printers.submit(plug.uri, PDF, title=TITLE)
    plug.restart()
    ticket = await printers.submit(plug.uri, PDF, title=TITLE)

    assert (await printers.completed(plug.uri, ticket, within_s=WITHIN_S)).reason == ""
    assert plug.printed == 1


async def test_that_a_dead_printer_is_not_healthy(bench: Bench) -> None:
    printers, plug = bench
    plug.kill()

    health = await printers.health(plug.uri)

    assert health == PrinterHealth(ok=False, reasons=("打印机连不上",))


async def test_that_waiting_for_a_dead_printer_ends_at_the_deadline(bench: Bench) -> None:
    printers, plug = bench
    ticket = await printers.submit(plug.uri, PDF, title=TITLE)
    plug.kill()

    with pytest.raises(PrinterUnreachable):
        await printers.completed(plug.uri, ticket, within_s=SOON_S)


async def test_that_a_restarted_printer_does_not_know_its_old_job(bench: Bench) -> None:
    printers, plug = bench
    old = await printers.submit(plug.uri, PDF, title=TITLE)
    plug.kill()
    plug.restart()
    await printers.submit(plug.uri, PDF, title="派车单 1049-1")

    with pytest.raises(PrinterRefused, match="没有这份任务"):
        await printers.completed(plug.uri, old, within_s=WITHIN_S)


async def test_that_a_job_without_paper_waits_and_says_why(bench: Bench) -> None:
    printers, plug = bench
    plug.set_paper_out()

    ticket = await printers.submit(plug.uri, PDF, title=TITLE)
    waiting = await printers.completed(plug.uri, ticket, within_s=SOON_S)
    health = await printers.health(plug.uri)

    assert waiting == JobReport(JobState.PRINTING, "缺纸")
    assert health == PrinterHealth(ok=False, reasons=("缺纸",))
    assert plug.printed == 0


async def test_that_a_waiting_job_prints_when_there_is_paper_again(bench: Bench) -> None:
    printers, plug = bench
    plug.set_paper_out()
    ticket = await printers.submit(plug.uri, PDF, title=TITLE)

    plug.load_paper()

    assert (await printers.completed(plug.uri, ticket, within_s=WITHIN_S)).state is (
        JobState.COMPLETED
    )
    assert plug.printed == 1


async def test_that_a_printer_with_a_job_at_hand_is_busy(bench: Bench) -> None:
    printers, plug = bench
    plug.set_paper_out()
    await printers.submit(plug.uri, PDF, title=TITLE)

    with pytest.raises(PrinterBusy, match="打印机正忙"):
        await printers.submit(plug.uri, PDF, title=TITLE)


@pytest.mark.parametrize("uri", ["", "printer", "http://127.0.0.1/ipp/print", "ipp://", "ipp://[x"])
async def test_that_an_address_that_is_no_printer_is_refused(bench: Bench, uri: str) -> None:
    printers, _ = bench
    with pytest.raises(PrinterRefused, match="打印机地址写错"):
        await printers.submit(uri, PDF, title=TITLE)


async def test_that_a_host_nobody_knows_is_unreachable(ipp: IppPrinters) -> None:
    with pytest.raises(PrinterUnreachable):
        await ipp.submit("ipp://printer.invalid/ipp/print", PDF, title=TITLE)


async def test_that_the_printers_can_be_used_again_after_a_stop(
    printer: VirtualPrinter, ipp: IppPrinters
) -> None:
    await ipp.health(printer.uri)
    await ipp.stop()

    assert (await ipp.health(printer.uri)).ok


async def test_that_the_fake_sheet_holds_what_tests_look_for() -> None:
    pdf = (await FakeSheets().render(order_sheet())).decode()

    assert order_sheet().scene_address in pdf


def plain(text: str) -> str:
    """Compare by NFKC and without spaces, as text comes out of a PDF."""
    return "".join(unicodedata.normalize("NFKC", text).split())
