"""What desks declare of themselves, and how one hands over to another."""

from collections.abc import Iterable

import pytest

from dispatch_server.contract.addressing import Addressee
from dispatch_server.contract.board import KEPT_HANDOVERS
from dispatch_server.contract.events import Event
from dispatch_server.contract.events.calls import CallArrived, CallEnded
from dispatch_server.contract.events.orders import DeliveryReported
from dispatch_server.contract.events.resources import LinkChanged, SeatRegistered
from dispatch_server.contract.events.seats import (
    HandOverOffered,
    HandOverTaken,
    MessageSent,
    SeatDeclared,
)
from dispatch_server.contract.ids import CallId, HandOverId, LinkId, MessageId, SeatId
from dispatch_server.contract.leftovers import left_open
from dispatch_server.contract.states import (
    AddresseeKind,
    Channel,
    DeliveryState,
    HandOverKind,
    LinkState,
    Priority,
    Role,
    SeatState,
)
from dispatch_server.contract.views import seat_view
from dispatch_server.domain import seats
from dispatch_server.domain.errors import IllegalMove, LastReady, NotFound, ReasonMissing
from tests.builders import (
    ANI,
    CALL,
    OTHER_SEAT,
    RECEIVER,
    SEAT,
    START,
    answered,
    board,
    dispatched,
    ringing,
    room,
)

HANDOVER = HandOverId("h-1")


def declared(state: SeatState, seat_id: SeatId = SEAT) -> SeatDeclared:
    return SeatDeclared(seat_id=seat_id, state=state)


def decide(events: Iterable[Event], to: SeatState, *, reason: str = "") -> list[Event]:
    held = board([*room(), *events])
    return seats.declare(held, held.seats[SEAT], to, reason=reason)


def offered(handover_id: HandOverId = HANDOVER, seat_id: SeatId = SEAT) -> HandOverOffered:
    return HandOverOffered(handover_id=handover_id, seat_id=seat_id, items=(), notes="")


@pytest.mark.parametrize("to", [SeatState.BUSY, SeatState.WRAP_UP])
def test_that_a_ready_desk_may_say_what_it_does(to: SeatState) -> None:
    assert decide([], to) == [declared(to)]


@pytest.mark.parametrize("to", [SeatState.RINGING, SeatState.TALKING, SeatState.SIGNED_OUT])
def test_that_nobody_declares_what_follows_from_calls_or_people(to: SeatState) -> None:
    with pytest.raises(IllegalMove):
        decide([], to)


def test_that_to_be_away_needs_a_reason() -> None:
    with pytest.raises(ReasonMissing):
        decide([], SeatState.AWAY)


@pytest.mark.parametrize("to", [SeatState.BUSY, SeatState.AWAY])
def test_that_the_last_ready_dispatcher_may_not_leave(to: SeatState) -> None:
    with pytest.raises(LastReady, match="没有别的调度席就绪"):
        decide([declared(SeatState.BUSY, OTHER_SEAT)], to, reason="就餐")


def test_that_the_last_ready_dispatcher_may_wrap_up() -> None:
    assert decide([declared(SeatState.BUSY, OTHER_SEAT)], SeatState.WRAP_UP)


def test_that_a_supervisor_does_not_stand_in_for_a_dispatcher() -> None:
    leader = SeatRegistered(seat_id=SeatId("lead"), name="班长席", role=Role.SUPERVISOR)

    with pytest.raises(LastReady):
        decide([leader, declared(SeatState.BUSY, OTHER_SEAT)], SeatState.AWAY, reason="就餐")


def test_that_a_state_said_twice_is_said_once() -> None:
    assert decide([], SeatState.READY) == []


def test_that_a_station_declares_nothing() -> None:
    held = board(room())

    with pytest.raises(IllegalMove):
        seats.declare(held, held.seats[RECEIVER], SeatState.BUSY, reason="")


def test_that_calls_show_before_what_a_desk_declares() -> None:
    busy = [*room(), declared(SeatState.BUSY)]

    states = [
        seat_view(board(events), SEAT).state
        for events in (busy, [*busy, *ringing()], [*busy, *ringing(), *answered()])
    ]

    assert states == [SeatState.BUSY, SeatState.RINGING, SeatState.TALKING]


def test_that_a_declared_state_carries_since_when() -> None:
    folded = board([*room(), declared(SeatState.BUSY)])

    assert seat_view(folded, SEAT).since is not None
    assert seat_view(folded, OTHER_SEAT).since is None


def test_that_registering_a_seat_anew_keeps_what_it_declared() -> None:
    again = SeatRegistered(seat_id=SEAT, name="一号席", role=Role.DISPATCHER, phone="6009")

    seat = board([*room(), declared(SeatState.BUSY), again]).seats[SEAT]

    assert (seat.name, seat.state) == ("一号席", SeatState.BUSY)


def test_that_a_hand_over_lists_what_is_open_at_the_desk() -> None:
    lost = CallId("call-lost")
    held = board(
        [
            *dispatched(),
            CallArrived(call_id=lost, ani="10027160000", dialled="120"),
            CallEnded(call_id=lost, by="caller", cause=""),
            MessageSent(
                message_id=MessageId("m-1"),
                sender=OTHER_SEAT,
                to=Addressee(AddresseeKind.SEAT, SEAT),
                seats=(SEAT,),
                text="示范路封闭",
                priority=Priority.ORDINARY,
            ),
            LinkChanged(link_id=LinkId("exchange"), state=LinkState.DOWN),
        ]
    )

    kinds = [(item.kind, item.state) for item in left_open(held, SEAT)]

    assert kinds == [
        (HandOverKind.INCIDENT, "dispatched"),
        (HandOverKind.CALL, "abandoned"),
        (HandOverKind.ORDER, "undelivered"),
        (HandOverKind.MESSAGE, "unread"),
        (HandOverKind.LINK, "down"),
    ]


def test_that_an_order_shown_and_printed_is_not_left_open() -> None:
    done: list[Event] = [
        DeliveryReported(order_id="o-1", channel=channel, state=state)
        for channel, state in (
            (Channel.STATION_SCREEN, DeliveryState.DELIVERED),
            (Channel.PRINTER, DeliveryState.PRINTED),
        )
    ]

    items = left_open(board([*dispatched(), *done]), SEAT)

    assert [item.kind for item in items] == [HandOverKind.INCIDENT]


def test_that_an_abandoned_call_is_closed_once_its_number_was_spoken_to() -> None:
    lost: list[Event] = [
        CallArrived(call_id=CallId("lost"), ani=ANI, dialled="120"),
        CallEnded(call_id=CallId("lost"), by="caller", cause=""),
    ]

    items = left_open(board([*room(), *lost, *ringing(CALL), *answered(CALL)]), OTHER_SEAT)

    assert items == ()


def test_that_both_signatures_carry_the_list_as_it_stood() -> None:
    held = board([*dispatched(), offered()])

    (left,) = seats.offer(held, held.seats[SEAT], HandOverId("h-2"), notes="示范备注")
    (taken,) = seats.take(held, held.seats[OTHER_SEAT], HANDOVER)

    assert isinstance(left, HandOverOffered)
    assert isinstance(taken, HandOverTaken)
    assert left.items == taken.items == left_open(held, SEAT)


def test_that_nobody_takes_over_from_himself() -> None:
    held = board([*room(), offered()])

    with pytest.raises(IllegalMove):
        seats.take(held, held.seats[SEAT], HANDOVER)


def test_that_a_hand_over_is_taken_once() -> None:
    taken = HandOverTaken(handover_id=HANDOVER, seat_id=OTHER_SEAT, items=())
    held = board([*room(), offered(), taken])

    with pytest.raises(IllegalMove, match="已由02席接班"):
        seats.take(held, held.seats[OTHER_SEAT], HANDOVER)


def test_that_an_unknown_hand_over_is_refused() -> None:
    held = board(room())

    with pytest.raises(NotFound):
        seats.take(held, held.seats[SEAT], HANDOVER)


def test_that_a_later_offer_replaces_the_one_nobody_took() -> None:
    folded = board([*room(), offered(), offered(HandOverId("h-2"))])

    assert list(folded.handovers) == ["h-2"]


def test_that_taken_hand_overs_are_forgotten_first() -> None:
    events: list[Event] = [*room(), offered(HandOverId("open"), OTHER_SEAT)]
    for number in range(KEPT_HANDOVERS + 5):
        handover_id = HandOverId(f"h-{number}")
        events += [
            offered(handover_id),
            HandOverTaken(handover_id=handover_id, seat_id=OTHER_SEAT, items=()),
        ]

    folded = board(events)

    assert len(folded.handovers) == KEPT_HANDOVERS
    assert "open" in folded.handovers
    assert folded.handovers[HandOverId("open")].offered_at > START
