"""The console's log: size-bounded files at the platform's place, and the terminal, if any."""

import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

from PyQt6.QtCore import QMessageLogContext, QStandardPaths, QtMsgType, qInstallMessageHandler

from dispatch_console.settings import FOLDER, ConsoleSettings
from dispatch_server.contract.logs.line import LogForm, fact_of, line

qt_log = logging.getLogger("qt")

_LEVELS: Final = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_NOT_FOR_A_FILE_NAME: Final = re.compile(r"[^A-Za-z0-9_-]")


class LineFormatter(logging.Formatter):
    """Writes every record without personal data."""

    def __init__(self, form: LogForm) -> None:
        super().__init__()
        self._form = form

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        trace = self.formatException(record.exc_info) if record.exc_info else ""
        return line(fact_of(record, trace=trace), self._form)


def log_file(settings: ConsoleSettings) -> Path:
    """Return the file of a seat's log."""
    place = QStandardPaths.StandardLocation.GenericStateLocation
    folder = settings.log.folder or Path(QStandardPaths.writableLocation(place)) / FOLDER
    return folder / f"console-{_NOT_FOR_A_FILE_NAME.sub('_', settings.seat)}.log"


@contextmanager
def logs(settings: ConsoleSettings) -> Iterator[None]:
    """Send every record of this process, and Qt's own messages, to the log until the end.

    A disk that takes no log keeps no desk from working: the terminal is told, and it goes on.
    """
    root = logging.getLogger()
    level = root.level
    handlers = _handlers(settings)
    for handler in handlers:
        handler.setFormatter(LineFormatter(settings.log.form))
        root.addHandler(handler)
    root.setLevel(settings.log.level.upper())
    before = qInstallMessageHandler(_from_qt)
    try:
        yield
    finally:
        qInstallMessageHandler(before)
        root.setLevel(level)
        for handler in handlers:
            root.removeHandler(handler)
            handler.close()


def _handlers(settings: ConsoleSettings) -> list[logging.Handler]:
    """Return the file's and the terminal's; a program without a terminal has only the file."""
    terminal = [logging.StreamHandler(sys.stderr)] if sys.stderr is not None else []
    file = log_file(settings)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        kept = RotatingFileHandler(
            file,
            maxBytes=settings.log.file_bytes,
            backupCount=settings.log.files_kept,
            encoding="utf-8",
        )
    except OSError as fault:
        qt_log.warning("no log at %s: %s", file, fault.strerror)
        return [*terminal]
    return [kept, *terminal]


def _from_qt(kind: QtMsgType, context: QMessageLogContext, text: str | None) -> None:
    qt_log.log(_LEVELS.get(kind, logging.WARNING), "%s: %s", context.category, text)
