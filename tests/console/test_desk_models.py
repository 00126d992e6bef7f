"""What the dispatcher's window shows, decided without a widget."""

import pytest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dispatch_console.viewmodels.recommendation import ASK_AGAIN_MS
from dispatch_console.viewmodels.running_limits import of_order
from dispatch_console.viewmodels.urgency import Urgency
from dispatch_console.viewmodels.wording import distance, duration, telephone
from dispatch_server.contract.answers import CommandAnswer, CommandOutcome
from dispatch_server.contract.details import Breathing, Details
from dispatch_server.contract.events import Event
from dispatch_server.contract.events.calls import CallEnded
from dispatch_server.contract.events.orders import DeliveryReported, OrderMoved, PatientContacted
from dispatch_server.contract.events.resources import LinkChanged
from dispatch_server.contract.ids import IncidentId, LinkId, OrderId
from dispatch_server.contract.states import (
    CallState,
    Channel,
    DeliveryState,
    LinkState,
    OrderState,
    SeatState,
)
from tests.builders import (
    CALL,
    ORDER,
    answered,
    issued,
    opened,
    ringing,
)
from tests.console.desk_room import COMPLAINTS, DeskRoom

UNKNOWN = CommandAnswer(outcome=CommandOutcome.UNKNOWN, sentence="服务器没有应答")
OTHER = IncidentId("i-2")


@pytest.fixture
def desk_room(qapp: QApplication) -> DeskRoom:
    return DeskRoom()


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0:00"), (42.9, "0:42"), (3599, "59:59"), (4325, "1:12:05")]
)
def test_that_a_span_is_written_in_minutes_up_to_an_hour(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_that_numbers_and_ways_are_written_for_reading() -> None:
    assert telephone("10027164053") == "100 2716 4053"
    assert telephone(None) == "未显示号码"
    assert (distance(43), distance(2140), distance(None)) == ("40 米", "2.1 km", "—")


@pytest.mark.parametrize("typed", ["xt", "xiongtong", "胸痛", "xiongt"])
def test_that_a_complaint_is_found_by_any_spelling(typed: str) -> None:
    assert COMPLAINTS.find(typed)[0].word == "胸痛"


def test_that_a_patient_who_does_not_breathe_is_level_one() -> None:
    details = Details(complaint="发热", breathing=Breathing.ABSENT)

    level, reason = COMPLAINTS.suggest(details)

    assert (level, reason) == (1, "没有呼吸 → 1 级")


def test_that_the_seat_follows_its_calls(desk_room: DeskRoom) -> None:
    states = [desk_room.models.desk.state]
    for events in (ringing(), answered(), [CallEnded(call_id=CALL, by="caller", cause="16")]):
        desk_room.play(events)
        states.append(desk_room.models.desk.state)

    assert states == [SeatState.READY, SeatState.RINGING, SeatState.TALKING, SeatState.READY]


def test_that_the_queue_knows_its_longest_wait(desk_room: DeskRoom) -> None:
    desk_room.play(ringing())
    desk_room.later(7)

    queue = desk_room.models.desk.queue

    assert (queue.count, queue.longest_seconds) == (1, 7)


def test_that_a_point_from_the_map_moves_the_scene(desk_room: DeskRoom) -> None:
    desk_room.take()

    desk_room.models.form.pick((114.31, 30.6))

    assert desk_room.models.form.details.scene.point == (114.31, 30.6)
    assert desk_room.questions.scenes[-1] == (114.31, 30.6)


def test_that_an_order_asks_for_the_recommendation_anew(desk_room: DeskRoom, qtbot: QtBot) -> None:
    desk_room.take()
    asked = len(desk_room.questions.scenes)

    desk_room.play([*opened(), issued()])

    qtbot.waitUntil(lambda: len(desk_room.questions.scenes) > asked, timeout=ASK_AGAIN_MS * 20)


def test_that_a_held_list_is_not_sorted_anew(desk_room: DeskRoom) -> None:
    desk_room.take()
    recommendation = desk_room.models.recommendation
    asked = len(desk_room.questions.scenes)

    recommendation.hold(held=True)
    recommendation.ask()

    assert len(desk_room.questions.scenes) == asked


def test_that_a_recommendation_that_does_not_come_is_said(desk_room: DeskRoom) -> None:
    desk_room.questions.recommended = None

    desk_room.take()

    assert desk_room.models.recommendation.failed


def test_that_the_vehicles_say_why_they_stand_where_they_stand(desk_room: DeskRoom) -> None:
    desk_room.take()

    rows = desk_room.models.recommendation.vehicles.rows

    assert [(row.name, row.reasons[0][0]) for row in rows] == [
        ("急01", "最快"),
        ("急02", "慢 2:45"),
    ]


def test_that_an_overdue_incident_comes_before_a_fresh_one(desk_room: DeskRoom) -> None:
    desk_room.take()
    desk_room.play(opened())
    desk_room.later(120)
    desk_room.play(answered(incident_id=OTHER, number=2)[1:2])

    rows = desk_room.models.running.rows

    assert [(row.number, row.overdue) for row in rows] == [(1, True), (2, False)]


@pytest.mark.parametrize(
    ("state", "seconds", "caption", "urgency"),
    [
        (OrderState.ISSUED, 10, "未回执", Urgency.PLAIN),
        (OrderState.ISSUED, 31, "未回执", Urgency.OVERDUE),
        (OrderState.ACKNOWLEDGED, 125, "未出车", Urgency.SOON),
        (OrderState.ACKNOWLEDGED, 181, "未出车", Urgency.OVERDUE),
        (OrderState.DEPARTED, 100, "到达约", Urgency.PLAIN),
        (OrderState.DEPARTED, 700, "迟到", Urgency.OVERDUE),
        (OrderState.ARRIVED, 60, "现场", Urgency.PLAIN),
        (OrderState.AT_HOSPITAL, 1300, "交接", Urgency.SOON),
    ],
)
def test_that_every_stage_has_its_limit(
    desk_room: DeskRoom, state: OrderState, seconds: float, caption: str, urgency: Urgency
) -> None:
    desk_room.take()
    events: list[Event] = [*opened(), issued()]
    if state is not OrderState.ISSUED:
        events.append(OrderMoved(order_id=ORDER, to=state))
    desk_room.play(events)
    desk_room.later(seconds)

    limit = of_order(desk_room.mirror.board.orders[ORDER], desk_room.clock.now())

    assert (limit.caption, limit.urgency) == (caption, urgency)


def test_that_the_course_marks_what_was_only_estimated(desk_room: DeskRoom) -> None:
    desk_room.take()
    desk_room.play(
        [
            *opened(),
            issued(),
            OrderMoved(
                order_id=ORDER,
                to=OrderState.ARRIVED,
                skipped=(OrderState.ACKNOWLEDGED, OrderState.DEPARTED),
            ),
        ]
    )

    notes = {row.word: row.note for row in desk_room.models.timeline.model.rows}

    assert notes["驶向现场"] == "推算"


def test_that_the_course_tells_when_the_patient_was_reached(desk_room: DeskRoom) -> None:
    desk_room.play([*ringing(), *answered(), *opened(), issued()])
    desk_room.play([OrderMoved(order_id=ORDER, to=OrderState.ARRIVED)])

    desk_room.play([PatientContacted(order_id=ORDER)])

    words = [row.word for row in desk_room.models.timeline.model.rows]
    assert words[words.index("到达现场") + 1] == "接触病人"


def test_that_the_record_tells_what_failed_and_why(desk_room: DeskRoom) -> None:
    desk_room.take()
    desk_room.play(
        [
            *opened(),
            issued(),
            DeliveryReported(
                order_id=ORDER, channel=Channel.PRINTER, state=DeliveryState.FAILED, cause="缺纸"
            ),
        ]
    )

    grave = [row.what for row in desk_room.models.log.model.rows if row.grave]

    assert grave == ["急01 未送达　缺纸"]
    first = desk_room.models.alarms.first
    assert first is not None
    assert "缺纸" in first.words


def test_that_an_acknowledged_alarm_warns_again_when_it_comes_again(desk_room: DeskRoom) -> None:
    link = LinkId("exchange")
    down = LinkChanged(link_id=link, state=LinkState.DOWN, cause="无应答")
    desk_room.play([down])
    desk_room.models.alarms.acknowledge()
    assert desk_room.models.alarms.first is None

    desk_room.play([LinkChanged(link_id=link, state=LinkState.UP), down])

    assert desk_room.models.alarms.first is not None


def test_that_an_unknown_outcome_stays_until_acknowledged(desk_room: DeskRoom) -> None:
    desk_room.take()
    desk_room.commands.answer = UNKNOWN
    desk_room.models.desk.hang_up()
    desk_room.later(60)
    first = desk_room.models.alarms.first
    assert first is not None
    assert UNKNOWN.sentence in first.words

    desk_room.models.alarms.acknowledge()

    assert desk_room.models.alarms.first is None or desk_room.models.alarms.first.key != first.key


def test_that_without_the_server_nothing_else_is_called_well(desk_room: DeskRoom) -> None:
    desk_room.play([LinkChanged(link_id=LinkId("exchange"), state=LinkState.UP)])

    desk_room.models.desk.set_server_link(LinkState.DOWN, "断开")

    assert [link.state for link in desk_room.models.desk.links] == [
        LinkState.DOWN,
        LinkState.UNKNOWN,
    ]


def test_that_one_failing_printer_shows_on_the_printers_light(desk_room: DeskRoom) -> None:
    desk_room.play(
        [
            LinkChanged(link_id=LinkId("printer:st-1"), state=LinkState.UP),
            LinkChanged(link_id=LinkId("printer:st-2"), state=LinkState.DOWN, cause="缺纸"),
        ]
    )

    light = desk_room.models.desk.links[-1]

    assert (light.name, light.state, light.cause) == ("打印", LinkState.DOWN, "缺纸")


def test_that_the_stations_count_who_is_free(desk_room: DeskRoom) -> None:
    desk_room.take()

    desk_room.play([*opened(), issued(OrderId("o-9"))])

    assert (desk_room.models.strength.free, desk_room.models.strength.total) == (1, 2)


def test_that_a_call_given_up_early_is_not_this_desks_any_more(desk_room: DeskRoom) -> None:
    desk_room.play(ringing())

    desk_room.play([CallEnded(call_id=CALL, by="caller", cause="16")])

    assert desk_room.models.desk.call is None
    assert desk_room.mirror.board.calls[CALL].state is CallState.ABANDONED
