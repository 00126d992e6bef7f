"""A disk that fills up: a light at the desks, a line in the log, and no more backups."""

import asyncio

import pytest

from dispatch_server.contract.events.resources import LinkChanged
from dispatch_server.contract.ids import CommandId
from dispatch_server.contract.states import LinkState
from dispatch_server.services.actors import SYSTEM
from dispatch_server.services.links import LinkService
from dispatch_server.services.space_watch import DISK_LINK, SpaceWatch
from tests.builders import room
from tests.fakes.disks import FakeDisks
from tests.fakes.store import FakeStore

KEPT = 2_000_000_000
ROOMY = 9_000_000_000


def watch_over(store: FakeStore, disks: FakeDisks) -> SpaceWatch:
    return SpaceWatch(store, disks, kept_free_bytes=KEPT, every_s=0.01)


async def test_that_a_disk_with_little_room_lights_up_once_and_goes_out(
    caplog: pytest.LogCaptureFixture,
) -> None:
    store, disks = FakeStore(*room()), FakeDisks(录音=ROOMY, 数据库=ROOMY)
    watch = watch_over(store, disks)

    await watch.look()
    disks.free_bytes["录音"] = KEPT - 1
    for _ in range(3):
        await watch.look()
    light, low = store.board.links[DISK_LINK], [one.name for one in watch.seen if one.is_low]
    disks.free_bytes["录音"] = KEPT
    await watch.look()

    assert light.state is LinkState.SLOW
    assert light.cause == "录音所在磁盘只剩 1999 MB；备份已停，请维护员腾出空间"
    assert low == ["录音"]
    assert store.board.links[DISK_LINK].state is LinkState.UP
    assert len(store.journal) == len(room()) + 2
    assert caplog.messages == [
        "little room on the disk of 录音: 1999 MB",
        "the disks have room again",
    ]


async def test_that_another_servers_full_disk_is_not_put_out_from_here() -> None:
    store = FakeStore(*room())
    full, roomy = FakeDisks(数据库=0), FakeDisks(数据库=ROOMY)
    theirs, ours = watch_over(store, full), watch_over(store, roomy)

    for watch in (theirs, ours, theirs, ours):
        await watch.look()

    assert store.board.links[DISK_LINK].state is LinkState.SLOW
    assert len(store.journal) == len(room()) + 1


async def test_that_a_light_from_before_a_start_is_seen_to() -> None:
    store = FakeStore(*room())
    async with store.begin(CommandId("before"), by=SYSTEM) as tx:
        tx.record(LinkChanged(link_id=DISK_LINK, state=LinkState.SLOW, cause="以前"))
    watch = watch_over(store, FakeDisks(数据库=ROOMY))

    await LinkService(store).forget()
    await watch.look()

    assert store.board.links[DISK_LINK].state is LinkState.UP


async def test_that_disks_that_cannot_be_looked_at_are_said_once_and_looked_at_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    store, disks = FakeStore(*room()), FakeDisks(数据库=0)
    disks.away = True
    watch = watch_over(store, disks)

    await watch.start()
    async with asyncio.timeout(5):
        while not caplog.messages:  # noqa: ASYNC110 - the watch goes by itself
            await asyncio.sleep(0.01)
        disks.away = False
        await store.until(lambda board: DISK_LINK in board.links)
    await watch.stop()

    assert caplog.messages[0] == "the disks could not be looked at: a stale mount"
    assert len(caplog.messages) == 2
