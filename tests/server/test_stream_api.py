"""The event stream over a WebSocket."""

import pytest

from dispatch_server.contract.answers import Events, Hello, Snapshot
from dispatch_server.contract.version import PROTOCOL
from tests.builders import ringing, room
from tests.server.served import Served, Socket

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
