"""When a silent vehicle or a broker that is away becomes an event."""

from dispatch_server.contract.events import Event
from dispatch_server.contract.positions import SentFix
from dispatch_server.contract.states import LinkState
from dispatch_server.domain.fixes import FilterLimits
from dispatch_server.services.lane import PositionLane
from dispatch_server.services.vehicle_watch import BROKER_LINK, VehicleWatch, gps_link
from tests.builders import SCENE, VEHICLE, answered, issued, opened, ringing, room
from tests.fakes.clock import FakeClock
from tests.fakes.history import FakeHistory
from tests.fakes.store import FakeStore

LIMITS = FilterLimits(area=None, fastest_mps=55.0, slack_m=150.0, agreeing=3)


class Watched:
    """A lane that hears one vehicle, and the watch over it."""

    def __init__(self, *more: Event) -> None:
        self.clock = FakeClock()
        self.store = FakeStore(*room(), *more, clock=self.clock)
        self.lane = PositionLane(self.store, FakeHistory(), self.clock, limits=LIMITS)
        self.watch = VehicleWatch(self.store, self.lane, self.clock)
        self.n = 0

    def hear(self) -> None:
        now = int(self.clock.now().timestamp() * 1000)
        self.n += 1
        sent = SentFix(self.n, "b", now, *SCENE)
        self.lane.fixes(VEHICLE, [sent], received_at=now, live=True)

    async def after(self, seconds: float) -> LinkState | None:
        self.clock.pass_by(seconds)
        await self.watch.look()
        link = self.store.board.links.get(gps_link(VEHICLE))
        return link.state if link else None


async def test_that_a_vehicle_in_service_that_falls_silent_is_told_of_once() -> None:
    watched = Watched()
    watched.hear()

    assert await watched.after(500) is None
    assert await watched.after(200) is LinkState.DOWN
    rows = len(watched.store.journal)
    assert await watched.after(200) is LinkState.DOWN
    assert len(watched.store.journal) == rows

    watched.hear()
    assert await watched.after(1) is LinkState.UP


async def test_that_a_vehicle_on_a_job_is_told_of_sooner() -> None:
    watched = Watched(*ringing(), *answered(), *opened(), issued())
    watched.hear()

    assert await watched.after(100) is None
    assert await watched.after(30) is LinkState.DOWN


async def test_that_without_a_broker_the_broker_is_told_of_and_not_every_vehicle() -> None:
    watched = Watched()
    watched.hear()
    watched.lane.broker_is(False, "refused")

    assert await watched.after(5_000) is None
    assert watched.store.board.links[BROKER_LINK].state is LinkState.DOWN
