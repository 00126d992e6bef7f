"""What goes wrong on the way from the ring to the printed order, on the real parts."""

from dispatch_server.contract.answers import CommandOutcome
from dispatch_server.contract.board import Board
from dispatch_server.contract.commands.calls import AnswerCall
from dispatch_server.contract.commands.orders import IssueOrder
from dispatch_server.contract.details import Details, Place
from dispatch_server.contract.entities import Call
from dispatch_server.contract.ids import IncidentId, LinkId
from dispatch_server.contract.states import (
    CallState,
    Channel,
    DeliveryState,
    IncidentState,
    LinkState,
    OrderState,
)
from gis_data.gazetteer import Gazetteer
from gis_data.subscribers import SubscriberRow, read_subscribers
from tests.testbed.room import CITY, Room
from tests.testbed.seat import SeatClient, new_command_id

NOWHERE = Details(scene=Place("无门牌工棚"), complaint="跌倒")
EXCHANGE = LinkId("exchange")


def only_call(board: Board) -> Call:
    (call,) = board.calls.values()
    return call


def answer(room: Room, desk: SeatClient, ani: str | None = "10000000001") -> IncidentId:
    """A call comes in and the desk takes it; return its incident."""
    room.phones.dial(ani, hertz=700)
    board = desk.wait(lambda b: any(c.offered for c in b.calls.values()))
    call = only_call(board)
    assert desk.send(AnswerCall(command_id=new_command_id(), call_id=call.id)).outcome == "done"
    board = desk.wait(lambda b: bool(b.incidents))
    (incident,) = board.incidents.values()
    return incident.id


def issue(desk: SeatClient, incident: IncidentId, details: Details) -> IssueOrder:
    """The command that sends the first vehicle."""
    return IssueOrder(
        command_id=new_command_id(),
        incident_id=incident,
        vehicle_id=next(iter(desk.board.vehicles)),
        details=details,
    )


def printer_state(board: Board) -> DeliveryState | None:
    deliveries = [order.deliveries.get(Channel.PRINTER) for order in board.orders.values()]
    return deliveries[0].state if deliveries and deliveries[0] else None


def test_that_a_withheld_number_rings_and_is_answered_like_any_other(
    room: Room, desk: SeatClient
) -> None:
    incident = answer(room, desk, None)

    call = only_call(desk.board)
    assert (call.ani, call.subscriber) == (None, None)
    assert (call.state, call.incident_id) == (CallState.ANSWERED, incident)


def test_that_a_number_the_register_does_not_know_rings_without_an_address(
    room: Room, desk: SeatClient
) -> None:
    answer(room, desk, "10099999998")

    call = only_call(desk.board)
    assert (call.ani, call.subscriber) == ("10099999998", None)


def test_that_an_address_that_matches_nothing_is_shown_without_a_point(
    room: Room, desk: SeatClient
) -> None:
    gazetteer = Gazetteer.load(CITY)
    lost = next(row for row in _subscribers() if gazetteer.locate(row.address) is None)

    answer(room, desk, lost.number)

    subscriber = only_call(desk.board).subscriber
    assert subscriber is not None
    assert (subscriber.address, subscriber.point) == (lost.address, None)


def test_that_a_place_that_matches_nothing_can_be_sent_to_all_the_same(
    room: Room, desk: SeatClient
) -> None:
    incident = answer(room, desk)

    outcome = desk.send(issue(desk, incident, NOWHERE)).outcome

    assert outcome is CommandOutcome.DONE
    board = desk.wait(lambda b: printer_state(b) is DeliveryState.PRINTED)
    assert board.incidents[incident].state is IncidentState.DISPATCHED


def test_that_a_caller_who_gives_up_while_ringing_leaves_an_abandoned_recorded_call(
    room: Room, desk: SeatClient
) -> None:
    caller = room.phones.dial("10000000001", hertz=700)
    desk.wait(lambda b: any(c.offered for c in b.calls.values()))

    caller.hang_up()

    board = desk.wait(lambda b: any(r.sha256 for r in b.recordings.values()))
    call = only_call(board)
    assert (call.state, call.offered, call.incident_id) == (CallState.ABANDONED, (), None)


def test_that_an_exchange_killed_in_a_call_is_seen_and_comes_back_by_itself(
    room: Room, desk: SeatClient
) -> None:
    answer(room, desk)

    room.exchange.kill()
    desk.wait(lambda b: b.links[EXCHANGE].state is LinkState.DOWN)
    assert desk.send(AnswerCall(command_id=new_command_id(), call_id=only_call(desk.board).id))
    room.exchange.restart()

    board = desk.wait(lambda b: b.links[EXCHANGE].state is LinkState.UP, within_s=30)
    board = desk.wait(lambda b: only_call(b).state is CallState.ENDED)
    assert only_call(board).ended_by == "unseen"
    desk.wait(lambda b: any(r.sha256 for r in b.recordings.values()), within_s=30)
    room.phones.register("6001", hertz=1000)
    room.phones.dial("10000000002", hertz=700)
    desk.wait(lambda b: any(c.offered for c in b.calls.values()))


def test_that_an_order_waits_for_its_printer_and_is_printed_when_it_is_back(
    room: Room, desk: SeatClient
) -> None:
    incident = answer(room, desk)
    room.printer.kill()

    desk.send(issue(desk, incident, NOWHERE))
    desk.wait(lambda b: printer_state(b) is DeliveryState.FAILED)
    (order,) = desk.board.orders.values()
    link = LinkId(f"printer:{order.station_id}")
    desk.wait(lambda b: b.links[link].state is LinkState.DOWN, within_s=20)
    room.printer.restart()

    desk.wait(lambda b: printer_state(b) is DeliveryState.PRINTED, within_s=30)
    desk.wait(lambda b: b.links[link].state is LinkState.UP, within_s=20)
    assert room.printer.sheets


def test_that_a_server_killed_in_an_emergency_finds_everything_again(
    room: Room, desk: SeatClient
) -> None:
    incident = answer(room, desk)
    assert desk.send(issue(desk, incident, NOWHERE)).outcome is CommandOutcome.DONE

    room.stop_server(kill=True)
    room.start_server()

    board = desk.wait(lambda b: printer_state(b) is DeliveryState.PRINTED)
    (order,) = board.orders.values()
    assert (order.incident_id, order.state) == (incident, OrderState.ISSUED)
    assert only_call(board).state is CallState.ANSWERED
    room.stop_server()
    assert "journal whole" in room.server_command("verify-journal")


def _subscribers() -> list[SubscriberRow]:
    rows = read_subscribers(CITY / "subscribers.csv")
    return [row for row in rows if isinstance(row, SubscriberRow)]
