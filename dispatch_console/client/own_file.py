"""A file of this desk's own, readable by its user alone and replaced whole."""

import logging
from pathlib import Path

from PyQt6.QtCore import QFileDevice, QIODevice, QSaveFile

log = logging.getLogger(__name__)


class OwnFile:
    """Survives a crash in the middle of writing: the content before stays. Nothing here raises."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> bytes | None:
        """Return what was written last; None where nothing was, or where it cannot be read."""
        try:
            return self._path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError:
            log.exception("%s cannot be read and is put aside", self._path.name)
            self.put_aside()
            return None

    def write(self, content: bytes) -> None:
        """Put this in place of what was there."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError:
            log.exception("%s has no folder to be kept in", self._path.name)
            return
        file = QSaveFile(str(self._path))
        if not file.open(QIODevice.OpenModeFlag.WriteOnly):
            log.error("%s cannot be kept: %s", self._path.name, file.errorString())
            return
        file.setPermissions(QFileDevice.Permission.ReadOwner | QFileDevice.Permission.WriteOwner)
        file.write(content)
        if not file.commit():
            log.error("%s could not be kept: %s", self._path.name, file.errorString())

    @property
    def exists(self) -> bool:
        """Whether anything was ever kept here."""
        return self._path.exists()

    def put_aside(self) -> None:
        """Rename what nobody can read; it is not thrown away."""
        try:
            self._path.replace(self._path.with_suffix(".unreadable"))
        except OSError:
            log.exception("%s could not be put aside", self._path.name)
