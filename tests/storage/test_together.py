"""Commands that wait for their turn go along in one transaction, each with its own outcome."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path

import pytest

from dispatch_server.adapters.storage import journal, turns
from dispatch_server.adapters.storage.address import Address
from dispatch_server.adapters.storage.journal import SqlStore
from dispatch_server.adapters.storage.postgres_writer import PostgresWriter
from dispatch_server.adapters.storage.sqlite_writer import SqliteWriter
from dispatch_server.adapters.storage.verify import Verdict
from dispatch_server.adapters.storage.writing import CommitLost, Entered, Work
from dispatch_server.contract.ids import CommandId
from dispatch_server.domain.errors import Refused
from dispatch_server.ports.storage import AlreadyDone, CommitUnknown, StoreFault, StoreUnavailable
from tests.storage.journalling import DESK, arrival, published_by, record, tamper, verdict

Command = Coroutine[None, None, None]
BAD = arrival(9)


class Line:
    """A first command that holds the turn until others stand behind it."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store
        self._inside, self._free = asyncio.Event(), asyncio.Event()

    async def _first(self) -> None:
        async with self._store.begin(CommandId("first"), by=DESK) as tx:
            tx.record(arrival(0))
            self._inside.set()
            await self._free.wait()

    async def behind(self, *others: Command) -> list[BaseException | None]:
        """Let the others in; return what became of the first and of each of them."""
        leading = asyncio.create_task(self._first())
        await self._inside.wait()
        waiting = [asyncio.create_task(other) for other in others]
        await asyncio.sleep(0)
        self._free.set()
        return await asyncio.gather(leading, *waiting, return_exceptions=True)


@pytest.fixture
async def line(store: SqlStore) -> Line:
    """A line before the store."""
    return Line(store)


@pytest.fixture
def commits(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A list that grows with every commit of either writer."""
    counted: list[int] = []
    for kind in (PostgresWriter, SqliteWriter):

        async def finish(
            writer: PostgresWriter | SqliteWriter,
            work: Work | None,
            real: object = kind.finish,
        ) -> None:
            assert callable(real)
            await real(writer, work)
            counted.append(1)

        monkeypatch.setattr(kind, "finish", finish)
    return counted


def refuse_bad_rows(address: Address) -> None:
    """Let the database refuse every row about the bad call."""
    if isinstance(address, Path):
        when = "WHEN NEW.id = 'call-9' BEGIN SELECT RAISE(ABORT, 'no'); END"
        tamper(address, f"CREATE TRIGGER bad BEFORE INSERT ON state_calls {when}")
    else:
        tamper(address, "ALTER TABLE state_calls ADD CHECK (id <> 'call-9')")


async def test_that_those_who_wait_go_along_in_one_commit_in_their_order(
    store: SqlStore, line: Line, either: Address, commits: list[int]
) -> None:
    heard = published_by(store)

    outcomes = await line.behind(*(record(store, f"c-{n}", arrival(n)) for n in range(1, 9)))

    assert outcomes == [None] * 9
    assert len(commits) == 1
    assert list(store.board.calls) == [f"call-{n}" for n in range(9)]
    assert heard == list(range(1, 10))
    assert verdict(either) == Verdict(9)


async def test_that_each_decides_on_what_those_before_it_recorded(
    store: SqlStore, line: Line
) -> None:
    seen: list[int] = []

    async def look(name: str) -> None:
        async with store.begin(CommandId(name), by=DESK) as tx:
            seen.append(len(tx.board.calls))
            tx.record(arrival(10 + len(seen)))

    await line.behind(look("a"), look("b"))

    assert seen == [1, 2]


async def test_that_one_that_is_refused_fails_none_of_its_neighbours(
    store: SqlStore, line: Line, either: Address
) -> None:
    async def refused() -> None:
        async with store.begin(CommandId("refused"), by=DESK) as tx:
            tx.record(arrival(7))
            raise Refused("no")

    outcomes = await line.behind(
        record(store, "c-1", arrival(1)), refused(), record(store, "c-2", arrival(2))
    )
    await record(store, "refused", arrival(3))

    assert [type(one) for one in outcomes if one] == [Refused]
    assert list(store.board.calls) == ["call-0", "call-1", "call-2", "call-3"]
    assert verdict(either) == Verdict(4)


async def test_that_rows_which_the_database_refuses_fail_none_of_their_neighbours(
    store: SqlStore, line: Line, either: Address
) -> None:
    refuse_bad_rows(either)

    outcomes = await line.behind(
        record(store, "c-1", arrival(1)),
        record(store, "c-2", BAD),
        record(store, "c-3", arrival(3)),
    )

    assert [type(one) for one in outcomes if one] == [StoreFault]
    assert list(store.board.calls) == ["call-0", "call-1", "call-3"]
    assert verdict(either) == Verdict(3)


async def test_that_a_command_cancelled_in_the_line_lets_the_others_pass(
    store: SqlStore, line: Line
) -> None:
    async def cut_off() -> None:
        gone = asyncio.create_task(record(store, "gone", arrival(5)))
        await asyncio.sleep(0)
        gone.cancel()

    await line.behind(cut_off(), record(store, "c-1", arrival(1)))
    await record(store, "c-2", arrival(2))

    assert list(store.board.calls) == ["call-0", "call-1", "call-2"]


async def test_that_one_that_does_not_decide_is_left_behind(
    store: SqlStore, line: Line, either: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "DECIDE_S", 0.05)
    passed = asyncio.Event()

    async def hang() -> None:
        async with store.begin(CommandId("hangs"), by=DESK) as tx:
            tx.record(arrival(8))
            await passed.wait()

    async def next_one() -> None:
        await record(store, "c-1", arrival(1))
        passed.set()

    outcomes = await line.behind(hang(), next_one())
    await record(store, "hangs", arrival(2))

    assert [type(one) for one in outcomes if one] == [StoreUnavailable]
    assert list(store.board.calls) == ["call-0", "call-1", "call-2"]
    assert verdict(either) == Verdict(3)


async def test_that_a_repeat_in_the_line_waits_for_what_becomes_of_the_first(
    store: SqlStore, line: Line
) -> None:
    outcomes = await line.behind(
        record(store, "first", arrival(1)),
        record(store, "c-1", arrival(2)),
        record(store, "c-1", arrival(3)),
    )

    assert [type(one) for one in outcomes if one] == [AlreadyDone, AlreadyDone]
    assert list(store.board.calls) == ["call-0", "call-2"]


@pytest.mark.parametrize("kept", [True, False])
async def test_that_all_hear_what_became_of_a_commit_without_an_answer(
    store: SqlStore, line: Line, either: Address, monkeypatch: pytest.MonkeyPatch, kept: bool
) -> None:
    kind = SqliteWriter if isinstance(either, Path) else PostgresWriter
    real = kind.finish

    async def finish(writer: SqliteWriter | PostgresWriter, work: Work | None) -> None:
        monkeypatch.setattr(kind, "finish", real)
        if kept:
            await real(writer, work)  # type: ignore[arg-type]  # the kind it was taken from
        raise CommitLost

    monkeypatch.setattr(kind, "finish", finish)
    heard = published_by(store)

    outcomes = await line.behind(record(store, "c-1", arrival(1)), record(store, "c-2", BAD))

    assert [type(one) for one in outcomes if one] == ([] if kept else [StoreUnavailable] * 3)
    assert heard == ([1, 2, 3] if kept else [])
    assert verdict(either) == Verdict(len(heard))


async def test_that_all_hear_that_nobody_knows_what_became_of_a_commit(
    store: SqlStore, line: Line, either: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = SqliteWriter if isinstance(either, Path) else PostgresWriter
    monkeypatch.setattr(journal, "SETTLE_PAUSE_S", 0.0)

    async def away(*_: object) -> Entered:
        raise OSError("the database is away")

    async def finish(*_: object) -> None:
        monkeypatch.setattr(kind, "enter", away)
        raise CommitLost

    with monkeypatch.context() as lost:
        lost.setattr(kind, "finish", finish)
        outcomes = await line.behind(record(store, "c-1", arrival(1)), record(store, "c-2", BAD))

    assert [type(one) for one in outcomes] == [CommitUnknown] * 3


async def test_that_several_commands_of_one_sender_are_one_commit(
    store: SqlStore, either: Address
) -> None:
    await record(store, "c-2", arrival(2))
    ids = [CommandId(f"c-{n}") for n in range(1, 4)]

    async with store.begin(ids[0], by=DESK, also=ids[1:]) as tx:
        for number, one in enumerate(ids, start=1):
            if tx.turn_to(one):
                tx.record(arrival(number))

    rows = await store.events(after=0, limit=9)
    assert [row.command_id for row in rows] == ["c-2", "c-1", "c-3"]
    with pytest.raises(AlreadyDone):
        await record(store, "c-3", arrival(3))
