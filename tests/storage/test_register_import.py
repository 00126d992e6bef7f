"""Making a delivery the register, on both databases."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from dispatch_server.adapters.storage.address import Address
from dispatch_server.adapters.storage.engine import command_engine
from dispatch_server.adapters.storage.register import SqlRegister
from dispatch_server.adapters.storage.register_file import delivery_of, located_rows
from dispatch_server.adapters.storage.register_import import (
    MOST_REFUSED_KEPT,
    Delivery,
    Row,
    newest_mark,
    take_in,
)
from dispatch_server.adapters.storage.register_keeping import SqlRegisterKeeper
from dispatch_server.adapters.storage.register_lock import register_locked
from dispatch_server.adapters.storage.register_rows import BATCH
from dispatch_server.contract.details import Subscriber
from dispatch_server.contract.register import ChangeKind
from dispatch_server.ports.register import RegisterRefused
from gis_data.city import DEMO_CITY
from gis_data.subscribers import RefusedRow
from tests.builders import START, SUBSCRIBER
from tests.fakes.clock import FakeClock

DELIVERY = Delivery("112.csv", "mark", SUBSCRIBER.as_of, START)


def one(number: int, address: str = "示范一路 1 号") -> Subscriber:
    return replace(SUBSCRIBER, number=f"100{number:08}", address=address)


def rows_held(address: Address) -> int:
    engine = command_engine(address)
    with engine.connect() as connection:
        count: int = connection.execute(sa.text("SELECT count(*) FROM subscriber")).scalar_one()
    engine.dispose()
    return count


def keeper(address: Address, folder: Path | None = None) -> SqlRegisterKeeper:
    return SqlRegisterKeeper(
        *(address, DEMO_CITY, folder, FakeClock()), most_removed_percent=20, within_s=60
    )


async def test_that_what_changed_is_counted_and_can_be_read(either: Address) -> None:
    take_in(either, [one(1), one(2), one(3)], DELIVERY)

    refresh = take_in(either, [one(2), one(3, "示范二路 2 号"), one(4), one(5)], DELIVERY)

    held = keeper(either)
    listed = await held.changes(refresh.generation, kind=None, after="", limit=9)
    changed = await held.changes(refresh.generation, kind=ChangeKind.CHANGED, after="", limit=9)
    behind = await held.changes(refresh.generation, kind=None, after="10000000003", limit=1)
    assert (refresh.rows, refresh.added, refresh.changed, refresh.removed) == (4, 2, 1, 1)
    assert [(row.number[-1], row.kind) for row in listed] == [
        ("1", ChangeKind.REMOVED),
        ("3", ChangeKind.CHANGED),
        ("4", ChangeKind.ADDED),
        ("5", ChangeKind.ADDED),
    ]
    assert [(row.was, row.becomes) for row in changed] == [("示范一路 1 号", "示范二路 2 号")]
    assert [row.number[-1] for row in behind] == ["4"]
    assert (await held.refreshes(limit=1))[0] == refresh
    await held.close()


async def test_that_old_rows_count_until_the_new_ones_are_whole(either: Address) -> None:
    take_in(either, [one(1)], DELIVERY)
    register = SqlRegister(either)
    seen: list[Subscriber | None] = []

    async def look() -> None:
        seen.append(await register.find("10000000001"))

    rows = [one(1, "新地址"), *(one(number) for number in range(2, BATCH + 2))]
    await look()
    take_in(either, rows, DELIVERY)
    await look()

    assert [found.address for found in seen if found] == ["示范一路 1 号", "新地址"]
    assert rows_held(either) == BATCH + 1
    await register.close()


async def test_that_a_delivery_that_breaks_off_changes_nothing(either: Address) -> None:
    take_in(either, [one(1)], DELIVERY)

    def broken() -> Iterator[Row]:
        yield from (one(number, "新地址") for number in range(BATCH + 1))
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk"):
        take_in(either, broken(), DELIVERY)

    register = SqlRegister(either)
    found = await register.find("10000000001")
    assert found == one(1)
    assert rows_held(either) == 1
    await register.close()


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "没有一行可用"),
        ([one(1), RefusedRow(1, "x"), RefusedRow(2, "x")], "2 行被拒"),
        ([one(number) for number in range(7)], "30%|3 个被删除"),
    ],
)
def test_that_a_delivery_that_cannot_be_right_is_refused(
    either: Address, rows: list[Row], said: str
) -> None:
    take_in(either, [one(number) for number in range(10)], DELIVERY)

    with pytest.raises(RegisterRefused, match=said):
        take_in(either, rows, replace(DELIVERY, most_removed_percent=20))

    assert rows_held(either) == 10


def test_that_a_file_of_bad_rows_leaves_a_bounded_list(either: Address, tmp_path: Path) -> None:
    refused_to = tmp_path / "refused.csv"
    rows = (RefusedRow(line, "没有号码") for line in range(MOST_REFUSED_KEPT + 50))

    with pytest.raises(RegisterRefused, match="没有一行可用"):
        take_in(either, rows, replace(DELIVERY, refused_to=refused_to))

    lines = refused_to.read_text("utf-8-sig").splitlines()
    assert lines[1] == "0,没有号码"
    assert lines[-1] == "…,另有 50 行"
    assert len(lines) == MOST_REFUSED_KEPT + 2


def test_that_only_one_delivery_is_taken_in_at_a_time(either: Address) -> None:
    engine = command_engine(either)

    with register_locked(either, engine), pytest.raises(RegisterRefused, match="正在进行"):
        take_in(either, [one(1)], DELIVERY)

    assert take_in(either, [one(1)], DELIVERY).rows == 1
    engine.dispose()


async def test_that_the_program_takes_in_the_newest_file_once(
    either: Address, tmp_path: Path
) -> None:
    text = "number,name,address\n10027164053,王示兰,地址未登记\nnobody,,\n"
    (tmp_path / "112.csv").write_text(text, "utf-8")
    held = keeper(either, tmp_path)

    file = await held.waiting()
    assert file is not None
    refresh = await held.refresh(file)

    refused = (tmp_path / "112.refused.csv").read_text("utf-8-sig")
    assert (refresh.source, refresh.rows, refresh.refused, refresh.at) == ("112.csv", 1, 1, START)
    assert "3,号码含有数字以外的字符" in refused
    assert await held.waiting() is None
    await held.close()


async def test_that_the_program_says_why_it_refuses(either: Address, tmp_path: Path) -> None:
    (tmp_path / "114.csv").write_bytes(bytes(range(256)) * 20)
    held = keeper(either, tmp_path)

    with pytest.raises(RegisterRefused, match="没有一行可用"):
        await held.refresh(tmp_path / "114.csv")

    await held.close()


def test_that_the_demonstration_register_is_located_and_marked(file: Path) -> None:
    source = DEMO_CITY / "subscribers.csv"
    delivery = delivery_of(source, at=START, refused_to=None)

    refresh = take_in(file, located_rows(source, DEMO_CITY), delivery)

    assert refresh.rows - refresh.located == 6
    assert newest_mark(file) == (delivery.mark, refresh.rows)
