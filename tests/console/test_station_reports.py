"""What a station reports by its keys, and the receipts it owes."""

from pathlib import Path
from typing import Final

from PyQt6.QtCore import Qt
from pytestqt.qtbot import QtBot

from dispatch_console.map.base_map import BaseMap
from dispatch_console.viewmodels.station_receiver import Page
from dispatch_server.contract.answers import CommandAnswer, CommandOutcome
from dispatch_server.contract.commands.orders import (
    MoveOrder,
    ReportContact,
    ReportDelivery,
    ReprintOrder,
    SetDuty,
)
from dispatch_server.contract.events.orders import (
    DeliveryReported,
    OrderMoved,
    PatientContacted,
)
from dispatch_server.contract.ids import OrderId
from dispatch_server.contract.states import (
    Channel,
    DeliveryState,
    Duty,
    LinkState,
    OrderState,
)
from tests.builders import ORDER, VEHICLE
from tests.console.station_room import Receiver

ROOT: Final = Path(__file__).parents[2]
SECOND: Final = OrderId("o-2")
MOVED: Final = {state: OrderMoved(order_id=ORDER, to=state) for state in OrderState}


def test_that_the_receipt_is_sent_once_and_only_after_painting(receiver: Receiver) -> None:
    receiver.issue()
    receiver.window.alarm.facts.update()
    receiver.settle()

    assert receiver.painted == [ORDER]
    assert [
        (c.order_id, c.channel, c.state)
        for c in receiver.commands.sent
        if isinstance(c, ReportDelivery)
    ] == [(ORDER, Channel.STATION_SCREEN, DeliveryState.DELIVERED)]


def test_that_a_receipt_the_centre_has_is_not_sent_again(base: BaseMap, qtbot: QtBot) -> None:
    again = Receiver(base, qtbot)
    again.window.hide()
    again.issue()
    receipt = DeliveryReported(
        order_id=ORDER, channel=Channel.STATION_SCREEN, state=DeliveryState.DELIVERED
    )
    again.happen(receipt)

    again.window.show()
    again.settle()

    assert again.sent(ReportDelivery) == []


def test_that_an_unanswered_receipt_goes_again_under_its_own_id(receiver: Receiver) -> None:
    receiver.commands.answer = CommandAnswer(outcome=CommandOutcome.UNKNOWN, sentence="没有应答")
    receiver.issue()
    receiver.model.set_link(LinkState.DOWN)

    receiver.model.set_link(LinkState.UP)

    first, second = receiver.sent(ReportDelivery)
    assert first == second
    assert receiver.model.sentence == ""


def test_that_space_acknowledges_once_and_the_screen_waits_for_the_event(
    receiver: Receiver,
) -> None:
    receiver.issue()

    receiver.press(Qt.Key.Key_Space, Qt.Key.Key_Space)

    assert receiver.moves() == [(OrderState.ACKNOWLEDGED, "")]
    assert receiver.window.page is Page.ALARM
    assert "acknowledge" not in receiver.lit()


def test_that_the_steps_go_by_their_digits(receiver: Receiver) -> None:
    receiver.issue()
    receiver.happen(MOVED[OrderState.ACKNOWLEDGED])
    receiver.press(Qt.Key.Key_1)
    receiver.happen(MOVED[OrderState.DEPARTED])
    receiver.press(Qt.Key.Key_2)
    receiver.happen(MOVED[OrderState.ARRIVED])

    receiver.press(Qt.Key.Key_3)

    assert [to for to, _ in receiver.moves()] == [OrderState.DEPARTED, OrderState.ARRIVED]
    assert len(receiver.sent(ReportContact)) == 1


def test_that_a_step_passed_over_is_marked_as_estimated(receiver: Receiver) -> None:
    receiver.issue()

    receiver.happen(
        MOVED[OrderState.ACKNOWLEDGED],
        OrderMoved(order_id=ORDER, to=OrderState.ARRIVED, skipped=(OrderState.DEPARTED,)),
        PatientContacted(order_id=ORDER),
    )

    shown = {step.name: step for step in receiver.window.job.model.rows}
    assert shown[OrderState.DEPARTED].estimated
    assert not shown[OrderState.ARRIVED].estimated
    assert shown["contact"].at is not None
    assert shown[OrderState.LOADED].is_next


def test_that_a_finished_job_leads_back_to_rest(receiver: Receiver) -> None:
    receiver.issue()
    receiver.happen(MOVED[OrderState.ACKNOWLEDGED], MOVED[OrderState.ARRIVED])

    receiver.happen(MOVED[OrderState.COMPLETED])

    assert receiver.window.page is Page.IDLE
    assert [job.state for job in receiver.window.idle.jobs.rows] == [OrderState.COMPLETED]


def test_that_a_refusal_needs_the_digit_of_its_reason(receiver: Receiver) -> None:
    receiver.issue()

    receiver.press(Qt.Key.Key_R)
    before = receiver.moves()
    receiver.press(Qt.Key.Key_2)

    assert before == []
    assert receiver.moves() == [(OrderState.REFUSED, "班组不齐")]


def test_that_escape_leaves_the_question_of_the_reason(receiver: Receiver) -> None:
    receiver.issue()

    receiver.press(Qt.Key.Key_R, Qt.Key.Key_Escape, Qt.Key.Key_2)

    assert [to for to, _ in receiver.moves()] == [OrderState.ARRIVED]


def test_that_an_empty_run_needs_its_reason(receiver: Receiver) -> None:
    receiver.issue()
    receiver.happen(MOVED[OrderState.ACKNOWLEDGED], MOVED[OrderState.ARRIVED])

    receiver.press(Qt.Key.Key_K, Qt.Key.Key_1)

    assert receiver.moves() == [(OrderState.EMPTY_RUN, "现场无人")]


def test_that_the_sheet_is_printed_again_by_p(receiver: Receiver) -> None:
    receiver.issue()

    receiver.press(Qt.Key.Key_P)

    assert len(receiver.sent(ReprintOrder)) == 1


def test_that_a_vehicle_back_at_the_station_is_reported_by_q(receiver: Receiver) -> None:
    receiver.issue()
    receiver.happen(MOVED[OrderState.ACKNOWLEDGED], MOVED[OrderState.DEPARTED])
    receiver.happen(MOVED[OrderState.ARRIVED], MOVED[OrderState.COMPLETED])

    receiver.press(Qt.Key.Key_Q, Qt.Key.Key_Q)

    assert [(c.vehicle_id, c.duty) for c in receiver.commands.sent if isinstance(c, SetDuty)] == [
        (VEHICLE, Duty.AT_STATION)
    ]


def test_that_what_the_server_says_against_a_key_is_shown(receiver: Receiver) -> None:
    sentence = "派车单 1-1 收到指令，不能改为收到指令"
    receiver.issue()
    receiver.commands.answer = CommandAnswer(outcome=CommandOutcome.REFUSED, sentence=sentence)

    receiver.press(Qt.Key.Key_Space)

    assert receiver.window.sentence_notice.words == sentence
    assert receiver.window.sentence_notice.isVisible()
    assert "acknowledge" in receiver.lit()


def test_that_an_unknown_outcome_is_asked_again_under_the_same_id(receiver: Receiver) -> None:
    receiver.issue()
    receiver.commands.answer = CommandAnswer(outcome=CommandOutcome.UNKNOWN, sentence="没有应答")

    receiver.press(Qt.Key.Key_Space, Qt.Key.Key_Space)

    first, second = receiver.sent(MoveOrder)
    assert first == second
