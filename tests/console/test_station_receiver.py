"""The station's receiver: what it shows, what its keys do, and what it never pretends."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dispatch_console.map.base_map import BaseMap
from dispatch_console.mirror import Mirror
from dispatch_console.roles.station.receiver_window import ReceiverWindow
from dispatch_console.theme.palette import Theme, wear
from dispatch_console.theme.sounds import Sound, Sounds
from dispatch_console.viewmodels.seat_messages import SeatMessages
from dispatch_console.viewmodels.station_receiver import Page, StationReceiver
from dispatch_console.widgets.dressing import dress
from dispatch_server.contract.answers import CommandAnswer, CommandOutcome
from dispatch_server.contract.commands.orders import (
    MoveOrder,
    ReportContact,
    ReportDelivery,
    ReprintOrder,
    SetDuty,
)
from dispatch_server.contract.events import Event
from dispatch_server.contract.events.orders import (
    DeliveryReported,
    OrderMoved,
    PatientContacted,
)
from dispatch_server.contract.events.resources import LinkChanged
from dispatch_server.contract.ids import OrderId
from dispatch_server.contract.states import (
    Channel,
    DeliveryState,
    Duty,
    LinkState,
    OrderState,
)
from dispatch_server.contract.views import printer_link
from tests import builders
from tests.builders import FAR_STATION, FAR_VEHICLE, ORDER, RECEIVER, START, STATION, VEHICLE
from tests.fakes.console import FakeCommands, FakeQuestions

ROOT: Final = Path(__file__).parents[2]
SECOND: Final = OrderId("o-2")
MOVED: Final = {state: OrderMoved(order_id=ORDER, to=state) for state in OrderState}


class Receiver:
    """A receiver of the first station over its own mirror, with everything to observe."""

    def __init__(self, base: BaseMap, qtbot: QtBot) -> None:
        self.mirror = Mirror()
        self.commands = FakeCommands()
        self.questions = FakeQuestions()
        self.now = START + timedelta(seconds=30)
        self.model = StationReceiver(STATION, self.mirror, self.commands, now=lambda: self.now)
        self.sounds = Sounds(ROOT / "resources" / "sounds")
        self.painted: list[str] = []
        self.messages = SeatMessages(RECEIVER, self.mirror, self.commands, now=lambda: self.now)
        self.window = ReceiverWindow(
            self.model, self.messages, base, questions=self.questions, sounds=self.sounds
        )
        self.window.alarm_painted.connect(self.painted.append)
        qtbot.addWidget(self.window)
        self._qtbot = qtbot
        self.window.show()
        self.happen(*builders.room(), *builders.ringing(), *builders.answered())
        self.happen(*builders.opened())

    def happen(self, *events: Event) -> None:
        """Let events reach the receiver, and let it paint."""
        for recorded in builders.journal(events, after=self.mirror.board.seq):
            self.mirror.receive(recorded)
        self.settle()

    def issue(self, order_id: OrderId = ORDER, **changes: object) -> None:
        """An order for this station's vehicle is issued."""
        order = builders.issued(order_id)
        self.happen(order.model_copy(update=changes))

    def press(self, *keys: Qt.Key) -> None:
        """Press keys at the receiver."""
        for key in keys:
            self._qtbot.keyClick(self.window, key)
        self.settle()

    def settle(self) -> None:
        """Let the window paint, and tell what it painted."""
        for _ in range(3):
            QApplication.processEvents()

    def sent(self, kind: type) -> list[object]:
        """Commands of one kind that were sent."""
        return [command for command in self.commands.sent if isinstance(command, kind)]

    def moves(self) -> list[tuple[OrderState, str]]:
        """States asked for, with their reasons."""
        return [(c.to, c.reason) for c in self.commands.sent if isinstance(c, MoveOrder)]

    def lit(self) -> set[str]:
        """Names of the keys that may be used on the page shown."""
        pages = {
            Page.IDLE: self.window.idle.keys,
            Page.ALARM: self.window.alarm.keys,
            Page.JOB: self.window.job.keys,
        }
        buttons = pages[self.window.page].row.buttons
        return {name for name, key in buttons.items() if key.isEnabled()}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BaseMap]:
    made = BaseMap(ROOT / "gis_data" / "city" / "demo", cache=tmp_path_factory.mktemp("map"))
    yield made
    made.close()


@pytest.fixture
def receiver(base: BaseMap, qtbot: QtBot) -> Iterator[Receiver]:
    yield Receiver(base, qtbot)
    wear(Theme.DARK)


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
