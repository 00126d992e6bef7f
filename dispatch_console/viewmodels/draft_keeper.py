"""Keeps on disk what the server does not have of the forms, and brings it back after a crash."""

from typing import Final

from PyQt6.QtCore import QObject, QTimer

from dispatch_console.client.draft_file import DraftFile
from dispatch_console.mirror import Mirror
from dispatch_console.viewmodels.acceptance_form import AcceptanceForm

WRITE_AFTER_MS: Final = 200
"""Rest after a key before the forms are written; no more than this much typing is ever lost."""


class DraftKeeper(QObject):
    """Watches the forms of one desk."""

    def __init__(
        self,
        form: AcceptanceForm,
        mirror: Mirror,
        file: DraftFile,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._form = form
        self._file = file
        self._waiting = file.read()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(WRITE_AFTER_MS)
        self._rest.timeout.connect(self.write)
        form.touched.connect(self._begin_rest)
        form.changed.connect(self._begin_rest)
        mirror.replaced.connect(self._bring_back)

    def write(self) -> None:
        """Write what the server may not have, with what still waits for its incident."""
        self._file.write({**self._waiting, **self._form.unfinished()})

    def _begin_rest(self) -> None:
        """Write soon; a burst of keys puts it off no further."""
        if not self._rest.isActive():
            self._rest.start()

    def _bring_back(self) -> None:
        """Put kept forms back on their incidents, once the board is there."""
        for incident_id, kept in list(self._waiting.items()):
            del self._waiting[incident_id]
            self._form.restore(incident_id, kept)
        self._begin_rest()
