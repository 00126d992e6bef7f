"""The supervisor's and the director's windows, worked by keys alone."""

from collections.abc import Iterator

import pytest
from PyQt6.QtCore import QCoreApplication, QEvent, Qt
from PyQt6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from dispatch_console.main import RESOURCES
from dispatch_console.map.base_map import BaseMap
from dispatch_console.roles.director.director_window import DirectorWindow
from dispatch_console.roles.supervisor.room_window import RoomWindow
from dispatch_console.theme.sounds import Sounds
from dispatch_console.viewmodels.map_scene import MapScene
from dispatch_server.contract.addressing import Addressee
from dispatch_server.contract.commands.seats import SendMessage
from dispatch_server.contract.day import RecordAnswer
from dispatch_server.contract.ids import IncidentId, SeatId
from dispatch_server.contract.record import record_of
from dispatch_server.contract.states import AddresseeKind
from tests.builders import FAR_STATION, INCIDENT, OTHER_SEAT
from tests.console.clipping import clipped
from tests.console.watch_room import WatchRoom, day

CTRL = Qt.KeyboardModifier.ControlModifier


def put_away(window: QWidget) -> None:
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


class Watch:
    """A busy room, and a window that looks over it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.room = WatchRoom()
        self.room.be_busy()
        self.qtbot = qtbot

    def press(self, window: QWidget, *keys: Qt.Key) -> None:
        for key in keys:
            self.qtbot.keyClick(window.focusWidget() or window, key)

    def chord(self, window: QWidget, key: Qt.Key) -> None:
        self.qtbot.keyClick(window.focusWidget() or window, key, CTRL)

    def open(self, window: QWidget) -> None:
        window.show()
        window.activateWindow()
        self.qtbot.waitUntil(window.isActiveWindow, timeout=2000)

    @property
    def sent(self) -> list[SendMessage]:
        return [one for one in self.room.commands.sent if isinstance(one, SendMessage)]


@pytest.fixture
def watch(qtbot: QtBot) -> Watch:
    return Watch(qtbot)


@pytest.fixture
def supervisor(watch: Watch) -> Iterator[RoomWindow]:
    window = RoomWindow(watch.room.models, Sounds(RESOURCES / "sounds"))
    watch.open(window)
    yield window
    put_away(window)


@pytest.fixture
def director(watch: Watch, base: BaseMap) -> Iterator[DirectorWindow]:
    room = watch.room
    window = DirectorWindow(room.models, MapScene(room.mirror), base, Sounds(RESOURCES / "sounds"))
    watch.open(window)
    yield window
    put_away(window)


def test_that_arrows_and_enter_write_to_the_chosen_desk(
    watch: Watch, supervisor: RoomWindow
) -> None:
    watch.press(supervisor, Qt.Key.Key_Right, Qt.Key.Key_Return)
    watch.qtbot.keyClicks(supervisor.talk.composer.line, "ok")
    watch.press(supervisor, Qt.Key.Key_Return)

    (message,) = watch.sent
    assert message.to == Addressee(AddresseeKind.SEAT, OTHER_SEAT)
    assert message.text == "ok"
    assert not supervisor.talk.composer.is_open


def test_that_a_station_in_trouble_is_written_to_by_enter(
    watch: Watch, supervisor: RoomWindow
) -> None:
    supervisor.lines.rows.setFocus()

    watch.press(supervisor, Qt.Key.Key_Return)

    to = watch.room.models.draft.to
    assert to is not None
    assert to.to == Addressee(AddresseeKind.STATION, FAR_STATION)


def test_that_an_incident_opens_by_its_digit_or_enter_and_esc_gives_the_focus_back(
    watch: Watch, supervisor: RoomWindow
) -> None:
    supervisor.timers.rows.setFocus()
    watch.press(supervisor, Qt.Key.Key_Return)
    by_enter = supervisor.sheet.is_open
    watch.press(supervisor, Qt.Key.Key_Escape)
    after = (supervisor.sheet.is_open, supervisor.timers.rows.hasFocus())
    watch.chord(supervisor, Qt.Key.Key_1)

    assert by_enter
    assert after == (False, True)
    assert supervisor.sheet.is_open
    assert watch.room.models.view.chosen.id == INCIDENT
    assert "现场" in " ".join(row.what for row in watch.room.models.view.log.model.rows)


def test_that_the_head_counts_the_room_and_the_day(supervisor: RoomWindow) -> None:
    figures = {one.label: (one.value, one.tone) for one in supervisor.head.figures}

    assert figures["排队"] == ("1", "amber")
    assert figures["超时"] == ("1", "red")
    assert figures["10 秒接听"] == ("96.7%", "strong")
    assert figures["3 分钟出车"] == ("90.9%", "amber")


def test_that_a_lost_receiver_is_warned_of_and_acknowledged_by_key(
    watch: Watch, supervisor: RoomWindow
) -> None:
    before = supervisor.alarms.alarm
    watch.chord(supervisor, Qt.Key.Key_A)

    assert before is not None
    assert "受警机 中断" in before.words
    assert supervisor.alarms.alarm != before
    assert supervisor.banner.words is not None


@pytest.mark.parametrize("size", [(1920, 1080), (1700, 960)])
def test_that_nothing_is_clipped(
    supervisor: RoomWindow, director: DirectorWindow, size: tuple[int, int]
) -> None:
    for window in (supervisor, director):
        window.resize(*size)

        assert not clipped(window)


def test_that_the_director_filters_the_day_and_reads_an_ended_incident(
    watch: Watch, director: DirectorWindow
) -> None:
    room = watch.room
    room.questions.told_day = day(31, 30)
    room.models.day.ask()
    record = record_of(room.mirror.board, INCIDENT)
    assert record is not None
    past = IncidentId("past-30")
    record.incidents[past] = record.incidents[INCIDENT]
    room.questions.told_record = RecordAnswer(board=record)

    watch.chord(director, Qt.Key.Key_F)
    watch.qtbot.keyClicks(director.list.filter, "30")
    watch.press(director, Qt.Key.Key_Down, Qt.Key.Key_Return)

    assert [row.number for row in room.models.day.model.rows] == [30]
    assert room.questions.records == [past]
    assert director.sheet.is_open
    watch.press(director, Qt.Key.Key_Escape)
    watch.chord(director, Qt.Key.Key_F)
    watch.press(director, Qt.Key.Key_Escape)
    assert len(room.models.day.model.rows) == 2


def test_that_the_director_sees_hours_cards_and_every_vehicle_on_the_map(
    watch: Watch, director: DirectorWindow
) -> None:
    cards = {one.label: one.value for one in director.cards.figures}

    assert cards["今日来电"] == "97"
    assert cards["本小时来电"] == "12"
    assert "8 时 12" in director.bars.accessibleName()
    assert {mark.name for mark in director.scene.picture.stations} == {"示范一站", "示范二站"}


def test_that_a_hidden_window_asks_for_no_figures(watch: Watch, director: DirectorWindow) -> None:
    director.hide()
    asked = watch.room.questions.days

    watch.room.later(60)

    assert watch.room.questions.days == asked


def test_that_the_supervisors_own_desk_is_not_written_to(
    watch: Watch, supervisor: RoomWindow
) -> None:
    rows = watch.room.models.desks.model.rows
    supervisor.desks.rows.choose([row.seat_id for row in rows].index(SeatId("seat-9")))

    watch.press(supervisor, Qt.Key.Key_Return)

    assert not supervisor.talk.composer.is_open
