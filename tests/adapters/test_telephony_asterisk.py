"""What only a real exchange can show: voices, recordings, wrong secrets, silence, nobody there."""

import asyncio
import dataclasses
import hashlib
import time
import wave
from array import array
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import TypeVar

import pytest

from dispatch_server.adapters.recordings import RecordingsFolder
from dispatch_server.adapters.telephony import AmiSettings, AsteriskTelephony
from dispatch_server.ports.recordings import Sealed
from dispatch_server.ports.telephony import (
    CallArrived,
    CallHungUp,
    CallOffered,
    CallPickedUp,
    CallRef,
    Declined,
    Done,
    ExchangeState,
    Heard,
    RecordingBegun,
    Unknown,
)
from tests.adapters.telephony_rooms import CALLER_HERTZ, RealRoom
from tests.fakes.telephony import Notebook
from tests.testbed import g711
from tests.testbed.exchange import Exchange

ANI = "10027164053"
SCREEN_POP_S = 0.3
QUICK_S = 0.6
EMPTY_RECORDING = 44

Found = TypeVar("Found")


@pytest.fixture(scope="module")
def exchange() -> Iterator[Exchange]:
    with Exchange() as started:
        yield started


@pytest.fixture
async def room(exchange: Exchange) -> AsyncIterator[RealRoom]:
    async with RealRoom(exchange) as opened:
        yield opened


async def until(look: Callable[[], Awaitable[Found | None]]) -> Found:
    """Look again and again at something that tells nobody when it changes."""
    async with asyncio.timeout(10):
        while True:
            found = await look()
            if found is not None:
                return found
            await asyncio.sleep(0.05)


async def sealed(room: RealRoom, call: CallRef) -> Sealed:
    """Wait for the seal of a recording."""
    file = room.notebook.of(RecordingBegun, call)[0].file
    folder = RecordingsFolder(room.exchange.recordings)
    return await until(lambda: folder.seal(file))


def quick(settings: AmiSettings) -> AmiSettings:
    """Return settings with which a test need not wait long."""
    return dataclasses.replace(
        settings, action_timeout_s=0.5, ping_s=0.2, silent_s=QUICK_S, backoff_s=(0.05, 0.2)
    )


async def test_that_after_answering_both_sides_hear_each_other(room: RealRoom) -> None:
    call = await room.call_in(ANI, offered_to=2)
    desk = await room.phones["6001"].wait_call()

    assert await room.telephony.answer(call, phone="6001") == Done()

    await room.legs[call].wait_hears(1100)
    await desk.wait_hears(CALLER_HERTZ)
    assert desk.notified == ["talk"]
    assert desk.caller_number == ANI


async def test_that_an_arriving_call_is_told_at_once(room: RealRoom) -> None:
    leg = await room.dial(ANI)
    await room.notebook.wait_fact(CallArrived)

    assert leg.invite_sent_at is not None
    assert time.monotonic() - leg.invite_sent_at < SCREEN_POP_S


async def test_that_whatever_number_a_caller_dialled_the_call_rings(room: RealRoom) -> None:
    for dialled in ("120", "027120", "+8627120", "12012345"):
        leg = await room.dial("unavailable", dialled=dialled)
        await leg.wait_state("ringing")
        await leg.hang_up()
        await leg.wait_state("ended")

    heard = room.notebook.of(CallArrived)
    assert [(fact.ani, fact.dialled) for fact in heard] == [
        (None, "120"),
        (None, "027120"),
        (None, "+8627120"),
        (None, "12012345"),
    ]


async def test_that_a_recording_holds_both_voices_and_is_sealed(room: RealRoom) -> None:
    call = await room.call_in(ANI, offered_to=2)
    await room.telephony.answer(call, phone="6001")
    await room.legs[call].wait_hears(1100)
    await room.telephony.hang_up(call, phone="6001")

    seal = await sealed(room, call)

    path = room.exchange.recordings / seal.file
    assert seal.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    with wave.open(str(path)) as recording:
        samples = list(array("h", recording.readframes(recording.getnframes())))
    assert seal.seconds == pytest.approx(len(samples) / g711.RATE, abs=0.01)
    assert g711.level(samples, CALLER_HERTZ) > 0.05
    assert g711.level(samples, 1100) > 0.05
    assert ANI not in seal.file


async def test_that_a_recording_survives_the_death_of_the_exchange(room: RealRoom) -> None:
    call = await room.call_in(ANI, offered_to=2)
    await room.telephony.answer(call, phone="6001")
    file = room.notebook.of(RecordingBegun, call)[0].file
    path = room.exchange.recordings / file

    async def written() -> bool | None:
        return (path.exists() and path.stat().st_size > EMPTY_RECORDING) or None

    await until(written)
    await room.exchange_dies()
    folder = RecordingsFolder(room.exchange.recordings, quiet_s=0)
    first = await folder.seal(file)
    second = await folder.seal(file)
    await room.exchange_dies_and_returns()

    assert first is None
    assert second is not None
    assert second.seconds > 0


async def test_that_a_phone_that_does_not_obey_leaves_the_outcome_unknown(room: RealRoom) -> None:
    room.phones["6001"].obeys = False
    call = await room.call_in(ANI, offered_to=2)

    begun = time.monotonic()
    outcome = await room.telephony.answer(call, phone="6001")

    assert isinstance(outcome, Unknown)
    assert time.monotonic() - begun == pytest.approx(2.0, abs=0.3)


async def test_that_a_phone_name_cannot_carry_orders_to_the_exchange(room: RealRoom) -> None:
    call = await room.call_in(ANI, offered_to=2)
    await room.pick_up(call, "6001")

    outcome = await room.telephony.hang_up(call, phone="6001\r\nAction: Hangup")

    assert isinstance(outcome, Declined)


async def test_that_one_of_two_desks_answering_at_once_wins(room: RealRoom) -> None:
    call = await room.call_in(ANI, offered_to=2)

    outcomes = await asyncio.gather(
        room.telephony.answer(call, phone="6001"), room.telephony.answer(call, phone="6002")
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Declined", "Done"]
    assert len(room.notebook.of(CallPickedUp, call)) == 1


async def test_that_a_second_caller_rings_as_soon_as_the_first_is_answered(room: RealRoom) -> None:
    first = await room.call_in(ANI, offered_to=2)
    await room.dial("10027164054")
    second = (await room.notebook.wait(lambda: room.notebook.of(CallArrived)[1:]))[0].call

    assert await room.telephony.answer(first, phone="6001") == Done()

    assert await room.telephony.answer(second, phone="6002") == Done()


async def test_that_when_no_desk_is_there_the_fallback_phones_ring(room: RealRoom) -> None:
    for desk in list(room.phones.values()):
        await desk.unregister()
    await room.sit_down("6901", hertz=1900)

    call = await room.call_in(ANI, offered_to=1)

    assert room.notebook.of(CallOffered, call)[0].phone == "6901"
    await room.pick_up(call, "6901")
    await room.legs[call].wait_hears(1900)


async def test_that_when_no_desk_answers_everybody_rings(room: RealRoom) -> None:
    await asyncio.to_thread(room.exchange.console, "dialplan set global DESKS_ALONE 1")
    await room.sit_down("6901", hertz=1900)

    leg = await room.dial(ANI)
    await room.notebook.wait(
        lambda: any(fact.phone == "6901" for fact in room.notebook.of(CallOffered))
    )
    call = room.notebook.of(CallArrived)[0].call
    live = await room.notebook.wait(
        lambda: len([f for f in room.notebook.of(CallOffered, call) if f.phone == "6001"]) > 1
    )
    await asyncio.to_thread(room.exchange.console, "dialplan set global DESKS_ALONE 40")

    assert live
    assert leg.state == "ringing"
    assert await room.telephony.answer(call, phone="6002") == Done()


async def test_that_a_caller_waits_on_when_nobody_at_all_is_there(room: RealRoom) -> None:
    for desk in list(room.phones.values()):
        await desk.unregister()
    for name in ("DESKS_ALONE", "EVERYBODY"):
        await asyncio.to_thread(room.exchange.console, f"dialplan set global {name} 1")

    leg = await room.dial(ANI)
    await leg.wait_state("ringing")
    with pytest.raises(TimeoutError):
        await leg.wait_state("ended", "up", within=4)
    await room.sit_down("6001", hertz=1100)
    offered = await room.notebook.wait_fact(CallOffered)
    for name in ("DESKS_ALONE", "EVERYBODY"):
        await asyncio.to_thread(room.exchange.console, f"dialplan set global {name} 40")

    assert offered.phone == "6001"
    assert room.notebook.of(CallHungUp) == []


async def test_that_a_wrong_secret_is_refused_and_tried_seldom(exchange: Exchange) -> None:
    settings = dataclasses.replace(
        exchange.ami_settings, secret="a-wrong-secret", backoff_s=(0.05, 60.0)
    )
    telephony, notebook = AsteriskTelephony(settings), Notebook()

    await telephony.start(notebook)
    await notebook.wait(lambda: notebook.links)
    outcome = await telephony.answer(CallRef("any"), phone="6001")
    await telephony.stop()

    assert notebook.links == [ExchangeState.REFUSED]
    assert notebook.snapshots == []
    assert isinstance(outcome, Declined)


async def test_that_an_exchange_that_hangs_is_noticed_and_found_again(exchange: Exchange) -> None:
    telephony, notebook = AsteriskTelephony(quick(exchange.ami_settings)), Notebook()
    await telephony.start(notebook)
    await notebook.wait(lambda: notebook.snapshots)

    exchange.freeze()
    outcome = await telephony.answer(CallRef("any"), phone="6001")
    await notebook.wait(lambda: notebook.links[-1] is ExchangeState.DOWN)
    exchange.thaw()
    await notebook.wait(lambda: notebook.links[-1] is ExchangeState.UP)
    await notebook.wait(lambda: len(notebook.snapshots) > 1)
    await telephony.stop()

    assert isinstance(outcome, Unknown)


async def test_that_a_call_that_was_there_before_the_server_is_reconciled(room: RealRoom) -> None:
    call = await room.call_in(ANI, offered_to=2)
    await room.pick_up(call, "6001")
    later, notebook = AsteriskTelephony(room.exchange.ami_settings), Notebook()

    await later.start(notebook)
    await notebook.wait(lambda: notebook.snapshots)
    await room.caller_hangs_up(call)
    end = await notebook.wait_fact(CallHungUp)
    await later.stop()

    assert notebook.snapshots[0].calls[0].answered_by == "6001"
    assert notebook.facts == [end]


async def test_that_nothing_is_heard_after_stopping(room: RealRoom) -> None:
    await room.telephony.stop()
    leg = await room.dial(ANI)
    await leg.wait_state("ringing")

    assert room.notebook.facts == []


async def test_that_a_slow_listener_does_not_delay_an_action(room: RealRoom) -> None:
    class Slow(Notebook):
        async def heard(self, *facts: Heard) -> None:
            await asyncio.Event().wait()

    telephony, slow = AsteriskTelephony(room.exchange.ami_settings), Slow()
    await telephony.start(slow)
    await slow.wait(lambda: slow.snapshots)
    call = await room.call_in(ANI, offered_to=2)

    outcome = await telephony.answer(call, phone="6001")
    await telephony.stop()

    assert outcome == Done()
