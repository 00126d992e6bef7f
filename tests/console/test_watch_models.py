"""What the supervisor's and the director's windows are told: desks, queue, stations, the day."""

from PyQt6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from dispatch_console.viewmodels.incident_view import NOT_FOUND
from dispatch_console.viewmodels.room_figures import director_figures, supervisor_figures
from dispatch_console.viewmodels.urgency import Urgency
from dispatch_server.contract.day import RecordAnswer
from dispatch_server.contract.events.incidents import IncidentClosed
from dispatch_server.contract.events.orders import OrderMoved
from dispatch_server.contract.events.people import PersonSignedOut, SignOutCause
from dispatch_server.contract.ids import IncidentId, PersonId
from dispatch_server.contract.record import record_of
from dispatch_server.contract.states import IncidentState, LinkState, OrderState, SeatState
from tests.builders import INCIDENT, ORDER, OTHER_SEAT, SEAT, answered, board, opened, ringing
from tests.builders import room as bare_room
from tests.console.watch_room import AWAY_SEAT, WatchRoom, day


def desks(room: WatchRoom) -> dict[str, tuple[str, SeatState, str]]:
    rows = room.models.desks.model.rows
    return {row.name: (row.person, row.state, row.what) for row in rows}


def test_that_each_desk_tells_who_sits_there_what_they_do_and_why(qtbot: QtBot) -> None:
    room = WatchRoom()
    tester = QAbstractItemModelTester(room.models.desks.model)

    room.be_busy()

    assert desks(room) == {
        "01席": ("示范甲", SeatState.TALKING, "100 2716 4053"),
        "02席": ("示范乙", SeatState.RINGING, "来电 00010120"),
        "03席": ("示范丙", SeatState.AWAY, "就餐"),
        "04席": ("", SeatState.SIGNED_OUT, ""),
        "班长席": ("示范班长", SeatState.READY, ""),
    }
    assert tester is not None


def test_that_seconds_run_and_a_long_absence_is_marked(qtbot: QtBot) -> None:
    room = WatchRoom()
    room.be_busy()
    (before,) = (row for row in room.models.desks.model.rows if row.seat_id == AWAY_SEAT)

    room.later(900)

    (after,) = (row for row in room.models.desks.model.rows if row.seat_id == AWAY_SEAT)
    assert (before.seconds, after.seconds) == (207, 1107)
    assert (before.is_long_away, after.is_long_away) == (False, True)


def test_that_a_desks_incidents_stand_with_the_overdue_one_first(qtbot: QtBot) -> None:
    room = WatchRoom()
    room.be_busy()
    second = IncidentId("i-2")
    room.play([*answered(incident_id=second, number=2), *opened(second)])

    (desk,) = (row for row in room.models.desks.model.rows if row.seat_id == SEAT)

    assert [(job.incident_id, job.overdue) for job in desk.jobs] == [
        (INCIDENT, True),
        (second, False),
    ]
    assert desk.jobs[0].words == "1　未回执 3:27"
    assert desk.overdue == 1


def test_that_a_desk_left_alone_is_signed_out_at_once(qtbot: QtBot) -> None:
    room = WatchRoom()

    room.play(
        [
            PersonSignedOut(
                person_id=PersonId("person-0102"), seat_id=OTHER_SEAT, cause=SignOutCause.LEFT
            )
        ]
    )

    assert desks(room)["02席"] == ("", SeatState.SIGNED_OUT, "")
    assert (room.models.desks.manned, room.models.desks.ready) == (3, 2)


def test_that_who_waits_is_counted_with_the_limits_of_the_queue(qtbot: QtBot) -> None:
    room = WatchRoom()
    room.be_busy()
    urgencies = [room.models.waiting.model.rows[0].urgency]
    room.later(3)
    urgencies.append(room.models.waiting.model.rows[0].urgency)

    (row,) = room.models.waiting.model.rows
    assert (row.caller, row.rings, row.seconds) == ("00010120", "02席 振铃", 10)
    assert urgencies == [Urgency.SOON, Urgency.OVERDUE]


def test_that_a_station_in_trouble_comes_first_and_nothing_is_known_without_the_server(
    qtbot: QtBot,
) -> None:
    room = WatchRoom()
    room.be_busy()
    told = [(row.name, row.receiver, row.printer) for row in room.models.stations.model.rows]
    troubled = room.models.stations.troubled

    room.models.stations.set_server_link(LinkState.DOWN)

    assert told == [
        ("示范二站", LinkState.DOWN, None),
        ("示范一站", LinkState.UP, LinkState.UP),
    ]
    assert troubled == 1
    rows = room.models.stations.model.rows
    assert {row.receiver for row in rows} == {LinkState.UNKNOWN}
    assert room.models.stations.troubled == 0


def test_that_the_fleet_is_counted_by_what_each_vehicle_shows(qtbot: QtBot) -> None:
    room = WatchRoom()
    room.be_busy()

    counts = {row.state: row.count for row in room.models.fleet.model.rows if row.count}

    assert counts == {"at_station": 1, "issued": 1}


def test_that_the_day_is_asked_for_while_its_window_is_open_and_keeps_its_age(
    qtbot: QtBot,
) -> None:
    room = WatchRoom()
    room.models.day.open(on=True)
    room.questions.told_day = None
    for _ in range(70):
        room.later(1)
    asked = room.questions.days
    room.models.day.open(on=False)
    room.later(60)

    assert (asked, room.questions.days) == (8, 8)
    assert room.models.day.age_s == 130
    (rate,) = (one for one in supervisor_figures(room.models) if one.label == "10 秒接听")
    assert (rate.value, rate.basis) == ("96.7%", "88/91　数字已旧")


def test_that_the_list_of_the_day_is_filtered_by_words_pinyin_and_initials(qtbot: QtBot) -> None:
    room = WatchRoom()
    tester = QAbstractItemModelTester(room.models.day.model)
    room.questions.told_day = day(31, 30, 12)
    room.models.day.open(on=True)

    found = {}
    for typed in ("", "12", "示范30路", "sf", "急01", "nothing"):
        room.models.day.set_filter(typed)
        found[typed] = [row.number for row in room.models.day.model.rows]

    assert found == {
        "": [31, 30, 12],
        "12": [12],
        "示范30路": [30],
        "sf": [31, 30, 12],
        "急01": [31, 30, 12],
        "nothing": [],
    }
    assert tester is not None


def test_that_figures_nobody_has_are_a_dash_and_never_nought(qtbot: QtBot) -> None:
    room = WatchRoom()

    figures = {one.label: one.value for one in director_figures(room.models)}

    assert figures["今日来电"] == "—"
    assert figures["10 秒接听"] == "—"
    assert figures["排队"] == "0"


def test_that_a_running_incident_is_read_live_and_an_ended_one_is_asked_for(qtbot: QtBot) -> None:
    room = WatchRoom()
    room.be_busy()
    view = room.models.view
    view.show(INCIDENT)
    live = [row.word for row in view.timeline.model.rows if row.time]
    room.play([OrderMoved(order_id=ORDER, to=OrderState.ACKNOWLEDGED)])
    after = [row.word for row in view.timeline.model.rows if row.time]
    view.close()

    past = [*bare_room(), *ringing(), *answered(), *opened(), IncidentClosed(incident_id=INCIDENT)]
    found = record_of(board(past), INCIDENT)
    assert found is not None
    room.questions.told_record = RecordAnswer(board=found)
    room.mirror.board.incidents.clear()
    view.show(INCIDENT)

    assert len(after) == len(live) + 1
    assert room.questions.records == [INCIDENT]
    assert view.chosen.incident is not None
    assert view.chosen.incident.state is IncidentState.CLOSED


def test_that_an_incident_nobody_has_is_said_in_words(qtbot: QtBot) -> None:
    room = WatchRoom()
    said: list[str] = []
    room.models.view.told.connect(said.append)

    room.models.view.show(IncidentId("i-9"))

    assert said == [NOT_FOUND]
    assert not room.models.view.is_open
