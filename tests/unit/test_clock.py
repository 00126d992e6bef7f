"""A clock that is set: the server's own time goes on evenly, and a light says so."""

from datetime import UTC, datetime, timedelta

import pytest

from dispatch_server.adapters.clock import SteadyClock
from dispatch_server.contract.ids import CommandId
from dispatch_server.contract.states import LinkState
from dispatch_server.services.actors import SYSTEM
from dispatch_server.services.clock_watch import CLOCK_LINK, ClockWatch
from tests.builders import room
from tests.fakes.store import FakeStore

BEGIN = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
HOUR = 3_600.0
STEP_S = 5.0


class Machine:
    """A machine whose time passes, and whose clock can be set."""

    def __init__(self) -> None:
        self.passed = 100.0
        self.set_by = 0.0
        self.clock = SteadyClock(
            step_s=STEP_S,
            wall=lambda: BEGIN.timestamp() - 100.0 + self.passed + self.set_by,
            steady=lambda: self.passed,
        )


def after(seconds: float) -> datetime:
    return BEGIN + timedelta(seconds=seconds)


@pytest.mark.parametrize("by", [HOUR, -HOUR])
def test_that_a_clock_that_is_set_is_not_followed(by: float) -> None:
    machine = Machine()
    machine.passed += 10

    machine.set_by = by
    told = [machine.clock.now(), machine.clock.ahead_s]
    machine.passed += 10

    assert told == [after(10), by]
    assert machine.clock.now() == after(20)


def test_that_a_clock_put_right_again_is_followed_as_before() -> None:
    machine = Machine()
    machine.set_by = -HOUR
    machine.clock.now()

    machine.set_by = 0.5
    machine.passed += 1

    assert (machine.clock.now(), machine.clock.ahead_s) == (after(1.5), 0.0)


def test_that_a_small_correction_back_never_turns_the_order_round() -> None:
    machine = Machine()
    machine.passed += 10
    before = machine.clock.now()

    machine.set_by = -2.0
    there = machine.clock.now()
    machine.passed += 10

    assert there == before
    assert machine.clock.now() == after(18)


@pytest.mark.parametrize(("by", "word"), [(HOUR, "拨快"), (-HOUR, "拨慢")])
async def test_that_a_clock_that_is_set_lights_up_once_and_goes_out(by: float, word: str) -> None:
    machine = Machine()
    store = FakeStore(*room(), clock=machine.clock)
    watch = ClockWatch(store, machine.clock, step_s=STEP_S)

    await watch.look()
    machine.set_by = by
    await watch.look()
    machine.passed += 1
    await watch.look()
    light = store.board.links[CLOCK_LINK]
    machine.set_by = 0.0
    await watch.look()

    assert light.state is LinkState.DOWN
    assert f"{word} 3600 秒" in light.cause
    assert store.board.links[CLOCK_LINK].state is LinkState.UP
    assert len(store.journal) == len(room()) + 2


async def test_that_numbers_and_times_keep_their_order_over_both_jumps() -> None:
    machine = Machine()
    store = FakeStore(clock=machine.clock)

    for number, by in enumerate([0.0, -HOUR, -HOUR, 0.0, HOUR, HOUR]):
        machine.set_by = by
        machine.passed += 1
        async with store.begin(CommandId(f"c-{number}"), by=SYSTEM) as tx:
            tx.record(room()[number])

    assert [row.seq for row in store.journal] == list(range(1, 7))
    assert [row.at for row in store.journal] == [after(n) for n in range(1, 7)]


async def test_that_a_start_before_the_last_row_lights_up() -> None:
    later = Machine()
    later.passed += HOUR
    store = FakeStore(clock=later.clock)
    async with store.begin(CommandId("c-1"), by=SYSTEM) as tx:
        tx.record(*room())
    machine = Machine()
    watch = ClockWatch(store, machine.clock, step_s=STEP_S)

    await watch.compare()
    await watch.look()

    assert "早 3600 秒" in store.board.links[CLOCK_LINK].cause
