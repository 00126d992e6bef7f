"""Closing and opening roads: what is refused, what the board shows, when a closure ends."""

from datetime import timedelta

import pytest

from dispatch_server.contract.commands.roads import CloseRoad, OpenRoad
from dispatch_server.contract.entities import Closure
from dispatch_server.contract.events.roads import RoadClosed, RoadOpened
from dispatch_server.contract.ids import ClosureId, CommandId
from dispatch_server.domain.errors import NotFound, ReasonMissing, Refused, RoadUnclear
from dispatch_server.domain.roads import MOST_CLOSURES
from dispatch_server.ports.storage import AlreadyDone
from dispatch_server.services.roads import RoadService, RoadWatch
from tests.builders import SCENE, SEAT, START, STATION_POINT, board, room
from tests.fakes.clock import FakeClock
from tests.fakes.credentials import asker
from tests.fakes.ground import STREET, FakeGround
from tests.fakes.store import FakeStore

LINE = (STATION_POINT, SCENE)
CLOSURE = ClosureId("x-c-1")
CLOSED = RoadClosed(closure_id=CLOSURE, line=LINE, street=STREET)


def close(**changes: object) -> CloseRoad:
    given = {"command_id": CommandId("c-1"), "line": LINE, "reason": "示范施工", **changes}
    return CloseRoad.model_validate(given)


class Room:
    """A room whose roads may be closed."""

    def __init__(self, *events: RoadClosed, ground: FakeGround | None = None) -> None:
        self.clock = FakeClock()
        self.store = FakeStore(*room(), *events, clock=self.clock)
        self.ground = ground or FakeGround()
        self.service = RoadService(self.store, self.ground, self.clock)
        self.watch = RoadWatch(self.store, self.ground, self.clock)
        self.by = asker(self.store.board.seats[SEAT])


async def test_that_a_closed_road_is_on_the_board_with_its_reason_and_its_end() -> None:
    here = Room()
    until = here.clock.now() + timedelta(hours=2)

    await here.service.close(close(until=until), by=here.by)

    assert here.store.board.closures == {
        CLOSURE: Closure(CLOSURE, LINE, STREET, "示范施工", here.clock.now(), until)
    }


async def test_that_one_point_closes_the_road_at_it() -> None:
    here = Room()

    await here.service.close(close(line=(SCENE,)), by=here.by)

    assert here.store.board.closures[CLOSURE].line == (SCENE, SCENE)


async def test_that_the_same_command_twice_closes_once() -> None:
    here = Room()
    await here.service.close(close(), by=here.by)

    with pytest.raises(AlreadyDone):
        await here.service.close(close(), by=here.by)

    assert len(here.store.board.closures) == 1


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"reason": "  "}, ReasonMissing),
        ({"until": START - timedelta(hours=1)}, RoadUnclear),
    ],
)
async def test_that_a_closure_without_reason_or_future_is_refused(
    changes: dict[str, object], refusal: type[Refused]
) -> None:
    here = Room()

    with pytest.raises(refusal):
        await here.service.close(close(**changes), by=here.by)

    assert here.store.board.closures == {}


@pytest.mark.parametrize("line", [LINE, (SCENE,)])
async def test_that_a_line_without_a_road_under_it_is_refused(
    line: tuple[tuple[float, float], ...],
) -> None:
    here = Room(ground=FakeGround(SCENE))

    with pytest.raises(RoadUnclear):
        await here.service.close(close(line=line), by=here.by)


async def test_that_there_is_an_end_to_how_many_roads_are_closed() -> None:
    closed = [
        RoadClosed(closure_id=ClosureId(f"x-{number}"), line=LINE)
        for number in range(MOST_CLOSURES)
    ]
    here = Room(*closed)

    with pytest.raises(RoadUnclear):
        await here.service.close(close(), by=here.by)


@pytest.mark.parametrize("line", [(), ((float("nan"), 30.0),), ((30.58, 114.3),)])
def test_that_a_line_off_the_earth_is_not_a_command(line: object) -> None:
    with pytest.raises(ValueError, match="line"):
        close(line=line)


async def test_that_an_opened_road_leaves_the_board_and_cannot_be_opened_twice() -> None:
    here = Room(CLOSED)

    await here.service.open(OpenRoad(command_id=CommandId("c-2"), closure_id=CLOSURE), by=here.by)

    assert here.store.board.closures == {}
    assert here.store.facts()[-1] == RoadOpened(closure_id=CLOSURE)
    with pytest.raises(NotFound):
        await here.service.open(
            OpenRoad(command_id=CommandId("c-3"), closure_id=CLOSURE), by=here.by
        )


async def test_that_the_ground_hears_of_closures_whoever_made_them() -> None:
    here = Room(CLOSED)

    await here.watch.tell()
    before = here.ground.closures
    await here.service.open(OpenRoad(command_id=CommandId("c-2"), closure_id=CLOSURE), by=here.by)
    await here.watch.tell()

    assert before == [LINE]
    assert here.ground.closures == []


async def test_that_a_commit_about_roads_wakes_the_watch() -> None:
    here = Room()
    here.store.publish_to(here.watch.heard)
    await here.watch.start()

    await here.service.close(close(), by=here.by)
    await here.ground.until_closed(1)
    await here.watch.stop()

    assert here.ground.closures == [LINE]


async def test_that_a_road_opens_by_itself_when_its_time_has_come_and_not_before() -> None:
    here = Room()
    await here.service.close(close(until=here.clock.now() + timedelta(hours=1)), by=here.by)

    here.clock.pass_by(59 * 60)
    await here.watch.open_due()
    still = dict(here.store.board.closures)
    here.clock.pass_by(2 * 60)
    await here.watch.open_due()

    assert list(still) == [CLOSURE]
    assert here.store.board.closures == {}
    assert here.store.journal[-1].actor.id == "server"


async def test_that_of_two_servers_one_opens_a_road() -> None:
    here = Room()
    await here.service.close(close(until=here.clock.now() + timedelta(hours=1)), by=here.by)
    here.clock.pass_by(2 * 3600)
    other = RoadWatch(here.store, FakeGround(), here.clock)

    await here.watch.open_due()
    here.store.board.closures.update(board([CLOSED]).closures)
    await other.open_due()

    assert len([fact for fact in here.store.facts() if isinstance(fact, RoadOpened)]) == 1
