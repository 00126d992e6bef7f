"""Forms the server does not have yet, on the desk's own disk: they survive the console's crash."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ConfigDict, TypeAdapter, ValidationError

from dispatch_console.client.own_file import OwnFile
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
    """Keeps the forms of one desk in one file, readable by its user alone."""

    def __init__(self, path: Path) -> None:
        self._file = OwnFile(path)

    def read(self) -> dict[IncidentId, KeptForm]:
        """Return what was kept; a file that cannot be read is put aside, not thrown away."""
        content = self._file.read()
        if content is None:
            return {}
        try:
            return _FORMS.validate_json(content)
        except ValidationError:
            log.exception("the kept forms cannot be read and are put aside")
            self._file.put_aside()
            return {}

    def write(self, forms: Mapping[IncidentId, KeptForm]) -> None:
        """Keep exactly these forms."""
        if forms or self._file.exists:
            self._file.write(_FORMS.dump_json(dict(forms)))
