"""What a room has enters the board, journalled only where it changed."""

from dispatch_server.contract.events import Event
from dispatch_server.contract.events.resources import LinkChanged, StationRegistered
from dispatch_server.contract.ids import LinkId
from dispatch_server.contract.states import Duty, LinkState
from dispatch_server.contract.views import printer_link
from dispatch_server.services.links import LinkService
from dispatch_server.services.printer_watch import PrinterWatch
from dispatch_server.services.registration import RegistrationService
from tests.builders import STATION, VEHICLE, room
from tests.fakes.printing import FakePrinters
from tests.fakes.store import FakeStore

NEAR = "ipp://127.0.0.1:1/ipp/print"


def renamed() -> list[Event]:
    return [
        event.model_copy(update={"printer": ""}) if isinstance(event, StationRegistered) else event
        for event in room()
    ]


async def test_that_a_new_room_is_registered_whole() -> None:
    store = FakeStore()

    changed = await RegistrationService(store).register(room())

    assert changed == len(room())
    assert store.facts() == room()


async def test_that_nothing_new_is_no_event() -> None:
    store = FakeStore(*room())

    changed = await RegistrationService(store).register(room())

    assert changed == 0
    assert store.facts() == room()


async def test_that_only_what_changed_is_journalled() -> None:
    store = FakeStore(*room())

    changed = await RegistrationService(store).register(renamed())

    assert changed == 1
    assert store.board.stations[STATION].printer == ""
    assert store.board.vehicles[VEHICLE].duty is Duty.AT_STATION


def lights(store: FakeStore) -> list[tuple[LinkState, str]]:
    return [(e.state, e.cause) for e in store.facts() if isinstance(e, LinkChanged)]


async def test_that_a_printers_light_changes_only_when_the_printer_does() -> None:
    store, printers = FakeStore(*room()), FakePrinters()
    watch = PrinterWatch(store, printers)

    await watch.look()
    await watch.look()
    printers.set_paper_out(NEAR)
    await watch.look()
    await watch.look()

    assert lights(store) == [(LinkState.UP, ""), (LinkState.DOWN, "缺纸")]
    assert list(store.board.links) == [printer_link(STATION)]


async def test_that_after_a_start_nothing_is_known_of_any_link() -> None:
    seen = LinkChanged(link_id=LinkId("exchange"), state=LinkState.UP)
    store = FakeStore(*room(), seen)

    await LinkService(store).forget()
    await LinkService(store).forget()

    assert lights(store) == [(LinkState.UP, ""), (LinkState.UNKNOWN, "")]


async def test_that_a_busy_database_does_not_keep_the_server_from_starting() -> None:
    store = FakeStore(*room(), LinkChanged(link_id=LinkId("exchange"), state=LinkState.UP))
    store.away = True

    await LinkService(store).forget()

    assert lights(store) == [(LinkState.UP, "")]


async def test_that_a_watch_outlives_a_database_that_is_away() -> None:
    store, printers = FakeStore(*room()), FakePrinters()
    store.away = True
    watch = PrinterWatch(store, printers, every_s=0)
    await watch.start()

    store.away = False

    await store.until(lambda board: board.links)
    await watch.stop()
