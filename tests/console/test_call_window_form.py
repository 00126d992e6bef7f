"""The form in the dispatcher's left window, worked by keys alone."""

from PyQt6.QtCore import QEvent, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QApplication

from dispatch_server.contract.answers import CommandAnswer, CommandOutcome
from dispatch_server.contract.details import Place, Sex
from dispatch_server.contract.events.calls import CallEnded
from dispatch_server.contract.events.incidents import (
    IncidentClosed,
)
from dispatch_server.contract.events.orders import OrderMoved
from dispatch_server.contract.ids import CallId, IncidentId
from dispatch_server.contract.states import OrderState
from tests.builders import (
    CALL,
    INCIDENT,
    ORDER,
    SCENE,
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


def test_that_a_sure_address_needs_no_typing(seated: Seated) -> None:
    seated.take()

    assert seated.focus.objectName() == "complaint"
    assert seated.window.form.fields.scene.text() == "示范一路 12 号"
    assert seated.room.questions.scenes == [SCENE]


def test_that_an_unknown_place_is_asked_first(seated: Seated) -> None:
    seated.room.play([*ringing(ani=None), *answered()])

    assert seated.focus.objectName() == "scene"
    assert seated.room.questions.scenes == []


def test_that_pinyin_and_enter_set_the_scene_and_ask_for_vehicles(seated: Seated) -> None:
    seated.room.play([*ringing(ani=None), *answered()])

    seated.type("lz")
    seated.press(Qt.Key.Key_Return)

    scene = seated.room.models.form.details.scene
    assert scene.point is not None
    assert seated.room.questions.scenes == [scene.point]


def test_that_an_address_that_matches_nothing_says_so(seated: Seated) -> None:
    seated.room.play([*ringing(ani=None), *answered()])

    seated.type("qqqqqqqq")
    seated.press(Qt.Key.Key_Return)

    assert seated.room.models.form.details.scene == Place("qqqqqqqq")
    assert "图上定点" in seated.window.form.fields.note.words


def test_that_words_added_to_a_placed_address_keep_its_point(seated: Seated) -> None:
    seated.take()
    seated.window.form.fields.scene.setFocus()
    seated.press(Qt.Key.Key_End)

    seated.type(" 3")
    seated.press(Qt.Key.Key_Return)

    scene = seated.room.models.form.details.scene
    assert (scene.text, scene.point) == ("示范一路 12 号 3", SCENE)


def test_that_initials_and_enter_set_the_complaint_and_its_level(seated: Seated) -> None:
    seated.take()

    seated.type("xt")
    seated.press(Qt.Key.Key_Return)

    details = seated.room.models.form.details
    assert (details.complaint, details.level) == ("胸痛", 2)
    assert "2 级" in seated.words("level_reason")


def test_that_a_full_width_digit_counts_as_a_half_width_one(seated: Seated) -> None:
    seated.take()
    seated.window.form.fields.level.setFocus()

    wide = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, "１")
    QApplication.sendEvent(seated.focus, wide)

    assert seated.room.models.form.details.level == 1


def test_that_a_level_set_by_hand_is_left_alone(seated: Seated) -> None:
    seated.take()
    seated.window.form.fields.level.setFocus()
    seated.type("3")

    seated.window.form.fields.complaint.setFocus()
    seated.type("xt")
    seated.press(Qt.Key.Key_Return)

    assert seated.room.models.form.details.level == 3


def test_that_an_ordinary_case_takes_eighteen_keys_at_most(seated: Seated) -> None:
    pressed = 1
    seated.take()
    enter = "\r"

    for stroke in ("x", "t", enter, enter, "m", enter, "5", "8", enter, "1", enter, "1", enter):
        pressed += 1
        if stroke == enter:
            seated.press(Qt.Key.Key_Return)
        else:
            seated.type(stroke)
    seated.press(Qt.Key.Key_F9, Qt.Key.Key_Return)

    (order,) = seated.room.issued
    assert pressed + 2 <= 18
    assert (order.details.complaint, order.details.sex, order.details.age) == (
        "胸痛",
        Sex.MALE,
        58,
    )
    assert seated.room.models.form.missing == ()


def test_that_esc_never_loses_text(seated: Seated) -> None:
    seated.room.play([*ringing(ani=None), *answered()])
    seated.type("hsxl")

    seated.press(Qt.Key.Key_Escape, Qt.Key.Key_Escape, Qt.Key.Key_Escape)

    assert seated.window.form.fields.scene.text() == "hsxl"


def test_that_enter_goes_on_and_shift_enter_back(seated: Seated) -> None:
    seated.take()
    seated.press(Qt.Key.Key_Return)
    there = seated.focus.objectName()

    seated.press(Qt.Key.Key_Return, held=Qt.KeyboardModifier.ShiftModifier)

    assert (there, seated.focus.objectName()) == ("patient_count", "complaint")


def test_that_ctrl_enter_keeps_the_dispatchers_own_words(seated: Seated) -> None:
    seated.room.play([*ringing(ani=None), *answered()])
    seated.type("lz")

    seated.press(Qt.Key.Key_Return, held=Qt.KeyboardModifier.ControlModifier)

    assert seated.room.models.form.details.scene == Place("lz")
    assert "图上定点" in seated.window.form.fields.note.words
    assert seated.focus.objectName() == "meeting_point"


def test_that_the_finds_and_the_note_name_the_key_for_own_words(seated: Seated) -> None:
    seated.room.play([*ringing(ani=None), *answered()])

    seated.type("lz")
    field = seated.window.form.fields.scene
    said = [field.hint.text() if field.offering else ""]
    seated.press(Qt.Key.Key_Escape)

    said.append(seated.window.form.fields.note.words)
    assert all("Ctrl+Enter 照原话" in words for words in said)


def test_that_a_digit_replaces_the_number_of_patients(seated: Seated) -> None:
    seated.take()
    seated.window.form.fields.count.setFocus()
    seated.press(Qt.Key.Key_F9, Qt.Key.Key_Escape)

    seated.type("2")

    assert seated.room.models.form.details.patient_count == 2


def test_that_a_form_stays_when_its_caller_hangs_up_under_the_hands(seated: Seated) -> None:
    seated.take()
    seated.room.play([*opened(), issued()])
    seated.window.form.fields.notes.setFocus()
    seated.type("ab")

    seated.room.play([CallEnded(call_id=CALL, by="caller", cause="16")])
    seated.type("cd")

    assert seated.window.left.currentWidget() is seated.window.form
    assert seated.room.models.form.details.notes == "abcd"


def test_that_who_ends_the_call_has_finished_with_the_form(seated: Seated) -> None:
    seated.take()
    seated.room.play([*opened(), issued()])

    seated.press(Qt.Key.Key_End, held=Qt.KeyboardModifier.ControlModifier)
    seated.room.play([CallEnded(call_id=CALL, by="caller", cause="16")])

    assert seated.window.left.currentWidget() is seated.window.incident


def test_that_ctrl_e_reopens_the_form_and_puts_it_away(seated: Seated) -> None:
    seated.take()
    seated.room.play([*opened(), issued()])
    seated.press(Qt.Key.Key_End, held=Qt.KeyboardModifier.ControlModifier)
    seated.room.play([CallEnded(call_id=CALL, by="caller", cause="16")])
    shown = []

    for _ in range(2):
        seated.press(Qt.Key.Key_E, held=Qt.KeyboardModifier.ControlModifier)
        shown.append(seated.window.left.currentWidget())

    assert shown == [seated.window.form, seated.window.incident]


def test_that_a_filed_incident_takes_no_point_and_no_hospital(seated: Seated) -> None:
    seated.take()
    ended = CallEnded(call_id=CALL, by="caller", cause="16")
    done = OrderMoved(order_id=ORDER, to=OrderState.COMPLETED)
    closed = IncidentClosed(incident_id=INCIDENT)
    asked: list[None] = []
    seated.window.map_requested.connect(lambda: asked.append(None))

    seated.room.play([*opened(), issued(), ended, done, closed])
    seated.press(Qt.Key.Key_F7, Qt.Key.Key_F10)

    assert asked == []
    assert not seated.window.hospitals.armed


def test_that_the_form_says_when_a_sent_order_does_not_follow_it(seated: Seated) -> None:
    seated.take()
    seated.room.play(opened())
    details = seated.room.models.form.details
    seated.room.play([issued().model_copy(update={"details": details})])
    said = [seated.window.form.right.text()]

    seated.window.form.fields.notes.setFocus()
    seated.type("ab")

    said.append(seated.window.form.right.text())
    assert ["打电话告知" in words for words in said] == [False, True]
