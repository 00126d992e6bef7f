"""What a station's receiver shows, and when it alarms."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dispatch_console.map.base_map import BaseMap
from dispatch_console.theme.palette import Theme
from dispatch_console.theme.sounds import Sound
from dispatch_console.viewmodels.station_receiver import Page
from dispatch_console.widgets.dressing import dress
from dispatch_server.contract.events.orders import (
    DeliveryReported,
    OrderMoved,
)
from dispatch_server.contract.events.resources import LinkChanged
from dispatch_server.contract.ids import OrderId
from dispatch_server.contract.states import (
    Channel,
    DeliveryState,
    LinkState,
    OrderState,
)
from dispatch_server.contract.views import printer_link
from tests import builders
from tests.builders import FAR_STATION, FAR_VEHICLE, ORDER, STATION
from tests.console.station_room import Receiver

ROOT: Final = Path(__file__).parents[2]
SECOND: Final = OrderId("o-2")
MOVED: Final = {state: OrderMoved(order_id=ORDER, to=state) for state in OrderState}


def test_that_an_order_of_this_station_covers_the_screen(receiver: Receiver) -> None:
    receiver.issue()

    assert receiver.window.page is Page.ALARM
    assert receiver.window.alarm.head.words == "新任务　急01 出车"
    assert "示范一路 12 号东门" in receiver.window.alarm.facts.accessibleName()


def test_that_an_order_of_another_station_leaves_this_one_quiet(receiver: Receiver) -> None:
    receiver.issue(station_id=FAR_STATION, vehicle_id=FAR_VEHICLE)

    assert receiver.window.page is Page.IDLE
    assert receiver.sounds.sounding == frozenset()
    assert receiver.commands.sent == []


def test_that_the_event_turns_the_alarm_into_a_job(receiver: Receiver) -> None:
    receiver.issue()

    receiver.happen(MOVED[OrderState.ACKNOWLEDGED])

    assert receiver.window.page is Page.JOB
    assert OrderState.DEPARTED in receiver.lit()


def test_that_the_alarm_sounds_until_it_is_acknowledged(receiver: Receiver) -> None:
    receiver.issue()
    during = receiver.sounds.sounding

    receiver.happen(MOVED[OrderState.ACKNOWLEDGED])

    assert during == {Sound.STATION_ALARM}
    assert receiver.sounds.sounding == frozenset()


def test_that_only_what_the_table_allows_is_lit(receiver: Receiver) -> None:
    receiver.issue()

    receiver.happen(MOVED[OrderState.ACKNOWLEDGED], MOVED[OrderState.LOADED])

    assert receiver.lit() == {OrderState.AT_HOSPITAL, OrderState.HANDED_OVER, "reprint"}


def test_that_a_key_the_table_forbids_asks_nothing(receiver: Receiver) -> None:
    receiver.issue()
    receiver.happen(MOVED[OrderState.ACKNOWLEDGED])

    receiver.press(Qt.Key.Key_7, Qt.Key.Key_3, Qt.Key.Key_K)

    assert receiver.moves() == []
    assert receiver.model.asking is None


def test_that_the_paper_is_told_as_it_was_reported(receiver: Receiver) -> None:
    def paper() -> tuple[str, str]:
        words, hue, _ = receiver.window.alarm.facts.chips()[0]
        return words, hue

    def report(state: DeliveryState, cause: str = "") -> None:
        receiver.happen(
            DeliveryReported(order_id=ORDER, channel=Channel.PRINTER, state=state, cause=cause)
        )

    receiver.issue()
    told = [paper()]
    report(DeliveryState.SENT)
    told.append(paper())
    report(DeliveryState.FAILED, "缺纸")
    told.append(paper())
    report(DeliveryState.PRINTED)
    told.append(paper())

    assert told == [
        ("打印无消息", "grey"),
        ("正在打印", "amber"),
        ("打印失败 缺纸", "red"),
        ("已打印", "green"),
    ]


def test_that_a_lost_link_says_what_to_go_by(receiver: Receiver) -> None:
    receiver.model.set_link(LinkState.DOWN, "")

    assert receiver.window.link_notice.isVisible()
    assert receiver.window.link_notice.words == "与中心断开　以打印和电话为准"
    assert receiver.window.foot.links[0].words == "中心 中断"


def test_that_a_centre_without_its_database_is_told_until_it_is_back(receiver: Receiver) -> None:
    receiver.model.set_link(LinkState.UP)

    receiver.model.set_database("数据库没有应答")
    notice = receiver.window.link_notice
    told = (notice.isVisible(), notice.words)
    lights = [link.words for link in receiver.window.foot.links]
    receiver.model.set_database("")

    assert told == (True, "中心数据库中断　操作存在本机，急事打电话")
    assert "数据库 中断" in lights
    assert not notice.isVisible()
    assert "数据库" not in "".join(link.words for link in receiver.window.foot.links)


def test_that_the_newest_alarm_comes_first_and_arrows_choose(receiver: Receiver) -> None:
    receiver.issue()
    receiver.issue(SECOND, number="1-2")
    newest = receiver.model.order

    receiver.press(Qt.Key.Key_Right)

    assert newest is not None
    assert newest.id == SECOND
    assert [tab.number for tab in receiver.window.tabs.tabs] == ["1-2", "1-1"]
    assert receiver.model.order is not None
    assert receiver.model.order.id == ORDER


def test_that_after_one_alarm_the_next_is_shown(receiver: Receiver) -> None:
    receiver.issue()
    receiver.issue(SECOND, number="1-2")

    receiver.happen(OrderMoved(order_id=SECOND, to=OrderState.ACKNOWLEDGED))

    assert receiver.window.page is Page.ALARM
    assert set(receiver.painted) == {ORDER, SECOND}
    assert receiver.sounds.sounding == {Sound.STATION_ALARM}


def test_that_an_order_already_on_the_board_alarms_after_a_restart(
    base: BaseMap, qtbot: QtBot
) -> None:
    late = Receiver(base, qtbot)

    late.mirror.replace(builders.board(builders.dispatched()))
    late.settle()

    assert late.window.page is Page.ALARM
    assert late.painted == [ORDER]


def test_that_the_bar_turns_amber_and_red_and_says_by_how_much(receiver: Receiver) -> None:
    bar = receiver.window.alarm.bar
    told = []
    for seconds in (47, 130, 192):
        bar.set_elapsed(float(seconds))
        told.append((bar.hue, bar.words))

    assert told == [("", "出车还有 2:13"), ("amber", "出车还有 0:50"), ("red", "出车超时 0:12")]


def test_that_the_time_on_the_bar_runs_from_the_order(receiver: Receiver) -> None:
    receiver.issue()
    order = receiver.model.order
    assert order is not None

    receiver.now = order.stamps[OrderState.ISSUED] + timedelta(seconds=61)
    receiver.model.changed.emit()

    assert receiver.window.alarm.bar.words == "出车还有 1:59"


def test_that_rest_shows_the_clock_and_the_own_vehicles(receiver: Receiver) -> None:
    receiver.now = datetime(2026, 1, 1, 6, 32, 7, tzinfo=UTC)

    receiver.model.changed.emit()

    idle = receiver.window.idle
    assert idle.clock.accessibleName() == "14:32:07"
    assert [row.vehicle.name for row in idle.vehicles.rows] == ["急01"]


@pytest.mark.parametrize("theme", list(Theme))
def test_that_day_and_night_paint_the_alarm_differently(receiver: Receiver, theme: Theme) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    dress(application, theme)
    receiver.issue()

    ground = receiver.window.grab().toImage().pixelColor(20, 300)
    application.setStyleSheet("")

    assert (ground.lightness() > 128) is (theme is Theme.LIGHT)


def test_that_the_printer_has_its_own_light(receiver: Receiver) -> None:
    before = receiver.window.foot.links[1].words

    receiver.happen(LinkChanged(link_id=printer_link(STATION), state=LinkState.DOWN, cause="缺纸"))

    assert before == "打印机 未知"
    assert receiver.window.foot.links[1].words == "打印机 中断"


def test_that_a_live_job_is_chosen_from_rest_by_its_digit(receiver: Receiver) -> None:
    receiver.issue()
    receiver.happen(MOVED[OrderState.ACKNOWLEDGED])
    receiver.press(Qt.Key.Key_Escape)
    at_rest = receiver.window.page

    receiver.press(Qt.Key.Key_1)

    assert at_rest is Page.IDLE
    assert receiver.window.page is Page.JOB
    assert receiver.moves() == []


def test_that_an_order_taken_back_does_not_just_vanish(receiver: Receiver) -> None:
    receiver.issue()
    said: list[str] = []
    receiver.model.said.connect(said.append)

    receiver.happen(MOVED[OrderState.ABORTED])

    assert receiver.window.page is Page.IDLE
    assert said == ["急01　派车单 1-1 已中止"]
    assert receiver.window.sentence_notice.words == said[0]
    assert receiver.sounds.sounding == frozenset()
