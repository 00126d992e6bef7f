"""Forms the server does not have yet, on the desk's own disk: they survive the console's crash."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ConfigDict, TypeAdapter, ValidationError
from PyQt6.QtCore import QFileDevice, QIODevice, QSaveFile

from dispatch_server.contract.details import Details
from dispatch_server.contract.ids import IncidentId

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class KeptForm:
    """A form as it stood, the server's form it built on, and words typed but not taken over."""

    base: Details
    details: Details
    typed: dict[str, str] = field(default_factory=dict)


_FORMS: TypeAdapter[dict[IncidentId, KeptForm]] = TypeAdapter(
    dict[IncidentId, KeptForm], config=ConfigDict(hide_input_in_errors=True)
)


class DraftFile:
    """Keeps the forms of one desk in one file, readable by its user alone.

    The file is replaced whole, so that a crash in the middle leaves the one before.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> dict[IncidentId, KeptForm]:
        """Return what was kept; a file that cannot be read is put aside, not thrown away."""
        try:
            return _FORMS.validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, ValidationError):
            log.exception("the kept forms cannot be read and are put aside")
            self._put_aside()
            return {}

    def write(self, forms: Mapping[IncidentId, KeptForm]) -> None:
        """Keep exactly these forms."""
        if not forms and not self._path.exists():
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = QSaveFile(str(self._path))
        if not file.open(QIODevice.OpenModeFlag.WriteOnly):
            log.error("the forms cannot be kept: %s", file.errorString())
            return
        file.setPermissions(QFileDevice.Permission.ReadOwner | QFileDevice.Permission.WriteOwner)
        file.write(_FORMS.dump_json(dict(forms)))
        if not file.commit():
            log.error("the forms could not be kept: %s", file.errorString())

    def _put_aside(self) -> None:
        try:
            self._path.replace(self._path.with_suffix(".unreadable"))
        except OSError:
            log.exception("the unreadable file of kept forms could not be put aside")
