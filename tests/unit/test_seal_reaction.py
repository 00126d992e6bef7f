"""The recording of a call that ended is sealed, once and whatever happens."""

import asyncio

import pytest

from dispatch_server.contract.entities import Recording
from dispatch_server.contract.events import Event
from dispatch_server.contract.events.calls import CallEnded, RecordingSealed, RecordingStarted
from dispatch_server.contract.ids import CommandId, RecordingId
from dispatch_server.ports.recordings import RecordingUnreadable, Sealed
from dispatch_server.services.actors import SYSTEM
from dispatch_server.services.reactions import Reactions
from dispatch_server.services.sealing import SealReaction
from tests.builders import CALL, answered, ringing, room
from tests.fakes.store import FakeStore

FILE = "20260101/call-1.wav"
ID = RecordingId(f"r-{FILE}")
STARTED = RecordingStarted(recording_id=ID, call_id=CALL, file=FILE)
ENDED = CallEnded(call_id=CALL, by="caller", cause="16")
TALKING: list[Event] = [*room(), *ringing(), STARTED, *answered()]


class FakeRecordings:
    """A folder of recordings; a file is `growing` until it is finished, or raises its fault."""

    def __init__(self, *, growing: int = 0, fault: Exception | None = None) -> None:
        self.asked = 0
        self._growing = growing
        self._fault = fault

    async def seal(self, file: str) -> Sealed | None:
        self.asked += 1
        if self._fault is not None:
            raise self._fault
        if self.asked <= self._growing:
            return None
        return Sealed(file, 1000, 2.5, "ab" * 32, None)


async def rest() -> None:
    """Let everything that can go on go on."""
    for _ in range(20):
        await asyncio.sleep(0)


async def run(store: FakeStore, recordings: FakeRecordings, *events: Event) -> Recording:
    """Run until the recording is sealed or given up; return what the board says of it."""
    reaction = SealReaction(store, recordings, poll_s=0, given_up_after_s=0.05)
    reactions = Reactions(store, [reaction], retry_s=0)
    store.publish_to(reactions.wake)
    await reactions.start()
    if events:
        async with store.begin(CommandId("c-1"), by=SYSTEM) as tx:
            tx.record(*events)
    await store.until(lambda board: board.recordings[ID].sha256 or board.recordings[ID].fault)
    await reactions.stop()
    return store.board.recordings[ID]


async def test_that_the_recording_of_an_ended_call_is_sealed() -> None:
    sealed = await run(FakeStore(*TALKING), FakeRecordings(), ENDED)

    assert (sealed.sha256, sealed.bytes, sealed.seconds) == ("ab" * 32, 1000, 2.5)


async def test_that_a_growing_file_is_asked_for_again() -> None:
    recordings = FakeRecordings(growing=3)

    sealed = await run(FakeStore(*TALKING), recordings, ENDED)

    assert sealed.sha256
    assert recordings.asked == 4


async def test_that_a_file_that_does_not_turn_up_is_missing() -> None:
    missing = await run(FakeStore(*TALKING), FakeRecordings(growing=10**9), ENDED)

    assert missing.fault == "录音文件没有出现"


async def test_that_a_file_that_cannot_be_read_is_told_as_such() -> None:
    missing = await run(
        FakeStore(*TALKING), FakeRecordings(fault=RecordingUnreadable("no RIFF")), ENDED
    )

    assert "无法读取" in missing.fault


async def test_that_a_recording_heard_of_after_its_call_is_sealed_too() -> None:
    store = FakeStore(*room(), *ringing(), *answered(), ENDED)
    reaction = SealReaction(store, FakeRecordings(), poll_s=0)
    reactions = Reactions(store, [reaction], retry_s=0)
    store.publish_to(reactions.wake)
    await reactions.start()
    await rest()
    assert store.cursors["seal"] == store.board.seq

    async with store.begin(CommandId("c-late"), by=SYSTEM) as tx:
        tx.record(STARTED)

    await store.until(lambda board: board.recordings[ID].sha256)
    await reactions.stop()


async def test_that_a_restart_takes_up_what_was_not_sealed_and_seals_it_once() -> None:
    store = FakeStore(*TALKING, ENDED)

    await run(store, FakeRecordings())

    assert sum(isinstance(event, RecordingSealed) for event in store.facts()) == 1


async def test_that_a_seal_waits_for_a_database_that_is_away(
    caplog: pytest.LogCaptureFixture,
) -> None:
    store = FakeStore(*TALKING, ENDED)
    reaction = SealReaction(store, FakeRecordings(), poll_s=0)
    await reaction.resume(store.board)
    store.away = True
    await rest()
    assert "waits for the database" in caplog.text

    store.away = False

    await store.until(lambda board: board.recordings[ID].sha256)
    await reaction.stop()


async def test_that_a_live_call_is_left_alone() -> None:
    store, recordings = FakeStore(*TALKING), FakeRecordings()
    reaction = SealReaction(store, recordings, poll_s=0)

    await reaction.resume(store.board)
    for recorded in store.journal:
        await reaction.follow(recorded)

    assert not recordings.asked
    await reaction.stop()
