"""Commands the server has not taken yet, on the desk's own disk: they survive a console's crash."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict, TypeAdapter, ValidationError

from dispatch_console.client.own_file import OwnFile
from dispatch_server.contract.commands import Command
from dispatch_server.contract.commands.every import COMMANDS

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Waited:
    """A command that waits since a moment for the server to take it.

    `owner` is who gave it and who alone may send it. `asked` says that it was sent without a clear
    answer: the server may have carried it out.
    """

    command: Command
    since: AwareDatetime
    owner: str
    owner_name: str = ""
    asked: bool = False


class _Kept(BaseModel):
    """A waiting command as the file holds it."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    path: str
    body: str
    since: AwareDatetime
    owner: str
    owner_name: str
    asked: bool


_LIST: TypeAdapter[list[_Kept]] = TypeAdapter(
    list[_Kept], config=ConfigDict(hide_input_in_errors=True)
)


class WaitingFile:
    """Keeps the waiting commands of one desk, in their order, readable by its user alone."""

    def __init__(self, path: Path) -> None:
        self._file = OwnFile(path)

    def read(self) -> list[Waited]:
        """Return what was kept; a file that cannot be read is put aside, not thrown away."""
        content = self._file.read()
        if content is None:
            return []
        try:
            return [_waited(kept) for kept in _LIST.validate_json(content)]
        except (ValidationError, KeyError):
            log.exception("the kept commands cannot be read and are put aside")
            self._file.put_aside()
            return []

    def write(self, waiting: Sequence[Waited]) -> None:
        """Keep exactly these commands."""
        if waiting or self._file.exists:
            self._file.write(_LIST.dump_json([_kept(one) for one in waiting]))


def _kept(waited: Waited) -> _Kept:
    return _Kept(
        path=waited.command.PATH,
        body=waited.command.model_dump_json(),
        since=waited.since,
        owner=waited.owner,
        owner_name=waited.owner_name,
        asked=waited.asked,
    )


def _waited(kept: _Kept) -> Waited:
    command = COMMANDS[kept.path].model_validate_json(kept.body)
    return Waited(command, kept.since, kept.owner, kept.owner_name, kept.asked)
