"""Facts on their way to the listener: in order, one at a time, bounded."""

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest

from dispatch_server.adapters.telephony.delivery import Delivery
from dispatch_server.ports.telephony import (
    CallArrived,
    CallRef,
    ExchangeSnapshot,
    ExchangeState,
    ExchangeUnavailable,
    Heard,
)
from tests.fakes.telephony import Notebook

EMPTY = ExchangeSnapshot(calls=(), phones={})
BOUND = 5


def heard(number: int) -> Heard:
    call = CallRef(f"c.{number}")
    return Heard(f"{call}:arrived", CallArrived(call, ani=None, dialled="120"))


class Gate(Notebook):
    """A listener that takes nothing until it is opened, and fails when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.open = asyncio.Event()
        self.fails = False
        self.unwelcome: set[str] = set()
        self.bursts: list[int] = []
        self.inside = 0

    async def heard(self, *facts: Heard) -> None:
        self.inside += 1
        assert self.inside == 1
        await self.open.wait()
        self.inside -= 1
        if self.fails or self.unwelcome.intersection(heard.key for heard in facts):
            raise RuntimeError("the listener is broken")
        self.bursts.append(len(facts))
        await super().heard(*facts)


class Room:
    """A delivery to a gate, and an exchange that may be unreadable."""

    def __init__(self) -> None:
        self.gate = Gate()
        self.readable = True
        self.broken_off = 0
        self.delivery = Delivery(self.snapshot, on_unreadable=self.break_off, bound=BOUND)

    async def snapshot(self) -> ExchangeSnapshot:
        if not self.readable:
            raise ExchangeUnavailable("no answer in time")
        return EMPTY

    def break_off(self) -> None:
        self.broken_off += 1


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    made = Room()
    made.delivery.start(made.gate)
    yield made
    await made.delivery.stop()


async def test_that_facts_keep_their_order_and_come_one_at_a_time(room: Room) -> None:
    for number in range(BOUND):
        room.delivery.heard(heard(number))
    room.gate.open.set()

    await room.gate.wait(lambda: len(room.gate.keys) == BOUND)
    assert room.gate.keys == [f"c.{number}:arrived" for number in range(BOUND)]


async def test_that_facts_that_wait_together_are_handed_over_together(room: Room) -> None:
    room.delivery.heard(heard(0))
    await asyncio.sleep(0)
    for number in range(1, BOUND):
        room.delivery.heard(heard(number))
    room.gate.open.set()

    await room.gate.wait(lambda: len(room.gate.keys) == BOUND)
    assert room.gate.bursts == [1, BOUND - 1]


async def test_that_one_fact_that_fails_fails_none_of_its_neighbours(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    room.gate.unwelcome = {"c.1:arrived"}
    room.gate.open.set()
    for number in range(3):
        room.delivery.heard(heard(number))

    await room.gate.wait(lambda: room.gate.snapshots)
    assert room.gate.keys == ["c.0:arrived", "c.2:arrived"]


async def test_that_a_link_that_came_up_is_followed_by_a_reconciliation(room: Room) -> None:
    room.gate.open.set()

    room.delivery.link(ExchangeState.UP, "")
    room.delivery.heard(heard(1))

    await room.gate.wait(lambda: room.gate.keys)
    assert (room.gate.links, room.gate.snapshots) == ([ExchangeState.UP], [EMPTY])


async def test_that_too_many_facts_are_dropped_for_a_reconciliation(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(BOUND * 10):
        room.delivery.heard(heard(number))
    room.gate.open.set()

    await room.gate.wait(lambda: f"c.{BOUND * 10 - 1}:arrived" in room.gate.keys)
    assert room.gate.snapshots == [EMPTY]
    assert len(room.gate.keys) <= BOUND
    assert "dropped" in caplog.text


async def test_that_dropping_facts_keeps_the_news_of_the_link(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    room.delivery.heard(heard(0))
    room.delivery.link(ExchangeState.DOWN, "the link broke")
    for number in range(1, BOUND * 2):
        room.delivery.heard(heard(number))
    room.gate.open.set()

    await room.gate.wait(lambda: room.gate.snapshots)
    assert room.gate.links == [ExchangeState.DOWN]


async def test_that_a_listener_that_fails_hears_what_comes_next(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    room.gate.fails = True
    room.gate.open.set()
    room.delivery.heard(heard(1))
    room.delivery.link(ExchangeState.DOWN, "")

    await room.gate.wait(lambda: room.gate.links)
    assert "the listener failed" in caplog.text


async def test_that_a_fact_a_listener_failed_on_is_made_good_by_a_reconciliation(
    room: Room,
) -> None:
    room.gate.fails = True
    room.gate.open.set()
    room.delivery.heard(heard(1))
    room.delivery.heard(heard(2))

    await room.gate.wait(lambda: room.gate.snapshots)
    assert room.gate.snapshots == [EMPTY]


async def test_that_an_unreadable_state_ends_the_link_so_that_it_is_asked_again(
    room: Room,
) -> None:
    room.readable = False

    room.delivery.link(ExchangeState.UP, "")
    room.delivery.link(ExchangeState.DOWN, "")

    await room.gate.wait(lambda: ExchangeState.DOWN in room.gate.links)
    assert (room.broken_off, room.gate.snapshots) == (1, [])


async def test_that_nothing_is_delivered_after_stopping(room: Room) -> None:
    room.gate.open.set()
    await room.delivery.stop()

    room.delivery.heard(heard(1))
    await asyncio.sleep(0)

    assert room.gate.keys == []
