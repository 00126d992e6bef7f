"""The dispatcher's left window, worked by keys alone."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PyQt6.QtCore import QCoreApplication, QEvent, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtTest import QAbstractItemModelTester
from PyQt6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from dispatch_console.roles.dispatcher.call_window import CallWindow
from dispatch_console.theme.palette import Theme
from dispatch_console.theme.sounds import Sound, Sounds
from dispatch_console.widgets.dressing import dress
from dispatch_server.contract.answers import CommandAnswer, CommandOutcome
from dispatch_server.contract.commands.calls import AnswerCall, HangUpCall
from dispatch_server.contract.commands.incidents import (
    CancelIncident,
    CloseIncident,
    DescribeIncident,
    JoinIncident,
)
from dispatch_server.contract.details import Place, Sex
from dispatch_server.contract.events.calls import CallEnded
from dispatch_server.contract.events.incidents import (
    IncidentClosed,
    IncidentDescribed,
    IncidentOpened,
)
from dispatch_server.contract.events.orders import OrderMoved
from dispatch_server.contract.events.resources import LinkChanged
from dispatch_server.contract.ids import CallId, IncidentId, LinkId
from dispatch_server.contract.states import CancelReason, LinkState, OrderState
from tests.builders import (
    ANI,
    CALL,
    DETAILS,
    FAR_VEHICLE,
    INCIDENT,
    ORDER,
    SCENE,
    VEHICLE,
    answered,
    issued,
    opened,
    ringing,
)
from tests.console.clipping import clipped
from tests.console.desk_room import ROOT, DeskRoom

OTHER_CALL = CallId("call-2")
OTHER_INCIDENT = IncidentId("i-2")
REFUSED = CommandAnswer(
    outcome=CommandOutcome.REFUSED, code="vehicle-busy", sentence="急01 已派给 7，不能再派"
)


class Seated:
    """A window at a desk, and the hands at its keyboard."""

    def __init__(self, qtbot: QtBot) -> None:
        self.room = DeskRoom()
        self.sounds = Sounds(ROOT / "resources" / "sounds")
        self.window = CallWindow(self.room.models, self.sounds)
        self._qtbot = qtbot
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow, timeout=2000)

    @property
    def focus(self) -> QWidget:
        """The widget that has the focus, or the window."""
        return self.window.focusWidget() or self.window

    def press(
        self,
        *keys: Qt.Key,
        held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        """Press keys one after the other, each where the focus is then."""
        for key in keys:
            self._qtbot.keyClick(self.focus, key, held)

    def type(self, words: str) -> None:
        """Type letters and digits where the focus is."""
        for letter in words:
            self._qtbot.keyClicks(self.focus, letter)

    def leave(self) -> None:
        """Close the window and free it while its models still live."""
        self.window.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def words(self, name: str) -> str:
        """Read a label by its name."""
        label = self.window.findChild(QLabel, name)
        assert label is not None
        return label.text()

    def take(self) -> None:
        """Let a known call ring, and be given to this desk."""
        self.room.play(ringing())
        self.press(Qt.Key.Key_F1)
        self.room.play(answered())


@pytest.fixture
def seated(qtbot: QtBot, qapp: QApplication) -> Iterator[Seated]:
    dress(qapp, Theme.DARK)
    seated = Seated(qtbot)
    yield seated
    seated.leave()


def test_that_a_ringing_call_shows_number_and_installed_address(seated: Seated) -> None:
    seated.room.play(ringing())

    assert seated.words("call_number") == "100 2716 4053"
    assert seated.words("call_address") == "示范一路 12 号"
    assert "仅供核对" in seated.words("call_note")


def test_that_a_withheld_number_is_called_so(seated: Seated) -> None:
    seated.room.play(ringing(ani=None))

    assert seated.words("call_number") == "未显示号码"
    assert seated.words("call_address") == ""


def test_that_the_pop_is_reported_once_it_is_painted(seated: Seated, qtbot: QtBot) -> None:
    with qtbot.waitSignal(seated.window.painted_call, timeout=2000) as painted:
        seated.room.play(ringing())

    assert painted.args == [CALL]


def test_that_a_repainted_call_is_not_reported_again(seated: Seated, qtbot: QtBot) -> None:
    with qtbot.waitSignal(seated.window.painted_call, timeout=2000):
        seated.room.play(ringing())

    with qtbot.assertNotEmitted(seated.window.painted_call):
        seated.room.later(1)
        seated.window.repaint()


def test_that_ringing_sounds_until_it_is_over(seated: Seated) -> None:
    seated.room.play(ringing())
    assert seated.sounds.sounding == {Sound.RING}

    seated.room.play(answered())

    assert not seated.sounds.sounding


def test_that_only_f1_is_filled_while_it_rings(seated: Seated) -> None:
    seated.room.play(ringing())

    filled = [key for key in ("F1", "F9") if seated.window.keys.button(key).look == "primary"]
    assert filled == ["F1"]


def test_that_f1_asks_for_the_call_and_waits(seated: Seated) -> None:
    seated.room.play(ringing())

    seated.press(Qt.Key.Key_F1)

    assert [command.call_id for command in seated.room.sent(AnswerCall)] == [CALL]
    assert seated.words("call_number") == "100 2716 4053"


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


def test_that_esc_never_loses_text(seated: Seated) -> None:
    seated.room.play([*ringing(ani=None), *answered()])
    seated.type("hsxl")

    seated.press(Qt.Key.Key_Escape, Qt.Key.Key_Escape, Qt.Key.Key_Escape)

    assert seated.window.form.fields.scene.text() == "hsxl"


def test_that_a_refusal_is_shown_in_the_servers_words(seated: Seated) -> None:
    seated.take()
    seated.room.commands.answer = REFUSED

    seated.press(Qt.Key.Key_F9, Qt.Key.Key_Return)

    assert REFUSED.sentence in [toast.words for toast in seated.window.toasts.shown]


def test_that_enter_goes_on_and_shift_enter_back(seated: Seated) -> None:
    seated.take()
    seated.press(Qt.Key.Key_Return)
    there = seated.focus.objectName()

    seated.press(Qt.Key.Key_Return, held=Qt.KeyboardModifier.ShiftModifier)

    assert (there, seated.focus.objectName()) == ("patient_count", "complaint")


def test_that_a_second_call_keeps_a_draft_of_its_own(seated: Seated) -> None:
    seated.take()
    seated.type("xt")
    seated.room.play(ringing(OTHER_CALL, ani="10027160000"))
    seated.press(Qt.Key.Key_F1)
    seated.room.play(answered(OTHER_CALL, incident_id=OTHER_INCIDENT, number=2))
    assert seated.window.form.fields.complaint.text() == ""

    seated.room.models.chosen.choose(INCIDENT)

    assert seated.window.form.fields.complaint.text() == "xt"
    assert seated.window.form.fields.scene.text() == "示范一路 12 号"


def test_that_ctrl_and_a_digit_choose_a_running_incident(seated: Seated) -> None:
    seated.take()
    seated.room.play(ringing(OTHER_CALL, ani="10027160000"))
    seated.room.play(answered(OTHER_CALL, incident_id=OTHER_INCIDENT, number=2))
    rows = seated.room.models.running.rows
    place = next(row.key for row in rows if row.incident_id == INCIDENT)

    seated.press(Qt.Key(ord(place)), held=Qt.KeyboardModifier.ControlModifier)

    assert seated.room.models.chosen.id == INCIDENT


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


def test_that_ctrl_end_hangs_up(seated: Seated) -> None:
    seated.take()

    seated.press(Qt.Key.Key_End, held=Qt.KeyboardModifier.ControlModifier)

    assert [one.call_id for one in seated.room.sent(HangUpCall)] == [CALL]


def test_that_f7_asks_for_the_map(seated: Seated, qtbot: QtBot) -> None:
    seated.take()

    with qtbot.waitSignal(seated.window.map_requested, timeout=1000):
        seated.press(Qt.Key.Key_F7)


def test_that_a_likely_duplicate_is_joined_by_ctrl_j(seated: Seated) -> None:
    seated.take()
    seated.room.play(opened())
    seated.room.play(ringing(OTHER_CALL))
    seated.room.play(answered(OTHER_CALL, incident_id=OTHER_INCIDENT, number=2))

    seated.press(Qt.Key.Key_J, held=Qt.KeyboardModifier.ControlModifier)

    (join,) = seated.room.sent(JoinIncident)
    assert (join.incident_id, join.into) == (OTHER_INCIDENT, INCIDENT)


def test_that_a_lost_exchange_says_what_still_works(seated: Seated) -> None:
    down = LinkChanged(link_id=LinkId("exchange"), state=LinkState.DOWN, cause="无应答")

    seated.room.play([down])

    words = seated.window.banner.words
    assert words is not None
    assert (words.title, seated.window.banner.isVisible()) == ("电话中断", True)
    assert "话机照常振铃" in words.effect


def test_that_ctrl_a_takes_note_of_an_alarm_from_any_field(seated: Seated) -> None:
    seated.take()
    seated.room.play([LinkChanged(link_id=LinkId("exchange"), state=LinkState.DOWN, cause="x")])
    assert seated.window.alarms.alarm is not None

    seated.press(Qt.Key.Key_A, held=Qt.KeyboardModifier.ControlModifier)

    assert seated.window.alarms.alarm is None


def test_that_a_caller_who_hangs_up_early_leaves_a_warning(seated: Seated) -> None:
    seated.room.play(ringing())

    seated.room.play([CallEnded(call_id=CALL, by="caller", cause="16")])

    alarm = seated.window.alarms.alarm
    assert alarm is not None
    assert "早挂待回拨" in alarm.words
    assert seated.words("call_number") == "等待来电"


def test_that_a_sent_vehicle_turns_the_form_into_the_course_once_the_call_ends(
    seated: Seated,
) -> None:
    seated.take()
    seated.room.play([*opened(), issued()])
    assert seated.window.left.currentWidget() is seated.window.form

    seated.room.play([CallEnded(call_id=CALL, by="caller", cause="16")])

    assert seated.window.left.currentWidget() is seated.window.incident
    assert "已下达" in [row.word.split("　")[0] for row in seated.room.models.timeline.model.rows]


def test_that_an_idle_desk_shows_no_empty_facts(seated: Seated) -> None:
    before = seated.window.incident.about.isVisible()
    seated.take()
    seated.room.play([*opened(), issued(), CallEnded(call_id=CALL, by="caller", cause="16")])

    assert (before, seated.window.incident.about.isVisible()) == (False, True)


def test_that_every_list_is_a_sound_item_model(seated: Seated) -> None:
    models = seated.room.models
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    testers = [
        QAbstractItemModelTester(model, fatal)
        for model in (
            models.running.model,
            models.timeline.model,
            models.log.model,
            models.strength.model,
            models.recommendation.vehicles,
            models.recommendation.hospitals,
            models.messages.model,
            models.hand_over.model,
        )
    ]

    seated.take()
    seated.room.play([*opened(), issued()])
    seated.room.later(200)

    assert len(testers) == 8
    assert models.running.model.rowCount() == 1


@pytest.mark.parametrize("theme", list(Theme))
@pytest.mark.parametrize("size", [(1920, 1080), (1700, 960)])
def test_that_no_words_are_clipped(
    seated: Seated, qapp: QApplication, theme: Theme, size: tuple[int, int]
) -> None:
    dress(qapp, theme)
    seated.window.resize(*size)
    seated.take()
    seated.room.play(
        [
            IncidentDescribed(
                incident_id=INCIDENT,
                details=replace(DETAILS, contact_phone="000-12345678", floor="B 座 12 楼 1207"),
            ),
            IncidentOpened(incident_id=INCIDENT),
        ]
    )
    seated.room.later(700)
    qapp.processEvents()

    assert clipped(seated.window) == []


def test_that_nothing_sent_is_left_out_before_the_order(seated: Seated) -> None:
    seated.take()
    seated.window.form.fields.notes.setFocus()
    seated.type("door")

    seated.press(Qt.Key.Key_F9, Qt.Key.Key_Return)

    kinds = [type(one) for one in seated.room.commands.sent]
    assert DescribeIncident in kinds
    assert seated.room.issued[0].details.notes == "door"


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
