"""One line of a log, as JSON for machines or as text for people."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, Protocol

from dispatch_server.contract.logs.masking import WITHHELD, is_personal, masked


class LogForm(StrEnum):
    """How a line is written."""

    JSON = "json"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFact:
    """What one line tells; `ids` are the facts it was given beside its message."""

    at: datetime
    level: str
    logger: str
    message: str
    ids: Mapping[str, object] = field(default_factory=dict)
    trace: str = ""


class Record(Protocol):
    """What the standard library's log record has, as far as a line needs it."""

    created: float
    levelname: str
    name: str
    msg: object

    def getMessage(self) -> str:  # noqa: N802 - the standard library's name
        """Return the message with its arguments put in."""
        ...


_ORDINARY: Final = frozenset(
    {
        *("name", "msg", "args", "levelname", "levelno", "pathname", "filename", "module"),
        *("exc_info", "exc_text", "stack_info", "lineno", "funcName", "created", "msecs"),
        *("relativeCreated", "thread", "threadName", "processName", "process", "message"),
        *("asctime", "taskName", "color_message"),
    }
)
"""What every record carries; anything else on it was given by the one who logged."""


def fact_of(record: Record, *, trace: str = "") -> LogFact:
    """Return what a log record tells."""
    return LogFact(
        at=datetime.fromtimestamp(record.created, UTC),
        level=record.levelname,
        logger=record.name,
        message=_message(record),
        ids={name: value for name, value in vars(record).items() if name not in _ORDINARY},
        trace=trace,
    )


def _message(record: Record) -> str:
    """Return the message; one whose arguments do not fit is told without them."""
    try:
        return record.getMessage()
    except (TypeError, ValueError):
        return f"{record.msg} (its arguments do not fit)"


def line(fact: LogFact, form: LogForm) -> str:
    """Return a fact as one line without personal data; in text, a trace follows indented."""
    at = fact.at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    message = masked(fact.message)
    ids = {name: _shown(name, value) for name, value in fact.ids.items()}
    trace = masked(fact.trace)
    if form is LogForm.JSON:
        told: dict[str, object] = {
            "time": at,
            "level": fact.level.lower(),
            "logger": fact.logger,
            "message": message,
            **({"ids": ids} if ids else {}),
            **({"trace": trace} if trace else {}),
        }
        return json.dumps(told, ensure_ascii=False)
    beside = "".join(f" {name}={value}" for name, value in ids.items())
    told_text = f"{at} {fact.level} {fact.logger}: {_one_line(message + beside)}"
    return told_text + "".join(f"\n    {row}" for row in trace.splitlines())


def _shown(name: str, value: object) -> object:
    if is_personal(name):
        return WITHHELD
    return value if value is None or isinstance(value, bool | int | float) else masked(str(value))


def _one_line(text: str) -> str:
    """Keep a foreign text from looking like a line of its own."""
    return "".join(c if c.isprintable() else " " for c in text)
