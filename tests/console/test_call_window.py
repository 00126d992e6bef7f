"""The dispatcher's left window, worked by keys alone: calls, links, the running incidents."""

from dataclasses import replace

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QAbstractItemModelTester
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dispatch_console.theme.palette import Theme
from dispatch_console.theme.sounds import Sound
from dispatch_console.widgets.dressing import dress
from dispatch_server.contract.answers import CommandAnswer, CommandOutcome
from dispatch_server.contract.commands.calls import AnswerCall, HangUpCall
from dispatch_server.contract.commands.incidents import (
    JoinIncident,
)
from dispatch_server.contract.events.calls import CallEnded
from dispatch_server.contract.events.incidents import (
    IncidentDescribed,
    IncidentOpened,
)
from dispatch_server.contract.events.resources import LinkChanged
from dispatch_server.contract.ids import CallId, IncidentId, LinkId
from dispatch_server.contract.states import LinkState
from tests.builders import (
    CALL,
    DETAILS,
    INCIDENT,
    answered,
    issued,
    opened,
    ringing,
)
from tests.console.clipping import clipped
from tests.console.desk_window import Seated

OTHER_CALL = CallId("call-2")
OTHER_INCIDENT = IncidentId("i-2")
REFUSED = CommandAnswer(
    outcome=CommandOutcome.REFUSED, code="vehicle-busy", sentence="急01 已派给 7，不能再派"
)


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
