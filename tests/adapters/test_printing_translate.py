"""What printers say in IPP, read as the services and people at the desks understand it."""

import pytest
from pyipp.enums import IppJobState, IppPrinterState

from dispatch_server.adapters.printing import translate
from dispatch_server.ports.printing import (
    JobReport,
    JobState,
    PrinterBusy,
    PrinterFault,
    PrinterHealth,
    PrinterRefused,
)

GOOD_PRINTER: dict[str, object] = {
    "printer-state": IppPrinterState.IDLE,
    "printer-state-reasons": "none",
    "printer-is-accepting-jobs": True,
    "document-format-supported": ["application/octet-stream", "application/pdf"],
}
TITLE = "派车单 1048-1"
TICKET = translate.ticket({"job-id": 7}, TITLE)


@pytest.mark.parametrize(
    ("status", "kind", "cause"),
    [
        (0x0507, PrinterBusy, "打印机正忙"),
        (0x0505, PrinterBusy, "打印机暂不可用"),
        (0x0506, PrinterRefused, "打印机停收任务"),
        (0x040A, PrinterRefused, "打印机不接收 PDF"),
        (0x0406, PrinterRefused, "打印机上没有这份任务"),
        (0x0501, PrinterRefused, "打印机拒绝，代码 0x0501"),
    ],
)
def test_that_a_status_becomes_a_fault_with_a_cause(
    status: int, kind: type[PrinterFault], cause: str
) -> None:
    fault = translate.fault(status)

    assert type(fault) is kind
    assert fault.cause == cause


@pytest.mark.parametrize(
    ("said", "state"),
    [
        (IppJobState.PENDING, JobState.QUEUED),
        (IppJobState.HELD, JobState.QUEUED),
        (IppJobState.PROCESSING, JobState.PRINTING),
        (IppJobState.STOPPED, JobState.PRINTING),
        (IppJobState.COMPLETED, JobState.COMPLETED),
        (IppJobState.CANCELED, JobState.FAILED),
        (IppJobState.ABORTED, JobState.FAILED),
    ],
)
def test_that_each_job_state_has_a_meaning(said: IppJobState, state: JobState) -> None:
    assert translate.job_report({"job-state": said}, TICKET).state is state


def test_that_a_failed_job_says_why() -> None:
    job = {"job-state": IppJobState.CANCELED, "job-state-reasons": "job-canceled-at-device"}

    report = translate.job_report(job, TICKET)

    assert report == JobReport(JobState.FAILED, "有人在打印机上取消")


def test_that_a_failed_job_without_a_reason_says_so() -> None:
    report = translate.job_report({"job-state": IppJobState.ABORTED}, TICKET)

    assert report.reason == "打印机没有说明原因"


def test_that_a_job_of_the_same_number_and_another_title_is_not_ours() -> None:
    job = {"job-state": IppJobState.COMPLETED, "job-name": "派车单 1049-1"}

    with pytest.raises(PrinterRefused, match="没有这份任务"):
        translate.job_report(job, TICKET)


@pytest.mark.parametrize("kept", ["派车单 1048-1", "??? 1048-1", "1048-1"])
def test_that_a_printer_without_chinese_still_knows_our_job(kept: str) -> None:
    job = {"job-state": IppJobState.COMPLETED, "job-name": kept}

    assert translate.job_report(job, TICKET) == JobReport(JobState.COMPLETED)


def test_that_a_ticket_gives_the_number_of_its_job() -> None:
    assert translate.job_number(TICKET) == 7


def test_that_a_printer_without_complaints_is_healthy() -> None:
    assert translate.health(GOOD_PRINTER) == PrinterHealth(ok=True)


@pytest.mark.parametrize("severity", ["", "-report", "-warning", "-error"])
def test_that_no_paper_is_no_health_whatever_its_severity(severity: str) -> None:
    printer = {**GOOD_PRINTER, "printer-state-reasons": f"media-empty{severity}"}

    assert translate.health(printer) == PrinterHealth(ok=False, reasons=("缺纸",))


def test_that_low_toner_is_said_and_does_not_stop_printing() -> None:
    printer = {**GOOD_PRINTER, "printer-state-reasons": "toner-low-warning"}

    assert translate.health(printer) == PrinterHealth(ok=True, reasons=("碳粉将尽",))


def test_that_two_names_for_one_trouble_are_said_once() -> None:
    reasons = ["media-empty-error", "media-needed-error", "door-open-error"]

    health = translate.health({**GOOD_PRINTER, "printer-state-reasons": reasons})

    assert health.reasons == ("缺纸", "盖板未关")


def test_that_a_printer_without_pdf_is_found_before_the_first_order() -> None:
    printer = {**GOOD_PRINTER, "document-format-supported": "image/urf"}

    assert translate.health(printer) == PrinterHealth(ok=False, reasons=("不接收 PDF",))


def test_that_a_printer_that_takes_no_jobs_is_not_healthy() -> None:
    printer = {**GOOD_PRINTER, "printer-is-accepting-jobs": False}

    assert translate.health(printer) == PrinterHealth(ok=False, reasons=("停收任务",))


def test_that_a_stopped_printer_without_a_reason_is_not_healthy() -> None:
    printer = {**GOOD_PRINTER, "printer-state": IppPrinterState.STOPPED}

    assert translate.health(printer) == PrinterHealth(ok=False, reasons=("停机",))
