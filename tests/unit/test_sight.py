"""What each seat sees of the board, in the snapshot and row by row."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, aclosing

import pytest
from pydantic import TypeAdapter

from dispatch_server.contract.access import SIGHT, VEHICLE_SIGHT, Extent
from dispatch_server.contract.answers import Changes, Snapshot, StreamMessage
from dispatch_server.contract.board import DRAWERS, Board
from dispatch_server.contract.details import Details
from dispatch_server.contract.events import Event
from dispatch_server.contract.events.incidents import IncidentDrafted
from dispatch_server.contract.ids import CommandId, IncidentId
from dispatch_server.contract.sight import Sight, narrowed
from dispatch_server.contract.states import Role, SeatState
from dispatch_server.services.actors import SYSTEM
from dispatch_server.services.stream import StreamService
from tests.builders import (
    ANI,
    FAR_STATION,
    FAR_VEHICLE,
    INCIDENT,
    ORDER,
    OTHER_SEAT,
    RECEIVER,
    SEAT,
    STATION,
    VEHICLE,
    board,
    dispatched,
)
from tests.fakes.store import FakeStore
from tests.unit.made_up_shift import FAR_RECEIVER, Shift

MESSAGES: TypeAdapter[StreamMessage] = TypeAdapter(StreamMessage)
NEAR = Sight(frozenset({Role.STATION}), RECEIVER, STATION)
FAR = Sight(frozenset({Role.STATION}), FAR_RECEIVER, FAR_STATION)
MAINTAINER = Sight(frozenset({Role.MAINTAINER}), OTHER_SEAT)
ON_BOARD = Sight(frozenset(), RECEIVER, STATION, VEHICLE)
BOTH = Sight(frozenset({Role.STATION, Role.MAINTAINER}), SEAT, STATION)
WHOLE = Sight(frozenset({Role.DISPATCHER}), SEAT)
NARROW = (NEAR, FAR, MAINTAINER, ON_BOARD, BOTH)
SHIFTS = 12
COMMITS = 120


class Watcher:
    """A seat's mirror over the texts that the stream sends it."""

    def __init__(self, texts: AsyncGenerator[str, None]) -> None:
        self.board = Board()
        self._texts = texts

    async def until(self, seq: int) -> None:
        """Take in what is sent, up to a number."""
        while self.board.seq < seq:
            self._take(MESSAGES.validate_json(await anext(self._texts)))

    def _take(self, message: StreamMessage) -> None:
        if isinstance(message, Snapshot):
            self.board = message.board
        elif isinstance(message, Changes):
            for row in message.rows:
                assert row.seq == self.board.seq + 1
                self.board.take_in(row.seq, row.here, row.gone)


def hidden(seen: Board, *drawers: str) -> bool:
    return not any(getattr(seen, drawer) for drawer in drawers)


async def record(store: FakeStore, *events: Event) -> None:
    async with store.begin(CommandId(f"c-{len(store.journal)}"), by=SYSTEM) as tx:
        tx.record(*events)


@pytest.fixture
def short_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the board forget what ended early, so that a short shift sees it happen."""
    for name in ("KEPT_ENDED", "KEPT_MESSAGES", "KEPT_HANDOVERS"):
        monkeypatch.setattr(f"dispatch_server.contract.board.{name}", 4)


@pytest.mark.parametrize("seed", range(SHIFTS))
@pytest.mark.usefixtures("short_memory")
async def test_that_what_a_seat_folds_is_what_it_may_see_of_the_board(seed: int) -> None:
    shift = Shift(seed)
    store = FakeStore(*shift.start)
    stream = StreamService(store, queue_bound=20, heartbeat_s=60)
    store.publish_to(stream.publish)

    async with AsyncExitStack() as open_streams:
        watchers = {}
        for sight in NARROW:
            texts = stream.messages(None, sight=sight)
            await open_streams.enter_async_context(aclosing(texts))
            watchers[sight] = Watcher(texts)
        for number in range(COMMITS):
            await record(store, *shift.next(store.board))
            if number % 3 == seed % 3:
                for sight, watcher in watchers.items():
                    await watcher.until(store.board.seq)
                    assert watcher.board == narrowed(store.board, sight)


@pytest.mark.usefixtures("short_memory")
async def test_that_a_seat_too_slow_for_its_queue_starts_over_with_what_it_may_see() -> None:
    shift = Shift(0)
    store = FakeStore(*shift.start)
    stream = StreamService(store, queue_bound=2, heartbeat_s=60)
    store.publish_to(stream.publish)

    async with aclosing(stream.messages(None, sight=NEAR)) as texts:
        watcher = Watcher(texts)
        await watcher.until(1)
        for _ in range(9):
            await record(store, *shift.next(store.board))
        await watcher.until(store.board.seq)

    assert watcher.board == narrowed(store.board, NEAR)


async def test_that_a_seat_that_missed_nothing_gets_no_board_again() -> None:
    store = FakeStore(*dispatched())
    stream = StreamService(store, heartbeat_s=60)

    async with aclosing(stream.messages(store.board.seq, sight=NEAR)) as texts:
        await anext(texts)
        first = MESSAGES.validate_json(await anext(texts))

    assert first == Changes(rows=())


async def test_that_what_concerns_others_comes_as_a_number_without_a_body() -> None:
    store = FakeStore(*dispatched())
    stream = StreamService(store, heartbeat_s=60)
    store.publish_to(stream.publish)

    async with aclosing(stream.messages(store.board.seq, sight=FAR)) as texts:
        for _ in range(2):
            await anext(texts)
        await record(store, IncidentDrafted(incident_id=IncidentId("i-2"), number=2))
        text = await anext(texts)

    message = MESSAGES.validate_json(text)
    assert isinstance(message, Changes)
    (row,) = message.rows
    assert (row.seq, row.here, row.gone) == (store.board.seq, None, ())
    assert "i-2" not in text


def test_that_every_role_has_its_line_for_every_drawer() -> None:
    assert set(SIGHT) == set(Role)
    assert {frozenset(table) for table in (*SIGHT.values(), VEHICLE_SIGHT)} == {frozenset(DRAWERS)}


def test_that_the_room_sees_the_whole_board() -> None:
    whole = board(dispatched())
    whole.last_number = 0

    assert WHOLE.is_whole
    assert narrowed(whole, WHOLE) == whole


def test_that_a_station_sees_its_own_order_and_no_caller() -> None:
    seen = narrowed(board(dispatched()), NEAR)

    assert set(seen.orders) == {ORDER}
    assert seen.incidents[INCIDENT].details == Details()
    assert set(seen.vehicles) == {VEHICLE}
    assert hidden(seen, "calls", "recordings", "acceptances", "patients", "people", "devices")


def test_that_another_station_sees_nothing_of_it() -> None:
    seen = narrowed(board(dispatched()), FAR)

    assert hidden(seen, "calls", "incidents", "acceptances", "patients", "orders")
    assert set(seen.vehicles) == {FAR_VEHICLE}
    assert ANI not in Snapshot(board=seen).model_dump_json()


def test_that_a_maintainer_sees_the_house_and_nobody_ill() -> None:
    seen = narrowed(board(dispatched()), MAINTAINER)

    assert set(seen.seats) == {SEAT, OTHER_SEAT, RECEIVER}
    assert set(seen.vehicles) == {VEHICLE, FAR_VEHICLE}
    assert hidden(seen, "calls", "incidents", "acceptances", "patients", "orders")
    assert ANI not in Snapshot(board=seen).model_dump_json()


def test_that_a_vehicle_sees_its_own_order_alone() -> None:
    other = Sight(frozenset(), RECEIVER, STATION, FAR_VEHICLE)

    assert set(narrowed(board(dispatched()), ON_BOARD).orders) == {ORDER}
    assert not narrowed(board(dispatched()), other).orders


def test_that_a_station_knows_the_desks_by_name_and_not_what_they_do() -> None:
    away = board(dispatched())
    seen = narrowed(away, NEAR).seats

    assert {seat.name for seat in seen.values()} == {"01席", "02席", "示范一站受警机"}
    assert (seen[SEAT].phone, seen[SEAT].state) == ("", SeatState.READY)


def test_that_several_roles_see_what_any_of_them_does() -> None:
    assert BOTH.extents["people"] is Extent.ALL
    assert BOTH.extents["orders"] is Extent.OWN
