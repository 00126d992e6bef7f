"""The subscriber register on its schedule."""

import asyncio
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from dispatch_server.contract.events.resources import RegisterNotRefreshed, RegisterRefreshed
from dispatch_server.contract.register import (
    MOST_CHANGES,
    ChangeKind,
    RegisterChange,
    RegisterRefresh,
)
from dispatch_server.ports.register import RegisterRefused
from dispatch_server.services.register import RegisterService
from tests.fakes.clock import FakeClock
from tests.fakes.register_keeper import FakeRegisterKeeper
from tests.fakes.store import FakeStore

EVENING = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
"""22:00 at the centre; 03:30 comes five and a half hours later."""
UNTIL_DUE_S = 5.5 * 3600
REFRESH = RegisterRefresh(
    generation=2,
    at=EVENING,
    source="112.csv",
    as_of=date(2026, 11, 22),
    rows=10,
    located=9,
    added=2,
    changed=1,
    removed=1,
    refused=3,
)


class Night:
    """A service with its neighbours, shortly before its hour."""

    def __init__(self, at: time | None = time(3, 30)) -> None:
        self.clock = FakeClock(EVENING)
        self.store = FakeStore(clock=self.clock)
        self.keeper = FakeRegisterKeeper()
        self.keeper.file, self.keeper.will = Path("112.csv"), REFRESH
        self.service = RegisterService(self.store, self.keeper, self.clock, at=at)

    @property
    def events(self) -> list[object]:
        return [recorded.event for recorded in self.store.journal]


async def test_that_nothing_is_taken_in_before_its_hour() -> None:
    night = Night()
    night.clock.pass_by(UNTIL_DUE_S - 1)

    await night.service.look()

    assert night.events == []


async def test_that_a_refresh_is_journalled_with_its_counts_alone() -> None:
    night = Night()
    night.clock.pass_by(UNTIL_DUE_S)

    await night.service.look()
    await night.service.look()

    assert night.events == [
        RegisterRefreshed.model_validate(REFRESH.model_dump(exclude={"at"})),
    ]
    answer = await night.service.answer()
    assert answer.refreshes == (REFRESH,)
    assert answer.next_at == datetime(2026, 11, 23, 19, 30, tzinfo=UTC)


async def test_that_a_refused_delivery_is_journalled_and_told_until_one_is_taken() -> None:
    night = Night()
    night.keeper.will = RegisterRefused("文件可能不完整")
    night.clock.pass_by(UNTIL_DUE_S)

    await night.service.look()
    refused = await night.service.answer()
    night.keeper.will = REFRESH
    night.clock.pass_by(24 * 3600)
    await night.service.look()
    taken = await night.service.answer()

    assert night.events[0] == RegisterNotRefreshed(source="112.csv", cause="文件可能不完整")
    assert (refused.fault, taken.fault) == ("文件可能不完整", "")


async def test_that_a_database_away_is_told_and_tried_again_the_next_day() -> None:
    night = Night()
    night.keeper.away = True
    night.clock.pass_by(UNTIL_DUE_S)

    await night.service.look()
    night.keeper.away = False

    assert (await night.service.answer()).fault == "数据库没有应答"
    night.clock.pass_by(24 * 3600)
    await night.service.look()
    assert len(night.events) == 1


async def test_that_it_is_told_while_a_delivery_is_taken_in() -> None:
    night = Night()
    night.keeper.may_go_on.clear()
    night.clock.pass_by(UNTIL_DUE_S)

    looking = asyncio.create_task(night.service.look())
    await asyncio.sleep(0)
    during = await night.service.answer()
    night.keeper.may_go_on.set()
    await looking

    assert during.is_refreshing
    assert not (await night.service.answer()).is_refreshing


async def test_that_without_a_folder_nothing_is_ever_looked_for() -> None:
    night = Night(at=None)
    night.clock.pass_by(48 * 3600)

    await night.service.start()
    await night.service.look()
    await night.service.stop()

    assert night.events == []
    assert (await night.service.answer()).next_at is None


@pytest.mark.parametrize(("count", "more"), [(MOST_CHANGES, False), (MOST_CHANGES + 1, True)])
async def test_that_a_page_of_changes_says_whether_more_follow(count: int, more: bool) -> None:
    night = Night()
    night.keeper.changed = [
        (2, RegisterChange(number=f"{n:011}", kind=ChangeKind.ADDED, was="", becomes="新"))
        for n in range(count)
    ]

    page = await night.service.changes(2, kind=None, after="")

    assert (len(page.changes), page.more) == (MOST_CHANGES, more)
