"""Who listens now, and the lights of the stations' receivers."""

from dispatch_server.contract.states import LinkState
from dispatch_server.contract.views import receiver_link
from dispatch_server.services.presence import GONE_AFTER_S, Presence
from tests.builders import FAR_STATION, RECEIVER, SEAT, STATION, room
from tests.fakes.clock import FakeClock
from tests.fakes.store import FakeStore

LINK = receiver_link(STATION)


def light(store: FakeStore) -> LinkState | None:
    link = store.board.links.get(LINK)
    return link.state if link is not None else None


async def test_that_a_receiver_that_listens_has_a_green_light_and_one_never_seen_has_none() -> None:
    store, clock = FakeStore(*room()), FakeClock()
    presence = Presence(store, clock)

    with presence.listening(RECEIVER), presence.listening(SEAT):
        await presence.look()
        listening = presence.seats

    assert light(store) is LinkState.UP
    assert receiver_link(FAR_STATION) not in store.board.links
    assert listening == (RECEIVER, SEAT)
    assert presence.seats == ()


async def test_that_a_receiver_is_gone_after_its_time_and_is_told_once_each_way() -> None:
    store, clock = FakeStore(*room()), FakeClock()
    presence = Presence(store, clock)
    with presence.listening(RECEIVER):
        await presence.look()

    clock.pass_by(GONE_AFTER_S - 1)
    await presence.look()
    before = light(store)
    clock.pass_by(1)
    for _ in range(3):
        await presence.look()

    assert (before, light(store)) == (LinkState.UP, LinkState.DOWN)
    assert store.board.links[LINK].cause == "示范一站受警机没有应答"
    assert len(store.journal) == len(room()) + 2


async def test_that_a_receiver_missing_after_a_restart_is_told_and_a_second_stream_keeps_it() -> (
    None
):
    store, clock = FakeStore(*room()), FakeClock()
    with Presence(store, clock).listening(RECEIVER) as _:
        pass
    first = Presence(store, clock)
    with first.listening(RECEIVER):
        with first.listening(RECEIVER):
            pass
        clock.pass_by(GONE_AFTER_S)
        await first.look()
        kept = light(store)

    again = Presence(store, clock)
    clock.pass_by(GONE_AFTER_S)
    await again.look()

    assert (kept, light(store)) == (LinkState.UP, LinkState.DOWN)


async def test_that_a_server_that_takes_over_gives_receivers_the_whole_time() -> None:
    store, clock = FakeStore(*room()), FakeClock()
    dying, next_one = Presence(store, clock), Presence(store, clock)
    with dying.listening(RECEIVER):
        await dying.look()
    clock.pass_by(GONE_AFTER_S * 4)

    await next_one.start()
    await next_one.look()
    before = light(store)
    clock.pass_by(GONE_AFTER_S)
    await next_one.look()
    await next_one.stop()

    assert (before, light(store)) == (LinkState.UP, LinkState.DOWN)
