"""The server's log: one line a fact on standard error or in size-bounded files, nobody named."""

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final, TextIO

from dispatch_server.contract.logs.line import LogForm, fact_of, line

_PRIORITIES: Final = {
    logging.CRITICAL: 2,
    logging.ERROR: 3,
    logging.WARNING: 4,
    logging.INFO: 6,
    logging.DEBUG: 7,
}
"""The levels as systemd's journal counts them."""
_OWNER_ONLY: Final = 0o600


@dataclass(frozen=True, slots=True, kw_only=True)
class LogTarget:
    """Where lines go: to `file`, kept as `files_kept` older ones, or to standard error."""

    level: int = logging.INFO
    form: LogForm = LogForm.JSON
    file: Path | None = None
    file_bytes: int = 10_000_000
    files_kept: int = 9


class LineFormatter(logging.Formatter):
    """Writes every record, also those of libraries, without personal data."""

    def __init__(self, form: LogForm, *, for_journal: bool = False) -> None:
        super().__init__()
        self._form = form
        self._for_journal = for_journal

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; systemd's journal reads the priority before it."""
        trace = self.formatException(record.exc_info) if record.exc_info else ""
        text = line(fact_of(record, trace=trace), self._form)
        if not self._for_journal:
            return text
        priority = next((p for level, p in _PRIORITIES.items() if record.levelno >= level), 7)
        return "\n".join(f"<{priority}>{row}" for row in text.splitlines())


class OwnersFile(RotatingFileHandler):
    """A size-bounded file that only its owner may read."""

    def _open(self) -> TextIOWrapper:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
        return os.fdopen(os.open(self.baseFilename, flags, _OWNER_ONLY), "a", encoding="utf-8")


@contextmanager
def logs(target: LogTarget, *, stream: TextIO | None = None) -> Iterator[None]:
    """Send every record of this process to the target, and warnings too, until the end.

    Raises `OSError` when the file cannot be written.
    """
    handler = _handler(target, stream or sys.stderr)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(target.level)
    logging.captureWarnings(capture=True)
    try:
        yield
    finally:
        logging.captureWarnings(capture=False)
        root.setLevel(level)
        root.removeHandler(handler)
        handler.close()


def _handler(target: LogTarget, stream: TextIO) -> logging.Handler:
    handler: logging.Handler
    if target.file is None:
        handler = logging.StreamHandler(stream)
        handler.setFormatter(LineFormatter(target.form, for_journal="JOURNAL_STREAM" in os.environ))
        return handler
    target.file.parent.mkdir(parents=True, exist_ok=True)
    handler = OwnersFile(
        target.file, maxBytes=target.file_bytes, backupCount=target.files_kept, encoding="utf-8"
    )
    handler.setFormatter(LineFormatter(target.form))
    return handler
