"""What a seat receives: first, after that, and when it was too slow."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from pydantic import TypeAdapter

from dispatch_server.contract.answers import Events, Heartbeat, Hello, Snapshot, StreamMessage
from dispatch_server.contract.events import Event
from dispatch_server.contract.events.calls import CallArrived
from dispatch_server.contract.ids import CallId, CommandId
from dispatch_server.contract.version import PROTOCOL
from dispatch_server.services.actors import SYSTEM
from dispatch_server.services.stream import RESUME_BOUND, StreamService
from tests.builders import dispatched, room
from tests.fakes.store import FakeStore

MESSAGES: TypeAdapter[StreamMessage] = TypeAdapter(StreamMessage)


def arrival(number: int) -> CallArrived:
    return CallArrived(call_id=CallId(f"call-{number}"), ani=None, dialled="120")


def streaming(
    *events: Event, queue_bound: int = 100, heartbeat_s: float = 60
) -> tuple[FakeStore, StreamService]:
    store = FakeStore(*events)
    service = StreamService(store, queue_bound=queue_bound, heartbeat_s=heartbeat_s)
    store.publish_to(service.publish)
    return store, service


async def record(store: FakeStore, *events: Event) -> None:
    async with store.begin(CommandId(f"c-{len(store.journal)}"), by=SYSTEM) as tx:
        tx.record(*events)


async def take(messages: AsyncGenerator[str, None], count: int) -> list[StreamMessage]:
    async with asyncio.timeout(5):
        return [MESSAGES.validate_json(await anext(messages)) for _ in range(count)]


def numbers(message: StreamMessage) -> list[int]:
    assert isinstance(message, Events)
    return [recorded.seq for recorded in message.events]


async def test_that_a_new_seat_gets_a_hello_and_the_whole_board() -> None:
    store, service = streaming(*dispatched())

    async with aclosing(service.messages(None)) as messages:
        hello, snapshot = await take(messages, 2)

    assert hello == Hello(protocol=PROTOCOL, seq=store.board.seq)
    assert isinstance(snapshot, Snapshot)
    assert snapshot.board == store.board


async def test_that_a_seat_that_comes_back_gets_what_it_missed() -> None:
    _, service = streaming(*room())

    async with aclosing(service.messages(5)) as messages:
        _, events = await take(messages, 2)

    assert numbers(events) == [6, 7, 8]


async def test_that_a_seat_whose_last_row_is_another_gets_a_whole_board() -> None:
    """An older backup was restored: the same numbers, other rows."""
    store, service = streaming(*room())
    rows = [row.model_copy(update={"hash": f"hash-{row.seq}"}) for row in store.journal]
    store.journal = rows

    async with aclosing(service.messages(5, last="hash-5")) as messages:
        _, resumed = await take(messages, 2)
    async with aclosing(service.messages(5, last="of another journal")) as messages:
        _, fresh = await take(messages, 2)
    async with aclosing(service.messages(8, last="of another journal")) as messages:
        _, also_fresh = await take(messages, 2)

    assert numbers(resumed) == [6, 7, 8]
    assert isinstance(fresh, Snapshot)
    assert isinstance(also_fresh, Snapshot)
    assert fresh.last == "hash-8"


async def test_that_seats_are_told_that_the_database_is_away_and_keep_their_board() -> None:
    store, service = streaming(*room())

    async with aclosing(service.messages(None)) as messages:
        await take(messages, 2)
        store.away = True
        service.tell("数据库没有应答")
        (told,) = await take(messages, 1)
        async with aclosing(service.messages(5)) as another:
            _, board, first = await take(another, 3)
        service.tell("")
        (well,) = await take(messages, 1)

    assert told == first == Heartbeat(seq=8, database="数据库没有应答")
    assert isinstance(board, Snapshot)
    assert well == Heartbeat(seq=8)


async def test_that_a_seat_that_missed_nothing_gets_nothing_new() -> None:
    _, service = streaming(*room())

    async with aclosing(service.messages(8)) as messages:
        _, events = await take(messages, 2)

    assert numbers(events) == []


async def test_that_a_seat_that_missed_too_much_gets_a_whole_board() -> None:
    _, service = streaming(*room(), *(arrival(n) for n in range(RESUME_BOUND)))

    async with aclosing(service.messages(1)) as messages:
        _, snapshot = await take(messages, 2)

    assert isinstance(snapshot, Snapshot)


async def test_that_a_seat_that_knows_more_than_the_server_starts_over() -> None:
    _, service = streaming(*room())

    async with aclosing(service.messages(9)) as messages:
        _, snapshot = await take(messages, 2)

    assert isinstance(snapshot, Snapshot)


async def test_that_commits_follow_whole_in_order_and_without_a_gap() -> None:
    store, service = streaming(*room())

    async with aclosing(service.messages(None)) as messages:
        await take(messages, 2)
        await record(store, arrival(1), arrival(2))
        await record(store, arrival(3))
        first, second = await take(messages, 2)

    assert (numbers(first), numbers(second)) == ([9, 10], [11])


async def test_that_a_commit_between_hello_and_board_comes_neither_twice_nor_never() -> None:
    store, service = streaming(*room())

    async with aclosing(service.messages(None)) as messages:
        await take(messages, 1)
        await record(store, arrival(1))
        (snapshot,) = await take(messages, 1)
        await record(store, arrival(2))
        (events,) = await take(messages, 1)

    assert isinstance(snapshot, Snapshot)
    assert snapshot.board.seq == 9
    assert numbers(events) == [10]


async def test_that_a_commit_while_a_seat_resumes_comes_after_what_it_missed() -> None:
    store, service = streaming(*room())

    async with aclosing(service.messages(6)) as messages:
        await take(messages, 1)
        await record(store, arrival(1))
        missed, events = await take(messages, 2)

    assert [*numbers(missed), *numbers(events)] == [7, 8, 9]


async def test_that_a_seat_too_slow_starts_over_and_no_other_waits_for_it() -> None:
    store, service = streaming(*room(), queue_bound=2)

    async with aclosing(service.messages(None)) as slow, aclosing(service.messages(None)) as quick:
        await take(slow, 2)
        await take(quick, 2)
        seen = []
        for number in range(5):
            await record(store, arrival(number))
            seen += await take(quick, 1)
        (snapshot,) = await take(slow, 1)
        await record(store, arrival(5))
        (events,) = await take(slow, 1)

    assert [numbers(message) for message in seen] == [[9], [10], [11], [12], [13]]
    assert isinstance(snapshot, Snapshot)
    assert snapshot.board.seq == 13
    assert numbers(events) == [14]


async def test_that_silence_is_broken_by_a_heartbeat() -> None:
    _, service = streaming(*room(), heartbeat_s=0)

    async with aclosing(service.messages(None)) as messages:
        messages_seen = await take(messages, 4)

    assert messages_seen[2:] == [Heartbeat(seq=8), Heartbeat(seq=8)]


async def test_that_a_seat_that_left_is_forgotten() -> None:
    store, service = streaming(*room(), queue_bound=1)
    async with aclosing(service.messages(None)) as messages:
        await take(messages, 2)

    await record(store, arrival(1))
    await record(store, arrival(2))

    assert service.readers == 0
