"""What every exchange promises, the fake one and the real one alike."""

from collections.abc import AsyncIterator, Iterator

import pytest

from dispatch_server.ports.telephony import (
    CallArrived,
    CallHungUp,
    CallOffered,
    CallOfferEnded,
    CallPickedUp,
    CallRef,
    Declined,
    Done,
    ExchangeState,
    RecordingBegun,
)
from tests.adapters.telephony_rooms import FakeRoom, RealRoom, Room
from tests.testbed.exchange import Exchange

ANI = "10027164053"


@pytest.fixture(scope="module")
def exchange() -> Iterator[Exchange]:
    with Exchange() as started:
        yield started


@pytest.fixture(params=["fake", "real"])
async def room(request: pytest.FixtureRequest) -> AsyncIterator[Room]:
    if request.param == "fake":
        async with FakeRoom() as fake:
            yield fake
    else:
        async with RealRoom(request.getfixturevalue("exchange")) as real:
            yield real


async def test_that_a_call_arrives_before_anything_else_is_told_of_it(room: Room) -> None:
    call = await room.call_in(ANI, offered_to=2)

    about = [fact for fact in room.notebook.facts if fact.call == call]
    assert about[0] == CallArrived(call, ani=ANI, dialled="120")
    assert {fact.phone for fact in room.notebook.of(CallOffered, call)} == {"6001", "6002"}


async def test_that_the_recording_begins_before_any_phone_rings(room: Room) -> None:
    call = await room.call_in(ANI, offered_to=2)

    about = [type(fact) for fact in room.notebook.facts if fact.call == call]
    assert about.index(RecordingBegun) < about.index(CallOffered)


async def test_that_a_caller_who_withholds_the_number_is_as_welcome(room: Room) -> None:
    call = await room.call_in(None, offered_to=2)

    assert room.notebook.of(CallArrived, call)[0].ani is None
    assert await room.telephony.answer(call, phone="6001") == Done()


async def test_that_answering_makes_the_phone_pick_up_and_the_others_rest(room: Room) -> None:
    call = await room.call_in(ANI, offered_to=2)

    outcome = await room.telephony.answer(call, phone="6002")

    assert outcome == Done()
    assert (await room.notebook.wait_fact(CallPickedUp, call)).phone == "6002"
    assert (await room.notebook.wait_fact(CallOfferEnded, call)).phone == "6001"


async def test_that_picking_up_by_hand_is_heard_as_well(room: Room) -> None:
    call = await room.call_in(ANI, offered_to=2)

    await room.pick_up(call, "6001")

    assert room.notebook.of(CallPickedUp, call) == [CallPickedUp(call, phone="6001")]


async def test_that_answering_what_is_answered_changes_nothing(room: Room) -> None:
    call = await room.call_in(ANI, offered_to=2)
    await room.telephony.answer(call, phone="6001")

    again = await room.telephony.answer(call, phone="6001")
    other = await room.telephony.answer(call, phone="6002")

    assert again == Done()
    assert isinstance(other, Declined)
    assert len(room.notebook.of(CallPickedUp, call)) == 1


async def test_that_a_caller_who_puts_down_is_heard(room: Room) -> None:
    call = await room.call_in(ANI, offered_to=2)
    await room.pick_up(call, "6001")

    await room.caller_hangs_up(call)

    assert (await room.notebook.wait_fact(CallHungUp, call)).by == "caller"


async def test_that_hanging_up_ends_the_call_by_the_desk(room: Room) -> None:
    call = await room.call_in(ANI, offered_to=2)
    await room.pick_up(call, "6001")

    outcome = await room.telephony.hang_up(call, phone="6001")

    assert outcome == Done()
    assert (await room.notebook.wait_fact(CallHungUp, call)).by == "desk"


async def test_that_nobody_hangs_up_a_call_somebody_else_has(room: Room) -> None:
    call = await room.call_in(ANI, offered_to=2)
    await room.pick_up(call, "6001")

    assert isinstance(await room.telephony.hang_up(call, phone="6002"), Declined)
    assert (await room.telephony.snapshot()).calls[0].answered_by == "6001"


async def test_that_nobody_hangs_up_a_call_that_only_rings(room: Room) -> None:
    call = await room.call_in(ANI, offered_to=2)

    assert isinstance(await room.telephony.hang_up(call, phone="6001"), Declined)


async def test_that_a_caller_who_gives_up_ends_every_offer_before_the_call(room: Room) -> None:
    call = await room.call_in(ANI, offered_to=2)

    await room.caller_hangs_up(call)

    end = await room.notebook.wait_fact(CallHungUp, call)
    ended = {fact.phone for fact in room.notebook.of(CallOfferEnded, call)}
    assert (end.by, ended) == ("caller", {"6001", "6002"})
    assert [fact for fact in room.notebook.facts if fact.call == call][-1] == end


async def test_that_a_call_that_is_over_cannot_be_answered(room: Room) -> None:
    call = await room.call_in(ANI, offered_to=2)
    await room.caller_hangs_up(call)
    await room.notebook.wait_fact(CallHungUp, call)

    assert isinstance(await room.telephony.answer(call, phone="6001"), Declined)
    assert isinstance(await room.telephony.hang_up(call, phone="6001"), Declined)


async def test_that_a_phone_that_does_not_ring_cannot_answer(room: Room) -> None:
    call = await room.call_in(ANI, offered_to=2)

    assert isinstance(await room.telephony.answer(call, phone="6009"), Declined)
    assert isinstance(await room.telephony.answer(CallRef("no-such-call"), phone="6001"), Declined)


async def test_that_a_snapshot_tells_what_is_held_now(room: Room) -> None:
    call = await room.call_in(ANI, offered_to=2)

    ringing = (await room.telephony.snapshot()).calls
    await room.pick_up(call, "6001")
    talking = (await room.telephony.snapshot()).calls

    assert [(live.call, live.ani, live.dialled) for live in ringing] == [(call, ANI, "120")]
    assert (set(ringing[0].ringing), ringing[0].answered_by) == ({"6001", "6002"}, None)
    assert (talking[0].ringing, talking[0].answered_by) == ((), "6001")
    assert talking[0].recording == room.notebook.of(RecordingBegun, call)[0].file


async def test_that_a_snapshot_tells_which_phones_are_there(room: Room) -> None:
    phones = (await room.telephony.snapshot()).phones

    assert [phone for phone, there in phones.items() if there] == ["6001", "6002"]


async def test_that_after_a_death_of_the_exchange_the_call_is_reconciled_away(room: Room) -> None:
    await room.call_in(ANI, offered_to=2)
    before = len(room.notebook.snapshots)

    await room.exchange_dies_and_returns()

    await room.notebook.wait(lambda: len(room.notebook.snapshots) > before)
    assert room.notebook.links == [ExchangeState.UP, ExchangeState.DOWN, ExchangeState.UP]
    assert room.notebook.snapshots[-1].calls == ()


async def test_that_nothing_is_asked_of_an_exchange_that_is_gone(room: Room) -> None:
    call = await room.call_in(ANI, offered_to=2)
    await room.exchange_dies()
    await room.notebook.wait(lambda: room.notebook.links[-1] is ExchangeState.DOWN)

    assert isinstance(await room.telephony.answer(call, phone="6001"), Declined)
    assert isinstance(await room.telephony.hang_up(call, phone="6001"), Declined)

    await room.exchange_dies_and_returns()


async def test_that_every_fact_has_a_key_of_its_own(room: Room) -> None:
    call = await room.call_in(ANI, offered_to=2)
    await room.pick_up(call, "6001")
    await room.caller_hangs_up(call)
    await room.notebook.wait_fact(CallHungUp, call)

    assert len(set(room.notebook.keys)) == len(room.notebook.facts)
