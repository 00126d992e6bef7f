"""The shared widgets, each by itself."""

from collections.abc import Iterator
from typing import TypeVar

import pytest
from PyQt6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PyQt6.QtGui import QInputMethodEvent, QPixmap
from PyQt6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from dispatch_console.theme.palette import CALLS, ORDERS, VEHICLES, Theme, current
from dispatch_console.viewmodels.suggestion import Suggestion
from dispatch_console.viewmodels.urgency import Urgency
from dispatch_console.widgets.alarm_strip import AlarmStrip, LinkLight, StripAlarm
from dispatch_console.widgets.banner import Banner, BannerWords
from dispatch_console.widgets.choice_row import Choice, ChoiceRow
from dispatch_console.widgets.dressing import dress
from dispatch_console.widgets.key_button import KeyButton
from dispatch_console.widgets.marks import vehicle_sign
from dispatch_console.widgets.panel import Panel
from dispatch_console.widgets.pen import Pen
from dispatch_console.widgets.place_field import PlaceField
from dispatch_console.widgets.plates import plate
from dispatch_console.widgets.queue_chip import QueueChip
from dispatch_console.widgets.status_plate import LevelPlate, StatusPlate
from dispatch_console.widgets.timer_badge import TimerBadge
from dispatch_console.widgets.toast import MOST, Toast, Toasts

W = TypeVar("W", bound=QWidget)
CHOICES = (Choice("awake", "清醒", "1"), Choice("coma", "昏迷", "2"))


class Stage:
    """A window on which one widget after the other can be put."""

    def __init__(self, qtbot: QtBot) -> None:
        self.window = QWidget()
        self.window.resize(800, 400)
        self.window.setProperty("surface", "window")
        self.layout = QVBoxLayout(self.window)
        self._qtbot = qtbot

    def put(self, widget: W) -> W:
        """Show a widget."""
        self.layout.addWidget(widget)
        self.window.show()
        self.window.activateWindow()
        self._qtbot.waitUntil(self.window.isActiveWindow, timeout=2000)
        return widget

    def leave(self) -> None:
        """Free the window."""
        self.window.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def stage(qtbot: QtBot, qapp: QApplication) -> Iterator[Stage]:
    dress(qapp, Theme.DARK)
    stage = Stage(qtbot)
    yield stage
    stage.leave()


def test_that_the_look_can_be_changed_at_once(stage: Stage, qapp: QApplication) -> None:
    panel = stage.put(Panel("标题"))
    dark = panel.grab().toImage().pixelColor(400, 200)

    dress(qapp, Theme.LIGHT)

    assert current().theme is Theme.LIGHT
    assert panel.grab().toImage().pixelColor(400, 200) != dark


def test_that_an_armed_panel_does_not_move_its_contents(stage: Stage) -> None:
    panel = stage.put(Panel("推荐车辆"))
    before = panel.title.geometry()

    panel.set_armed(armed=True)
    QApplication.processEvents()

    assert panel.title.geometry() == before


def test_that_choices_take_digits_only_with_the_focus(stage: Stage, qtbot: QtBot) -> None:
    field = stage.put(PlaceField())
    row = stage.put(ChoiceRow(CHOICES))
    chosen: list[str] = []
    row.chosen.connect(chosen.append)

    field.setFocus()
    qtbot.keyClicks(field, "2")
    row.setFocus()
    qtbot.keyClicks(row, "2")

    assert (chosen, field.text()) == (["coma"], "2")


def test_that_a_click_chooses_as_the_digit_does(stage: Stage, qtbot: QtBot) -> None:
    row = stage.put(ChoiceRow(CHOICES))
    chosen: list[str] = []
    row.chosen.connect(chosen.append)

    qtbot.mouseClick(row, Qt.MouseButton.LeftButton, pos=row.rect().center() / 2)

    assert chosen == ["awake"]


def test_that_arrows_and_enter_take_a_find(stage: Stage, qtbot: QtBot) -> None:
    field = stage.put(PlaceField())
    field.setFocus()
    field.offer([Suggestion("莲子路"), Suggestion("绿洲公园", "一苇街118号")])

    with qtbot.waitSignal(field.taken, timeout=1000) as taken:
        qtbot.keyClick(field, Qt.Key.Key_Down)
        qtbot.keyClick(field, Qt.Key.Key_Return)

    assert taken.args == [1]
    assert not field.offering


def test_that_esc_hides_the_finds_and_keeps_the_words(stage: Stage, qtbot: QtBot) -> None:
    field = stage.put(PlaceField())
    field.setFocus()
    qtbot.keyClicks(field, "lz")
    field.offer([Suggestion("莲子路")])

    qtbot.keyClick(field, Qt.Key.Key_Escape)

    assert (field.offering, field.text()) == (False, "lz")


def test_that_keys_belong_to_the_input_method_while_it_composes(stage: Stage, qtbot: QtBot) -> None:
    field = stage.put(PlaceField())
    field.setFocus()
    field.offer([Suggestion("莲子路")])
    QApplication.sendEvent(field, QInputMethodEvent("lian", []))

    with qtbot.assertNotEmitted(field.taken):
        qtbot.keyClick(field, Qt.Key.Key_Return)


def test_that_a_button_says_its_word_and_key_and_leaves_the_focus(
    stage: Stage, qtbot: QtBot
) -> None:
    field = stage.put(PlaceField())
    button = stage.put(KeyButton("派车", "F9", look="primary"))
    field.setFocus()

    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    assert button.accessibleName() == "派车 F9"
    assert field.hasFocus()


@pytest.mark.parametrize(
    ("count", "longest", "hue"),
    [(0, 0, "strong"), (1, 3, "strong"), (2, 5, "amber"), (2, 10, "red")],
)
def test_that_a_wait_turns_amber_then_red(stage: Stage, count: int, longest: int, hue: str) -> None:
    chip = stage.put(QueueChip())

    chip.set_waiting(count, longest)

    assert chip.hue == hue


def test_that_a_link_says_its_state_unless_it_is_well(stage: Stage) -> None:
    strip = stage.put(AlarmStrip())

    strip.set_links([LinkLight("服务器", "up"), LinkLight("电话", "down")])
    strip.set_alarm(StripAlarm("red", "mdi6.phone-missed", "早挂待回拨"), more=2)

    assert strip.accessibleName() == "早挂待回拨　服务器　电话 中断"


def test_that_a_banner_hides_while_all_is_well(stage: Stage) -> None:
    banner = stage.put(Banner())
    shown = []

    for words in (BannerWords("电话中断", "话机照常振铃"), None):
        banner.set_words(words)
        shown.append(banner.isVisible())

    assert shown == [True, False]


def test_that_three_notices_are_shown_at_most(stage: Stage) -> None:
    toasts = Toasts(stage.window, above=40)

    for number in range(MOST + 2):
        toasts.say(Toast(str(number)))

    assert [toast.words for toast in toasts.shown] == ["2", "3", "4"]


def test_that_the_newest_notice_can_be_taken_back(stage: Stage) -> None:
    undone: list[str] = []
    toasts = Toasts(stage.window, above=40)
    toasts.say(Toast("已下达", undo=lambda: undone.append("order")))

    taken_back = toasts.undo_last()

    assert (taken_back, undone, toasts.shown) == (True, ["order"], ())


def test_that_painted_widgets_say_what_they_show(stage: Stage) -> None:
    status, level, timer = StatusPlate(), LevelPlate(), TimerBadge()
    for widget in (status, level, timer):
        stage.put(widget)

    status.set_sign(CALLS["ringing"])
    level.set_level(1)
    timer.set_time("6:12", caption="待派", share=1.0, urgency=Urgency.OVERDUE)
    stage.window.grab()

    names = [widget.accessibleName() for widget in (status, level, timer)]
    assert names == ["振铃", "1 濒危", "待派 6:12"]


def test_that_every_sign_can_be_drawn(stage: Stage) -> None:
    picture = QPixmap(400, 60)
    picture.fill(current().colour("bg.panel"))
    blank = picture.toImage()
    pen = Pen(picture)
    for place, state in enumerate(VEHICLES):
        vehicle_sign(pen, QPointF(16 + place * 30, 15), state)
    for place, sign in enumerate(list(ORDERS.values())[:4]):
        plate(pen, QPointF(place * 90, 34), sign)
    pen.end()

    drawn = picture.toImage()
    empty = [
        state
        for place, state in enumerate(VEHICLES)
        if drawn.copy(1 + place * 30, 0, 30, 30) == blank.copy(1 + place * 30, 0, 30, 30)
    ]
    assert empty == []
