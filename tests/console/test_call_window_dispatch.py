"""Sending vehicles, cancelling and filing in the dispatcher's left window, by keys alone."""

from PyQt6.QtCore import Qt

from dispatch_server.contract.answers import CommandAnswer, CommandOutcome
from dispatch_server.contract.commands.incidents import (
    CancelIncident,
    CloseIncident,
    DescribeIncident,
)
from dispatch_server.contract.events.calls import CallEnded
from dispatch_server.contract.events.orders import OrderMoved
from dispatch_server.contract.ids import CallId, IncidentId
from dispatch_server.contract.states import CancelReason, OrderState
from tests.builders import (
    ANI,
    CALL,
    FAR_VEHICLE,
    INCIDENT,
    ORDER,
    VEHICLE,
    answered,
    issued,
    opened,
    ringing,
)
from tests.console.desk_window import Seated

OTHER_CALL = CallId("call-2")
OTHER_INCIDENT = IncidentId("i-2")
REFUSED = CommandAnswer(
    outcome=CommandOutcome.REFUSED, code="vehicle-busy", sentence="急01 已派给 7，不能再派"
)


def test_that_f9_enter_sends_exactly_one_order(seated: Seated) -> None:
    seated.take()

    seated.press(Qt.Key.Key_F9, Qt.Key.Key_Return, Qt.Key.Key_Return)

    (order,) = seated.room.issued
    assert (order.vehicle_id, order.rank, order.incident_id) == (VEHICLE, 1, INCIDENT)
    assert order.details.contact_phone == ANI


def test_that_digits_mean_vehicles_only_while_armed(seated: Seated) -> None:
    seated.take()

    seated.type("2")
    seated.press(Qt.Key.Key_F9)
    seated.type("2")
    seated.press(Qt.Key.Key_Return)

    assert [order.rank for order in seated.room.issued] == [2]


def test_that_space_marks_several_vehicles(seated: Seated) -> None:
    seated.take()
    seated.press(Qt.Key.Key_F9, Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Space)

    seated.press(Qt.Key.Key_Return)

    assert [order.rank for order in seated.room.issued] == [1, 2]


def test_that_esc_disarms_and_gives_the_focus_back(seated: Seated) -> None:
    seated.take()
    seated.press(Qt.Key.Key_F9)
    armed = [seated.window.vehicles.armed]

    seated.press(Qt.Key.Key_Escape)

    armed.append(seated.window.vehicles.armed)
    assert armed == [True, False]
    assert seated.focus.objectName() == "complaint"
    assert seated.room.issued == []


def test_that_an_unfinished_search_is_not_sent_as_the_old_address(seated: Seated) -> None:
    seated.take()
    seated.window.form.fields.scene.setFocus()
    seated.window.form.fields.scene.selectAll()
    seated.type("hs")

    seated.press(Qt.Key.Key_F9, Qt.Key.Key_F9)

    assert not seated.window.vehicles.armed
    assert seated.window.toasts.shown


def test_that_a_refusal_is_shown_in_the_servers_words(seated: Seated) -> None:
    seated.take()
    seated.room.commands.answer = REFUSED

    seated.press(Qt.Key.Key_F9, Qt.Key.Key_Return)

    assert REFUSED.sentence in [toast.words for toast in seated.window.toasts.shown]


def test_that_f11_cancels_only_with_a_reason(seated: Seated) -> None:
    seated.take()
    seated.press(Qt.Key.Key_F11, Qt.Key.Key_Return)
    assert seated.room.sent(CancelIncident) == []

    seated.type("4")
    seated.press(Qt.Key.Key_Return)

    assert [one.why for one in seated.room.sent(CancelIncident)] == [CancelReason.SILENT]


def test_that_switching_away_never_cancels_the_other_incident(seated: Seated) -> None:
    seated.take()
    seated.press(Qt.Key.Key_F11)
    seated.type("4")
    seated.room.play(ringing(OTHER_CALL, ani=None))
    seated.room.play(answered(OTHER_CALL, incident_id=OTHER_INCIDENT, number=2))

    seated.press(Qt.Key.Key_Return)

    assert not seated.window.cancel.isVisible()
    assert seated.room.sent(CancelIncident) == []


def test_that_f12_files_what_is_resolved_and_nothing_else(seated: Seated) -> None:
    seated.take()
    seated.room.play([*opened(), issued()])
    seated.press(Qt.Key.Key_F12)
    assert seated.room.sent(CloseIncident) == []
    seated.room.play(
        [
            OrderMoved(order_id=ORDER, to=OrderState.ARRIVED),
            OrderMoved(order_id=ORDER, to=OrderState.COMPLETED),
        ]
    )

    seated.press(Qt.Key.Key_F12)

    assert [one.incident_id for one in seated.room.sent(CloseIncident)] == [INCIDENT]


def test_that_f10_and_a_letter_put_a_hospital_on_the_form(seated: Seated) -> None:
    seated.take()

    seated.press(Qt.Key.Key_F10)
    seated.type("a")
    seated.press(Qt.Key.Key_Return)

    assert seated.window.form.fields.destination.text() == "示范第一医院"
    assert seated.room.described[-1].details.destination == "h-1"


def test_that_a_sent_vehicle_turns_the_form_into_the_course_once_the_call_ends(
    seated: Seated,
) -> None:
    seated.take()
    seated.room.play([*opened(), issued()])
    assert seated.window.left.currentWidget() is seated.window.form

    seated.room.play([CallEnded(call_id=CALL, by="caller", cause="16")])

    assert seated.window.left.currentWidget() is seated.window.incident
    assert "已下达" in [row.word.split("　")[0] for row in seated.room.models.timeline.model.rows]


def test_that_nothing_sent_is_left_out_before_the_order(seated: Seated) -> None:
    seated.take()
    seated.window.form.fields.notes.setFocus()
    seated.type("door")

    seated.press(Qt.Key.Key_F9, Qt.Key.Key_Return)

    kinds = [type(one) for one in seated.room.commands.sent]
    assert DescribeIncident in kinds
    assert seated.room.issued[0].details.notes == "door"


def test_that_f9_says_why_nothing_is_sent_nowhere(seated: Seated) -> None:
    seated.room.play([*ringing(ani=None), *answered()])

    seated.press(Qt.Key.Key_F9)

    assert not seated.window.vehicles.armed
    assert "F7" in seated.window.toasts.shown[0].words


def test_that_a_vehicle_chosen_by_hand_goes_to_a_place_off_the_map(seated: Seated) -> None:
    seated.room.play([*ringing(ani=None), *answered()])
    seated.type("qqqqqqqq")
    seated.press(Qt.Key.Key_Return)

    seated.press(Qt.Key.Key_F9)
    seated.type("2")
    seated.press(Qt.Key.Key_Return)

    (order,) = seated.room.issued
    assert (order.vehicle_id, order.details.scene.text) == (FAR_VEHICLE, "qqqqqqqq")
    assert (order.eta_s, order.distance_m, order.rank) == (None, None, None)


def test_that_vehicles_are_listed_when_the_server_has_no_road_times(seated: Seated) -> None:
    seated.room.questions.recommended = None
    seated.take()

    rows = seated.room.models.recommendation.vehicles.rows

    assert [row.name for row in rows] == ["急01", "急02"]
    assert all(row.seconds is None and row.sendable for row in rows)


def test_that_f12_says_why_a_running_incident_is_not_filed(seated: Seated) -> None:
    seated.take()
    seated.room.play([*opened(), issued()])

    seated.press(Qt.Key.Key_F12)

    assert seated.room.sent(CloseIncident) == []
    assert "结案" in seated.window.toasts.shown[0].words
