"""The event stream over a WebSocket."""

import pytest

from dispatch_server.contract.answers import Changes, Events, Hello, Snapshot
from dispatch_server.contract.events.orders import OrderMoved
from dispatch_server.contract.ids import CallId
from dispatch_server.contract.states import OrderState, Role
from dispatch_server.contract.version import PROTOCOL
from tests.builders import ANI, ORDER, RECEIVER, SEAT, dispatched, ringing, room
from tests.server.served import Served, Socket, token_at

KNOWN = f"protocol={PROTOCOL}"


async def test_that_a_seat_gets_a_hello_then_the_board_then_what_happens() -> None:
    async with Served(*room()) as served, Socket(served, KNOWN) as socket:
        hello, snapshot = await socket.next(), await socket.next()
        await served.record(*ringing())
        events = await socket.next()

    assert isinstance(hello, Hello)
    assert isinstance(snapshot, Snapshot)
    assert isinstance(events, Events)
    assert [recorded.seq for recorded in events.events] == [10, 11, 12]


async def test_that_a_seat_that_comes_back_resumes_from_its_number() -> None:
    async with Served(*room()) as served, Socket(served, f"{KNOWN}&after=6") as socket:
        await socket.next()
        events = await socket.next()

    assert isinstance(events, Events)
    assert [recorded.seq for recorded in events.events] == [7, 8, 9]


async def test_that_a_stations_seat_gets_what_concerns_it_and_a_number_for_the_rest() -> None:
    key = token_at(RECEIVER)
    async with Served(*dispatched()) as served, Socket(served, KNOWN, token=key) as socket:
        hello, snapshot = await socket.next(), await socket.next()
        await served.record(*ringing(CallId("call-2")))
        await served.record(OrderMoved(order_id=ORDER, to=OrderState.ACKNOWLEDGED))
        call, moved = await socket.next(), await socket.next()

    assert isinstance(hello, Hello)
    assert isinstance(snapshot, Snapshot)
    assert (set(snapshot.board.orders), snapshot.board.calls) == ({ORDER}, {})
    assert isinstance(call, Changes)
    assert [row.here for row in call.rows] == [None] * 3
    assert isinstance(moved, Changes)
    (row,) = moved.rows
    assert row.here is not None
    assert row.here.orders[ORDER].state is OrderState.ACKNOWLEDGED


async def test_that_a_maintainer_watches_without_anybody_ill() -> None:
    async with Served(*dispatched()) as served:
        served.seat_somebody(SEAT, Role.MAINTAINER)
        async with Socket(served, KNOWN) as socket:
            await socket.next()
            snapshot = await socket.next()

    assert isinstance(snapshot, Snapshot)
    assert snapshot.board.people
    assert not snapshot.board.incidents
    assert ANI not in snapshot.model_dump_json()


@pytest.mark.parametrize("after", ["999", "-999999", "9" * 40])
async def test_that_a_number_nobody_gave_out_gets_the_board(after: str) -> None:
    async with Served(*room()) as served, Socket(served, f"{KNOWN}&after={after}") as socket:
        await socket.next()
        snapshot = await socket.next()

    assert isinstance(snapshot, Snapshot)


@pytest.mark.parametrize("protocol", ["0", "9999"])
async def test_that_another_protocol_is_told_to_upgrade(protocol: str) -> None:
    query = f"protocol={protocol}"
    async with Served(*room()) as served, Socket(served, query) as socket:
        await socket.ended()

        assert socket.code == 4426
        assert "升级" in socket.reason
        assert len(socket.reason.encode()) <= 123


async def test_that_a_stranger_is_turned_away() -> None:
    async with Served(*room()) as served, Socket(served, KNOWN, token="nobody") as socket:
        await socket.ended()

        assert socket.code == 4401
        assert len(socket.reason.encode()) <= 123


async def test_that_a_seat_that_leaves_is_let_go() -> None:
    async with Served(*room()) as served:
        async with Socket(served, KNOWN) as socket:
            await socket.next()
            assert served.stream.readers == 1

        assert served.stream.readers == 0


async def test_that_a_seat_that_takes_nothing_is_cut_off(caplog: pytest.LogCaptureFixture) -> None:
    async with Served(*room(), send_s=0.01) as served, Socket(served, KNOWN) as socket:
        await socket.next()
        await socket.next()
        socket.stuck = True
        await served.record(*ringing())
        await socket.ended()

        assert served.stream.readers == 0
        assert "cut off" in caplog.text
