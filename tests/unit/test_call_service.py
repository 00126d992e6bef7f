"""The service between the exchange and the journal."""

import asyncio
from typing import NamedTuple

import pytest

from dispatch_server.contract.commands.calls import AnswerCall, HangUpCall
from dispatch_server.contract.entities import Call, Seat
from dispatch_server.contract.events.calls import CallArrived as ArrivedEvent
from dispatch_server.contract.events.resources import LinkChanged
from dispatch_server.contract.ids import CallId, CommandId, SeatId
from dispatch_server.contract.states import CallState, LinkState
from dispatch_server.domain.errors import ExchangeDeclined, NoPhone, NotFound
from dispatch_server.ports.telephony import (
    CallArrived,
    CallOffered,
    CallRef,
    ExchangeSnapshot,
    ExchangeState,
    Heard,
    LiveCall,
)
from dispatch_server.services.calls import EXCHANGE_LINK, CallService, OutcomeUnknown
from tests.builders import ANI, OTHER_SEAT, RECEIVER, SEAT, SUBSCRIBER, room
from tests.fakes.credentials import asker
from tests.fakes.register import FakeRegister
from tests.fakes.store import FakeStore
from tests.fakes.telephony import FakeTelephony


class Room(NamedTuple):
    """A call service with everything around it."""

    store: FakeStore
    exchange: FakeTelephony
    register: FakeRegister
    service: CallService

    def call(self, call: CallRef) -> Call:
        return self.store.board.calls[CallId(call)]

    def seat(self, seat_id: SeatId = SEAT) -> Seat:
        return self.store.board.seats[seat_id]

    async def answer(self, call: CallRef, seat_id: SeatId = SEAT) -> None:
        command = AnswerCall(command_id=CommandId("c-answer"), call_id=CallId(call))
        await self.service.answer(command, by=asker(self.seat(seat_id)))

    async def hang_up(self, call: CallRef, seat_id: SeatId = SEAT) -> None:
        command = HangUpCall(command_id=CommandId("c-hang-up"), call_id=CallId(call))
        await self.service.hang_up(command, by=asker(self.seat(seat_id)))


@pytest.fixture
async def desks() -> Room:
    store, exchange = FakeStore(*room()), FakeTelephony("6001", "6002")
    register = FakeRegister(SUBSCRIBER)
    service = CallService(store, exchange, register, store_retry_s=0, register_s=0.01)
    await exchange.start(service)
    return Room(store, exchange, register, service)


async def test_that_a_call_rings_with_what_the_register_knows(desks: Room) -> None:
    call = await desks.exchange.ring_in(ANI)

    assert desks.call(call).subscriber == SUBSCRIBER
    assert desks.call(call).offered == (SEAT, OTHER_SEAT)
    recorded = [CallRef(one.call_id) for one in desks.store.board.recordings.values()]
    assert recorded == [call]


async def test_that_a_failing_register_never_keeps_a_call_from_ringing(
    desks: Room, caplog: pytest.LogCaptureFixture
) -> None:
    desks.register.fault = RuntimeError("the file is gone")

    call = await desks.exchange.ring_in(ANI)

    assert desks.call(call).offered == (SEAT, OTHER_SEAT)
    assert ANI not in caplog.text


async def test_that_a_silent_register_keeps_a_call_waiting_only_so_long(desks: Room) -> None:
    desks.register.silent = True

    call = await desks.exchange.ring_in(ANI)

    assert desks.call(call).subscriber is None
    assert desks.call(call).offered == (SEAT, OTHER_SEAT)


async def test_that_a_withheld_number_is_not_looked_up(desks: Room) -> None:
    desks.register.fault = AssertionError("nobody asks for a number that is not there")

    call = await desks.exchange.ring_in(None)

    assert desks.call(call).ani is None


async def test_that_a_fact_heard_twice_counts_once(desks: Room) -> None:
    fact = CallArrived(CallRef("x-1"), None, "120")

    await desks.service.heard(Heard("x-1:arrived", fact))
    await desks.service.heard(Heard("x-1:arrived", fact))
    await desks.service.heard(Heard("x-1:arrived-again", fact))

    assert sum(isinstance(event, ArrivedEvent) for event in desks.store.facts()) == 1


async def test_that_facts_of_one_burst_are_one_commit_in_their_order(desks: Room) -> None:
    before = len(desks.store.journal)
    commits: list[int] = []
    desks.store.publish_to(lambda rows: commits.append(len(rows)))
    burst = [
        Heard("c.1:arrived", CallArrived(CallRef("c.1"), ani=ANI, dialled="120")),
        Heard("c.1:offered", CallOffered(CallRef("c.1"), "6001")),
        Heard("c.2:arrived", CallArrived(CallRef("c.2"), ani=None, dialled="120")),
        Heard("c.1:arrived", CallArrived(CallRef("c.1"), ani=ANI, dialled="120")),
    ]

    await desks.service.heard(*burst)
    await desks.service.heard(*burst)

    kinds = [type(event).__name__ for event in desks.store.facts()[before:]]
    assert kinds == ["CallArrived", "CallLocated", "CallOffered", "CallArrived"]
    assert commits == [4]
    assert {row.command_id for row in desks.store.journal[before:]} == {
        "exchange:c.1:arrived",
        "exchange:c.1:offered",
        "exchange:c.2:arrived",
    }


async def test_that_a_fact_waits_for_a_database_that_is_away(desks: Room) -> None:
    desks.store.away = True
    ringing = asyncio.create_task(desks.exchange.ring_in(ANI))
    for _ in range(10):
        await asyncio.sleep(0)
    desks.store.away = False

    call = await ringing

    assert desks.call(call).offered == (SEAT, OTHER_SEAT)


async def test_that_answering_makes_the_phone_pick_up(desks: Room) -> None:
    call = await desks.exchange.ring_in(ANI)

    await desks.answer(call)

    assert desks.call(call).answered_by == SEAT
    assert desks.call(call).incident_id is not None


async def test_that_answering_again_what_this_seat_has_is_done(desks: Room) -> None:
    call = await desks.exchange.ring_in(ANI)
    await desks.answer(call)

    await desks.answer(call)

    assert desks.call(call).answered_by == SEAT


async def test_that_the_second_seat_is_told_that_it_is_too_late(desks: Room) -> None:
    call = await desks.exchange.ring_in(ANI)
    await desks.answer(call)

    with pytest.raises(ExchangeDeclined, match="已被接起"):
        await desks.answer(call, OTHER_SEAT)


async def test_that_a_declined_answer_is_a_refusal_in_the_words_of_the_room(desks: Room) -> None:
    call = await desks.exchange.ring_in(ANI)
    await desks.exchange.cut()

    with pytest.raises(ExchangeDeclined, match="听筒"):
        await desks.answer(call)


async def test_that_a_phone_that_does_not_obey_leaves_the_outcome_unknown(desks: Room) -> None:
    call = await desks.exchange.ring_in(ANI)
    desks.exchange.deaf = True

    with pytest.raises(OutcomeUnknown, match="话机"):
        await desks.answer(call)

    assert desks.call(call).state is CallState.RINGING


async def test_that_a_desk_hangs_up_its_own_call_and_no_other(desks: Room) -> None:
    call = await desks.exchange.ring_in(ANI)
    await desks.answer(call)

    with pytest.raises(ExchangeDeclined, match="不在本席"):
        await desks.hang_up(call, OTHER_SEAT)
    await desks.hang_up(call)
    await desks.hang_up(call)

    assert (desks.call(call).state, desks.call(call).ended_by) == (CallState.ENDED, "desk")


async def test_that_a_seat_without_a_phone_answers_nothing(desks: Room) -> None:
    call = await desks.exchange.ring_in(ANI)

    with pytest.raises(NoPhone):
        await desks.answer(call, RECEIVER)


async def test_that_an_unknown_call_is_refused(desks: Room) -> None:
    with pytest.raises(NotFound):
        await desks.answer(CallRef("nobody"))


async def test_that_reconciling_ends_what_the_exchange_lost(desks: Room) -> None:
    call = await desks.exchange.ring_in(ANI)

    await desks.exchange.cut(lose_calls=True)
    await desks.exchange.restore()

    assert (desks.call(call).state, desks.call(call).ended_by) == (CallState.ABANDONED, "unseen")


async def test_that_reconciling_takes_in_what_happened_meanwhile(desks: Room) -> None:
    await desks.exchange.cut()
    call = await desks.exchange.ring_in(ANI)
    await desks.exchange.pick_up(call, "6002")

    await desks.exchange.restore()

    assert desks.call(call).answered_by == OTHER_SEAT
    assert desks.call(call).subscriber == SUBSCRIBER
    assert desks.store.board.incidents


async def test_that_reconciling_ends_offers_of_phones_that_ring_no_more(desks: Room) -> None:
    call = await desks.exchange.ring_in(ANI)
    live = LiveCall(call, ANI, "120", ringing=("6002",), answered_by=None, recording=None)

    await desks.service.reconcile(ExchangeSnapshot(calls=(live,), phones={}))

    assert desks.call(call).offered == (OTHER_SEAT,)


async def test_that_reconciling_what_is_known_says_nothing(desks: Room) -> None:
    await desks.exchange.ring_in(ANI)
    before = len(desks.store.journal)

    await desks.exchange.restore()

    assert len(desks.store.journal) == before


async def test_that_the_light_of_the_exchange_changes_once_with_a_cause(desks: Room) -> None:
    await desks.service.link(ExchangeState.DOWN, "connection refused")
    await desks.service.link(ExchangeState.DOWN, "connection refused again")
    await desks.service.link(ExchangeState.REFUSED, "bad secret")

    lights = [event for event in desks.store.facts() if isinstance(event, LinkChanged)]
    assert [light.state for light in lights] == [LinkState.UP, LinkState.DOWN, LinkState.DOWN]
    assert "密码" in desks.store.board.links[EXCHANGE_LINK].cause
