"""The folder into which the exchange writes its recordings."""

import asyncio
import hashlib
from collections import OrderedDict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from dispatch_server.adapters.recordings.wav import HEAD, NotWav, WavHead, read_head
from dispatch_server.ports.recordings import RecordingUnreadable, Sealed

REMEMBERED: Final = 1000


class RecordingsFolder:
    """Seals finished recordings.

    A recording is finished when the exchange has closed it. One that the exchange could not close
    because it died counts as finished once it has not grown for `quiet_s`; ask only for calls
    that are over.
    """

    def __init__(self, folder: Path, *, quiet_s: float = 5.0) -> None:
        self._folder = folder
        self._quiet_s = quiet_s
        self._seen: OrderedDict[str, tuple[int, float]] = OrderedDict()

    async def seal(self, file: str) -> Sealed | None:
        """Return the seal of a finished recording, or None while it is missing or growing."""
        path = self._inside(file)
        looked = await asyncio.to_thread(_look, path)
        if looked is None:
            return None
        head, size = looked
        if not head.finished and self._grows(file, size):
            return None
        sealed = await asyncio.to_thread(_seal, path, file, head)
        return sealed if sealed.bytes == size else None

    def _inside(self, file: str) -> Path:
        """Return the path of a recording, or refuse one that leaves the folder."""
        folder = self._folder.resolve()
        try:
            path = (folder / file).resolve()
        except (OSError, ValueError) as reason:
            raise RecordingUnreadable("not a file name") from reason
        if not file or path == folder or not path.is_relative_to(folder):
            raise RecordingUnreadable("outside the recordings folder")
        return path

    def _grows(self, file: str, size: int) -> bool:
        """Tell whether the file may still grow, from the looks taken at it so far."""
        now = asyncio.get_running_loop().time()
        before, since = self._seen.get(file, (-1, now))
        if before != size:
            since = now
        self._seen[file] = (size, since)
        while len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return before != size or now - since < self._quiet_s


def _look(path: Path) -> tuple[WavHead, int] | None:
    """Return the head and the size of a file, or None when it is not there or has no head yet."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(HEAD)
    except FileNotFoundError:
        return None
    except OSError as reason:
        raise RecordingUnreadable(reason.strerror or "cannot be read") from reason
    if not head:
        return None
    try:
        return read_head(head, size=size), size
    except NotWav as reason:
        raise RecordingUnreadable(str(reason)) from reason


def _seal(path: Path, file: str, head: WavHead) -> Sealed:
    """Hash a file; the size is that of the bytes hashed."""
    try:
        with path.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
            size = opened.tell()
        closed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError as reason:
        raise RecordingUnreadable(reason.strerror or "cannot be read") from reason
    begun = closed - timedelta(seconds=head.seconds)
    return Sealed(file, size, head.seconds, sha256=digest, started_at=begun)
