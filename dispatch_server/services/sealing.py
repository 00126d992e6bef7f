"""A finished recording is sealed with the hash of its content: a reaction."""

import asyncio
import logging

from dispatch_server.contract.board import Board
from dispatch_server.contract.entities import Recording
from dispatch_server.contract.events import Event, Recorded
from dispatch_server.contract.events.calls import (
    CallEnded,
    RecordingMissing,
    RecordingSealed,
    RecordingStarted,
)
from dispatch_server.contract.ids import CallId, CommandId, RecordingId
from dispatch_server.contract.states import CALL_ENDS
from dispatch_server.contract.views import recordings_of
from dispatch_server.ports.recordings import Recordings, RecordingUnreadable, Sealed
from dispatch_server.ports.storage import AlreadyDone, Store, StoreUnavailable
from dispatch_server.services.actors import SYSTEM

log = logging.getLogger(__name__)

POLL_S = 0.5
GIVEN_UP_AFTER_S = 60.0
"""After this long a recording that did not turn up counts as missing, seconds."""


class SealReaction:
    """Seals the recordings of each call that ended."""

    name = "seal"

    def __init__(
        self,
        store: Store,
        recordings: Recordings,
        *,
        poll_s: float = POLL_S,
        given_up_after_s: float = GIVEN_UP_AFTER_S,
    ) -> None:
        self._store = store
        self._recordings = recordings
        self._poll_s = poll_s
        self._given_up_after_s = given_up_after_s
        self._tasks: set[asyncio.Task[None]] = set()
        self._sealing: set[RecordingId] = set()

    async def resume(self, board: Board) -> None:
        """Take up recordings whose call ended before the server stopped."""
        for call in board.calls.values():
            if call.state in CALL_ENDS:
                self._seal_all(call.id)

    async def follow(self, recorded: Recorded) -> None:
        """Begin to seal when a call ended, or when a recording of an ended call turns up."""
        if not isinstance(recorded.event, CallEnded | RecordingStarted):
            return
        call = self._store.board.calls.get(recorded.event.call_id)
        if call is None or call.state in CALL_ENDS:
            self._seal_all(recorded.event.call_id)

    async def stop(self) -> None:
        """End the tasks; unsealed recordings are found again at the next start."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _seal_all(self, call_id: CallId) -> None:
        for recording in recordings_of(self._store.board, call_id):
            if not recording.sha256 and recording.id not in self._sealing:
                self._sealing.add(recording.id)
                task = asyncio.create_task(self._seal(recording))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _seal(self, recording: Recording) -> None:
        try:
            await self._journal(recording, await self._verdict(recording))
        except Exception:
            log.exception("recording %s was not sealed", recording.id)
        finally:
            self._sealing.discard(recording.id)

    async def _verdict(self, recording: Recording) -> Event:
        try:
            async with asyncio.timeout(self._given_up_after_s):
                return _sealed(recording, await self._wait_for(recording))
        except TimeoutError:
            return _missing(recording, "录音文件没有出现")
        except RecordingUnreadable:
            log.exception("recording %s cannot be read", recording.id)
            return _missing(recording, "录音文件损坏或无法读取")

    async def _wait_for(self, recording: Recording) -> Sealed:
        while True:
            sealed = await self._recordings.seal(recording.file)
            if sealed is not None:
                return sealed
            await asyncio.sleep(self._poll_s)

    async def _journal(self, recording: Recording, event: Event) -> None:
        """Journal what became of a recording once, as soon as the database takes it."""
        command_id = CommandId(f"{event.type}:{recording.id}")
        away = False
        while True:
            try:
                async with self._store.begin(command_id, by=SYSTEM) as tx:
                    tx.record(event)
            except AlreadyDone:
                log.debug("%s was journalled before", command_id)
            except StoreUnavailable:
                if not away:
                    log.warning("%s waits for the database", command_id)
                away = True
                await asyncio.sleep(self._poll_s)
                continue
            return


def _missing(recording: Recording, cause: str) -> RecordingMissing:
    return RecordingMissing(recording_id=recording.id, cause=cause)


def _sealed(recording: Recording, sealed: Sealed) -> RecordingSealed:
    return RecordingSealed(
        recording_id=recording.id,
        bytes=sealed.bytes,
        seconds=sealed.seconds,
        sha256=sealed.sha256,
    )
