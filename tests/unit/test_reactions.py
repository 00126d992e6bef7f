"""Reactions follow the journal, each from its own cursor."""

import asyncio

import pytest

from dispatch_server.contract.board import Board
from dispatch_server.contract.events import Recorded
from dispatch_server.contract.ids import CallId, CommandId, LinkId
from dispatch_server.contract.states import LinkState
from dispatch_server.services.actors import SYSTEM
from dispatch_server.services.reactions import BATCH, TRIES, Reactions
from tests.builders import ringing, room
from tests.fakes.store import FakeStore


class Note:
    """A reaction that writes down what it follows, and fails as often as it is told."""

    def __init__(self, name: str, *, fails: int = 0, fails_to_resume: int = 0) -> None:
        self.name = name
        self.followed: list[int] = []
        self.resumed = 0
        self.stopped = False
        self._fails = fails
        self._fails_to_resume = fails_to_resume
        self._more = asyncio.Event()

    async def resume(self, board: Board) -> None:
        if self._fails_to_resume:
            self._fails_to_resume -= 1
            raise LookupError
        self.resumed += 1

    async def follow(self, recorded: Recorded) -> None:
        if self._fails and recorded.seq == 3:
            self._fails -= 1
            raise LookupError
        self.followed.append(recorded.seq)
        self._more.set()

    async def stop(self) -> None:
        self.stopped = True

    async def until(self, seq: int) -> None:
        async with asyncio.timeout(5):
            while not self.followed or self.followed[-1] < seq:
                self._more.clear()
                await self._more.wait()


async def follow(store: FakeStore, *notes: Note, until: int) -> None:
    reactions = Reactions(store, notes, retry_s=0)
    store.publish_to(reactions.wake)
    await reactions.start()
    for note in notes:
        await note.until(until)
    await asyncio.sleep(0)
    await reactions.stop()


async def test_that_every_reaction_follows_the_whole_journal_in_order() -> None:
    store, first, second = FakeStore(*room()), Note("first"), Note("second")

    await follow(store, first, second, until=8)

    assert first.followed == second.followed == list(range(1, 9))
    assert store.cursors == {"first": 8, "second": 8}
    assert first.stopped


async def test_that_each_goes_on_from_its_own_cursor() -> None:
    store, first, second = FakeStore(*room()), Note("first"), Note("second")
    store.cursors = {"first": 6, "second": 2}

    await follow(store, first, second, until=8)

    assert (first.followed[0], second.followed[0]) == (7, 3)


async def test_that_new_events_are_followed_as_they_are_committed() -> None:
    store, note = FakeStore(*room()), Note("note")
    reactions = Reactions(store, [note], retry_s=0)
    store.publish_to(reactions.wake)
    await reactions.start()
    await note.until(8)

    async with store.begin(CommandId("c-1"), by=SYSTEM) as tx:
        tx.record(*ringing())

    await note.until(11)
    await reactions.stop()
    assert note.followed == list(range(1, 12))


async def test_that_a_failing_reaction_is_tried_again_and_stops_no_other(
    caplog: pytest.LogCaptureFixture,
) -> None:
    store, failing, other = FakeStore(*room()), Note("failing", fails=2), Note("other")

    await follow(store, failing, other, until=8)

    assert failing.followed == [1, 2, 1, 2, *range(1, 9)]
    assert other.followed == list(range(1, 9))
    assert "reaction failing failed" in caplog.text


async def test_that_a_row_that_fails_for_ever_is_set_aside_and_said(
    caplog: pytest.LogCaptureFixture,
) -> None:
    store, note = FakeStore(*room()), Note("note", fails=10**9)

    await follow(store, note, until=8)

    assert [seq for seq in note.followed if seq > 2][:5] == [4, 5, 6, 7, 8]
    assert note.followed.count(1) == TRIES
    light = store.board.links[LinkId("reaction:note")]
    assert (light.state, "第 3 行" in light.cause) == (LinkState.DOWN, True)
    assert "row 3 is set aside" in caplog.text


async def test_that_a_reaction_that_cannot_resume_at_first_is_tried_again() -> None:
    store, note = FakeStore(*room()), Note("note", fails_to_resume=2)

    await follow(store, note, until=8)

    assert note.resumed == 1
    assert note.followed == list(range(1, 9))


async def test_that_a_database_away_is_waited_for_and_told_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    store, note = FakeStore(*room()), Note("note")
    store.away = True
    reactions = Reactions(store, [note], retry_s=0)
    await reactions.start()
    for _ in range(10):
        await asyncio.sleep(0)
    store.away = False

    await note.until(8)

    await reactions.stop()
    assert note.followed == list(range(1, 9))
    assert caplog.messages.count("reaction note waits for the database") == 1


async def test_that_a_long_journal_is_worked_off_in_batches() -> None:
    calls = [event for n in range(BATCH) for event in ringing(CallId(f"call-{n}"), ani=None)]
    store, note = FakeStore(*room(), *calls), Note("note")

    await follow(store, note, until=8 + 2 * BATCH)

    assert note.followed == list(range(1, 9 + 2 * BATCH))
