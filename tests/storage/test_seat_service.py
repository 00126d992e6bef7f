"""What seats say, carried out on the database and on the fake alike, and kept over a restart."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dispatch_server.adapters.storage.engine import command_engine
from dispatch_server.adapters.storage.journal import SqlStore
from dispatch_server.adapters.storage.migrate import migrate
from dispatch_server.adapters.storage.verify import verify
from dispatch_server.contract.addressing import Addressee
from dispatch_server.contract.commands.seats import (
    DeclareSeat,
    OfferHandOver,
    ReadMessage,
    ReceiveMessage,
    SendMessage,
    TakeHandOver,
)
from dispatch_server.contract.ids import CommandId, HandOverId, MessageId
from dispatch_server.contract.states import AddresseeKind, ReceiptState, SeatState
from dispatch_server.domain.errors import LastReady
from dispatch_server.ports.storage import AlreadyDone, Store
from dispatch_server.services.actors import SYSTEM
from dispatch_server.services.seats import SeatService
from tests.builders import OTHER_SEAT, RECEIVER, SEAT, dispatched
from tests.fakes.clock import FakeClock
from tests.fakes.credentials import asker
from tests.fakes.store import FakeStore

SENT = SendMessage(
    command_id=CommandId("c-send"), to=Addressee(AddresseeKind.STATION, "st-1"), text="示范大桥封闭"
)
MESSAGE = MessageId("m-c-send")


@pytest.fixture(params=["fake", "file", "server"])
async def store(request: pytest.FixtureRequest) -> AsyncIterator[Store]:
    if request.param == "fake":
        yield FakeStore(*dispatched())
        return
    async with SqlStore(request.getfixturevalue(request.param), FakeClock()) as opened:
        async with opened.begin(CommandId("room"), by=SYSTEM) as tx:
            tx.record(*dispatched())
        yield opened


async def say_everything(store: Store) -> None:
    """One of each: a state, a message with its receipts, a hand-over with both signatures."""
    service, seats = SeatService(store), store.board.seats
    desk, other, receiver = (asker(seats[one]) for one in (SEAT, OTHER_SEAT, RECEIVER))
    busy = DeclareSeat(command_id=CommandId("c-busy"), state=SeatState.BUSY, reason="带教")
    await service.declare(busy, by=desk)
    await service.send(SENT, by=desk)
    received = ReceiveMessage(command_id=CommandId("c-got"), message_id=MESSAGE)
    await service.receive(received, by=receiver)
    await service.read(ReadMessage(command_id=CommandId("c-read"), message_id=MESSAGE), by=receiver)
    await service.offer(OfferHandOver(command_id=CommandId("c-off"), notes="示范备注"), by=desk)
    taken = TakeHandOver(command_id=CommandId("c-take"), handover_id=HandOverId("h-c-off"))
    await service.take(taken, by=other)


async def test_that_everything_a_seat_says_stands_on_the_board(store: Store) -> None:
    await say_everything(store)

    board = store.board
    assert (board.seats[SEAT].state, board.seats[SEAT].reason) == (SeatState.BUSY, "带教")
    assert board.messages[MESSAGE].receipts[RECEIVER].state is ReceiptState.READ
    (handover,) = board.handovers.values()
    assert (handover.leaving, handover.taking, handover.notes) == (SEAT, OTHER_SEAT, "示范备注")
    assert [item.state for item in handover.items] == ["dispatched", "undelivered"]


async def test_that_a_message_sent_twice_is_sent_once(store: Store) -> None:
    service, desk = SeatService(store), asker(store.board.seats[SEAT])
    await service.send(SENT, by=desk)

    with pytest.raises(AlreadyDone):
        await service.send(SENT, by=desk)

    assert list(store.board.messages) == [MESSAGE]


async def test_that_of_two_ready_desks_one_may_leave(store: Store) -> None:
    service, seats = SeatService(store), store.board.seats
    away = DeclareSeat(command_id=CommandId("c-1"), state=SeatState.AWAY, reason="就餐")
    await service.declare(away, by=asker(seats[SEAT]))
    again = away.model_copy(update={"command_id": CommandId("c-2")})

    with pytest.raises(LastReady):
        await service.declare(again, by=asker(seats[OTHER_SEAT]))

    assert store.board.seats[OTHER_SEAT].state is SeatState.READY


async def test_that_a_restart_finds_what_was_said(tmp_path: Path) -> None:
    path = tmp_path / "dispatch.sqlite"
    migrate(path)
    async with SqlStore(path, FakeClock()) as store:
        async with store.begin(CommandId("room"), by=SYSTEM) as tx:
            tx.record(*dispatched())
        await say_everything(store)
        before = store.board

    async with SqlStore(path, FakeClock()) as again:
        assert again.board == before
    engine = command_engine(path)
    with engine.connect() as connection:
        assert verify(connection).fault == ""
    engine.dispose()
