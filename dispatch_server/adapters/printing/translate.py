"""What printers say in IPP, translated into reports, health and faults with Chinese reasons."""

import re
from collections.abc import Mapping, Sequence

from pyipp.enums import IppJobState, IppPrinterState, IppStatus

from dispatch_server.ports.printing import (
    JobReport,
    JobState,
    PrinterBusy,
    PrinterFault,
    PrinterHealth,
    PrinterRefused,
    PrintTicket,
)

Attributes = Mapping[str, object]

JOB_STATES = {
    IppJobState.PENDING: JobState.QUEUED,
    IppJobState.HELD: JobState.QUEUED,
    IppJobState.PROCESSING: JobState.PRINTING,
    IppJobState.STOPPED: JobState.PRINTING,
    IppJobState.CANCELED: JobState.FAILED,
    IppJobState.ABORTED: JobState.FAILED,
    IppJobState.COMPLETED: JobState.COMPLETED,
}

STOPPING_REASONS = {
    "media-empty": "缺纸",
    "media-needed": "缺纸",
    "media-jam": "卡纸",
    "toner-empty": "碳粉用尽",
    "marker-supply-empty": "耗材用尽",
    "door-open": "盖板未关",
    "cover-open": "盖板未关",
    "interlock-open": "盖板未关",
    "input-tray-missing": "纸盒未装",
    "output-area-full": "出纸口已满",
    "paused": "已暂停",
    "moving-to-paused": "已暂停",
    "offline": "脱机",
    "shutdown": "已关机",
    "connecting-to-device": "正在连接机器",
    "timed-out": "机器无应答",
    "fuser-over-temp": "过热",
    "spool-area-full": "存储已满",
    "other": "有故障，看打印机面板",
}
"""Reasons for which no paper comes out, whatever severity the printer gives them."""

WARNING_REASONS = {
    "media-low": "纸张将尽",
    "toner-low": "碳粉将尽",
    "marker-supply-low": "耗材将尽",
    "marker-waste-almost-full": "废粉将满",
    "output-area-almost-full": "出纸口将满",
}
"""Reasons a person should see to while the printer still prints."""

JOB_REASONS = {
    "job-canceled-by-user": "有人在打印机上取消",
    "job-canceled-by-operator": "有人在打印机上取消",
    "job-canceled-at-device": "有人在打印机上取消",
    "aborted-by-system": "打印机中止了任务",
    "document-format-error": "打印机读不懂文件",
    "unsupported-document-format": "打印机不接收 PDF",
    "printer-stopped": "打印机停机",
    "job-hold-until-specified": "任务被挂起",
    "resources-are-not-ready": "缺纸或耗材",
}

BUSY_STATUSES = {
    IppStatus.ERROR_BUSY: "打印机正忙",
    IppStatus.ERROR_TEMPORARY: "打印机暂不可用",
    IppStatus.ERROR_SERVICE_UNAVAILABLE: "打印机暂不可用",
    IppStatus.ERROR_TOO_MANY_JOBS: "打印机任务已满",
}

REFUSED_STATUSES = {
    IppStatus.ERROR_FORBIDDEN: "打印机不允许本机打印",
    IppStatus.ERROR_NOT_AUTHENTICATED: "打印机要求登录",
    IppStatus.ERROR_NOT_AUTHORIZED: "打印机不允许本机打印",
    IppStatus.ERROR_NOT_FOUND: "打印机上没有这份任务",
    IppStatus.ERROR_GONE: "打印机上没有这份任务",
    IppStatus.ERROR_DOCUMENT_FORMAT_NOT_SUPPORTED: "打印机不接收 PDF",
    IppStatus.ERROR_DOCUMENT_FORMAT_ERROR: "打印机读不懂文件",
    IppStatus.ERROR_NOT_ACCEPTING_JOBS: "打印机停收任务",
    IppStatus.ERROR_DEVICE: "打印机故障",
    IppStatus.ERROR_PRINTER_IS_DEACTIVATED: "打印机已停用",
}

PDF = "application/pdf"
SEVERITY = re.compile(r"-(report|warning|error)$")


def fault(status: int) -> PrinterFault:
    """Turn an IPP status that is not a success into the fault that the services know."""
    for known, words in BUSY_STATUSES.items():
        if status == known:
            return PrinterBusy(words)
    for known, words in REFUSED_STATUSES.items():
        if status == known:
            return PrinterRefused(words)
    return PrinterRefused(f"打印机拒绝，代码 0x{status:04x}")


def ticket(job: Attributes, title: str) -> PrintTicket:
    """Name a job by its number and the plain letters of its title.

    A printer that was switched off counts its jobs from one again; the letters keep another job
    of the same number from being taken for this one.
    """
    return PrintTicket(f"{job['job-id']}:{_letters(title)}")


def job_number(of: PrintTicket) -> int:
    """Return the number by which the printer knows the job."""
    return int(of.partition(":")[0])


def job_report(job: Attributes, of: PrintTicket) -> JobReport:
    """Report a job, or raise `PrinterRefused` if the printer's job is not the ticket's."""
    name = job.get("job-name")
    if isinstance(name, str) and _letters(name) != of.partition(":")[2]:
        raise PrinterRefused(REFUSED_STATUSES[IppStatus.ERROR_NOT_FOUND])
    state = job.get("job-state")
    if not isinstance(state, IppJobState):
        raise PrinterRefused("打印机没有报告任务状态")
    reasons = [
        JOB_REASONS[key] for key in _keywords(job, "job-state-reasons") if key in JOB_REASONS
    ]
    reasons += _known(_keywords(job, "job-printer-state-reasons"), STOPPING_REASONS)
    if JOB_STATES[state] is JobState.COMPLETED:
        return JobReport(JobState.COMPLETED)
    if not reasons and JOB_STATES[state] is JobState.FAILED:
        reasons = ["打印机没有说明原因"]
    return JobReport(JOB_STATES[state], "，".join(dict.fromkeys(reasons)))


def health(printer: Attributes) -> PrinterHealth:
    """Judge from a printer's attributes whether a sheet would come out now."""
    keys = _keywords(printer, "printer-state-reasons")
    stopping = _known(keys, STOPPING_REASONS)
    if printer.get("printer-is-accepting-jobs") is False:
        stopping.append("停收任务")
    if PDF not in _keywords(printer, "document-format-supported"):
        stopping.append("不接收 PDF")
    if printer.get("printer-state") is IppPrinterState.STOPPED and not stopping:
        stopping.append("停机")
    warnings = _known(keys, WARNING_REASONS)
    return PrinterHealth(ok=not stopping, reasons=tuple(dict.fromkeys(stopping + warnings)))


def _known(keys: Sequence[str], words: Mapping[str, str]) -> list[str]:
    plain = [SEVERITY.sub("", key) for key in keys]
    return [words[key] for key in plain if key in words]


def _keywords(attributes: Attributes, name: str) -> list[str]:
    """Read an attribute that IPP sends as one text or as several."""
    value = attributes.get(name)
    if isinstance(value, str):
        return [value]
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _letters(title: str) -> str:
    """Keep what every printer gives back unchanged: not all of them can store Chinese."""
    return "".join(character for character in title if character.isascii() and character.isalnum())
